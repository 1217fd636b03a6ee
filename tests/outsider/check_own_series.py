# SPDX-License-Identifier: Apache-2.0
"""Checks the outsider's HRF, cosines, partial correlations and Benjamini-Hochberg against the goldens (tests/golden/stats, ../shared/data/hrf).

    python3 tests/outsider/check_own_series.py          # exit code 1 if any check failed"""
import csv
import pathlib
import sys

import numpy as np

import series
from inputs import SHARED, Table
from report import Report

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden" / "stats"


def check_hrf(report) -> None:
    file = SHARED / "hrf" / "spm_hrfs.txt"
    if not file.exists():
        print(f"skipped HRF: no {file}")
        return
    for line in file.read_text().splitlines():
        parameters, _, samples = line.partition("|")
        if not line.startswith("#") and [float(p) for p in parameters.split()][1:] == [6, 16, 1, 1, 6]:
            tr_s = float(parameters.split()[0])
            report.close(series.spm_hrf(tr_s), [float(s) for s in samples.split()], 1e-12, f"HRF at TR {tr_s}", "SPM's own output")


def main() -> int:
    report = Report("outsider's own")
    check_hrf(report)
    table = Table(GOLDEN / "fdr.tsv")
    for case in dict.fromkeys(table.text("case")):
        rows = table.text("case") == case
        report.close(series.benjamini_hochberg(table.numbers("p")[rows]), table.numbers("q")[rows], 1e-14, f"Benjamini-Hochberg {case}", "scipy's")
        report.close(series.benjamini_yekutieli(table.numbers("p")[rows]), table.numbers("q_by")[rows], 1e-14, f"Benjamini-Yekutieli {case}", "scipy's")
    basis = series.cosine_basis(20, 1.5, 12.0)
    inputs, expected = Table(GOLDEN / "series.tsv"), Table(GOLDEN / "partial.tsv")
    x, y = (np.column_stack([inputs.numbers(name) for name in names]) for names in (("x1", "x2", "x3", "x4"), ("y1", "y2", "y3")))
    report.close(series.correlations(x, y).ravel(), expected.numbers("correlation"), 1e-12, "correlation", "numpy's corrcoef")
    rest = series.residuals(x, basis)
    rest[:, 3] = 0  # what is left of a constant column is rounding
    report.close(series.correlations(rest, series.residuals(y, basis)).ravel(), expected.numbers("inverse"), 1e-12, "partial correlation", "from the inverse covariance")
    with open(GOLDEN / "cosines.tsv", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t")]
    bases = {key: series.cosine_basis(int(key[0]), float(key[1]), float(key[2])) for key in dict.fromkeys((r["volumes"], r["tr_s"], r["cutoff_s"]) for r in rows)}
    for key, own in bases.items():
        listed = [r for r in rows if (r["volumes"], r["tr_s"], r["cutoff_s"]) == key]
        number = max(int(r["k"]) for r in listed)
        values = [own[int(r["volume"]), int(r["k"])] * np.sqrt(len(own) / 2) for r in listed if r["k"] != "0"]
        report.close(values, [float(r["value"]) for r in listed if r["k"] != "0"], 1e-12, f"cosines of {key[0]} volumes", f"scipy's DCT, {number} of them")
        report.check(own.shape[1] == 1 + number, f"number of cosines of {key[0]} volumes, cut-off {key[2]} s", f"found {own.shape[1] - 1}, expected {number}")
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
