# SPDX-License-Identifier: Apache-2.0
"""Recomputes the regressions over all stories of a finished study (VARIANT/pooled-encoding/, VARIANT/unique-variance/): one solve a penalty and fold in double precision, and own draws, each
fitted anew. Called by check_pooled.py. From anbn's time courses, networks, tokens and nuisance regressors; written from docs/methods.md, section 6."""
import json
import math
import pathlib

import numpy as np
import scipy.stats

import nuisance
import nulls
import other_stories
import series
from inputs import Table, read_matrix

CHANCE = 1e-3  # of any false alarm in one kind of comparison
SLOW = ("intercept", "cosine_", "story_time")


def runs(count: int, parts: int) -> list:
    """Contiguous runs of 0 .. count-1, as equal as they can be."""
    return [list(range(part * count // parts, (part + 1) * count // parts)) for part in range(parts)]


def folds_of(lengths: list, folds: int, inner_folds: int, gap: int) -> list:
    """[(training, held out, [inner (training, held out)])] as volumes: whole stories from four on, else contiguous parts with a gap on both sides."""
    ends = np.cumsum([0, *lengths])
    if len(lengths) >= 4:
        blocks, gap = [np.arange(ends[run[0]], ends[run[-1] + 1]) for run in runs(len(lengths), min(folds, len(lengths)))], 0
    else:
        blocks = [np.array(run) for run in runs(int(ends[-1]), min(max(folds, 3), 5))]
    far = lambda volumes, held: volumes[np.abs(volumes[:, None] - held).min(axis=1) > gap]
    found = []
    for f, held in enumerate(blocks):
        training, others = far(np.arange(ends[-1]), held), blocks[:f] + blocks[f + 1:]
        inner = [np.intersect1d(np.concatenate([others[b] for b in run]), training) for run in runs(len(others), min(inner_folds, len(others)))]
        found.append((training, held, [(far(training, part), part) for part in inner if len(part)]))
    return found


def standardized(stories: list, x: list) -> np.ndarray:
    """[T x C]: each story's columns without what is regressed out, of mean 0 and variance 1 there; 0 where nothing is left."""
    def one(series_of_story, basis):
        rest = series.residuals(np.nan_to_num(series.unit(series_of_story)), basis)
        norm = np.linalg.norm(rest, axis=0)
        return np.sqrt(len(rest)) * rest / np.where(norm > 1e-4, norm, np.inf)
    return np.vstack([one(columns, s.basis) for s, columns in zip(stories, x)])


class Bands:
    """Ridge regression on one band of features or two, with a penalty each."""

    def __init__(self, bands: list, penalties: list, folds: list):
        self.bands = [(band / np.sqrt(band.shape[1]), grid) for band, grid in zip(bands, penalties) if band.shape[1]]
        self.grid = [(p,) for p in self.bands[0][1]] if len(self.bands) == 1 else [(p, q) for p in self.bands[0][1] for q in self.bands[1][1]]
        self.folds = [(self.hats(training, held), held, [(self.hats(*part), *part) for part in inner], training) for training, held, inner in folds]

    def hats(self, training, held) -> np.ndarray:
        """[grid x held out x training]."""
        kernels = [band @ band[training].T for band, _ in self.bands]
        out = []
        for point in self.grid:
            kernel = sum(k / p for k, p in zip(kernels, point))
            out.append(np.linalg.solve(kernel[training] + np.eye(len(training)), kernel[held].T).T)
        return np.array(out)

    def errors(self, y: np.ndarray, fold: int) -> np.ndarray:
        """[grid x C] summed over the inner folds."""
        return sum(((y[held] - hats @ y[training])**2).sum(axis=1) for hats, training, held in self.folds[fold][2])

    def sums(self, y: np.ndarray, chosen=None) -> np.ndarray:
        """[folds x 3 x C]: y^2, prediction^2 and their product over what is held out; `chosen` [folds x C] of the grid, else the best."""
        found = []
        for fold, (hats, held, _, training) in enumerate(self.folds):
            best = self.errors(y, fold).argmin(axis=0) if chosen is None else chosen[fold]
            predicted = np.empty((len(held), y.shape[1]))
            for point in np.unique(best):
                predicted[:, best == point] = hats[point] @ y[training][:, best == point]
            found.append([(y[held]**2).sum(axis=0), (predicted**2).sum(axis=0), (predicted * y[held]).sum(axis=0)])
        return np.array(found)


def r_of(sums) -> np.ndarray:
    return sums[..., 2, :] / np.sqrt(sums[..., 0, :] * sums[..., 1, :])


def r2_of(sums) -> np.ndarray:
    return (2 * sums[..., 2, :] - sums[..., 1, :]) / sums[..., 0, :]


class Regressed:
    """What both stages share: both sides of the stories that are used, folds, groups of neurons."""

    def __init__(self, report, folder: pathlib.Path, stories: list, usable, draws: int, rng, slow: bool):
        self.report, self.folder, self.draws, self.rng, self.name = report, folder, draws, rng, folder.name
        self.options = json.loads((folder / "stage.json").read_text())["options"]
        self.summary = json.loads((folder / "summary.json").read_text())
        told = other_stories.told_before([s.words for s in stories])
        self.stories = [Used(s, slow) for s, before in zip(stories, told) if before is None]
        gap = math.ceil(self.options["gap_s"] / min(s.tr_s for s in stories) - 1e-9)
        self.folds = folds_of([len(s.networks) for s in self.stories], int(self.options["folds"]), int(self.options["inner_folds"]), gap)
        kept = {side: np.flatnonzero(np.all([usable(getattr(s, side), s.basis) for s in self.stories], axis=0)) for side in ("neurons", "networks")}
        self.kept, self.size = kept["networks"], stories[0].networks.shape[1]
        self.x, self.y = (standardized(self.stories, [getattr(s, side)[:, kept[side]] for s in self.stories]) for side in ("neurons", "networks"))
        part = {"all": lambda label: "all", "layer": lambda label: label.split("H")[0], "head": lambda label: label.split("D")[0]}[self.options["features"]]
        labels = [part(stories[0].labels[i]) for i in kept["neurons"]]
        self.groups = list(dict.fromkeys(part(label) for label in stories[0].labels))
        self.members = [[i for i, label in enumerate(labels) if label == group] for group in self.groups]
        self.penalties = [float(p) for p in self.options["penalties"]]

    def matrix(self, name: str, rows: int) -> np.ndarray:
        return read_matrix(self.folder / f"{name}.npy", (rows, self.size))[:, self.kept]

    def check_folds(self) -> None:
        table = Table(self.folder / "folds.tsv")
        own = [(held[0], len(held), len(training)) for training, held, _ in self.folds]
        found = list(zip(table.integers("first_volume"), table.integers("volumes"), table.integers("training_volumes")))
        self.report.check(found == own and list(Table(self.folder / "stories.tsv").text("story")) == [s.name for s in self.stories], f"{self.name}, folds", f"{len(own)} of {len(self.stories)} stories")

    def chosen(self, model: Bands, group: int, others=None) -> np.ndarray:
        """[folds x M] which point of the grid anbn chose; its inner error is the smallest (ties: to 1e-5 of it)."""
        of = lambda name, grid: np.abs(np.log(self.matrix(name, len(self.groups) * len(self.folds)).reshape(len(self.groups), len(self.folds), -1)[group][..., None] / np.array(grid))).argmin(axis=-1)
        place = of("penalty", self.penalties) if others is None else of("penalty", self.penalties) * len(others) + of("low_level_penalty", others)
        worst = max(float((np.take_along_axis(errors, place[fold][None], axis=0)[0] / errors.min(axis=0) - 1).max()) for fold in range(len(self.folds)) for errors in [model.errors(self.y, fold)])
        self.report.check(worst <= 1e-5, f"{self.name}, penalties of {self.groups[group]}", f"{place.size} chosen; the worst has an error {worst:.2g} above the smallest; allowed 1e-05")
        return place

    def check_p(self, observed: np.ndarray, null: np.ndarray) -> None:
        """observed [G x M], null [G x draws x M]: each p against own draws, by Fisher's test."""
        theirs, largest = int(self.summary["permutations"]), null.max(axis=0)
        pairs, networks = Table(self.folder / "pairs.tsv"), Table(self.folder / "networks.tsv")
        by_pair = lambda column: pairs.numbers(column).reshape(len(self.groups), -1)[:, self.kept]
        compared = [("p of pairs", by_pair("p"), (null >= observed[:, None]).sum(axis=1)),
                    ("p_fwe of pairs", by_pair("p_fwe"), (largest.max(axis=1)[:, None, None] >= observed).sum(axis=0)),
                    ("p of networks", networks.numbers("p")[self.kept], (largest >= observed.max(axis=0)).sum(axis=0)),
                    ("p_fwe of networks", networks.numbers("p_fwe")[self.kept], (largest.max(axis=1)[:, None] >= observed.max(axis=0)).sum(axis=0)),
                    ("p of the largest", np.array([self.summary["global"]["p"]]), np.array([(largest.max(axis=1) >= observed.max()).sum()]))]
        for name, p, counts in compared:
            chance, _ = nulls.same_p(p.ravel(), theirs, counts.ravel(), self.draws)
            allowed = CHANCE / p.size
            self.report.check(chance > allowed, f"{self.name}, {name}", f"{p.size} against {self.draws} own draws: the least likely has a chance of {chance:.2g}; allowed {allowed:.2g}")
        noise = pairs.numbers("noise").reshape(len(self.groups), -1)[:, self.kept]
        mean = null.mean(axis=(0, 2))
        self.report.close([noise.mean()], [mean.mean()], nulls.allowed_mean_difference(mean, theirs), f"{self.name}, noise", "mean over groups, networks and own draws")
        found = Table(self.folder / "networks.tsv").numbers("p_fwe")[self.kept]
        self.report.check(self.summary["networks"]["significant_fwe_05"] == (found <= 0.05).sum(), f"{self.name}, count", f"{(found <= 0.05).sum()} of {len(found)} networks")


class Used:
    """One story with what is regressed out of both sides; with `slow` drift alone, and the rest as low-level regressors."""

    def __init__(self, story, slow: bool):
        self.name, self.neurons, self.networks, self.basis = story.name, story.neurons, story.networks, story.basis
        if not slow:
            return
        table = Table(story.folders["nuisance"] / "regressors.tsv")
        self.basis = nuisance.basis_of([table.numbers(name) for name in table.header if name.startswith(SLOW)])
        tokens, texts = Table(story.folders["tokens"] / "tokens.tsv"), Table(story.folders["tokens"] / "words.tsv").text("text")
        volumes, word = tokens.integers("volume", series.NOWHERE), tokens.integers("word")
        count = len(story.networks)
        self.low = nuisance.of_words(volumes, tokens.integers("segment"), word, count, story.tr_s)
        start, length = series.whole_audio(volumes, count)
        numbers, first = np.unique(word[word > 0], return_index=True)
        at = volumes[word > 0][first] - start
        letters = np.bincount(at, weights=[sum(c.isalnum() for c in texts[n - 1]) for n in numbers], minlength=length)
        words = np.bincount(at, minlength=length).astype(float)
        for name, raw in (("word_rate_change", np.diff(words, prepend=0)), ("letters", letters)):
            self.low[name] = series.convolved(raw, story.tr_s)[-start:count - start]
        known = set(sum(nuisance.PARTS.values(), []))
        self.low |= {name: table.numbers(name) for name in table.header if not name.startswith(SLOW) and name not in known}
        if (folder := story.folders["tokens"].parent / "surprisal").exists():
            told = Table(folder / "surprisal.tsv")
            self.low["surprisal"] = series.surprisal_response(told.numbers("surprisal"), told.integers("volume"), count, story.tr_s)


class PooledEncoding(Regressed):
    def check_all(self) -> None:
        self.check_folds()
        targets = [nulls.phase_randomized(series.unit(s.networks[:, self.kept]), s.basis, self.rng) for s in self.stories]
        unit = lambda draw: np.vstack([np.sqrt(len(x)) * series.unit(x) for x in draw])
        drawn = [unit([draw() for draw in targets]) for _ in range(self.draws)]
        observed, null, folds = [], [], len(self.folds)
        for g, members in enumerate(self.members):
            model = Bands([self.x[:, members]], [self.penalties], self.folds)
            sums = model.sums(self.y, self.chosen(model, g))
            observed.append(r_of(sums.sum(axis=0)))
            who = f"{self.name}, {self.groups[g]}"
            self.report.close(self.matrix("correlation", len(self.groups))[g], observed[-1], 1e-4, who, "held-out correlations by own ridge in double precision")
            self.report.close(self.matrix("r2", len(self.groups))[g], r2_of(sums.sum(axis=0)), 1e-4, who, "held-out R^2")
            self.report.close(self.matrix("fold_correlation", len(self.groups) * folds)[g * folds:(g + 1) * folds], r_of(sums), 1e-3, who, "held-out correlations of each fold")
            self.report.close(self.matrix("fold_r2", len(self.groups) * folds)[g * folds:(g + 1) * folds], r2_of(sums), 1e-4, who, "held-out R^2 of each fold")
            null.append([r_of(model.sums(y).sum(axis=0)) for y in drawn])
        self.check_p(np.array(observed), np.array(null))
        self.check_ceilings(np.array(observed))

    def check_ceilings(self, observed: np.ndarray) -> None:
        """What listeners have in common over the stories, and how near the groups come to it. check_listeners.py finds the halves themselves."""
        told = [(len(s.networks), Table(self.folder.parent / s.name / "listeners/networks.tsv").numbers("half")) for s in self.stories
                if (self.folder.parent / s.name / "listeners/networks.tsv").exists()]
        if (self.folder / "ceilings.tsv").exists() != (len(told) >= 2):
            self.report.check(False, f"{self.name}, ceilings", f"{len(told)} stories have listeners")
        if len(told) < 2:
            return
        ceiling = []
        for column in np.array([half for _, half in told]).T:
            there = np.flatnonzero(~np.isnan(column))
            mean = lambda rows: np.average(column[rows], weights=[told[s][0] for s in rows]) if len(rows) else np.nan
            without, half = np.array([mean(there[there != s]) for s in there]), mean(there)
            error = math.sqrt((len(there) - 1) / len(there) * ((without - without.mean())**2).sum()) if len(there) > 1 else math.nan
            ceiling.append((half, half - scipy.stats.t.ppf(0.975, len(there) - 1) * error))
        half, low = np.array(ceiling).T
        ceiling = np.where(low > 0, np.sqrt(2 * half / (1 + half)), np.nan)
        table, groups = Table(self.folder / "ceilings.tsv"), Table(self.folder / "reached.tsv")
        for name, own in (("half", half), ("half_low", low), ("ceiling", ceiling)):
            self.report.check(np.allclose(table.numbers(name), own, rtol=0, atol=1e-6, equal_nan=True), f"{self.name}, {name} of listeners", f"{len(own)} networks over {len(told)} stories")
        ceiling = ceiling[self.kept]
        for g, row in enumerate(observed):
            both = ~np.isnan(ceiling) & ~np.isnan(row)
            own = row[both].sum() / ceiling[both].sum() if both.any() else np.nan
            self.report.check(groups.integers("networks")[g] == both.sum() and np.allclose(groups.numbers("reached")[g], own, rtol=0, atol=1e-4, equal_nan=True),
                              f"{self.name}, {self.groups[g]} of its ceiling", f"{own:.3f} over {both.sum()} networks")


class UniqueVariance(Regressed):
    def low_level(self) -> np.ndarray:
        names = list(dict.fromkeys(name for s in self.stories for name in s.low))
        band = standardized(self.stories, [np.column_stack([s.low.get(name, np.zeros(len(s.networks))) for name in names]) for s in self.stories])
        there = np.abs(band).max(axis=0) > 0
        found = list(Table(self.folder / "low_level.tsv").text("regressor"))
        self.report.check(sorted(found) == sorted(name for name, is_there in zip(names, there) if is_there), f"{self.name}, low-level regressors", ", ".join(found))
        return band[:, there]

    def drawn(self, low: np.ndarray) -> list:
        """Networks whose low-level part (least squares) stays and whose rest has random phases."""
        part, first, fits, makers, sizes = np.linalg.qr(low)[0], 0, [], [], []
        fit = part @ (part.T @ self.y)
        for s in self.stories:
            rows = slice(first, first + len(s.networks))
            raw = series.unit(s.networks[:, self.kept])
            scale = np.sqrt(len(raw)) / np.linalg.norm(series.residuals(raw, s.basis), axis=0)
            fits.append(fit[rows])
            sizes.append(np.linalg.norm(self.y[rows] - fit[rows], axis=0))
            makers.append(nulls.phase_randomized(raw * scale - fit[rows], s.basis, self.rng))
            first += len(raw)
        def one():
            whole = [f + size * series.unit(make()) for f, size, make in zip(fits, sizes, makers)]
            return np.vstack([np.sqrt(len(w)) * w / np.linalg.norm(w, axis=0) for w in whole])
        return [one() for _ in range(self.draws)]

    def check_all(self) -> None:
        self.check_folds()
        low, others = self.low_level(), [float(q) for q in self.options["low_level_penalties"]]
        without = Bands([low], [others], self.folds)
        base = r2_of(without.sums(self.y).sum(axis=0))
        self.report.close(Table(self.folder / "without_neurons.tsv").numbers("r2")[self.kept], base, 1e-4, f"{self.name}, rhythm alone", "held-out R^2 by own ridge in double precision")
        drawn = self.drawn(low)
        base_drawn = [r2_of(without.sums(y).sum(axis=0)) for y in drawn]
        gains, null = [], []
        for g, members in enumerate(self.members):
            model = Bands([self.x[:, members], low], [self.penalties, others], self.folds)
            whole = r2_of(model.sums(self.y, self.chosen(model, g, others)).sum(axis=0))
            gains.append(whole - base)
            self.report.close(self.matrix("r2", len(self.groups))[g], whole, 1e-4, f"{self.name}, {self.groups[g]}", "held-out R^2 of both bands")
            self.report.close(self.matrix("gain", len(self.groups))[g], gains[-1], 1e-4, f"{self.name}, {self.groups[g]}", "gain")
            null.append([r2_of(model.sums(y).sum(axis=0)) - b for y, b in zip(drawn, base_drawn)])
        self.check_p(np.array(gains), np.array(null))


def check(report, variant: pathlib.Path, stories: list, usable, draws: int, rng) -> None:
    """Of a variant's folder what is there; a twentieth of the draws, each of which is fitted anew."""
    for name, kind in (("pooled-encoding", PooledEncoding), ("unique-variance", UniqueVariance)):
        if (variant / name / "stage.json").exists():
            kind(report, variant / name, stories, usable, max(draws // 20, 20), rng, kind is UniqueVariance).check_all()
