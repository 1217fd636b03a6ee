# SPDX-License-Identifier: Apache-2.0
"""Recomputes the answer over all stories of a finished study, and compares it with what anbn wrote (VARIANT/pooled/).

    python3 tests/outsider/check_pooled.py RESULTS [--draws 2000] [--seed 1]      # the folder with study.json

Correlations are those of the stories one after the other, each standardized, and cleaned, by itself (and times the root of its reliability, where the study
asks for that); a draw has random phases (or a random order) of its own
for each story. From anbn's time courses, networks and nuisance regressors, which outsider.py recomputes; all else is the outsider's. Every variant, and every
control that has it."""
import argparse
import json
import pathlib
import sys

import numpy as np

import check_called
import check_consistency
import check_layers
import check_omnibus
import check_pooled_encoding
import check_series
import nuisance
import nulls
import other_stories
import series
from check_significance import Significance
from inputs import Table, read_matrix, reliability_of
from report import Report


class Story:
    """One story's both sides, raw, and what is regressed out of them."""

    def __init__(self, name: str, networks: pathlib.Path, folders: dict, weight: float):
        self.name, self.folders, self.weight = name, folders, weight
        self.neurons, self.networks = read_matrix(folders["timecourses"] / "timecourses.npy", (0, 0)), read_matrix(networks, (0, 0))
        table = Table(folders["nuisance"] / "regressors.tsv")
        self.names = table.header
        self.basis = nuisance.basis_of([table.numbers(column) for column in table.header])
        self.words, self.tr_s = other_stories.Told(folders["tokens"]), json.loads((folders["tokens"] / "stage.json").read_text())["options"]["tr_s"]
        self.labels = list(Table(folders["timecourses"] / "neurons.tsv").text("label"))

    def side(self, side: str) -> np.ndarray:
        return self.neurons if side == "neurons" else self.networks


class Labels:
    def __init__(self, labels: list):
        self.labels = labels

    def label(self, number: int) -> str:
        return self.labels[number - 1]


