# SPDX-License-Identifier: Apache-2.0
"""Checks that a finished run of a study by plant.py found what was planted.

    python3 tests/outsider/check_plant.py STUDYFOLDER [RESULTS]     # RESULTS: default STUDYFOLDER/results

A driven network must anchor its neuron or one whose time course correlates above 0.95 with it, and its correlation with its neuron must be the planted
one within 1e-4: the argmax alone would survive a lag of one volume. Networks driven by nothing must stay below the driven ones."""
import json
import pathlib
import sys

import numpy as np

from inputs import Table, read_matrix
from report import Report
from series import correlations


def main() -> int:
    study = pathlib.Path(sys.argv[1])
    results = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else study / "results"
    failed = 0
    for story in json.loads((study / "truth.json").read_text())["stories"]:
        report, folder = Report(story["name"]), results / "main" / story["name"]
        found = Table(folder / "coupling" / "networks.tsv").integers("neuron", 0)
        correlation = read_matrix(folder / "coupling" / "correlation.npy", (0, len(story["networks"])))
        courses = read_matrix(folder / "timecourses" / "timecourses.npy", (0, len(correlation)))
        driven = [n for n in story["networks"] if n["driven_by"] is not None]
        for entry in driven:
            network, planted = entry["network"] - 1, entry["driven_by"] - 1
            anchored = found[network] - 1
            alike = 1.0 if anchored == planted else float(correlations(courses[:, [anchored]], courses[:, [planted]])[0, 0])
            report.check(alike > 0.95, f"BN {network + 1}", f"planted {entry['label']} (neuron {planted + 1}), anchored neuron {anchored + 1}, whose time course correlates {alike:.3f} with it; expected above 0.95")
            report.close([correlation[planted, network]], [entry["correlation"]], 1e-4, f"BN {network + 1} correlation",
                         f"with {entry['label']} (one volume late it would be {entry['lagged']:.4f})")
        others = [n["network"] - 1 for n in story["networks"] if n["driven_by"] is None]
        weakest = min(correlation[n["driven_by"] - 1, n["network"] - 1] for n in driven)
        strongest = np.nanmax(correlation[:, others])
        report.check(strongest < weakest, "networks driven by nothing", f"strongest {strongest:.3f}, weakest driven one {weakest:.3f}")
        failed += report.failed
    print(f"{'FAILED' if failed else 'ok'} plant: {failed} checks failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
