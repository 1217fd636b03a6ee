# SPDX-License-Identifier: Apache-2.0
"""Recomputes what a finished study found in volumes: mask, bold, maps, time courses, their mean (docs/formats.md).

    python3 tests/outsider/check_volumes.py STUDY.toml [--out FOLDER]      # the brain's side alone; the model may have random weights

nibabel, numpy and scipy only; shares no code with anbn. One line a check; exit code 1 if one failed. See README.md beside this file."""
import argparse
import json
import pathlib
import sys

import nibabel
import numpy as np

import volumes
from inputs import Table, read_matrix, scans_of
from report import Report
from series import listeners_mean

EPSILON = 1e-5  # of batch normalization


def stage_options(folder: pathlib.Path) -> dict:
    """The options of a finished stage, defaults filled in."""
    file = folder / "stage.json"
    if not file.exists():
        raise SystemExit(f"FAILED {file}: no such file; did the stage finish?")
    return json.loads(file.read_text())["options"]


def scan_name(scan, scans) -> str:
    """A file's name without .nii.gz; where two of a story are called alike, the folder above is put before it."""
    stem = lambda file: file.name.removesuffix(".gz").removesuffix(".nii")
    alike = [other for other in scans if stem(other) == stem(scan)]
    return stem(scan) if len(alike) == 1 else f"{scan.parent.name}_{stem(scan)}"


def check_mask(report, study, out: pathlib.Path):
    """anbn's mask image, compared with the own intersection."""
    found = nibabel.load(out / "mask" / "mask.nii.gz")
    scans = [volumes.load(scan) for story in study for scan in story.scans]
    masks = [nibabel.load(mask) for mask in dict.fromkeys(mask for story in study for mask in story.masks)]
    report.check(volumes.same_grid(found, scans[0]), "grid", f"{'x'.join(map(str, found.shape))}, that of the first scan")
    own = volumes.study_mask(scans, masks, found)
    inside = volumes.is_inside(found)
    report.check(found.get_data_dtype() == np.uint8 and set(np.unique(found.dataobj)) <= {0, 1}, "mask's values", f"{found.get_data_dtype()} of 0 and 1")
    report.check((own == inside).all(), "mask", f"{int(inside.sum())} voxels, {int((own != inside).sum())} differ from the intersection of {len(masks)} masks and {len(scans)} fields of view")
    table = Table(out / "mask" / "scans.tsv")
    sizes = ["x".join(map(str, scan.shape[:3])) for scan in scans]
    report.check(list(table.text("size")) == sizes and (table.integers("volumes") == [scan.shape[3] for scan in scans]).all(), "scans.tsv", f"sizes and volumes of {len(scans)} scans")
    grids = ["same" if volumes.same_grid(scan, found) else "resampled" for scan in scans]
    report.check(list(table.text("grid")) == grids, "grids", f"{grids.count('resampled')} of {len(scans)} are resampled")
    return found


def check_scan(report, story, number: int, mask, folder: pathlib.Path) -> np.ndarray:
    """Own z-scored [T x V] of one scan, compared with bold.npy, mean.nii.gz and bad_voxels.tsv."""
    image, tr_s = volumes.load(story.scans[number]), volumes.repetition_time_s(story.scans[number])
    values = volumes.scan_values(image, mask)
    story_part = slice(story.first_volume, story.first_volume + story.volumes)
    regresses = bool(story.regress or story.detrend or story.high_pass_s)
    with np.errstate(invalid="ignore"):
        bad = ~np.isfinite(values if regresses else values[story_part]).all(axis=0)
        constant = ~bad & (np.ptp(values[story_part], axis=0) == 0)
    level = np.where(constant, values[story.first_volume], 0)
    bad |= constant
    values[:, bad] = 0
    nuisance = volumes.confounds(story.confounds[number], story.regress) if story.regress else np.zeros((len(values), 0))
    values = volumes.cleaned(values, nuisance, story.detrend, story.high_pass_s, tr_s)
    used = volumes.smoothed(values[story_part], mask, ~bad, story.fwhm_mm)
    own, flat = volumes.standardized(used)
    bad |= flat
    found = read_matrix(folder / "bold.npy", own.shape)
    name, order = folder.name, volumes.voxel_order(volumes.is_inside(mask))
    report.close(found, own, 1e-5, f"bold {name}", "z-scored volumes", lambda at: f"volume {at[0]}, voxel {at[1] + 1} {order[at[1]].tolist()}")
    mean = np.asarray(nibabel.load(folder / "mean.nii.gz").dataobj, float)
    expected = np.zeros(mean.shape)
    expected[tuple(order.T)] = used.mean(axis=0) + level
    scale = np.abs(expected).max() or 1
    report.close(mean / scale, expected / scale, 3e-7, f"mean {name}", "before z-scoring, relative to the largest")
    table = Table(folder / "bad_voxels.tsv")
    listed = [(n - 1, (i, j, k)) for n, i, j, k in zip(*(table.integers(column) for column in ("voxel", "i", "j", "k")))]
    right = [n for n, _ in listed] == np.flatnonzero(bad).tolist() and all(tuple(order[n]) == place for n, place in listed)
    report.check(right, f"bad voxels {name}", f"{len(listed)} listed, {int(bad.sum())} are constant or not finite")
    return found


