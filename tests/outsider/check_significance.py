# SPDX-License-Identifier: Apache-2.0
"""Checks of the significance tables of one story against own null distributions."""
import json

import numpy as np

import check_called
import check_omnibus
import check_passing
import nulls
import series
from inputs import Table, read_matrix

CHANCE = 1e-3  # of any false alarm in one kind of comparison, over all its series

STATISTICS = {"pair": "pair_p", "max": "max_p", "step-down": "p_fwe"}
PARTNER = {"neurons": "network", "networks": "neuron"}
DECIDING = ("phase",)  # null models whose larger p is that of verdict and names


class Significance:
    """anbn's tables of one story, and own draws of the same nulls."""

    def __init__(self, report, story, bert, neurons, networks, anchored, basis, draws: int, rng):
        self.report, self.bert = report, bert
        folder = story.results / "significance"
        self.folder, self.deciding = folder, DECIDING
        self.summary = json.loads((folder / "summary.json").read_text())
        self.their_draws = int(self.summary["permutations"])
        self.tables = {"neurons": Table(folder / "neurons.tsv"), "networks": Table(folder / "networks.tsv")}
        self.kept = {"neurons": np.flatnonzero(~np.isnan(series.unit(neurons)).any(axis=0)), "networks": np.flatnonzero(~np.isnan(series.unit(networks)).any(axis=0))}
        self.size = {"neurons": neurons.shape[1], "networks": networks.shape[1]}
        neurons, networks = neurons[:, self.kept["neurons"]], networks[:, self.kept["networks"]]
        places = {side: np.full(size, -1) for side, size in self.size.items()}
        for side, kept in self.kept.items():
            places[side][kept] = np.arange(len(kept))
        other = {"neurons": "networks", "networks": "neurons"}
        anchored = {side: places[other[side]][anchored[side][self.kept[side]]] for side in nulls.SIDES}
        plain = nulls.coupled(neurons, networks, anchored)
        rest = {"neurons": series.residuals(series.unit(neurons), basis), "networks": series.residuals(series.unit(networks), basis)}
        self.explained = {side: 1 - (left**2).sum(axis=0) for side, left in rest.items()}
        self.kurtosis = {side: series.excess_kurtosis(left) for side, left in rest.items()}
        self.partial = partial = nulls.coupled(rest["neurons"], rest["networks"], anchored)
        self.series, self.basis, self.rng, self.draws = {"neurons": neurons, "networks": networks}, basis, rng, draws
        self.tests = {null["null"]: null for null in self.summary["nulls"]}
        self.layers, self.listed = check_omnibus.layers_of([bert.label(int(i) + 1) for i in self.kept["neurons"]]), nulls.LISTED
        self.observed = {name: plain if name == "shuffle" else partial for name in self.tests}
        self.null = {name: self.own_null(name, story, networks, basis, draws, rng) for name in self.tests}
        self.noise = nulls.simulate(partial, nulls.phase_randomized(networks, basis, rng), draws, keep_best=True)
        self.plain_noise = nulls.simulate(plain, nulls.phase_randomized(networks, None, rng), draws, keep_best=True)

    def own_null(self, name: str, story, networks, basis, draws: int, rng):
        options = json.loads((self.folder / "stage.json").read_text())["options"]
        if name in nulls.LISTED:
            min_shift = max(1, int(np.ceil(options["min_shift_s"] / story.tr_s - 1e-9)))
            others = [read_matrix(file, (0, self.size["networks"]))[:, self.kept["networks"]]
                      for file in sorted(story.network_results.glob("*.npy")) if file.stem != story.name]
            surrogates = [nulls.without(basis)(surrogate) for surrogate in nulls.LISTED[name](networks, min_shift, others)]
            return nulls.simulate(self.observed[name], nulls.one_after_the_other(surrogates), len(surrogates), keep_best=False, layers=self.layers)
        surrogate = {"shuffle": lambda: nulls.shuffled(networks, rng), "phase": lambda: nulls.phase_randomized(networks, basis, rng),
                     "shuffle-before-hrf": lambda: nulls.shuffled_before_hrf(networks, story.tr_s, basis, rng)}[name]
        return nulls.simulate(self.observed[name], surrogate(), draws, keep_best=False, layers=self.layers)

    def draws_of(self, test: str) -> int:
        return int(self.tests[test]["draws"])

    def columns(self, test: str) -> dict:
        return {statistic: f"{test.replace('-', '_')}_{column}" for statistic, column in STATISTICS.items()}

    def families(self) -> list:
        return [f"{test.replace('-', '_')}_{statistic}" for test in self.tests for statistic in ("pair", "max")]

    def numbers(self, side: str, column: str) -> np.ndarray:
        """A column of the series that are not constant."""
        return self.tables[side].numbers(column)[self.kept[side]]

    def name(self, side: str, index: int) -> str:
        number = int(self.kept[side][index]) + 1
        return self.bert.label(number) if side == "neurons" else f"BN {number}"

    def check_set(self) -> None:
        names = self.summary["nuisance"]
        regressors = Table(self.folder.parent / "nuisance" / "regressors.tsv").header
        self.report.check(names == regressors and not self.summary["nuisance_tested"], "names of the set", f"summary.json has {', '.join(names)}")

    def check_nuisance(self) -> None:
        """How much the set explains of each series, and what it leaves of the anchored pairs."""
        self.check_set()
        for side in nulls.SIDES:
            own, entry = self.explained[side], self.summary[side]["nuisance_r2"]
            self.report.close(self.numbers(side, "nuisance_r2"), own, 1e-4, f"nuisance_r2 of {side}", "share of the variance that own regressors explain", lambda index: self.name(side, index[0]))
            self.report.close([entry["median"]], [np.median(own)], 1e-4, f"median nuisance_r2 of {side}", "summary.json")
            self.check_kurtosis(side)
            sure, may_be = (own > 0.9001).sum(), (own > 0.8999).sum()
            self.report.check(sure <= entry["above_90"] <= may_be, f"{side} explained to more than 90 %", f"anbn {entry['above_90']}, own {sure}")
            self.report.close(self.numbers(side, "partial_correlation"), self.partial.pair[side], 1e-4, f"partial correlations of anchored {side}", "the plain anchor's pair given the set",
                              lambda index: self.name(side, index[0]))

    def check_kurtosis(self, side: str) -> None:
        """Bursts: the fourth moment of what the set leaves."""
        left = self.explained[side] < 0.999
        own = self.kurtosis[side][left]
        scale = np.maximum(1, np.abs(own))
        self.report.close(self.numbers(side, "kurtosis")[left] / scale, own / scale, 1e-3, f"kurtosis of {side}", "excess, of what own regressors leave")
        found = self.summary[side]["kurtosis"]["above_3"]
        self.report.check((own > 3.01).sum() <= found <= (own > 2.99).sum() + (~left).sum(), f"{side} with bursts", f"anbn {found}, own {(own > 3).sum()}")

    def check_absent(self) -> None:
        """`n/a` where and only where a series is constant."""
        for side in nulls.SIDES:
            columns = [c for test in self.tests for c in self.columns(test).values()] + [f + "_q" for f in self.families()]
            wrong = [c for c in columns if set(np.flatnonzero(~np.isnan(self.tables[side].numbers(c)))) != set(self.kept[side])]
            self.report.check(not wrong, f"tested {side}", f"{len(self.kept[side])} of {self.size[side]} are not constant and have all p and q; columns that disagree: {wrong or 'none'}")

    def check_partial(self) -> None:
        """Largest partial correlation of both sides, and whose it is."""
        correlation = self.observed["phase"].correlation
        for side, axis in (("neurons", 1), ("networks", 0)):
            table, kept = self.tables[side], self.kept[side]
            other = self.kept["networks" if side == "neurons" else "neurons"]
            best = correlation.max(axis=axis)
            self.report.close(self.numbers(side, "phase_correlation"), best, 1e-4, f"partial correlations of {side}", "column phase_correlation", lambda index: self.name(side, index[0]))
            found = table.integers(f"phase_{PARTNER[side]}", 0)[kept] - 1
            picked = np.array([correlation[(i, np.searchsorted(other, f)) if axis == 1 else (np.searchsorted(other, f), i)] if f in other else -np.inf
                               for i, f in enumerate(found)])
            wrong = np.flatnonzero(picked < best - 1e-4)
            self.report.check(len(wrong) == 0, f"partial argmax of {side}", f"{len(wrong)} of {len(found)} differ by more than a tie of 1e-4"
                              + (f" (first: {self.name(side, wrong[0])}: anbn {found[wrong[0]] + 1})" if len(wrong) else ""))

    def check_p(self) -> None:
        """Every p value, and the mean of each column, within Monte Carlo error; exactly where all draws that exist were made."""
        comparisons = 3 * sum(test not in self.listed for test in self.tests) * (len(self.kept["neurons"]) + len(self.kept["networks"]))
        for test in self.tests:
            null, draws = self.null[test], self.draws_of(test)
            for side in nulls.SIDES:
                for statistic, column in self.columns(test).items():
                    found = self.numbers(side, column)
                    raw = found * (draws + 1)
                    whole = bool(np.all(np.abs(raw - np.rint(raw)) < 1e-2) and raw.min() > 0.5 and raw.max() < draws + 1.5)
                    counts = null.counts[side, statistic]
                    if not self.report.check(whole, f"{column} of {side}", f"every p is (b + 1) / ({draws} + 1)"):
                        continue
                    if test in self.listed:
                        self.check_exact(f"{column} of {side}", side, raw, counts, draws, null.draws, null.near[side, statistic])
                        continue
                    chance, worst = nulls.same_p(found, draws, counts, null.draws)
                    own = (counts + 1) / (null.draws + 1)
                    self.report.check(chance > CHANCE / comparisons, f"{column} of {side}",
                                      f"least likely {self.name(side, worst)} (anbn {found[worst]:.5f}, own {own[worst]:.5f} of {null.draws} draws, chance {chance:.2g}; "
                                      f"allowed {CHANCE / comparisons:.2g})")
                    mean, own_mean = (np.rint(raw) - 1).mean() / draws, counts.mean() / null.draws
                    allowed = nulls.allowed_mean_difference(null.shares[side, statistic], draws, rare=10 / len(found))
                    self.report.check(abs(mean - own_mean) <= allowed, f"mean {column} of {side}", f"anbn {mean:.5f}, own {own_mean:.5f}; allowed distance {allowed:.5f}")

    def check_exact(self, name: str, side: str, raw, counts, draws: int, own_draws: int, near) -> None:
        """Counts differ only by draws that are ties to float32."""
        distance = np.abs(np.rint(raw) - 1 - counts)
        wrong = (distance > near).sum()
        self.report.check(draws == own_draws and wrong == 0, name, f"all {own_draws} draws (anbn {draws}): counts differ in {(distance > 0).sum()} of {len(counts)}, "
                          f"at most by {distance.max():.0f} ({self.name(side, int(distance.argmax()))}); in {wrong} by more than the draws within {nulls.TIE:g} of the observed ({near.sum()} in all)")

    def check_q(self) -> None:
        for side in nulls.SIDES:
            correct, words = {"bh": (series.benjamini_hochberg, "Benjamini-Hochberg"), "by": (series.benjamini_yekutieli, "Benjamini-Yekutieli")}[self.summary["correction"]]
            for family in self.families():
                expected = correct(self.numbers(side, family + "_p"))
                self.report.close(self.numbers(side, family + "_q"), expected, 2e-9, f"{family}_q of {side}", f"{words} of anbn's own p", lambda index: self.name(side, index[0]))

    def check_expected(self) -> None:
        """`expected`, `expected_95` and the noise draws behind them."""
        for side in nulls.SIDES:
            own, stem = self.noise.best[side], f"noise_{PARTNER['networks' if side == 'neurons' else 'neurons']}"
            drawn = read_matrix(self.folder / f"{stem}_correlation.npy", (0, self.size[side]))[:, self.kept[side]]
            draws = len(drawn)
            found, found_95 = self.numbers(side, "expected"), self.numbers(side, "expected_95")
            self.report.close(found, drawn.mean(axis=0), 1e-5, f"expected of {side}", f"mean of {stem}_correlation.npy ({draws} draws)", lambda index: self.name(side, index[0]))
            ordered = np.sort(drawn, axis=0)
            low, high = ordered[max(0, int(np.floor(0.95 * (draws - 1))) - 1)], ordered[min(draws - 1, int(np.ceil(0.95 * draws)))]
            self.report.check(((found_95 >= low - 1e-5) & (found_95 <= high + 1e-5)).all(), f"expected_95 of {side}", f"95th percentile of {stem}_correlation.npy")
            own_draws = self.noise.draws
            error = own.std(axis=0) * np.sqrt(1 / draws + 1 / own_draws)
            distance = np.abs(found - own.mean(axis=0)) / error
            self.report.check(distance.max() <= 6, f"expected of {side} against own noise", f"largest distance {distance.max():.2f} standard errors ({self.name(side, int(distance.argmax()))}); allowed 6")
            allowed = nulls.allowed_mean_difference(own.mean(axis=1), draws)
            self.report.check(abs(found.mean() - own.mean()) <= allowed, f"mean expected of {side}", f"anbn {found.mean():.5f}, own {own.mean():.5f}; allowed distance {allowed:.5f}")
            chance = nulls.same_quantile(found_95, draws, 0.95, own)
            self.report.check(chance > CHANCE / own.shape[1], f"expected_95 of {side} against own noise", f"least likely has chance {chance:.2g}; allowed {CHANCE / own.shape[1]:.2g}")
            partner = np.load(self.folder / f"{stem}_{PARTNER[side]}.npy")
            limit = self.size["networks" if side == "neurons" else "neurons"]
            inside = partner.shape == (draws, self.size[side]) and 1 <= partner[:, self.kept[side]].min() and partner[:, self.kept[side]].max() <= limit
            self.report.check(inside, f"{stem}_{PARTNER[side]}.npy", f"shape {list(partner.shape)}, numbers within 1..{limit}")

    def check_accepted(self) -> None:
        """The share of noise that reaches the smallest plain correlation which the paper's test accepts."""
        for side in nulls.SIDES:
            entry, passed = self.summary[side]["noise_accepted"], self.numbers(side, "shuffle_pair_q") <= self.summary["alpha"]
            if not passed.any():
                self.report.check(entry["mean"] is None, f"noise accepted of {side}", "none, as the paper's test accepts none")
                continue
            own = (self.plain_noise.best[side] >= self.numbers(side, "correlation")[passed].min() - 1e-7).mean(axis=1)
            draws = len(read_matrix(self.folder / "noise_neuron_correlation.npy", (0, self.size["neurons"])))
            self.report.close([entry["mean"]], [own.mean()], nulls.allowed_mean_difference(own, draws), f"noise accepted of {side}", "by the paper's test, mean over own draws")
            # A fortieth of the draws lies on either side of the range, and may lie far out.
            outside = max(entry["low"] - entry["mean"], entry["mean"] - entry["high"])
            self.report.check(0 <= entry["low"] <= entry["high"] <= 1 and outside <= 0.03, f"range of noise accepted of {side}", f"{entry['low']:.3f} to {entry['high']:.3f}")

    def check_global(self, key: str, test: str) -> None:
        """The largest correlation over all pairs and its p."""
        entry, best, draws = self.tests[test]["global"], self.null[test].best["global"], self.draws_of(test)
        if key in self.summary:
            p = min(np.nanmin(check_called.largest(self.tables[side], "p_fwe", self.deciding)) for side in nulls.SIDES) if test in self.deciding else entry["p"]
            self.report.check({**self.summary[key], "p": None} == {**entry, "p": None} and abs(self.summary[key]["p"] - p) < 1e-9, key,
                              f"the same as that of null model {test}; p the smallest that a series has by {', '.join(self.deciding)}")
        observed = self.observed[test].correlation.max()
        self.report.close([entry["observed"]], [observed], 1e-4, key, "largest correlation over all pairs")
        counts = np.array([(best >= np.float32(observed)).sum()])
        if test in self.listed:
            near = np.array([(np.abs(best - observed) < nulls.TIE).sum()])
            self.check_exact(f"{key} p", "neurons", np.array([entry["p"]]) * (draws + 1), counts, draws, len(best), near)
            self.report.close([entry["null_mean"]], [best.mean()], 1e-4, f"{key} null_mean", "mean of the largest over all pairs of each draw")
            return
        chance, _ = nulls.same_p(np.array([entry["p"]]), draws, counts, len(best))
        self.report.check(chance > 1e-5, f"{key} p", f"anbn {entry['p']:.5f}, own {(counts[0] + 1) / (len(best) + 1):.5f}; chance {chance:.2g}")
        if "null_mean" in entry:
            allowed = nulls.allowed_mean_difference(best, draws)
            self.report.close([entry["null_mean"]], [best.mean()], allowed, f"{key} null_mean", "mean of the largest over all pairs of each draw")
            chance = nulls.same_quantile(np.array([entry["null_95"]]), draws, 0.95, best[:, None])
            self.report.check(chance > 1e-5, f"{key} null_95", f"anbn {entry['null_95']:.5f}, own {np.quantile(best, 0.95):.5f}; chance {chance:.2g}")

    def check_counts(self) -> None:
        """Counts of summary.json from anbn's own tables."""
        alpha = self.summary.get("alpha", 0.01)
        for side in nulls.SIDES:
            entry = self.summary[side]
            main = [family for family in self.families() if family.split("_")[0] in ("shuffle", "phase") and family.count("_") == 1]
            expected = {f"{family}_q": int((self.numbers(side, f"{family}_q") <= alpha).sum()) for family in main}
            expected["phase_max_q_05"] = int((self.numbers(side, "phase_max_q") <= 0.05).sum())
            for name in ("phase_max_p", "shuffle_pair_p"):
                expected[f"{name}_01"] = int((self.numbers(side, name) < 0.01).sum())
            found = {name: entry["significant"].get(name) for name in expected}
            self.report.check(found == expected and entry["tested"] == len(self.kept[side]), f"summary of {side}", f"found tested {entry['tested']}, {found}; expected {len(self.kept[side])}, {expected}")
            for test, null in self.tests.items():
                prefix = test.replace("-", "_")
                own = {"tested": len(self.kept[side]), "pair_q": int((self.numbers(side, f"{prefix}_pair_q") <= alpha).sum()), "max_q": int((self.numbers(side, f"{prefix}_max_q") <= alpha).sum()),
                       "max_q_05": int((self.numbers(side, f"{prefix}_max_q") <= 0.05).sum()), "max_p_01": int((self.numbers(side, f"{prefix}_max_p") < 0.01).sum()),
                       "p_fwe_05": int((self.numbers(side, f"{prefix}_p_fwe") <= 0.05).sum())}
                self.report.check(null[side] == own, f"summary of {side}, {test}", f"found {null[side]}; expected {own}")
        tested = len(self.kept["neurons"]) * (1.0 if self.summary["correction"] == "bh" else (1 / np.arange(1, len(self.kept["neurons"]) + 1)).sum())
        for name, value in (("smallest_q", min(1.0, tested / (self.their_draws + 1))), ("neurons_for_q_01", int(np.ceil(100 * tested / (self.their_draws + 1) - 1e-9)))):
            if isinstance(self.summary.get(name), (int, float)):
                self.report.close([self.summary[name]], [value], 1e-6, name, "summary.json, of the neurons")

    def check_called(self) -> None:
        """Which called series resemble a stronger one, and the networks' p without the stronger ones' neurons."""
        order = {}
        for side in nulls.SIDES:
            table, size = self.tables[side], self.size[side]
            order[side] = check_called.called(table, self.summary["global"]["p"], self.summary["correction"], self.deciding)
            clean = np.zeros((len(self.basis), size))
            clean[:, self.kept[side]] = series.unit(series.residuals(self.series[side], self.basis))
            check_called.check_alike(self.report, side, clean, table, order[side])
            check_called.check_counts(self.report, self.summary, side, table, order[side], self.deciding)
        self.check_given_stronger(order["networks"])

    def check_given_stronger(self, order) -> None:
        whole = {}
        for side in nulls.SIDES:  # numbers in the tables count all series
            whole[side] = np.full((len(self.basis), self.size[side]), np.nan)
            whole[side][:, self.kept[side]] = self.series[side]
        check_called.check_given_stronger(self.report, whole["neurons"], whole["networks"], self.basis, self.tables["networks"], order,
                                          self.draws_of("phase"), min(self.draws, 1000), self.rng)

    def check_verdict(self) -> None:
        """The p of any coupling in summary.json: the largest of the null models that decide; its figures are those of phase."""
        p = max((self.tests[name]["omnibus"]["p"] for name in self.deciding), default=None)
        self.report.check(self.summary["omnibus"] == {**self.tests["phase"]["omnibus"], "p": p}, "verdict", f"p {self.summary['omnibus']['p']}, the largest of {', '.join(self.deciding)}")

    def check_all(self) -> None:
        self.check_verdict()
        self.check_nuisance()
        self.check_absent()
        self.check_partial()
        self.check_p()
        self.check_q()
        self.check_expected()
        self.check_accepted()
        for test in self.tests:
            self.check_global({"phase": "global", "shuffle": "shuffle_global"}.get(test, f"{test} global"), test)
            check_omnibus.Omnibus(self, test).check_all()
            check_passing.check(self, test)
        self.check_counts()
        self.check_called()
        shares = {c: float((self.numbers("neurons", c) < 0.01).mean()) for c in ("shuffle_pair_p", "phase_max_p")}
        print(f"   {self.report.story}: neurons with p < 0.01: the paper's test {shares['shuffle_pair_p']:.1%}, the calibrated one {shares['phase_max_p']:.1%}")
