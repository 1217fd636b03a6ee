# SPDX-License-Identifier: Apache-2.0
"""Recomputes how far the paper's quantities of a finished study lie above noise (columns excess and untrained_excess of report/paper.VARIANT.STORY.tsv), from the tables and noise draws of the tests.

    python3 tests/outsider/check_paper.py RESULTS      # the folder with study.json"""
import json
import pathlib
import re
import sys

import numpy as np

from inputs import Table
from report import Report

WEAK = 0.25


def anchors(folder: pathlib.Path) -> dict:
    """What was observed given the nuisance set, then each noise draw: largest correlation and best partner of each neuron and network."""
    tables = {side: Table(folder / f"{side}.tsv") for side in ("neurons", "networks")}
    stacked = lambda side, column, file: np.vstack([tables[side].numbers(column), np.load(folder / file)])
    return {"neuron": stacked("neurons", "phase_correlation", "noise_neuron_correlation.npy"), "network_of": stacked("neurons", "phase_network", "noise_neuron_network.npy"),
            "network": stacked("networks", "phase_correlation", "noise_network_correlation.npy"), "neuron_of": stacked("networks", "phase_neuron", "noise_network_neuron.npy"),
            "layer": np.array([int(re.match(r"L(\d+)", label)[1]) for label in tables["neurons"].text("label")])}


def trend(seen: dict, values: np.ndarray) -> np.ndarray:
    """Correlation of the layers' numbers with the mean of `values` [draws x N] in them."""
    layers = np.unique(seen["layer"])
    means = np.stack([np.nanmean(values[:, seen["layer"] == layer], axis=1) for layer in layers], axis=1)
    return np.array([np.corrcoef(layers, row)[0, 1] if len(layers) > 1 and row.std() > 0 else np.nan for row in means])


def most_common(seen: dict) -> np.ndarray:
    counts = [np.bincount(row[r > WEAK].astype(int), minlength=1) for row, r in zip(seen["network_of"], seen["neuron"])]
    return np.array([count.max() if len(count) else 0 for count in counts], float)


def same_network(seen: dict) -> np.ndarray:
    """In how many layers the best pair is of the network that has most of them."""
    found = []
    for r, network in zip(seen["neuron"], seen["network_of"]):
        best = [network[at[np.nanargmax(r[at])]] for layer in np.unique(seen["layer"]) if np.isfinite(r[at := np.flatnonzero(seen["layer"] == layer)]).any()]
        found.append(max(best.count(n) for n in best))
    return np.array(found, float)


def last_layers(seen: dict) -> np.ndarray:
    layers = seen["layer"].max()
    last = max(1, (layers + 2) // 4)
    late = []
    for r, neuron in zip(seen["network"], seen["neuron_of"]):
        at = neuron[np.isfinite(r)].astype(int) - 1
        late.append((seen["layer"][at] > layers - last).mean())
    return np.array(late)


QUANTITIES = {
    "correlation of depth with a layer\u2019s mean PCC": lambda seen: trend(seen, seen["neuron"]),
    "correlation of depth with a layer\u2019s share below 0.25": lambda seen: trend(seen, np.where(np.isnan(seen["neuron"]), np.nan, seen["neuron"] < WEAK)),
    "networks\u2019 largest PCC, mean \u00b1 sd": lambda seen: np.nanmean(seen["network"], axis=1),
    "anchored neurons in the last": last_layers,
    "most neurons on one network, PCC > 0.25": most_common,
    "layers whose best pairs have the same network": same_network,
    "best pair over all layers": lambda seen: np.nanmax(seen["network"], axis=1),
}


def excess(values: np.ndarray) -> float:
    deviation = values[1:].std(ddof=1)
    return (values[0] - values[1:].mean()) / deviation if deviation > 0 else np.nan


def check(results: pathlib.Path) -> int:
    report, study = Report("paper"), json.loads((results / "study.json").read_text())
    variants = {v["name"]: v.get("weights") for v in study["variants"]}
    for file in sorted((results / "report").glob("paper.*.tsv")):
        _, variant, story, _ = file.name.split(".")
        untrained = [name for name, weights in variants.items() if weights == "random"]
        models = {"excess": variant, "untrained_excess": untrained[0] if untrained and variant not in untrained else None}
        table = Table(file)
        quantities = list(table.text("quantity"))
        for column, model in models.items():
            if model is None:
                continue
            seen = anchors(results / model / story / "significance")
            for name, number in QUANTITIES.items():
                at = next(i for i, quantity in enumerate(quantities) if quantity.startswith(name))
                own, told = excess(number(seen)), table.text(column)[at]
                right = told in ("", "n/a") if np.isnan(own) else told not in ("", "n/a") and abs(float(told) - own) <= 0.0501 + 1e-3 * abs(own)
                report.check(right, f"{variant}/{story} {column}", f"{quantities[at]}: {told}, own {own:+.3f}")
    report.check(report.done > 0, "tables", "report/paper.*.tsv are there")
    print(f"{report.done} checks of the paper's quantities, {report.failed} failed")
    return report.failed


if __name__ == "__main__":
    sys.exit(1 if check(pathlib.Path(sys.argv[1])) else 0)