def variance_of(variances: list, options: dict, layer: int, units: int) -> float:
    """Of Gaussian visible units: all but those that are fed with probabilities. 0 stands for an 1100th of their number, at least 1."""
    if not variances or (layer > 0 and options["layer_input"] == "probabilities"):
        return 1.0
    return variances[layer] or max(1.0, units / 1100)


def layers_of(folder: pathlib.Path, options: dict) -> list[dict]:
    """The saved chain; each visible layer has as many units as the layer below."""
    layers, weights = [], folder / "weights"
    normalization, variances = options.get("batch_normalization", "none"), options.get("visible_variance", [])
    while (weights / f"layer_{len(layers) + 1}_weights.npy").exists():
        name = f"layer_{len(layers) + 1}"
        matrix = read_matrix(weights / f"{name}_weights.npy", (0, 0))
        layer = {"weights": matrix, "visible_bias": np.load(weights / f"{name}_visible_bias.npy").ravel().astype(float),
                 "hidden_bias": np.load(weights / f"{name}_hidden_bias.npy").ravel().astype(float)}
        if (weights / f"{name}_moments.npy").exists():
            side = {"hidden": 1, "visible": 0}[normalization]
            layer["normalized"] = normalization
            layer["mean"], layer["variance"] = read_matrix(weights / f"{name}_moments.npy", (2, matrix.shape[side]))
        if (weights / f"{name}_output_moments.npy").exists():
            layer["output_mean"], layer["output_variance"] = read_matrix(weights / f"{name}_output_moments.npy", (2, matrix.shape[1]))
        layer["visible_variance"] = variance_of(variances, options, len(layers), len(matrix))
        layers.append(layer)
    return layers


def check_first_steps(report, folder: pathlib.Path, layers: int, options: dict) -> None:
    """The first step of CD-1 of each layer in the training itself, where it was kept (`first_step`): from its batch, its hidden samples and biases of 0 to its weights and biases."""
    for number in range(1, layers + 1):
        part = lambda name: read_matrix(folder / f"layer_{number}_{name}.npy", (0, 0))
        before, sampled, of_layer = part("weights_before"), part("hidden"), lambda key: options[key][number - 1]
        layer = {"weights": before, "visible_bias": np.zeros(len(before)), "hidden_bias": np.zeros(before.shape[1])}
        drawn = 1 - 2 * sampled  # below each probability where the unit was on, above where it was off
        rate = of_layer("learning_rate")
        gaussian = number == 1 or options["layer_input"] != "probabilities" or options["unit_rows"] == "yes"
        l1 = 0 if options["l1_warm_up"] > 0 else of_layer("l1")  # L1 rises from 0 in the first step
        after = volumes.cd1(part("visible"), layer, drawn, rate, l1, "gaussian" if gaussian else "bernoulli", options["l1_method"] == "proximal", options["momentum"],
                            hidden_normalized=options["batch_normalization"] == "hidden", epsilon=EPSILON,
                            variance=variance_of(options["visible_variance"], options, number - 1, len(before)))[0]
        for name in ("weights", "visible_bias", "hidden_bias"):  # what the step adds, in units of the learning rate
            found = part(f"{name}_after").reshape(after[name].shape)
            report.close((found - layer[name]) / rate, (after[name] - layer[name]) / rate, max(1e-5, 1e-7 * np.abs(after[name]).max() / rate), f"CD-1 of layer {number}, {name}",
                         f"first step on {len(sampled)} volumes, over the learning rate {rate:g}")


def masked(file: pathlib.Path, mask) -> np.ndarray:
    """[V x M] of a file of maps on the mask's grid."""
    image = nibabel.load(file)
    data = np.asarray(image.dataobj, float)
    data = data[..., None] if data.ndim == 3 else data
    return data[tuple(volumes.voxel_order(volumes.is_inside(mask)).T)]


