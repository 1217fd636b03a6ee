# SPDX-License-Identifier: Apache-2.0
"""Recomputes the stage `training` of a finished study: excesses, ranks and p from the kept draws exactly; what each model has as observed from own time courses of an own encoder with own
untrained weights; and that the trained model's draws are those of its own test.

    python3 tests/outsider/check_training.py STUDY.toml [--out FOLDER] [--variant main] [--models 3]

numpy and scipy only; shares no code with anbn. Exit code 1 if a check failed."""
import argparse
import json
import pathlib
import sys

import numpy as np

import check_omnibus
import nuisance
import nulls
import series
from bert import Bert
from inputs import Table, read_matrix, reliability_of, stories_of
from report import Report

FIGURES = ("largest", "mean_neurons", "mean_networks", "mean_r2")
FEWEST = 19  # untrained models for a p


def table_rows(layers: list) -> list:
    """(figure, layer) of each row of figures.tsv."""
    return ([(name, "n/a") for name in FIGURES] + [(name, str(layer)) for layer in layers for name in ("mean_neurons", "mean_r2")]
            + [(f"{name}_slope", "n/a") for name in ("mean_neurons", "mean_r2") if len(layers) > 1])


def excesses(models: np.ndarray, layers: list) -> tuple:
    """models [n x (D + 1) x (4 + 2 L)] -> observed, noise, sd [n x rows], excess [n x (D + 1) x rows], in the order of table_rows()."""
    count = len(layers)
    noise, deviation = models[:, 1:].mean(axis=1), models[:, 1:].std(axis=1, ddof=1)
    z = (models - noise[:, None]) / np.where(deviation > 0, deviation, np.nan)[:, None]
    order = [0, 1, 2, 3] + [4 + layer + kind * count for layer in range(count) for kind in (0, 1)]
    told = [x[:, order] for x in (models[:, 0], noise, deviation)]
    rows = z[:, :, order]
    if count > 1:
        centred = np.array(layers) - np.mean(layers)
        slopes = [z[:, :, 4 + kind * count:4 + (kind + 1) * count] @ centred / (centred**2).sum() for kind in (0, 1)]
        rows = np.concatenate([rows, np.stack(slopes, axis=2)], axis=2)
        told = [np.concatenate([x, np.full((len(x), 2), np.nan)], axis=1) for x in told]
    return *told, rows


def check_arithmetic(report: Report, folder: pathlib.Path) -> np.ndarray:
    """All tables from models.npy; returns it as [n x (D + 1) x columns]."""
    summary = json.loads((folder / "summary.json").read_text())
    layers, count, draws = summary["layers"], summary["seeds"], summary["draws"]
    models = read_matrix(folder / "models.npy", ((count + 1) * (draws + 1), 4 + 2 * len(layers))).astype(float).reshape(count + 1, draws + 1, -1)
    observed, noise, deviation, z = excesses(models, layers)
    rows, excess = table_rows(layers), z[:, 0]
    table = Table(folder / "models.tsv")
    report.check(list(zip(table.text("figure"), table.text("layer"))) == rows * (count + 1), "rows of models.tsv", f"{count + 1} models of {len(rows)} figures")
    numbers = ["n/a"] * len(rows) + [str(summary["first_seed"] + s) for s in range(count) for _ in rows]
    report.check(list(table.text("seed")) == numbers and set(table.text("weights")[len(rows):]) == {summary["untrained"]}, "models", f"seeds {numbers[len(rows)]} .. {numbers[-1]}")
    for name, value in (("observed", observed), ("noise", noise), ("noise_sd", deviation), ("excess", excess)):
        scale = np.maximum(1e-3 if name != "excess" else 1, np.nan_to_num(np.abs(value), nan=1.0)).ravel()
        report.close(table.numbers(name) / scale, value.ravel() / scale, 1e-5, f"{name} of models", "from the kept draws", lambda i: f"{rows[i[0] % len(rows)]} of model {i[0] // len(rows)}")
    whole = ~np.isnan(excess).any(axis=0)
    rank = np.where(whole, 1 + (excess[1:] >= excess[0]).sum(axis=0), 0)
    apart = z[0] - z[1:].mean(axis=0)
    reached = (apart[1:] >= apart[0]).sum(axis=0)
    table = Table(folder / "figures.tsv")
    report.check(list(zip(table.text("figure"), table.text("layer"))) == rows, "rows of figures.tsv", f"{len(rows)} figures")
    report.check((table.integers("rank") == rank).all(), "ranks", f"{dict(zip(rows[:4], rank))}")
    none = np.where(whole, 0.0, np.nan)
    for name, value in (("trained_excess", excess[0]), ("untrained_mean", excess[1:].mean(axis=0) + none), ("untrained_lowest", excess[1:].min(axis=0) + none),
                        ("untrained_highest", excess[1:].max(axis=0) + none)):
        report.close(table.numbers(name), value, 1e-4, name, "of the models")
    report.close(table.numbers("p"), (rank / (count + 1) + none) if count >= FEWEST else np.full(len(rows), np.nan), 1e-12, "p of ranks", f"of {count} untrained models")
    report.close(table.numbers("noise_p"), (reached + 1) / (draws + 1) + none, 1e-12, "p by noise", f"of {draws} draws")
    return models


