# SPDX-License-Identifier: Apache-2.0
"""Recomputes between-stories/tags.tsv of a finished study from the stored pairs and tokens.tsv: tags of all neurons with whole segments dealt to two stories in every way;
and interpretation/numbers.tsv, with own shifts.

    python3 tests/outsider/check_tags.py OUT [--variant main] [--draws 500]

Shares, p of all partitions: equal. p of numbers: Monte Carlo. One line a check; exit code 1 if one failed."""
import argparse
import itertools
import json
import math
import pathlib
import sys

import numpy as np

import nulls
import series
from inputs import Table
from report import Report

CHANCE = 1e-3
UPOS = ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "VERB"]


class Story:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder / "interpretation"
        self.tokens = Table(folder / "tokens" / "tokens.tsv")
        self.column = json.loads((self.folder / "classes.json").read_text())["column"]
        self.upos, self.values = self.tokens.text("upos"), self.tokens.text(self.column)
        self.segment = self.tokens.integers("segment") - 1
        self.segments = int(self.segment.max()) + 1
        self.query, self.key = (np.load(self.folder / f"pair_{side}.npy") for side in ("query", "key"))

    def named(self) -> list[str]:
        """The class of each token; "" where there is none."""
        if self.column == "upos":
            return [{"SYM": "PUNCT", "X": "PUNCT", "SPACE": "PUNCT", "n/a": ""}.get(tag, tag) for tag in self.upos]
        return [tag if tag in ("[CLS]", "[SEP]") else "" if value == "n/a" else value for tag, value in zip(self.upos, self.values)]

    def counts(self, names: list[str]) -> np.ndarray:
        """[N x S x C x C] pairs by class of query and key."""
        code = np.array([names.index(name) if name else -1 for name in self.named()])
        out = np.zeros((len(self.query), self.segments, len(names), len(names)), int)
        there = self.query > 0
        neuron = np.broadcast_to(np.arange(len(self.query))[:, None], self.query.shape)[there]
        q, k = self.query[there] - 1, self.key[there] - 1
        known = (code[q] >= 0) & (code[k] >= 0)
        np.add.at(out, (neuron[known], self.segment[q[known]], code[q[known]], code[k[known]]), 1)
        return out


def class_names(stories: list) -> list[str]:
    words = {name for story in stories for name in story.named()} - {"", "[CLS]", "[SEP]"}
    return (UPOS if stories[0].column == "upos" else sorted(words)) + ["[CLS]", "[SEP]"]


