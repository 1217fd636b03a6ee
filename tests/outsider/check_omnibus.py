# SPDX-License-Identifier: Apache-2.0
"""Checks of omnibus.tsv: the figures of all pairs together, their noise and the p values made from several of them (Westfall and Young's min-p)."""
import re

import numpy as np

import nulls
from inputs import Table

FOUR = ("largest", "mean_neurons", "mean_networks", "mean_r2")
NUMBERS = ("observed", "noise", "low", "high", "p", "p_adjusted", "excess")


def layers_of(labels: list[str]) -> np.ndarray:
    """The layer of each neuron: "L8H2D51" is of layer 8."""
    return np.array([int(re.match(r"L(\d+)", label)[1]) for label in labels])


def min_p(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(p, p adjusted) of the columns of [(P + 1) x S], row 0 being the observed one: everything ranked among the P + 1, ties within 1e-6 reached."""
    rising = np.sort(values, axis=0)
    reached = np.stack([len(values) - np.searchsorted(rising[:, s], values[:, s] - values.dtype.type(1e-6)) for s in range(values.shape[1])], axis=1)
    smallest = reached.min(axis=1)
    return reached[0] / len(values), np.array([(smallest <= count).sum() for count in reached[0]]) / len(values)


class Omnibus:
    """The rows of one null model in omnibus.tsv, and own draws of the same null model."""

    def __init__(self, significance, test: str):
        self.report, self.test, self.null = significance.report, test, significance.null[test]
        table = Table(significance.folder / "omnibus.tsv")
        mine = table.text("null_model") == test
        layer = table.text("layer")[mine]
        self.whole = layer == "n/a"
        self.names = [name if whole else f"{name} of layer {number}" for name, whole, number in zip(table.text("figure")[mine], self.whole, layer)]
        self.numbers = {name: table.numbers(name)[mine] for name in NUMBERS}
        self.observed = nulls.figures(significance.observed[test].correlation, significance.layers)
        self.summary = significance.tests[test]["omnibus"]
        self.draws, self.listed = significance.draws_of(test), test in significance.listed
        prefix = significance.folder / "draws" / test.replace("-", "_")
        kept = np.concatenate([np.load(f"{prefix}_global.npy").T, np.load(f"{prefix}_means.npy")], axis=1)
        # omnibus.tsv has both figures of a layer together; the draws have those of one kind together, as own figures have.
        layers = sorted(set(significance.layers))
        self.order = [0, 1, 2, 3] + [4 + l + k * len(layers) for l in range(len(layers)) for k in (0, 1)]
        self.kept = kept[:, self.order]
        self.squares = np.array(["r2" in name for name in self.names])
        expected = list(FOUR) + [f"{figure} of layer {layer}" for layer in layers for figure in ("mean_neurons", "mean_r2")]
        self.report.check(self.names == expected, f"figures of all pairs, {test}", f"{len(self.names)} rows of omnibus.tsv; expected {len(expected)}")

    def roots(self, values: np.ndarray) -> np.ndarray:
        """Ties are told on the scale of correlations."""
        return np.where(self.squares, np.sqrt(values), values)

    def check_own_arithmetic(self) -> None:
        """All numbers from anbn's kept draws, exactly."""
        observed = self.numbers["observed"].astype(np.float32)
        values = self.roots(np.concatenate([observed[None], self.kept])).astype(np.float32)
        for family in (self.whole, ~self.whole):
            if not family.any():
                continue
            p, adjusted = min_p(values[:, family])
            self.report.close(self.numbers["p"][family], p, 1e-9, f"p of figures, {self.test}", "of the kept draws")
            self.report.close(self.numbers["p_adjusted"][family], adjusted, 1e-9, f"min-p of {family.sum()} figures, {self.test}", "of the kept draws")
            told = self.summary["p" if family[0] else "layers_p"]
            self.report.close([told], [adjusted.min()], 1e-9, f"min-p, {self.test}", "summary.json: the smallest of its family")
        for name, value in (("noise", self.kept.mean(axis=0)), ("low", np.percentile(self.kept, 2.5, axis=0)), ("high", np.percentile(self.kept, 97.5, axis=0))):
            self.report.close(self.numbers[name], value, 1e-6, f"{name} of figures, {self.test}", "of the kept draws")
        kept = self.kept.astype(float)
        excess = (self.numbers["observed"] - kept.mean(axis=0)) / kept.std(axis=0, ddof=1)
        self.report.close(self.numbers["excess"] / np.maximum(1, abs(excess)), excess / np.maximum(1, abs(excess)), 1e-5, f"excess of figures, {self.test}", "of the kept draws")
        for name, row in zip(FOUR, np.array([self.numbers[n] for n in NUMBERS]).T):
            self.report.close([self.summary[name][n] for n in NUMBERS], row, 1e-12, f"{name}, {self.test}", "summary.json and omnibus.tsv")

    def check_own_draws(self) -> None:
        """What was observed exactly, what noise gives within Monte Carlo error."""
        observed, own = self.observed[self.order], self.null.best["figures"][:, self.order]
        self.report.close(self.numbers["observed"], observed, 1e-5, f"figures of all pairs, {self.test}", "means of own correlations", lambda index: self.names[index[0]])
        counts = (self.roots(own) >= self.roots(observed) - 1e-6).sum(axis=0)
        if self.listed:
            near = (np.abs(self.roots(own) - self.roots(observed)) < nulls.TIE).sum(axis=0)
            distance = np.abs(np.rint(self.numbers["p"] * (self.draws + 1)) - 1 - counts)
            self.report.check((distance <= near).all(), f"p of figures, {self.test}, own draws", f"all {self.draws} draws: counts differ by at most {distance.max():.0f}")
            return
        chance, worst = nulls.same_p(self.numbers["p"], self.draws, counts, len(own))
        self.report.check(chance > 1e-5, f"p of figures, {self.test}, own draws", f"least likely {self.names[worst]}: anbn {self.numbers['p'][worst]:.5f}, "
                          f"own {(counts[worst] + 1) / (len(own) + 1):.5f}; chance {chance:.2g}")
        for s, name in enumerate(self.names):
            allowed = nulls.allowed_mean_difference(own[:, s], self.draws)
            self.report.close([self.numbers["noise"][s]], [own[:, s].mean()], allowed, f"noise of {name}, {self.test}", "mean of own draws")
        for column, quantile in (("low", 0.025), ("high", 0.975)):
            chance = nulls.same_quantile(self.numbers[column], self.draws, quantile, own)
            self.report.check(chance > 1e-5, f"{column} of figures, {self.test}, own draws", f"least likely has chance {chance:.2g}")
        excess, moments = (observed - own.mean(axis=0)) / own.std(axis=0, ddof=1), (own - own.mean(axis=0))**2
        spread = np.sqrt((moments**2).mean(axis=0) / moments.mean(axis=0)**2 - 1) / 2  # of a standard deviation, times the root of the draws
        allowed = 6 * np.sqrt(1 + (excess * spread)**2) * np.sqrt(1 / self.draws + 1 / len(own)) + 10 * (1 + abs(excess)) / min(self.draws, len(own))
        self.report.check((abs(self.numbers["excess"] - excess) <= allowed).all(), f"excess of figures, {self.test}, own draws", f"anbn {np.round(self.numbers['excess'][:4], 2)}, own {np.round(excess[:4], 2)}")
        self.check_min_p(self.roots(np.concatenate([observed[None], own])))

    def check_min_p(self, values: np.ndarray) -> None:
        """The p of a family from own draws: both are shares of draws, and the ranks that they count are shares themselves."""
        for family, told in ((self.whole, self.summary["p"]), (~self.whole, self.summary["layers_p"])):
            if not family.any():
                continue
            own = min_p(values[:, family])[1].min()
            allowed = 6 * np.sqrt(max(own * (1 - own), 1 / len(values)) * (1 / self.draws + 1 / len(values))) + 2 * family.sum() / min(self.draws, len(values))
            self.report.close([told], [own], allowed, f"min-p of {family.sum()} figures, {self.test}, own draws", f"anbn {told:.5f}, own {own:.5f}")

    def check_all(self) -> None:
        self.check_own_arithmetic()
        self.check_own_draws()
