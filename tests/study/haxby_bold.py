#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The twelve runs of a Haxby 2001 subject through `anbn mask` and `anbn bold`, against numpy.

usage: haxby_bold.py   (anbn on the PATH; skipped where ../shared/data is not)
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

source = os.environ["ANBN_SOURCE_DIR"]
sys.path.insert(0, source + "/tests/support")
from tiny_nifti import read_nifti  # noqa: E402

subject = pathlib.Path(source, "../shared/data/volumes/haxby2001/haxby2001_sub001").resolve()
runs = sorted(subject.glob("BOLD/*/bold_25mm.nii.gz"))
if not runs:
    print(f"skipped: no Haxby runs in {subject}")
    sys.exit(77)
assert len(runs) == 12
folder = pathlib.Path(tempfile.mkdtemp())
os.environ["XDG_CACHE_HOME"] = str(folder / "cache")


def anbn(*arguments):
    subprocess.run(["anbn", *map(str, arguments)], check=True, cwd=folder, stderr=subprocess.DEVNULL)


brain = subject / "masks/25mm/brain.nii.gz"
anbn("mask", *(word for run in runs for word in ("--scans", run)), "--masks", brain, "--out", "mask")
mask, affine = read_nifti(folder / "mask/mask.nii.gz")
inside = mask.reshape(-1, order="F") != 0
given, given_affine = read_nifti(brain)
assert (inside == (given.reshape(-1, order="F") != 0)).all() and np.array_equal(affine, given_affine)
for run in runs:
    scan = read_nifti(run)[0].astype(float).reshape(-1, 121, order="F")[inside].T
    name = run.parent.name
    anbn("bold", "--scan", run, "--mask", "mask", "--first-volume", 6, "--volumes", 110, "--out", f"{name}-plain")
    used = scan[6:116]
    worst = np.abs(np.load(folder / f"{name}-plain/bold.npy") - (used - used.mean(0)) / used.std(0)).max()
    assert worst < 1e-5, (name, worst)

    # Motion as AFNI estimated it (a file without header), a linear trend and slow drift.
    anbn("bold", "--scan", run, "--mask", "mask", "--regress", "motion24", "--confounds", run.parent / "bold_moest.txt",
         "--detrend", "linear", "--high-pass-s", 100, "--out", f"{name}-clean")
    motion = np.loadtxt(run.parent / "bold_moest.txt")
    change = np.vstack([np.zeros(6), np.diff(motion, axis=0)])
    t = np.arange(121)
    drift = [np.cos(np.pi * (2 * t + 1) * k / 242) for k in range(1, int(2 * 121 * 2.5 / 100) + 1)]
    columns = np.column_stack([motion, change, motion**2, change**2, t, *drift])
    columns = (columns - columns.mean(0)) / columns.std(0)
    design = np.column_stack([np.ones(121), columns])
    left = scan - design @ np.linalg.lstsq(design, scan, rcond=None)[0]
    clean = np.load(folder / f"{name}-clean/bold.npy")
    worst_clean = np.abs(clean - left / left.std(0)).max()
    assert worst_clean < 1e-5, (name, worst_clean)
    print(f"{name}\t{inside.sum()} voxels\t{worst:.1e}\t{worst_clean:.1e}")