class Told:
    """What a story's models read and are laid beside."""

    def __init__(self, story):
        tokens = Table(story.results / "tokens" / "tokens.tsv")
        self.story = story
        self.ids, self.segments = tokens.integers("id"), tokens.integers("segment")
        self.volumes = tokens.integers("volume", series.NOWHERE)
        self.networks = read_matrix(story.network_results / f"{story.name}.npy", (0, 0)).astype(float)
        regressors = Table(story.results / "nuisance" / "regressors.tsv")
        self.basis = nuisance.basis_of([regressors.numbers(column) for column in regressors.header])

    def neurons(self, bert: Bert) -> np.ndarray:
        return series.time_courses(bert, self.ids, self.segments, self.volumes, len(self.networks), self.story.tr_s)


def observed_figures(told: list, bert: Bert, reliability: dict) -> np.ndarray:
    """[4 + 2 L] of one model, of partial correlations over all stories."""
    clean = lambda x, basis: series.unit(series.residuals(series.unit(x), basis))
    weight = np.array([len(t.networks) * reliability.get(t.story.name, 1.0) for t in told])
    share = weight / weight.sum()
    r = sum(w * clean(t.neurons(bert), t.basis).T @ clean(t.networks, t.basis) for w, t in zip(share, told))
    return nulls.figures(r, check_omnibus.layers_of([bert.label(i + 1) for i in range(bert.neurons)]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--variant", default="main")
    parser.add_argument("--models", type=int, default=3, help="untrained models whose time courses are made anew")
    chosen = parser.parse_args()
    stories = stories_of(chosen.study, chosen.variant, chosen.out)
    results = stories[0].results.parent
    report = Report(f"{chosen.variant}/training")
    folder = results / "training"
    summary = json.loads((folder / "summary.json").read_text())
    models = check_arithmetic(report, folder)
    told = [Told(story) for story in stories]
    reliability = reliability_of(chosen.study, chosen.study.resolve().parent)
    for m in range(min(len(models), chosen.models + 1)):
        seed = summary["first_seed"] + m - 1
        bert = Bert(stories[0].model, "pretrained", 1) if m == 0 else Bert(stories[0].model, summary["untrained"], seed)
        name = "the trained model" if m == 0 else f"{summary['untrained']} weights of seed {seed}"
        report.close(models[m, 0], observed_figures(told, bert, reliability), 2e-4, f"figures of {name}", "own encoder, time courses and correlations")
    tested = results / "pooled" if len(stories) > 1 else stories[0].results / "significance"
    draws = np.concatenate([np.load(tested / "draws/phase_global.npy").T, np.load(tested / "draws/phase_means.npy")], axis=1)
    both = min(len(draws), summary["draws"])
    report.close(models[0, 1:1 + both], draws[:both], 0, "draws of the trained model", f"the first {both} of {tested.name}")
    print(f"{'FAILED' if report.failed or not report.done else 'ok'} training: {report.done} checks, {report.failed} failed")
    return 1 if report.failed or not report.done else 0


if __name__ == "__main__":
    sys.exit(main())
