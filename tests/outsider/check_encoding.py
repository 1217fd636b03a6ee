# SPDX-License-Identifier: Apache-2.0
"""Checks of encoding/ of one story: held-out correlations by own ridge, p values by own draws."""
import json
import math

import numpy as np

import nulls
import series
from inputs import Table, read_matrix
from ridge import Ridge

CHANCE = 1e-3  # of any false alarm in one kind of comparison


class Encoding:
    def __init__(self, report, story, bert, neurons, networks, basis, draws: int, rng):
        self.report, self.bert, self.draws = report, bert, draws
        self.folder = story.results / "encoding"
        options = json.loads((self.folder / "stage.json").read_text())["options"]
        self.summary = json.loads((self.folder / "summary.json").read_text())
        self.penalties = [float(p) for p in options["penalties"]]
        self.folds, self.options = int(options["folds"]), options
        gap = math.ceil(options["gap_s"] / story.tr_s - 1e-9)
        self.kept = np.flatnonzero(~np.isnan(series.unit(networks)).any(axis=0))
        self.networks = networks[:, self.kept]
        self.clean = series.unit(series.residuals(series.unit(self.networks), basis))
        usable = ~np.isnan(series.unit(neurons)).any(axis=0)
        self.labels = [self.group_of(n + 1) for n in range(neurons.shape[1])]
        self.groups = list(dict.fromkeys(self.labels))
        own = series.unit(series.residuals(series.unit(np.where(usable, neurons, np.arange(len(neurons))[:, None])), basis))
        self.models = [Ridge(own[:, [n for n, label in enumerate(self.labels) if label == group and usable[n]]], self.folds, int(options["inner_folds"]), gap, self.penalties)
                       for group in self.groups]
        surrogate = nulls.phase_randomized(self.networks, basis, rng)
        targets = [series.unit(surrogate()) for _ in range(draws)]
        self.null = np.array([self.drawn(model, targets) for model in self.models])  # [G x draws x M]

    def group_of(self, neuron: int) -> str:
        label = self.bert.label(neuron)
        return {"all": "all", "layer": label.split("H")[0], "head": label.split("D")[0]}[self.options["features"]]

    def drawn(self, model: Ridge, targets: list) -> np.ndarray:
        """[draws x M], some draws side by side."""
        return np.concatenate([model.correlations(np.concatenate(targets[first:first + 4], axis=1)).reshape(-1, len(self.kept))
                               for first in range(0, len(targets), 4)])

    def is_known(self) -> bool:
        return self.options["null"] == "phase"

    def check_correlations(self) -> None:
        """anbn's penalties have the smallest error (ties: to 1e-5 of it), and with them its correlations come out."""
        shape = (len(self.groups), 0)
        found = read_matrix(self.folder / "correlation.npy", shape)[:, self.kept]
        chosen = read_matrix(self.folder / "penalty.npy", (len(self.groups) * self.folds, 0))[:, self.kept]
        places = np.abs(np.log(chosen[..., None] / np.array(self.penalties))).argmin(axis=-1).reshape(len(self.groups), self.folds, -1)
        worst = 0.0
        for model, place in zip(self.models, places):
            for fold in range(self.folds):
                errors = model.errors(self.clean, fold)
                worst = max(worst, float((np.take_along_axis(errors, place[fold][None], axis=0)[0] / errors.min(axis=0) - 1).max()))
        self.report.check(worst <= 1e-5, "penalties", f"{places.size} chosen; the worst has an error {worst:.2g} above the smallest; allowed 1e-05")
        self.observed = np.array([model.correlations(self.clean, place) for model, place in zip(self.models, places)])
        self.report.close(found, self.observed, 1e-4, "held-out correlations", "own ridge in double precision",
                          lambda index: f"{self.groups[index[0]]}, BN {self.kept[index[1]] + 1}")

    def check_p(self) -> None:
        """Each p against own draws, by Fisher's test."""
        theirs, groups, networks = int(self.summary["permutations"]), Table(self.folder / "groups.tsv"), Table(self.folder / "networks.tsv")
        pairs = Table(self.folder / "pairs.tsv")
        by_pair = lambda column: pairs.numbers(column).reshape(len(self.groups), -1)[:, self.kept]
        largest = self.null.max(axis=0)
        compared = [("p of pairs", by_pair("p"), (self.null >= self.observed[:, None]).sum(axis=1)),
                    ("p_fwe of pairs", by_pair("p_fwe"), (largest.max(axis=1)[:, None, None] >= self.observed).sum(axis=0)),
                    ("p of networks", networks.numbers("p")[self.kept], (largest >= self.observed.max(axis=0)).sum(axis=0)),
                    ("p of groups", groups.numbers("p"), (self.null.max(axis=2) >= self.observed.max(axis=1)[:, None]).sum(axis=1)),
                    ("mean_p of groups", groups.numbers("mean_p"), (self.null.mean(axis=2) >= self.observed.mean(axis=1)[:, None]).sum(axis=1)),
                    ("p of the largest", np.array([self.summary["global"]["p"]]), np.array([(largest.max(axis=1) >= self.observed.max()).sum()]))]
        for name, p, counts in compared:
            chance, _ = nulls.same_p(p.ravel(), theirs, counts.ravel(), self.draws)
            allowed = CHANCE / p.size
            self.report.check(chance > allowed, f"encoding {name}", f"{p.size} against {self.draws} own draws: the least likely has a chance of {chance:.2g}; allowed {allowed:.2g}")
        mean = self.null.mean(axis=(0, 2))
        self.report.close([groups.numbers("mean_noise").mean()], [mean.mean()], nulls.allowed_mean_difference(mean, theirs), "encoding mean_noise", "mean over groups, networks and own draws")
        for name, table, p in (("pairs", pairs, pairs.numbers("p")), ("networks", networks, networks.numbers("p"))):
            real = ~np.isnan(p)
            self.report.close(table.numbers("q")[real], series.benjamini_hochberg(p[real]), 2e-9, f"encoding q of {name}", "Benjamini-Hochberg of anbn's own p")

    def check_all(self) -> None:
        if not self.is_known():
            print(f"   {self.report.story}: encoding with other options than the outsider knows; not checked")
            return
        self.check_correlations()
        self.check_p()
