# SPDX-License-Identifier: Apache-2.0
"""Checks of interpretation/ of one story: pairs by own queries and keys, profiles, tags and enrichments from the written `upos`, p by own shifts; and of layers/network_tags.tsv."""
import json

import numpy as np

import nulls
import series
from inputs import Table, read_matrix

CHANCE = 1e-3  # of any false alarm in one kind of comparison
NAMES = ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "VERB", "[CLS]", "[SEP]"]
NONE, SPECIAL = 17, (15, 16)


def log_odds(count, of, expected, expected_of):
    odds = lambda part, whole: (part + 0.5) / (whole - part + 0.5)
    return np.log(odds(count, of) / odds(expected, expected_of))


class Profiles:
    def __init__(self, report, story, bert, ids, segments, draws: int, rng):
        self.report, self.story, self.bert, self.draws, self.rng = report, story, bert, draws, rng
        self.folder = story.results / "interpretation"
        self.options = json.loads((self.folder / "stage.json").read_text())["options"]
        tokens = Table(story.results / "tokens" / "tokens.tsv")
        upos = ["PUNCT" if tag in ("SYM", "X") else tag for tag in tokens.text("upos")]
        self.category = np.array([NONE if tag == "n/a" else NAMES.index(tag) for tag in upos])
        self.ids = np.asarray(ids)
        self.piece = tokens.text("piece")
        self.parts = [np.flatnonzero(np.asarray(segments) == s) for s in np.unique(segments)]
        self.words = [part[~np.isin(self.category[part], SPECIAL)] for part in self.parts]
        self.query, self.key = (np.load(self.folder / f"pair_{side}.npy") for side in ("query", "key"))
        self.product = read_matrix(self.folder / "pair_product.npy", self.query.shape)
        self.there = self.query > 0
        self.pairs = self.there.sum(axis=1)
        self.table = Table(self.folder / "neurons.tsv")
        self.sample = np.unique(np.linspace(0, len(self.query) - 1, 60).astype(int))  # neurons for what takes long

    def where(self, index) -> str:
        return self.bert.label(int(self.sample[index[0]]) + 1)

    def check_pairs(self) -> None:
        """anbn's pairs have the largest products of own queries and keys, to their rounding."""
        top, hidden = int(self.options["top"]), self.bert.hidden
        worst, off, wrong = 0.0, 0.0, []
        for s, part in enumerate(self.parts):
            layers = list(self.bert.queries_and_keys(self.ids[part]))
            for neuron in self.sample:
                q, k = (x[:, neuron % hidden] for x in layers[neuron // hidden])
                own = np.outer(q, k)
                kept = min(top, own.size)
                limit = np.partition(own.ravel(), -kept)[-kept]
                columns = slice(s * top, s * top + kept)
                a, b = self.query[neuron, columns] - 1 - part[0], self.key[neuron, columns] - 1 - part[0]
                if (a < 0).any() or (b < 0).any() or len(set(zip(a, b))) != kept or (self.query[neuron, columns.stop:(s + 1) * top] != 0).any() or (np.diff(self.product[neuron, columns]) > 0).any():
                    wrong.append(self.bert.label(int(neuron) + 1))
                    continue
                scale = np.abs(own).max()
                worst = max(worst, float((limit - own[a, b]).max() / scale))
                off = max(off, float(np.abs(self.product[neuron, columns] - own[a, b]).max() / scale))
        self.report.check(not wrong, "pairs", f"{len(self.sample)} neurons in {len(self.parts)} segments: {wrong or 'all'} have {top} different pairs a segment (or all there are) in falling order")
        self.report.check(worst <= 1e-4 and off <= 1e-4, "products", f"own products of anbn's pairs lie at most {worst:.2g} of the largest below the own {top}th and {off:.2g} from anbn's; allowed 0.0001")

    def profile(self, category, neurons=slice(None)) -> np.ndarray:
        """[N x 289] of the pairs of neurons, had tokens these categories."""
        query, key, there = self.query[neurons], self.key[neurons], self.there[neurons]
        a, b = category[query - 1], category[key - 1]
        known = there & (a != NONE) & (b != NONE)
        row = np.broadcast_to(np.arange(len(query))[:, None], query.shape)
        return np.bincount((row * 289 + a * 17 + b)[known], minlength=len(query) * 289).reshape(-1, 289)

    def moved(self, shifts) -> np.ndarray:
        """The categories with the words of each segment moved."""
        out = self.category.copy()
        for words, shift in zip(self.words, shifts):
            out[words] = np.roll(self.category[words], -shift)
        return out

    def check_profiles(self) -> None:
        own = self.profile(self.category)
        found = np.load(self.folder / "profiles.npy")
        self.report.check(found.dtype == np.int32 and np.array_equal(found, own), "profiles.npy", f"{found.shape[0]} x {found.shape[1]} counts from upos; {int((found != own).sum()) if found.shape == own.shape else 'all'} differ")
        best, share = own.argmax(axis=1), own.max(axis=1) / self.pairs
        tagged = share > 0
        for side, cell in (("query", best // 17), ("key", best % 17)):
            wrong = [i + 1 for i in range(len(own)) if self.table.text(f"{side}_upos")[i] != (NAMES[cell[i]] if tagged[i] else "n/a")]
            self.report.check(not wrong, f"{side}_upos", f"{len(own)} tags, {len(wrong)} other than the cell of most pairs")
        self.report.close(self.table.numbers("share")[tagged], share[tagged], 1e-12, "tag shares", "count of the tag / pairs")
        steps = self.table.numbers("share")[tagged] * self.pairs[tagged]
        self.report.check(np.abs(steps - np.rint(steps)).max() < 1e-6, "shares are whole pairs", f"multiples of 1/{int(self.pairs.max())}, as the paper's of 1/1500")
        self.expected = read_matrix(self.folder / "profiles_expected.npy", own.shape)
        mean = np.zeros((len(self.sample), 289))
        nothing = self.profile(self.category, self.sample)
        for s, words in enumerate(self.words):  # one segment after another: they move independently
            total = sum(self.profile(self.moved([o if t == s else 0 for t in range(len(self.words))]), self.sample) for o in range(len(words)))
            mean += total / len(words) - nothing
        mean += nothing
        self.report.close(self.expected[self.sample], mean, 1e-3, "profiles_expected.npy", f"mean over every shift of each segment, {len(self.sample)} neurons", self.where)
        at = np.arange(len(own))[tagged], best[tagged]
        self.report.close(self.table.numbers("expected")[tagged], self.expected[at] / self.pairs[tagged], 1e-6, "tag expected", "profiles_expected.npy / pairs")
        self.report.close(self.table.numbers("log_odds")[tagged], log_odds(own[at], self.pairs[tagged], self.expected[at], self.pairs[tagged]), 1e-5, "tag log_odds", "with half counts")

    def shifts(self, draws: int) -> np.ndarray:
        return np.stack([self.rng.integers(0, max(len(words), 1), draws) for words in self.words], axis=1)

    def sums(self, weights) -> list:
        """A segment each: [n x rows x 15], sums of `weights` [rows x K] over the words of each part of speech at each shift."""
        out = []
        for words in self.words:
            is_class = self.category[words][:, None] == np.arange(15)
            out.append(np.stack([weights[:, words] @ np.roll(is_class, -o, axis=0).astype(float) for o in range(len(words))]))
        return out

    def check_side(self, side: str, pairs) -> None:
        count = np.stack([np.bincount(pairs[i][self.there[i]] - 1, minlength=len(self.category)) for i in range(len(pairs))])
        self.check_words(side, count)
        picked = self.sample
        sums = self.sums(count[picked].astype(float))
        mean, variance = sum(x.mean(axis=0) for x in sums), sum(x.var(axis=0) for x in sums)
        moves = variance > 1e-6
        z = lambda x: np.where(moves, (x - mean) / np.sqrt(np.where(moves, variance, 1)), -np.inf)
        observed = sum(x[0] for x in sums)
        own = z(observed)
        theirs = np.array([NAMES.index(name) if name != "n/a" else -1 for name in self.table.text(f"{side}_class")[picked]])
        at = np.arange(len(picked)), theirs
        tested = moves.any(axis=1)
        right = np.where(tested, own.max(axis=1) - own[at] <= 1e-6, theirs == -1)
        self.report.check(right.all(), f"{side}_class", f"{len(picked)} neurons, {int((~right).sum())} other than the part of speech farthest above the mean of all shifts")
        of = self.pairs[picked]
        numbers = lambda name: self.table.numbers(f"{side}_{name}")[picked][tested]
        for name, value in (("share", observed[at] / of), ("expected", mean[at] / of), ("log_odds", log_odds(observed[at], of, mean[at], of))):
            self.report.close(numbers(name), value[tested], 1e-6, f"{side}_{name}", "sums over all shifts")
        largest = np.zeros((len(picked), self.draws))
        for d, shifts in enumerate(self.shifts(self.draws)):
            largest[:, d] = z(sum(x[o] for x, o in zip(sums, shifts))).max(axis=1)
        counts = (largest >= own.max(axis=1)[:, None] - 1e-9).sum(axis=1)
        self.compare_p(f"{side}_p", numbers("p"), counts[tested])
        p = self.table.numbers(f"{side}_p")
        self.report.close(self.table.numbers(f"{side}_q")[~np.isnan(p)], series.benjamini_hochberg(p[~np.isnan(p)]), 2e-9, f"{side}_q", "Benjamini-Hochberg of anbn's own p over all neurons")

    def compare_p(self, name: str, p, counts) -> None:
        chance, _ = nulls.same_p(p, int(self.options["draws"]), counts, self.draws)
        self.report.check(chance > CHANCE / p.size, name, f"{p.size} against {self.draws} own shifts: the least likely has a chance of {chance:.2g}; allowed {CHANCE / p.size:.2g}")

    def check_words(self, side: str, count) -> None:
        """Different tokens and pieces, and what most pairs of the class have there."""
        names, word = np.unique(self.piece.astype(str), return_inverse=True)
        of_word = np.stack([np.bincount(word, weights=row, minlength=len(names)) for row in count])
        self.report.check((self.table.integers(f"{side}_tokens") == (count > 0).sum(axis=1)).all() and (self.table.integers(f"{side}_words") == (of_word > 0).sum(axis=1)).all(),
                          f"{side}_tokens, {side}_words", f"different ones of {len(count)} neurons (median {np.median((of_word > 0).sum(axis=1)):.0f} words)")
        classes, shares, wrong = self.table.text(f"{side}_class"), self.table.numbers(f"{side}_word_share"), 0
        for i, name in enumerate(classes):
            here = np.bincount(word, weights=count[i] * (self.category == (NAMES.index(name) if name != "n/a" else -1)), minlength=len(names))
            told = self.table.text(f"{side}_word")[i]
            if here.sum() == 0:
                wrong += told != "n/a"
            else:
                wrong += told not in names[here == here.max()] or abs(shares[i] - here.max() / here.sum()) > 1e-9
        self.report.check(wrong == 0, f"{side}_word", f"{len(classes)} words with their shares of the pairs of the class, {wrong} wrong")

    def check_tags(self) -> None:
        """Counts of tags over neurons; what shifted texts give, by own shifts."""
        table, draws = Table(self.folder / "tags.tsv"), 60
        tag = lambda profile: np.where(profile.max(axis=1) > 0, profile.argmax(axis=1), -1)
        cells = np.arange(289)
        folded = np.minimum(cells // 17, cells % 17) * 17 + np.maximum(cells // 17, cells % 17)
        own = tag(self.profile(self.category))
        drawn = [tag(self.profile(self.moved(shifts))) for shifts in self.shifts(draws)]
        for counted, to in (("directed", cells), ("folded", folded)):
            rows = table.text("counted") == counted
            cell = np.array([NAMES.index(a) * 17 + NAMES.index(b) for a, b in zip(table.text("query_upos")[rows], table.text("key_upos")[rows])], dtype=int)
            count = lambda tags: np.bincount(to[tags[tags >= 0]], minlength=289)
            found = np.zeros(289)
            found[cell] = table.numbers("neurons")[rows]
            self.report.check((found == count(own)).all(), f"tags.tsv {counted}", f"{len(cell)} tags of {int(found.sum())} neurons")
            self.report.close(table.numbers("share")[rows], count(own)[cell] / (own >= 0).sum(), 1e-12, f"tags.tsv {counted} share", "of the tagged neurons")
            null = np.array([count(tags) for tags in drawn])
            expected = np.zeros(289)
            expected[cell] = table.numbers("expected")[rows]
            error = null.std(axis=0) * np.sqrt(1 / draws + 1 / min(200, int(self.options["draws"])))
            distance = np.abs(expected - null.mean(axis=0)) / (error + 0.05 * np.sqrt(1 + null.max(axis=0)))
            self.report.check(distance.max() < 5, f"tags.tsv {counted} expected", f"against {draws} own shifts: at most {distance.max():.1f} standard errors (and a twentieth of a root) off; allowed 5")

    def check_networks(self) -> None:
        """layers/network_tags.tsv: the neurons of each network against all others, by groups of the calibrated test and of its noise draws (which have checks of their own)."""
        table, tests = Table(self.story.results / "layers" / "network_tags.tsv"), self.story.results / "significance"
        observed = Table(tests / "neurons.tsv").integers("phase_network")
        drawn = read_matrix(tests / "noise_neuron_network.npy", (0, len(observed)))
        drawn = np.where(drawn >= 1, drawn, 0).astype(int)
        networks = len(Table(self.story.results / "coupling" / "networks.tsv").text("network"))
        profile = np.load(self.folder / "profiles.npy").astype(float).reshape(-1, 17, 17)
        count = np.concatenate([profile.sum(axis=2), profile.sum(axis=1)], axis=1)  # [N x 34]
        pairs = profile.sum(axis=(1, 2))
        z = np.zeros((len(drawn) + 1, networks, 34))
        has_both = np.zeros((len(drawn) + 1, networks), dtype=bool)
        for d, group in enumerate(np.vstack([observed[None], drawn])):
            member = (group[None] == np.arange(1, networks + 1)[:, None]).astype(float)
            n, here, there = member.sum(axis=1), member @ pairs, (1 - member) @ pairs
            has_both[d] = (here > 0) & (there > 0)
            difference = member @ count / np.maximum(here, 1)[:, None] - (1 - member) @ count / np.maximum(there, 1)[:, None]
            z[d] = np.where(has_both[d][:, None], difference * np.sqrt(n * (len(group) - n) / len(group))[:, None], 0)
            if d == 0:
                first = member
        sd = z.std(axis=0)
        z = np.where((sd > 1e-9) & has_both[:, :, None], (z - z.mean(axis=0)) / np.where(sd > 1e-9, sd, 1), -np.inf)
        largest = z[1:].reshape(len(drawn), -1).max(axis=1)
        number, sides, p = table.integers("network") - 1, table.text("side"), table.numbers("p_fwe")
        self.report.check(np.array_equal(np.unique(number), np.flatnonzero(has_both[0])), "network_tags.tsv", f"has the {int(has_both[0].sum())} networks that a neuron is anchored to by the calibrated test")
        of, others = first @ pairs, (1 - first) @ pairs
        for side, shift in (("query", 0), ("key", 17)):
            rows = np.flatnonzero(sides == side)
            m, c = number[rows], np.array([NAMES.index(x) for x in table.text(f"{side}_upos")[rows]]) + shift
            a, b = (first @ count)[m, c], ((1 - first) @ count)[m, c]
            for name, value in (("neurons", first.sum(axis=1)[m]), ("share", a / of[m]), ("share_others", b / others[m]), ("log_odds", log_odds(a, of[m], b, others[m]))):
                self.report.close(table.numbers(name)[rows], value, 1e-9, f"network_tags.tsv {side} {name}", f"{len(rows)} rows")
            tested = np.isfinite(z[0, m, c])
            self.report.check(np.array_equal(tested, ~np.isnan(p[rows])) and (len(drawn) == 0 or tested.any()), f"network_tags.tsv {side} tested", f"{int(tested.sum())} of {len(rows)} rows vary over {len(drawn)} draws")
            self.report.close(table.numbers("z")[rows][tested], z[0, m, c][tested], 1e-6, f"network_tags.tsv {side} z", "over the observed and all draws")
            reached = (largest[None] >= z[0, m, c][tested][:, None] - 1e-9).sum(axis=1)
            self.report.close(p[rows][tested], (reached + 1) / (len(drawn) + 1), 1e-9, f"network_tags.tsv {side} p_fwe", "draws in which any class of any network lies as far above")
        pair = np.flatnonzero(sides == "pair")
        summed = first @ profile.reshape(-1, 289)
        own = [int(summed[m].argmax()) for m in number[pair]]
        found = [NAMES.index(a) * 17 + NAMES.index(b) for a, b in zip(table.text("query_upos")[pair], table.text("key_upos")[pair])]
        self.report.check(own == found and np.isnan(p[pair]).all(), "network_tags.tsv pair", f"{len(pair)} tags of the pairs of all neurons of a network, none tested")
        self.report.close(table.numbers("share")[pair], summed[number[pair], own] / of[number[pair]], 1e-9, "network_tags.tsv pair share", "of the pairs of these neurons")

    def check_all(self) -> None:
        self.check_pairs()
        self.check_profiles()
        self.check_side("query", self.query)
        self.check_side("key", self.key)
        self.check_tags()
        self.check_networks()
