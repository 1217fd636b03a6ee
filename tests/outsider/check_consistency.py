# SPDX-License-Identifier: Apache-2.0
"""Recomputes how much of the couplings of a study's stories returns in other stories (VARIANT/consistency/), from all pairs of stories one by one. Called by check_pooled.py."""
import json
import pathlib

import numpy as np
from scipy import stats

import check_omnibus
import other_stories
import series
from inputs import Table


def gram(matrices: list) -> np.ndarray:
    """[S x S]: means of products of two stories' correlations; those of a story with itself are left out later."""
    flat = np.array([m.ravel() for m in matrices])
    return flat @ flat.T / flat.shape[1]


def mean_product(products: np.ndarray, stories: np.ndarray) -> float:
    some = products[np.ix_(stories, stories)]
    return (some.sum() - np.trace(some)) / (len(stories) * (len(stories) - 1))


def jackknife(value, count: int) -> tuple:
    """Of a function of which stories there are: with all, without each, and the error, p."""
    everyone = np.arange(count)
    estimate, without = value(everyone), np.array([value(np.delete(everyone, s)) for s in everyone] if count > 2 else [])
    if count < 3:
        return estimate, without, np.nan, np.nan
    error = np.sqrt((count - 1)**2 / count * without.var(ddof=1))  # (S - 1) / S times a sum of squares
    return estimate, without, error, 2 * stats.t.sf(abs(estimate) / error, count - 1)


def check(report, folder: pathlib.Path, stories: list, usable, labels: list) -> None:
    told = other_stories.told_before([s.words for s in stories])
    retold, stories = [s.name for s, before in zip(stories, told) if before is not None], [s for s, before in zip(stories, told) if before is None]
    if len(stories) < 2:
        report.check(not (folder.parent / "consistency").exists() or np.isnan(Table(folder / "figures.tsv").numbers("mean_product")).all(), "consistency", "nothing to compare")
        return
    kept = {side: np.flatnonzero(np.all([usable(s.side(side), s.basis) for s in stories], axis=0)) for side in ("neurons", "networks")}
    correlations = [series.unit(series.residuals(series.unit(s.neurons[:, kept["neurons"]]), s.basis)).T
                    @ series.unit(series.residuals(series.unit(s.networks[:, kept["networks"]]), s.basis)) for s in stories]
    layers = check_omnibus.layers_of([labels[i] for i in kept["neurons"]])
    numbers = np.unique(layers)
    of_all, of_layer = gram(correlations), [gram([r[layers == layer] for r in correlations]) for layer in numbers]
    figures = {("all-pairs", "n/a"): lambda some: mean_product(of_all, some)}
    for number, products in zip(numbers, of_layer):
        figures["layer", str(number)] = lambda some, products=products: mean_product(products, some)
    figures["slope", "n/a"] = lambda some: np.polyfit(numbers, [mean_product(products, some) for products in of_layer], 1)[0] if len(numbers) > 1 else np.nan
    table, left = Table(folder / "figures.tsv"), Table(folder / "left_out.tsv")
    summary = json.loads((folder / "summary.json").read_text())
    report.check(summary == {"same_text": retold, "partial": True, "stories": [s.name for s in stories], "neurons": len(kept["neurons"]), "networks": len(kept["networks"])}, "consistency, series",
                 f"{len(kept['neurons'])} neurons and {len(kept['networks'])} networks in {len(stories)} stories")
    report.check(list(zip(table.text("figure"), table.text("layer"))) == list(figures), "consistency, figures", ", ".join(f"{a} {b}" for a, b in figures))
    for row, (name, value) in enumerate(figures.items()):
        who = "consistency, " + " ".join(part for part in name if part != "n/a")
        if name[0] == "slope" and len(numbers) < 2:
            continue
        estimate, without, error, p = jackknife(value, len(stories))
        scale = abs(of_all).max()
        report.close([table.numbers("mean_product")[row]], [estimate], 1e-5 * scale, who, "mean product of two stories' correlations")
        if len(stories) < 3:
            continue
        report.close(left.numbers({"all-pairs": "all_pairs", "slope": "slope"}.get(name[0], f"layer_{name[1]}")), without, 1e-5 * scale, who, "without each story")
        report.close([table.numbers("error")[row]], [error], 1e-3 * error, who, "error by jackknife")
        report.close([table.numbers("p")[row]], [p], 1e-3 * p + 1e-9, who, "p by Student's t")
