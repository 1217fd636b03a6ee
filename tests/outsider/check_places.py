# SPDX-License-Identifier: Apache-2.0
"""Recomputes where a finished study's networks lie (docs/formats.md, atlas/): regions, shares, enrichment, Dice, q, peaks, left and right, reference maps; and the regions that layers' best pairs share (layers/shared_regions.tsv).

    python3 tests/outsider/check_places.py RESULTS            # the folder that holds atlas/, mask/ and networks/

The p values are tests of random maps, which are anbn's own; here it is checked that they are multiples of 1 / (draws + 1), that p = 1 where nothing is in a region, and q from p; p of main parts and of shared regions are counted again in the random maps that are kept.
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


def check_kept(report, draws: np.ndarray, titles: list, tables: dict, main: dict, made: int):
    """p of each main part counts the random maps; all of them are kept where at most 1000 were made."""
    rows, listed = tables["regions"], tables["atlases"]
    place = {(title, label): column for column, (title, label) in enumerate(zip(listed.text("atlas"), listed.integers("label")))}
    report.check(draws.shape[2] == len(place) and draws.shape[1] == min(made, 1000), "main_parts.npy", f"{draws.shape[0]} maps, {draws.shape[1]} random maps, {draws.shape[2]} regions")
    sums = np.stack([draws[:, :, [c for (title, _), c in place.items() if title == name]].sum(axis=2) for name in titles])
    report.check(draws.min() >= 0 and sums.max() <= 1 + 1e-5, "shares of random maps", "of no atlas more than the whole part")
    worst, counted = 0.0, 0
    for title, network, sign, label, share, p in zip(rows.text("atlas"), rows.integers("network") - 1, rows.text("sign"), rows.integers("label"), rows.numbers("share"), rows.numbers("p")):
        if draws.shape[1] == made and main.get(network) == sign:
            reached = (draws[network, :, place[title, label]] >= share * (1 - 1e-6)).sum()
            worst, counted = max(worst, abs(p - (reached + 1) / (made + 1))), counted + 1
    if counted:
        report.check(worst < 1e-9, "p of main parts", f"{counted} counted again; largest distance {worst:.2g}")


def check_shared(report, folder: pathlib.Path, draws: np.ndarray, tables: dict, main: dict):
    """Regions that the maps of early, middle and late layers' best pairs share, by own counting."""
    rows, listed, regions = Table(folder / "shared_regions.tsv"), tables["atlases"], tables["regions"]
    network = Table(folder / "layers.tsv").integers("network") - 1
    third = np.array(["early", "middle", "late"])[np.arange(len(network)) * 3 // max(len(network), 1)]
    placed = np.array([n in main for n in network])
    distinct = sorted(set(network[placed]), key=lambda n: list(network).index(n))  # in the order in which layers bring them
    ahead = {n: i for i, n in enumerate(distinct)}
    share = {key: value for key, value in zip(zip(regions.text("atlas"), regions.integers("network") - 1, regions.text("sign"), regions.integers("label")), regions.numbers("share"))}
    order, expected = [], []
    for title in dict.fromkeys(listed.text("atlas")):
        mine = np.flatnonzero(listed.text("atlas") == title)
        tests = []
        for name in ("early", "middle", "late"):
            group = [n for n in network[placed & (third == name)]]
            for column in mine if group and len(network) >= 3 and len(distinct) <= draws.shape[1] else []:
                label, base = listed.integers("label")[column], listed.numbers("base")[column]
                own = np.array([share[title, n, main[n], label] for n in group])
                drawn = np.stack([np.roll(draws[n, :, column], -ahead[n]) for n in group]).astype(float)
                order.append((title, label, name, len(group)))
                tests.append([(own > base).sum(), (drawn > base).sum(axis=0).mean(), own.mean(), drawn.mean(), own.min(), own.mean() / base,
                              ((drawn.mean(axis=0) >= own.mean() * (1 - 1e-6)).sum() + 1) / (draws.shape[1] + 1)])
        if tests:
            expected += [test + [q] for test, q in zip(tests, series.benjamini_hochberg(np.array(tests)[:, -1]))]
    where = f"{folder.parent.parent.name}/{folder.parent.name}/{folder.name}"
    found = list(zip(rows.text("atlas"), rows.integers("label"), rows.text("layers"), rows.integers("maps")))
    if not report.check(found == order, f"{where}: shared_regions.tsv", f"{len(order)} rows: atlases, thirds of {len(network)} layers, regions") or not order:
        return
    for c, column in enumerate(["here", "expected_here", "mean_share", "expected_share", "least_share", "enrichment", "p", "q"]):
        own = np.array(expected)[:, c]
        report.close(rows.numbers(column), own, 1e-5 * max(1, np.abs(own).max()), f"{where}: {column}", f"of {len(distinct)} maps in the kept random maps")


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
    parts, shares = list(zip(tables["networks"].integers("network") - 1, tables["networks"].text("sign"))), tables["networks"].numbers("share")
    main = {network: sign for (network, sign), share in sorted(zip(parts, shares), key=lambda part: (part[1], part[0][1] == "positive"))}  # the larger share last; the positive one of equal ones
    draws = np.load(out / "atlas" / "main_parts.npy")
    draws = draws.reshape(len(maps), -1, draws.shape[1])
    check_kept(report, draws, list(atlases), tables, main, summary["draws"])
    folders = sorted(table.parent for table in out.glob("*/**/shared_regions.tsv"))
    report.check(bool(folders), "regions that layers share", f"{len(folders)} folders")
    for folder in folders:
        check_shared(report, folder, draws, tables, main)
    if "reference" in inputs:
        check_references(report, out, mask, maps, inputs["reference"])
    print(f"{report.done} checks, {report.failed} failed")
    return report.failed > 0


if __name__ == "__main__":
    sys.exit(main())
