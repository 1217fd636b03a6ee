# SPDX-License-Identifier: Apache-2.0
"""Recomputes whether the variants of a finished study couple with the same networks (report/agreement.tsv), from the tables and noise draws of their tests.

    python3 tests/outsider/check_agreement.py RESULTS      # the folder with study.json"""
import itertools
import json
import pathlib
import sys

import numpy as np

from inputs import Table
from report import Report


def profiles(folder: pathlib.Path) -> tuple:
    """[1 + D, M]: each network's largest correlation, and the share of the neurons anchored to it; which networks are named."""
    tables = {side: Table(folder / f"{side}.tsv") for side in ("neurons", "networks")}
    largest = np.vstack([tables["networks"].numbers("phase_correlation"), np.load(folder / "noise_network_correlation.npy")])
    anchors = np.vstack([tables["neurons"].numbers("phase_network"), np.load(folder / "noise_neuron_network.npy")])
    counts = np.array([[(row == j + 1).sum() for j in range(largest.shape[1])] for row in anchors], float)
    decided = "other_stories_p_fwe" if json.loads((folder / "summary.json").read_text()).get("other_stories", {}).get("decides") else None
    p = tables["networks"].numbers("phase_p_fwe")
    if decided:
        p = np.fmax(p, tables["networks"].numbers(decided))
    return (largest, counts / np.maximum(1, counts.sum(axis=1, keepdims=True))), set(np.flatnonzero(p <= 0.05))


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    both = np.isfinite(x) & np.isfinite(y)
    return np.corrcoef(x[both], y[both])[0, 1] if both.sum() > 2 and x[both].std() > 0 and y[both].std() > 0 else np.nan


def in_deviations(values: np.ndarray) -> np.ndarray:
    deviation = values.std(axis=0)
    return (values - values.mean(axis=0)) / np.where(deviation > 0, deviation, np.nan)


def check(results: pathlib.Path) -> int:
    report, study = Report("agreement"), json.loads((results / "study.json").read_text())
    variants = [v["name"] for v in study["variants"]] + [c["name"] for c in study.get("controls", []) if c["name"] == "untrained" and c.get("sessions")]
    places = ["pooled"] if (results / "main/pooled/stage.json").exists() else [story["name"] + "/significance" for story in study["stories"]]
    table = Table(results / "report/agreement.tsv")
    rows = list(zip(table.text("story"), table.text("first"), table.text("second"), table.text("figure")))
    expected = []
    for place in places:
        seen = {v: profiles(results / v / place) for v in variants if (results / v / place).exists()}
        for a, b in itertools.combinations(seen, 2):
            for n, figure in enumerate(("largest", "anchored")):
                key = (place.split("/")[0], a, b, figure)
                expected.append(key)
                if key not in rows:
                    continue
                row = rows.index(key)
                x, y = (in_deviations(seen[v][0][n]) if n == 0 else seen[v][0][n] for v in (a, b))
                own = np.array([correlation(left, right) for left, right in zip(x, y)])
                draws = own[1:]
                told = [table.numbers(c)[row] for c in ("observed", "noise", "low", "high", "p")]
                report.close(told[:4], [own[0], draws.mean(), *np.percentile(draws, (2.5, 97.5))], 2e-4, f"{a} and {b}, {figure}", "observed, mean and range of noise")
                report.check(abs(told[4] * (len(draws) + 1) - ((draws >= own[0]).sum() + 1)) <= 1, f"{a} and {b}, {figure}", f"p {told[4]:.4f}, own {((draws >= own[0]).sum() + 1) / (len(draws) + 1):.4f}")
                report.check([int(table.numbers("named_" + c)[row]) for c in ("first", "second", "both")] == [len(seen[a][1]), len(seen[b][1]), len(seen[a][1] & seen[b][1])],
                             f"{a} and {b}", "networks named in the first, the second and both")
    report.check(sorted(expected) == sorted(rows), "agreement.tsv", f"{len(expected)} rows expected, {len(rows)} found")
    print(f"{report.done} checks of agreement, {report.failed} failed")
    return report.failed


if __name__ == "__main__":
    sys.exit(1 if check(pathlib.Path(sys.argv[1])) else 0)
