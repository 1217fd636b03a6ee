#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`anbn mask` and `anbn bold` on a scan made here, against numpy and scipy alone.

usage: bold_by_numpy.py   (anbn on the PATH)
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import scipy.ndimage as ndimage

sys.path.insert(0, os.environ["ANBN_SOURCE_DIR"] + "/tests/support")
from tiny_nifti import read_nifti, write_nifti  # noqa: E402

random = np.random.default_rng(4)
shape, volumes, tr_s = (11, 12, 9), 60, 1.5
affine = np.array([[-3, 0.2, 0, 20], [0.1, 3, 0.1, -15], [0, -0.1, 4, -10], [0, 0, 0, 1]])
affine = affine.astype("f4").astype(float)
folder = pathlib.Path(tempfile.mkdtemp())
os.environ["XDG_CACHE_HOME"] = str(folder / "cache")

grid = np.stack(np.meshgrid(*(np.linspace(-1, 1, n) for n in shape), indexing="ij"))
inside = (grid**2).sum(0) < 1
drift = np.linspace(-1, 1, volumes)
motion = np.cumsum(random.standard_normal((volumes, 6)), axis=0) * 0.05
data = 5000 + 40 * ndimage.gaussian_filter1d(random.standard_normal(shape + (volumes,)), 1, axis=3)
data += 30 * grid[0][..., None] * drift + 60 * grid[1][..., None] * motion[:, 0] + 10 * drift**2
stored = np.round(data).astype("<i2")
stored[5, 5, 5] = 77
write_nifti(folder / "scan.nii.gz", stored, affine, tr_s)
json.dump({"RepetitionTime": tr_s}, open(folder / "scan.json", "w"))
write_nifti(folder / "brain.nii.gz", inside.astype("u1"), affine)
names = ["trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"]
np.savetxt(folder / "confounds.tsv", motion, delimiter="\t", header="\t".join(names), comments="")
np.savetxt(folder / "motion.1D", motion)


def anbn(*arguments):
    subprocess.run(["anbn", *map(str, arguments)], check=True, cwd=folder, stderr=subprocess.DEVNULL)


def flat(volume):
    return volume.reshape(-1, *volume.shape[3:], order="F")


def zscored(x):
    x = x - x.mean(0)
    deviation = x.std(0)
    return np.where(deviation > 1e-9, x / np.where(deviation > 1e-9, deviation, 1), 0)


def agree(what, found, expected, tolerance):
    worst = np.abs(found - expected).max()
    print(f"{what}\t{worst:.1e}")
    assert found.shape == expected.shape and worst < tolerance, what


def residual(series, columns):
    """What is left of `series` [T x V] after least squares on `columns`, with the mean put back."""
    design = np.column_stack([np.ones(len(series))] + [c - np.mean(c) for c in columns])
    weights = np.linalg.lstsq(design, series, rcond=None)[0]
    return series - design[:, 1:] @ weights[1:]


def cosines(period_s):
    count = int(np.floor(2 * volumes * tr_s / period_s))
    t = np.arange(volumes)
    return [np.cos(np.pi * (2 * t + 1) * k / (2 * volumes)) for k in range(1, count + 1)]


def smooth(series, mask, used, fwhm_mm, voxel_mm):
    """[T x V] smoothed inside the voxels `used` [V] of `mask`."""
    sigma = fwhm_mm / np.sqrt(8 * np.log(2)) / np.asarray(voxel_mm)
    place = np.flatnonzero(flat(mask))[used]

    def gaussian(values):
        volume = np.zeros(mask.size)
        volume[place] = values
        volume = ndimage.gaussian_filter(volume.reshape(mask.shape, order="F"), sigma, mode="constant")
        return flat(volume)[place]

    out, norm = series.copy(), gaussian(np.ones(len(place)))
    for row in out:
        row[used] = gaussian(row[used]) / norm
    return out