def shares(counts: np.ndarray) -> tuple:
    """[C x C] share of the tagged neurons with each folded tag (upper triangle), and how many have it."""
    flat = counts.reshape(len(counts), -1)
    best = flat.argmax(axis=1)[flat.max(axis=1) > 0]
    size = counts.shape[-1]
    out = np.zeros((size, size))
    np.add.at(out, (np.minimum(best // size, best % size), np.maximum(best // size, best % size)), 1)
    return out / len(best), out


def check_pair(report: Report, first: str, second: str, a: Story, b: Story, table: Table) -> None:
    names = class_names([a, b])
    both = np.concatenate([a.counts(names), b.counts(names)], axis=1)
    total = both.shape[1]
    dealt = lambda of: shares(both[:, list(of)].sum(axis=1))[0] - shares(both[:, [s for s in range(total) if s not in of]].sum(axis=1))[0]
    ways = math.comb(total, a.segments)
    rows = [i for i in range(len(table.text("first"))) if table.text("first")[i] == first and table.text("second")[i] == second]
    pick = lambda name: table.numbers(name)[rows]
    cell = np.array([[names.index(table.text(f"{side}_{a.column}")[i]) for i in rows] for side in ("query", "key")])
    where = f"{first}-{second}"
    for name, story in (("first", a), ("second", b)):
        share, neurons = shares(story.counts(names).sum(axis=1))
        report.check((pick(f"neurons_{name}") == neurons[tuple(cell)]).all() and neurons[tuple(cell)].sum() == neurons.sum(), f"{where} neurons_{name}", f"{len(rows)} tags of {int(neurons.sum())} neurons")
        report.close(pick(f"share_{name}"), share[tuple(cell)], 1e-12, f"{where} share_{name}", "of the tagged neurons")
    observed = dealt(range(a.segments))
    report.close(pick("difference"), observed[tuple(cell)], 1e-12, f"{where} difference", "of the two shares")
    expected = np.zeros(len(rows))
    for sign, story in ((1, a), (-1, b)):
        tags = Table(story.folder / "tags.tsv")
        of = {(q, k): e for c, q, k, e in zip(tags.text("counted"), tags.text(f"query_{a.column}"), tags.text(f"key_{a.column}"), tags.numbers("expected")) if c == "folded"}
        tagged = sum(n for c, n in zip(tags.text("counted"), tags.numbers("neurons")) if c == "folded")
        expected += sign * np.array([of.get((names[q], names[k]), 0) / tagged for q, k in cell.T])
    report.close(pick("expected_difference"), expected, 1e-9, f"{where} expected_difference", "from tags.tsv of both stories")
    if ways > 5000:
        report.check((pick("partitions") == 5000).all(), f"{where} partitions", f"5000 of {ways}; not dealt again")
        return
    report.check((pick("partitions") == ways).all(), f"{where} partitions", f"{ways} ways to deal {total} segments")
    if ways < 200:
        report.check(np.isnan(pick("p")).all() and np.isnan(pick("p_family")).all(), f"{where} p", "nothing is tested")
        return
    all_ways = np.array([dealt(of) for of in itertools.combinations(range(total), a.segments)])
    distance = np.abs(all_ways - all_ways.mean(axis=0))
    own, largest = distance[0][tuple(cell)], distance.reshape(ways, -1).max(axis=1)
    p = (distance[:, cell[0], cell[1]] >= own - 1e-9).mean(axis=0)
    family = (largest[:, None] >= own - 1e-9).mean(axis=0)
    report.close(pick("p"), p, 1e-9, f"{where} p", f"every one of {ways} partitions")
    report.close(pick("p_family"), family, 1e-9, f"{where} p_family", "that any tag lies as far")


def check_numbers(report: Report, story: Story, draws: int, rng) -> None:
    table = Table(story.folder / "numbers.tsv")
    options = json.loads((story.folder / "stage.json").read_text())["options"]
    special = np.isin(np.array(story.upos), ["[CLS]", "[SEP]"])
    for number in options["numbers"]:
        value = np.where(special, np.nan, story.tokens.numbers(number))
        parts = [np.flatnonzero((story.segment == s) & ~special) for s in range(story.segments)]
        deviation = np.zeros(len(value))
        for part in parts:
            deviation[part] = np.nan_to_num(value[part] - np.nanmean(value[part]))
        for side, pairs in (("query", story.query), ("key", story.key)):
            rows = [i for i in range(len(table.text("number"))) if table.text("number")[i] == number and table.text("side")[i] == side]
            count = np.stack([np.bincount(row[row > 0] - 1, minlength=len(value)) for row in pairs])
            known = count * ~np.isnan(value)
            of = known.sum(axis=1)
            with np.errstate(invalid="ignore"):
                mean, difference = known @ np.nan_to_num(value) / of, known @ deviation / of
            name = f"{number} of {side}"
            report.check((table.integers("pairs")[rows] == of).all() and (table.integers("neuron")[rows] == np.arange(1, len(count) + 1)).all(), f"{name} pairs", f"{len(rows)} neurons")
            report.close(table.numbers("mean")[rows], mean, 1e-9, f"{name} mean", "over the pairs whose token has it")
            report.close(table.numbers("difference")[rows], difference, 1e-9, f"{name} difference", "from the mean of the segment")
            reached = np.zeros(len(count), int)
            for _ in range(draws):
                moved = deviation.copy()
                for part in parts:
                    moved[part] = np.roll(deviation[part], -int(rng.integers(len(part))))
                reached += np.abs(known_all(count, special) @ moved) >= np.abs(known_all(count, special) @ deviation) - 1e-9
            p = table.numbers("p")[rows]
            tested = ~np.isnan(p)
            chance, _ = nulls.same_p(p[tested], int(options["draws"]), reached[tested], draws)
            report.check(chance > CHANCE / tested.sum(), f"{name} p", f"{int(tested.sum())} against {draws} own shifts: the least likely has a chance of {chance:.2g}")
            report.close(table.numbers("q")[rows][tested], series.benjamini_hochberg(p[tested]), 2e-9, f"{name} q", "Benjamini-Hochberg of anbn's own p")


def known_all(count: np.ndarray, special: np.ndarray) -> np.ndarray:
    """Counts of words: a word without the number counts as one at the mean."""
    return count * ~special


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--variant", default="main")
    parser.add_argument("--draws", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    report, rng = Report(chosen.variant), np.random.default_rng(chosen.seed)
    folder = chosen.out / chosen.variant / "between-stories"
    names = json.loads((folder / "summary.json").read_text())["stories"]
    stories = {name: Story(chosen.out / chosen.variant / name) for name in names}
    table = Table(folder / "tags.tsv")
    for first, second in itertools.combinations(names, 2):
        check_pair(report, first, second, stories[first], stories[second], table)
    for story in stories.values():
        if (story.folder / "numbers.tsv").exists():
            check_numbers(report, story, chosen.draws, rng)
    print(f"{'FAILED' if report.failed else 'ok'} tags: {report.done} checks, {report.failed} failed")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
