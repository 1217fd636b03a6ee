# SPDX-License-Identifier: Apache-2.0
"""Recomputes where a finished study's networks lie (docs/formats.md, atlas/): regions, shares, enrichment, Dice, q, peaks, left and right, reference maps.

    python3 tests/outsider/check_places.py RESULTS            # the folder that holds atlas/, mask/ and networks/

The p values are tests of random maps, which are anbn's own; here it is checked that they are multiples of 1 / (draws + 1), that p = 1 where nothing is in a region, and q from p.
nibabel, numpy and scipy only; shares no code with anbn. One line a check; exit code 1 if one failed."""
import argparse
import json
import pathlib
import sys

import nibabel
import numpy as np

import check_volumes
import places
import series
import volumes
from inputs import Table
from report import Report


def check_atlas(report, title: str, labels: np.ndarray, names: dict, maps: np.ndarray, tables: dict, options: dict, draws: int):
    own = np.unique(labels[labels > 0])
    listed, rows = tables["atlases"], tables["regions"]
    of_list, of_rows = listed.text("atlas") == title, rows.text("atlas") == title
    report.check(list(listed.integers("label")[of_list]) == list(own), f"{title}: regions", f"{len(own)} have a voxel in the mask")
    report.check(list(listed.text("region")[of_list]) == [names[label] for label in own], f"{title}: names", "of all regions")
    counts = np.array([(labels == label).sum() for label in own])
    report.close(listed.numbers("voxels")[of_list], counts, 0, f"{title}: voxels", "of each region")
    report.close(listed.numbers("base")[of_list], counts / len(labels), 1e-12, f"{title}: base", "share of the mask")
    expected, order = [], []
    for m, values in enumerate(maps):
        for sign, part in places.parts(values, options["map_threshold"]).items():
            for label in own:
                order.append((m + 1, sign, label))
                expected.append(places.shares(part, labels, label))
    found = list(zip(rows.integers("network")[of_rows], rows.text("sign")[of_rows], rows.integers("label")[of_rows]))
    if not report.check(found == order, f"{title}: rows", f"{len(order)}: maps, signs and regions in this order"):
        return
    expected = np.array(expected)
    for c, column in enumerate(["share", "enrichment", "dice"]):
        report.close(rows.numbers(column)[of_rows], expected[:, c], 1e-5 * max(1, np.abs(expected[:, c]).max()), f"{title}: {column}", "of each part in each region")
    p, q = rows.numbers("p")[of_rows], rows.numbers("q")[of_rows]
    multiples = p * (draws + 1)
    report.check(np.abs(multiples - np.rint(multiples)).max() < 1e-6 and p.min() >= 1 / (draws + 1) - 1e-12 and p.max() <= 1, f"{title}: p", f"multiples of 1 / {draws + 1}, none 0")
    report.check((p[expected[:, 0] == 0] == 1).all(), f"{title}: p of nothing", "is 1")
    report.close(q, series.benjamini_hochberg(p), 1e-12, f"{title}: q", f"Benjamini-Hochberg over {len(p)} tests")


def check_parts(report, mask, maps, atlases: dict, tables: dict, options: dict):
    where, step = places.places_mm(mask), np.abs(mask.affine[0, :3]).max()
    edge_volume = np.prod(np.linalg.norm(mask.affine[:3, :3], axis=0))
    rows, peaks = tables["networks"], tables["peaks"]
    expected, expected_peaks, regions = [], [], {title: [] for title in atlases}
    order = []
    for m, values in enumerate(maps):
        found = places.parts(values, options["map_threshold"])
        for sign, part in found.items():
            own = places.clusters(part, mask)
            order.append((m + 1, sign))
            expected.append(((part > 0).sum(), len(own), part.sum() / sum(other.sum() for other in found.values()), places.laterality(part, where, step)))
            for size, value, voxel in own[:20]:
                expected_peaks.append((m + 1, size, size * edge_volume, *where[voxel], value if sign == "positive" else -value))
                for title, (labels, names) in atlases.items():
                    regions[title].append(names[labels[voxel]] if labels[voxel] else "n/a")
    report.check(list(zip(rows.integers("network"), rows.text("sign"))) == order, "networks.tsv", f"{len(order)} parts of maps that are not empty")
    for c, column in enumerate(["voxels", "clusters", "share", "laterality"]):
        report.close(rows.numbers(column), np.array(expected)[:, c], 1e-6, column, "of each part")
    expected_peaks = np.array(expected_peaks)
    for c, column in enumerate(["network", "voxels", "volume_mm3", "x_mm", "y_mm", "z_mm", "value"]):
        report.close(peaks.numbers(column), expected_peaks[:, c], 1e-5 * max(1, np.abs(expected_peaks[:, c]).max()), f"peaks: {column}", "of the strongest clusters")
    for title in atlases:
        report.check(list(peaks.text(f"region_{title}")) == regions[title], f"peaks: region_{title}", "names at the peaks")


def check_references(report, out: pathlib.Path, mask, maps, file):
    own = volumes.scan_values(volumes.load(file), mask)
    with np.errstate(invalid="ignore"):
        expected = np.corrcoef(maps, own)[:len(maps), len(maps):]
    report.close(Table(out / "atlas" / "references.tsv").numbers("correlation"), expected.ravel(), 1e-5, "references.tsv", "correlations of maps over the mask")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=pathlib.Path)
    out = parser.parse_args().results
    options = check_volumes.stage_options(out / "atlas")
    inputs = json.loads((out / "atlas" / "run.json").read_text())["inputs"]
    summary = json.loads((out / "atlas" / "summary.json").read_text())
    mask = nibabel.load(out / "mask" / "mask.nii.gz")
    maps = check_volumes.masked(out / "networks" / "maps.nii.gz", mask).T
    tables = {name: Table(out / "atlas" / f"{name}.tsv") for name in ["atlases", "regions", "networks", "peaks"]}
    report = Report("atlas")
    atlases = {}
    for number, file in enumerate(inputs["labels"]):
        labels = places.labels_at(nibabel.load(file), places.places_mm(mask))
        names_file = inputs["names"][number] if "names" in inputs else ""
        title = summary["atlases"][number]
        atlases[title] = (labels, places.region_names(names_file, [int(label) for label in np.unique(labels) if label]))
        check_atlas(report, title, *atlases[title], maps, tables, options, summary["draws"])
    check_parts(report, mask, maps, atlases, tables, options)
    if "reference" in inputs:
        check_references(report, out, mask, maps, inputs["reference"])
    print(f"{report.done} checks, {report.failed} failed")
    return report.failed > 0


if __name__ == "__main__":
    sys.exit(main())