def check_maps(report, folder: pathlib.Path, mask, layers) -> np.ndarray:
    """[V x M] maps as saved; of a chain compared with the products of its weights."""
    found = nibabel.load(folder / "maps.nii.gz")
    outside = ~volumes.is_inside(mask)
    report.check(np.allclose(found.affine, mask.affine, atol=1e-5) and found.get_data_dtype() == np.float32 and found.shape[:3] == mask.shape, "maps.nii.gz",
                 f"{found.get_data_dtype()} {'x'.join(map(str, found.shape))} on the mask's grid, affine and all")
    report.check(not np.asarray(found.dataobj)[outside].any(), "outside the mask", "maps are 0")
    maps = masked(folder / "maps.nii.gz", mask)
    for number, product in enumerate(volumes.products(layers) if layers else [], 1):
        last = number == len(layers)
        file = folder / ("maps.nii.gz" if last else f"layer_{number}_maps.nii.gz")
        scale = np.abs(product).max() or 1
        report.close(masked(file, mask) / scale, product / scale, 1e-5, file.name, f"{' '.join(f'W{n}' for n in range(1, number + 1))}, relative to the largest")
    return maps


def course_of(kind: str, bold, maps, layers, options) -> np.ndarray:
    """Time courses [T x M] of one scan, one of four kinds."""
    if kind == "projection":
        return bold @ maps
    if kind == "dual":
        return volumes.dual_regression(bold, maps, options.get("dual_ridge", 0))
    return volumes.chain(bold, layers, kind, EPSILON, options.get("unit_rows") == "yes")


def relative(values, scale):
    return values / np.where(scale > 0, scale, 1)


def check_courses(report, story, bold, maps, layers, options, folder: pathlib.Path) -> np.ndarray:
    """Own mean [T x M] over the listeners, compared with theirs and with STORY.npy."""
    kind, average = options["time_course"], options["average"]
    own = [course_of(kind, scan, maps, layers, options) for scan in bold]
    entering = [listeners_mean([series], 0, len(series), average) for series in own]
    scale = np.max([np.abs(series).max(axis=0) for series in entering], axis=0)
    # A sigmoid that hardly moves is float32 near 1, and z-scoring divides its rounding by a small standard deviation.
    allowed = 2e-5 if kind == "sigmoid" and average == "zscore" else 1e-5
    for number, series in enumerate(entering, 1):
        found = read_matrix(folder / story.name / f"listener_{number:02}.npy", series.shape)
        report.close(relative(found, scale), relative(series, scale), allowed, f"time courses of listener {number}", f"{kind}, {average}, relative to each network's largest",
                     lambda at: f"volume {at[0]}, network {at[1] + 1}")
    mean = np.mean(entering, axis=0)
    found = read_matrix(folder / f"{story.name}.npy", mean.shape)
    report.close(relative(found, scale), relative(mean, scale), 1e-5, "networks", f"mean of {len(own)} listeners ({kind}, {average})", lambda at: f"volume {at[0]}, network {at[1] + 1}")
    return mean


def check_study(study, out: pathlib.Path, networks=None) -> tuple[list[Report], dict]:
    """All checks of the brain's side (`networks`: another folder than OUT/networks); own time courses by story."""
    overall = Report("study")
    mask = check_mask(overall, study, out)
    folder = networks or out / "networks"
    options = stage_options(folder)
    layers = layers_of(folder, options)
    reports, courses, means = [overall], {}, []
    maps = check_maps(overall, folder, mask, layers)
    if (folder / "first_step").exists():
        check_first_steps(overall, folder / "first_step", len(layers), options)
    for story in study:
        report = Report(story.name)
        folders = [out / "bold" / story.name / scan_name(scan, story.scans) for scan in story.scans]
        bold = [check_scan(report, story, number, mask, place) for number, place in enumerate(folders)]
        means += [np.asarray(nibabel.load(place / "mean.nii.gz").dataobj, float) for place in folders]
        names = list(Table(folder / story.name / "scans.tsv").text("scan"))
        report.check(names == [place.name for place in folders], "scans.tsv", f"{len(names)} listeners, one a scan")
        courses[story.name] = check_courses(report, story, bold, maps, layers, options, folder)
        reports.append(report)
    found, mean = np.asarray(nibabel.load(folder / "mean.nii.gz").dataobj, float), np.mean(means, axis=0)
    overall.close(found / np.abs(mean).max(), mean / np.abs(mean).max(), 1e-6, "mean.nii.gz", "of the scans' means")
    return reports, courses


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("study", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, help="results folder (default: `out` of the study)")
    parser.add_argument("--networks", type=pathlib.Path, help="folder of another networks stage than OUT/networks")
    chosen = parser.parse_args()
    study, out = scans_of(chosen.study, chosen.out)
    reports, _ = check_study(study, out, chosen.networks)
    done, failed = sum(r.done for r in reports), sum(r.failed for r in reports)
    print(f"{'FAILED' if failed else 'ok'} outsider's volumes: {done} checks, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