def usable(x: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Which columns vary and are not explained."""
    unit = series.unit(x)
    return ~np.isnan(unit).any(axis=0) & (np.linalg.norm(series.residuals(np.nan_to_num(unit), basis), axis=0) > 1e-4)


def block_basis(stories: list) -> np.ndarray:
    """The sets of all stories as columns over all volumes."""
    out, volume, column = np.zeros((sum(len(s.basis) for s in stories), sum(s.basis.shape[1] for s in stories))), 0, 0
    for s in stories:
        out[volume:volume + len(s.basis), column:column + s.basis.shape[1]] = s.basis
        volume, column = volume + len(s.basis), column + s.basis.shape[1]
    return out


class Pooled(Significance):
    """anbn's tables of all stories together, and own draws of the same null models."""

    def __init__(self, report, folder: pathlib.Path, stories: list, draws: int, rng):
        self.report, self.folder, self.stories, self.draws, self.rng = report, folder, stories, draws, rng
        self.bert = Labels(stories[0].labels)
        self.summary = json.loads((folder / "summary.json").read_text())
        self.their_draws = int(self.summary["permutations"])
        self.tests = {null["null"]: null for null in self.summary["nulls"]}
        self.tables = {side: Table(folder / f"{side}.tsv") for side in nulls.SIDES}
        self.size = {side: stories[0].side(side).shape[1] for side in nulls.SIDES}
        self.kept = {side: np.flatnonzero(np.all([usable(s.side(side), s.basis) for s in stories], axis=0)) for side in nulls.SIDES}
        self.share = np.array([s.weight * len(s.networks) for s in stories]) / sum(s.weight * len(s.networks) for s in stories)
        self.own = self.check_coupling()
        unit = {side: [series.unit(s.side(side)[:, self.kept[side]]) for s in stories] for side in nulls.SIDES}
        rest = {side: [series.residuals(x, s.basis) for x, s in zip(unit[side], stories)] for side in nulls.SIDES}
        self.explained = {side: sum(w * (1 - (x**2).sum(axis=0)) for w, x in zip(self.share, rest[side])) for side in nulls.SIDES}
        self.kurtosis = {side: np.max([series.excess_kurtosis(x) for x in rest[side]], axis=0) for side in nulls.SIDES}
        self.layers, self.listed = check_omnibus.layers_of([self.bert.label(int(i) + 1) for i in self.kept["neurons"]]), ()
        self.classes = self.check_classes()
        changing = sum(len(members) for members, _ in self.classes)
        self.deciding = ("phase", "other-stories") if changing >= 8 else ("phase",)
        places = {side: np.full(size, -1) for side, size in self.size.items()}
        for side, kept in self.kept.items():
            places[side][kept] = np.arange(len(kept))
        other = {"neurons": "networks", "networks": "neurons"}
        anchored = {side: places[other[side]][self.anchored[side][self.kept[side]]] for side in nulls.SIDES}
        self.series, self.basis = {side: self.joined(rest[side]) for side in nulls.SIDES}, block_basis(stories)
        plain = nulls.coupled(self.joined(unit["neurons"]), self.joined(unit["networks"]), anchored)
        self.partial = nulls.coupled(self.series["neurons"], self.series["networks"], anchored)
        self.observed = {"shuffle": plain, "phase": self.partial}
        self.null = {name: nulls.simulate(self.observed[name], self.surrogate(unit["networks"], name == "phase", name), draws, keep_best=False, layers=self.layers) for name in self.observed}
        if self.classes:
            self.add_other_stories(anchored)
        self.noise = nulls.simulate(self.partial, self.surrogate(unit["networks"], True, "phase"), draws, keep_best=True)
        self.plain_noise = nulls.simulate(plain, self.surrogate(unit["networks"], False, "phase"), draws, keep_best=True)

    def joined(self, parts: list) -> np.ndarray:
        """[T of all x C]: stories one after the other, each column of a story with the norm of the root of its share."""
        return np.vstack([np.sqrt(w) * series.unit(x) for w, x in zip(self.share, parts)])

    def surrogate(self, networks: list, cleaned: bool, null: str):
        drawn = [nulls.shuffled(x, self.rng) if null == "shuffle" else nulls.phase_randomized(x, s.basis if cleaned else None, self.rng)
                 for x, s in zip(networks, self.stories)]
        return lambda: self.joined([draw() for draw in drawn])

    def check_coupling(self) -> np.ndarray:
        """Plain correlations and both anchors; keeps whose pairs are anchored."""
        whole = {side: np.vstack([series.unit(s.side(side)) * np.sqrt(s.weight * len(s.networks)) for s in self.stories]) for side in nulls.SIDES}
        own = series.correlations(whole["neurons"], whole["networks"])
        mean = sum(w * series.correlations(s.neurons, s.networks) for w, s in zip(self.share, self.stories))
        self.report.close(own, mean, 1e-9, "own correlations", "of the standardized stories one after the other; their weighted mean")
        found = read_matrix(self.folder / "correlation.npy", own.shape)
        self.report.close(found, own, 1e-5, "correlations", "PCC of the standardized stories one after the other", lambda index: f"{self.bert.label(index[0] + 1)}-BN{index[1] + 1}")
        by_neuron, by_network = self.tables["neurons"], self.tables["networks"]
        self.anchored = {"neurons": check_series.compare_anchors(self.report, "neurons", by_neuron.integers("network", 0) - 1, by_neuron.numbers("correlation"), own, 1),
                         "networks": check_series.compare_anchors(self.report, "networks", by_network.integers("neuron", 0) - 1, by_network.numbers("correlation"), own, 0)}
        return own

    def check_layers(self) -> None:
        """The best pair of each layer; of controls there is none."""
        folder = self.folder.parent / "pooled-layers"
        if folder.exists():
            layer_of = check_omnibus.layers_of(self.bert.labels)
            self.bert.layers = int(layer_of.max())
            check_layers.check_over_stories(self.report, folder, [self.folder.parent / s.name for s in self.stories], self.bert, layer_of, self.own)

    def check_classes(self) -> list:
        """Which stories change places, by own rules, and what stories.tsv and summary.json say of them."""
        told, table, summary = other_stories.told_before([s.words for s in self.stories]), Table(self.folder / "stories.tsv"), self.summary["other_stories"]
        staying = [s for s, before in enumerate(told) if before is None]
        one_tr = np.ptp([self.stories[s].tr_s for s in staying]) < 1e-5
        classes = other_stories.classes_of([len(self.stories[s].networks) for s in staying]) if one_tr and len(staying) > 1 else []
        classes = [([staying[s] for s in members], length) for members, length in classes]
        volumes, share, number = np.zeros(len(told), int), np.zeros(len(told)), np.zeros(len(told), int)
        for c, (members, length) in enumerate(classes, 1):
            volumes[members], number[members] = length, c
            share[members] = [self.stories[s].weight * length / sum(self.stories[o].weight * l for m, l in classes for o in m) for s in members]
        names = np.array(["n/a" if before is None else self.stories[before].name for before in told], object)
        self.report.check((table.text("same_text_as") == names).all(), "stories of the same words", ", ".join(f"{s.name} as {n}" for s, n in zip(self.stories, names) if n != "n/a") or "none")
        self.report.check((table.integers("other_stories_volumes") == volumes).all() and (table.integers("other_stories_class", 0) == number).all(), "classes of stories", f"{[(len(m), l) for m, l in classes]}")
        self.report.close(table.numbers("other_stories_share"), share, 1e-9, "shares of stories that change places", "of their volumes")
        expected = {"stories": int((volumes > 0).sum()), "volumes": int(volumes.sum()), "classes": len(classes), "decides": int((volumes > 0).sum()) >= 8}
        self.report.check({key: summary[key] for key in expected} == expected and bool(summary["none"]) == (not classes) and ("other-stories" in self.tests) == bool(classes), "other stories", f"{expected}")
        if classes:
            self.report.close([summary["largest_share"]], [share.max()], 1e-9, "largest share", summary["largest_story"])
        return classes

    def add_other_stories(self, anchored: dict) -> None:
        arrangements, count = other_stories.Arrangements(self.classes, self.stories, self.kept), other_stories.count_of(self.classes)
        own = arrangements.own()
        self.observed["other-stories"] = nulls.Coupled(None, None, own, {"neurons": own.max(axis=1), "networks": own.max(axis=0)}, anchored, nulls.pair_of(own, anchored))
        drawn, draws = (arrangements.listed(), count - 1) if count <= other_stories.LISTED else (arrangements.drawn(self.rng), self.draws)
        self.listed = ("other-stories",) if count <= other_stories.LISTED else ()
        self.null["other-stories"] = nulls.counted(self.observed["other-stories"], lambda: next(drawn), draws, keep_best=False, layers=self.layers)
        self.report.check(self.draws_of("other-stories") == (count - 1 if self.listed else self.their_draws), "draws of other-stories", f"{self.draws_of('other-stories')} of {count} arrangements")

    def check_stories(self) -> None:
        """stories.tsv: shares, and the largest pair in each story."""
        table = Table(self.folder / "stories.tsv")
        names, volumes = [s.name for s in self.stories], [len(s.networks) for s in self.stories]
        self.report.check(list(table.text("story")) == names and list(table.integers("volumes")) == volumes, "stories", f"{', '.join(names)} of {volumes} volumes")
        self.report.close(table.numbers("share"), self.share, 1e-9, "shares", "of all volumes, times the reliability where that counts")
        weights = table.numbers("reliability") if "reliability" in table.header else np.ones(len(names))
        self.report.check(list(weights) == [s.weight for s in self.stories], "weights", f"{[s.weight for s in self.stories]}, as the study says")
        label, network = self.tests["phase"]["global"]["pair"].rsplit("-BN", 1)
        i, j = self.stories[0].labels.index(label), int(network) - 1
        own = [float(series.unit(series.residuals(series.unit(s.neurons[:, [i]]), s.basis))[:, 0] @ series.unit(series.residuals(series.unit(s.networks[:, [j]]), s.basis))[:, 0]) for s in self.stories]
        self.report.close(table.numbers("largest_pair"), own, 1e-4, "largest pair in each story", "its partial correlation")
        self.report.close([self.share @ own], [self.tests["phase"]["global"]["observed"]], 1e-4, "largest pair over all", "weighted mean of those in the stories")

    def check_set(self) -> None:
        names = list(dict.fromkeys(name for s in self.stories for name in s.names))
        self.report.check(self.summary["nuisance"] == names and not self.summary["nuisance_tested"], "names of the set", f"summary.json has {', '.join(self.summary['nuisance'])}")

    def check_given_stronger(self, order) -> None:
        """As of one story, but every story has the stronger networks' neurons in its own set and phases of its own."""
        def own(j, stronger):
            sets = [np.linalg.qr(np.column_stack([s.basis, series.unit(s.neurons[:, stronger])]))[0] for s in self.stories]
            left = [np.nan_to_num(series.unit(s.neurons)) for s in self.stories]
            kept = np.all([usable(s.neurons, basis) for s, basis in zip(self.stories, sets)], axis=0)
            rest = self.joined([series.residuals(x[:, kept], basis) for x, basis in zip(left, sets)])
            network = [series.unit(s.networks[:, [j]]) for s in self.stories]
            drawn = [nulls.phase_randomized(x, basis, self.rng) for x, basis in zip(network, sets)]
            observed = (rest.T @ self.joined([series.residuals(x, basis) for x, basis in zip(network, sets)])).max()
            return observed, np.array([(rest.T @ self.joined([draw() for draw in drawn])).max() for _ in range(min(self.draws, 1000))])
        check_called.compare_given_stronger(self.report, own, self.tables["networks"], order, self.draws_of("phase"))

    def check_all(self) -> None:
        self.check_stories()
        self.check_layers()
        check_consistency.check(self.report, self.folder.parent / "consistency", self.stories, usable, self.bert.labels)
        check_pooled_encoding.check(self.report, self.folder.parent, self.stories, usable, self.draws, self.rng)
        super().check_all()


def folders_of(results: pathlib.Path, study: dict):
    """(name, {story: {stage: folder}}) of every variant and control that has an answer over all stories."""
    stages = ("timecourses", "nuisance", "tokens")
    for variant in study["variants"]:
        yield variant["name"], {s["name"]: {stage: results / variant["name"] / s["name"] / stage for stage in stages} for s in study["stories"]}
    for control in study.get("controls", []):
        if "pooled" in control.get("together", {}):
            yield control["name"], {s["words"]: {stage: results / s["stages"][stage] for stage in stages} for s in control["sessions"]}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    study = json.loads((chosen.results / "study.json").read_text())
    reliability = reliability_of(chosen.results / "run.toml", chosen.results.resolve().parent)
    reports = []
    for name, folders in folders_of(chosen.results, study):
        report = Report(f"{name}/pooled")
        stories = [Story(story, chosen.results / "networks" / f"{story}.npy", of, reliability.get(story, 1.0)) for story, of in folders.items()]
        Pooled(report, chosen.results / name / "pooled", stories, chosen.draws, np.random.default_rng(chosen.seed)).check_all()
        reports.append(report)
    done, failed = sum(r.done for r in reports), sum(r.failed for r in reports)
    print(f"{'FAILED' if failed or not done else 'ok'} pooled: {done} checks of {len(reports)} variants and controls, {failed} failed")
    return 1 if failed or not done else 0


if __name__ == "__main__":
    sys.exit(main())
