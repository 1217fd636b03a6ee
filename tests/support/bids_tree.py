# SPDX-License-Identifier: Apache-2.0
"""BIDS datasets to look through: `narratives OUT DATA` (the layout, metadata and sizes of Narratives, real stories, scans without
content) or `tiny OUT` (two listeners, small scans, made from nothing)."""
import csv
import gzip
import json
import os
import pathlib
import shutil
import sys

import numpy as np
import nifti

SPACE = "MNI152NLin2009cAsym"
AFFINES = {"pieman": (3, 3, 4), "shapessocial": (2, 2, 2), "shapesphysical": (2, 2, 2)}
SIZES = {"pieman": (61, 73, 43, 300), "shapessocial": (97, 115, 97, 309), "shapesphysical": (97, 115, 97, 309)}


def affine_of(mm, size) -> np.ndarray:
    affine = np.diag([float(v) for v in mm] + [1])
    affine[:3, 3] = [-0.5 * v * (n - 1) for v, n in zip(mm, size)]
    return affine


def write(path: pathlib.Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def dull_scan(size, affine) -> tuple[bytes, bytes]:
    """The header of a scan of zeros but for its first volume, and its volumes gzipped as many members: of full size to whoever reads it, and made in a moment."""
    ones = np.ones(size[:3], "<f4").tobytes()
    return nifti.header(size, affine, "float32"), gzip.compress(ones, 9, mtime=0) + gzip.compress(bytes(len(ones)), 9, mtime=0) * (size[3] - 1)


def save_scan(path: pathlib.Path, header: bytes, volumes: bytes) -> None:
    """Its description says which it is: no two scans are the same."""
    header = header[:148] + path.name[:79].encode().ljust(80, b"\0") + header[228:]
    path.write_bytes(gzip.compress(header, 1, mtime=0) + volumes)


def ellipsoid(size) -> np.ndarray:
    axes = np.meshgrid(*[np.linspace(-1, 1, n) for n in size], indexing="ij")
    return (sum((a / 0.82) ** 2 for a in axes) < 1).astype("uint8")


def narratives(out: pathlib.Path, data: pathlib.Path, tasks) -> None:
    meta, derivatives = data / "meta", out / "derivatives" / "afni-smooth"
    out.mkdir(parents=True)
    for name in ("participants.tsv", "dataset_description.json", "README"):
        shutil.copy(meta / name, out / name)
    (out / "code").mkdir()
    shutil.copy(meta / "snastase_scan_exclude.json", out / "code" / "scan_exclude.json")
    shutil.copy(meta / "snastase_event_meta.json", out / "code" / "event_meta.json")
    with open(meta / "participants.tsv") as table:
        heard = {row["participant_id"]: row["task"].split(",") for row in csv.DictReader(table, delimiter="\t")}
    for task in tasks:
        source = next(meta.glob(f"sub-*_task-{task}*_events.tsv")).name.split("_func_")[1].removesuffix("_events.tsv")
        first = f"{source[:7]}_func_{source}"
        gentle = out / "stimuli" / "gentle" / task
        shutil.copytree(data / task, gentle, ignore=shutil.ignore_patterns("tr_tokens.csv"))
        scan = dull_scan(SIZES[task], affine_of(AFFINES[task], SIZES[task]))
        mask = derivatives / f"tpl-{SPACE}_res-{task}_desc-brain_mask.nii.gz"
        mask.parent.mkdir(parents=True, exist_ok=True)
        nifti.save(mask, ellipsoid(SIZES[task][:3]), affine_of(AFFINES[task], SIZES[task]))
        subjects = [subject for subject, stories in heard.items() if task in stories]
        # The dataset has 14 listeners with two runs of Pie Man; the list names 001, 013 and 014.
        twice = subjects[:14] if task == "pieman" else []
        for subject in subjects:
            for run in ["_run-1", "_run-2"] if subject in twice else [""]:
                name = f"{subject}_task-{task}{run}"
                raw, func = out / subject / "func" / name, derivatives / subject / "func" / f"{name}_space-{SPACE}_res-native_desc"
                raw.parent.mkdir(parents=True, exist_ok=True)
                func.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(meta / f"{first}_events.tsv", f"{raw}_events.tsv")
                shutil.copy(meta / f"{first}_bold.json", f"{raw}_bold.json")
                # As in a clone: links to data that nobody has fetched.
                os.symlink("../../.git/annex/objects/xx/yy/MD5E-s1--0.nii.gz", f"{raw}_bold.nii.gz")
                for desc in ("clean", "sm6"):
                    save_scan(func.with_name(f"{func.name}-{desc}_bold.nii.gz"), *scan)


def tiny(out: pathlib.Path) -> None:
    """Tasks dog (listeners 01 with two runs, 02, 03) and cat (02), fMRIPrep's names, scans of 6 x 5 x 4 voxels of 10 mm."""
    prep = out / "derivatives" / "fmriprep"
    write(out / "task-dog_bold.json", json.dumps({"RepetitionTime": 1.5}))
    write(out / "task-cat_bold.json", json.dumps({"RepetitionTime": 1.5}))
    write(out / "task-dog_events.tsv", "onset\tduration\ttrial_type\tstim_file\n1.5\t2.0\tmusic\tdog_audio.wav\n3.0\t30.0\tstory\tdog_audio.wav\n")
    random = np.random.default_rng(3)
    affine = affine_of((10, 10, 10), (6, 5, 4))
    mask = np.zeros((6, 5, 4), "uint8")
    mask[1:5, 0:4, 1:4] = 1
    columns = ["trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"] + [f"a_comp_cor_0{i}" for i in range(6)] + ["cosine00"]
    for name in ("sub-01_task-dog_run-1", "sub-01_task-dog_run-2", "sub-02_task-dog", "sub-03_task-dog", "sub-02_task-cat"):
        raw, func = out / name[:6] / "func", prep / name[:6] / "func"
        raw.mkdir(parents=True, exist_ok=True)
        func.mkdir(parents=True, exist_ok=True)
        (raw / f"{name}_bold.nii.gz").touch()
        values = 500 + 10 * np.cumsum(random.standard_normal((6, 5, 4, 24)), axis=3)
        nifti.save(func / f"{name}_space-{SPACE}_desc-preproc_bold.nii.gz", np.rint(values).astype("int16"), affine)
        nifti.save(func / f"{name}_space-{SPACE}_desc-brain_mask.nii.gz", mask, affine)
        table = random.standard_normal((24, len(columns)))
        write(func / f"{name}_desc-confounds_timeseries.tsv",
              "\t".join(columns) + "\n" + "".join("\t".join(f"{v:.6f}" for v in row) + "\n" for row in table))


if __name__ == "__main__":
    kind, out = sys.argv[1], pathlib.Path(sys.argv[2])
    if kind == "narratives":
        narratives(out, pathlib.Path(sys.argv[3]), sys.argv[4:])
    else:
        tiny(out)