scan = flat(stored.astype(float))[flat(inside)].T
anbn("mask", "--scans", "scan.nii.gz", "--masks", "brain.nii.gz", "--out", "mask")
mask, mask_affine = read_nifti(folder / "mask/mask.nii.gz")
assert (mask == inside).all() and np.allclose(mask_affine, affine)

# Nothing but the cut and the z-score.
anbn("bold", "--scan", "scan.nii.gz", "--mask", "mask", "--first-volume", 10, "--volumes", 45, "--out", "plain")
agree("z-score", np.load(folder / "plain/bold.npy"), zscored(scan[10:55]), 1e-5)
mean, mean_affine = read_nifti(folder / "plain/mean.nii.gz")
agree("mean", flat(mean)[flat(inside)], scan[10:55].mean(0), 1e-3)
assert np.allclose(mean_affine, affine) and (mean[~inside] == 0).all()
bad = (folder / "plain/bad_voxels.tsv").read_text().split("\n")
at = np.flatnonzero(np.flatnonzero(flat(inside)) == 5 + 11 * (5 + 12 * 5))[0] + 1
assert bad[1:] == [f"{at}\t5\t5\t5\tconstant", ""], bad

# Everything in one regression over the whole scan, smoothing, cut, z-score.
good = scan.std(0) > 0
fit = residual(scan, [*motion.T, drift, drift**2, *cosines(40)])
expected = smooth(np.where(good, fit, 0), inside, good, 7, np.sqrt((affine[:3, :3] ** 2).sum(0)))
for out, confounds in ("fmriprep", "confounds.tsv"), ("afni", "motion.1D"):
    anbn("bold", "--scan", "scan.nii.gz", "--mask", "mask", "--first-volume", 10, "--volumes", 45, "--regress", "motion6",
         "--confounds", confounds, "--detrend", "quadratic", "--high-pass-s", 40, "--fwhm-mm", 7, "--out", out)
    agree(f"regression and smoothing, {out}", np.load(folder / out / "bold.npy"), zscored(expected[10:55]) * good, 1e-5)

# 24 motion terms, as fMRIPrep makes them.
change = np.vstack([np.zeros(6), np.diff(motion, axis=0)])
anbn("bold", "--scan", "scan.nii.gz", "--mask", "mask", "--regress", "motion24", "--confounds", "confounds.tsv", "--out", "motion24")
expected = residual(scan, np.hstack([motion, change, motion**2, change**2]).T)
agree("24 motion terms", np.load(folder / "motion24/bold.npy"), zscored(expected) * good, 1e-5)

# Voxels of another size: data by trilinear interpolation, the mask by its nearest voxel.
anbn("mask", "--scans", "scan.nii.gz", "--masks", "brain.nii.gz", "--voxel-mm", 3.5, "--out", "coarse")
coarse, coarse_affine = read_nifti(folder / "coarse/mask.nii.gz")
assert np.allclose(np.sqrt((coarse_affine[:3, :3] ** 2).sum(0)), 3.5)
index = np.stack(np.meshgrid(*map(np.arange, coarse.shape), indexing="ij")).reshape(3, -1, order="F")
to_scan = np.linalg.inv(affine) @ coarse_affine
place = to_scan[:3, :3] @ index + to_scan[:3, 3:]
seen = ((place > -0.5) & (place < np.array(shape)[:, None] - 0.5)).all(0)
nearest = ndimage.map_coordinates(inside.astype(float), place, order=0, mode="nearest") > 0
assert (flat(coarse) == (seen & nearest)).all()
anbn("bold", "--scan", "scan.nii.gz", "--mask", "coarse", "--out", "resampled")
clamped = np.clip(place, 0, np.array(shape)[:, None] - 1)[:, flat(coarse) > 0]
expected = np.array([ndimage.map_coordinates(stored[..., t].astype(float), clamped, order=1) for t in range(volumes)])
agree("resampling", np.load(folder / "resampled/bold.npy"), zscored(expected), 1e-5)
