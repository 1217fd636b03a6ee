# SPDX-License-Identifier: Apache-2.0
"""Recomputes how many neurons of each variant of a finished study lie over family-wise bars (report/variants.tsv), from the tables and draws of their tests.

    python3 tests/outsider/check_variants.py RESULTS      # the folder with study.json

p of a correlation r is (draws whose largest reaches r + 1) / (draws + 1), where the largest of a draw is over all pairs of all variants of a family. That draw d of two variants
stands beside the same surrogates is no part of this: tests/cli/kinds_side_by_side.sh sees that variants with equal neurons have the same draws."""
import json
import pathlib
import sys

import numpy as np

from inputs import Table
from report import Report


def tests_of(folder: pathlib.Path) -> list:
    """Of each null model that decides: (largest of each neuron, largest of each draw)."""
    decides = json.loads((folder / "summary.json").read_text()).get("other_stories", {}).get("decides")
    table = Table(folder / "neurons.tsv")
    return [(table.numbers(f"{null}_correlation"), np.load(folder / f"draws/{null}_global.npy")[0])
            for null in ["phase"] + (["other_stories"] if decides else [])]


def above(own: list, family: list) -> int:
    passes = np.ones(len(own[0][0]), bool)
    for null in range(len(own)):
        count = min(len(tests[null][1]) for tests in family)
        largest = np.max([tests[null][1][:count] for tests in family], axis=0)
        p = np.array([((largest >= np.float32(r)).sum() + 1) / (count + 1) if np.isfinite(r) else 1.0 for r in own[null][0]])
        passes &= p <= 0.05 + 1e-12
    return int(passes.sum())


def check(results: pathlib.Path) -> int:
    report, study = Report("variants"), json.loads((results / "study.json").read_text())
    variants = {v["name"]: v for v in study["variants"]}
    places = ["pooled"] if (results / "main/pooled/stage.json").exists() else [story["name"] + "/significance" for story in study["stories"]]
    table = Table(results / "report/variants.tsv")
    rows = list(zip(table.text("story"), table.text("variant")))
    report.check(rows == [(place.split("/")[0], name) for place in places for name in variants], "rows", f"{len(rows)} of {len(variants)} variants")
    untrained = {name: v["weights"] in ("random", "permuted") for name, v in variants.items()}
    for place in places:
        tests = {name: tests_of(results / name / place) for name in variants}
        for name, v in variants.items():
            row = rows.index((place.split("/")[0], name))
            families = {"own": [name], "model": [n for n, o in variants.items() if (o["model"], o["weights"]) == (v["model"], v["weights"])],
                        "all": [n for n in variants if untrained[n] == untrained[name]]}
            for family, members in families.items():
                own, found = above(tests[name], [tests[n] for n in members]), table.numbers(f"{family}_above")[row]
                report.check(own == found, f"{name} in {place}", f"over the bar of {family} ({len(members)} variants): {found:.0f}, own {own}")
                largest = np.max([tests[n][0][1] for n in members], axis=0)
                bar = np.sort(largest)[::-1][(len(largest) + 1) // 20 - 1]
                report.close(table.numbers(f"{family}_bar")[row], bar, 1e-6, f"{name} in {place}", f"the bar of {family}")
    return report.failed


if __name__ == "__main__":
    sys.exit(1 if check(pathlib.Path(sys.argv[1])) else 0)
