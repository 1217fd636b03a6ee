# SPDX-License-Identifier: Apache-2.0
"""Makes the scans of a study by `anbn simulate` harder, by the outsider's own hand, and asks for everything that can be done to them.

    python3 tests/outsider/hard_scans.py STUDYFOLDER     # writes STUDYFOLDER/hard.toml and STUDYFOLDER/hard/

Listener 2 lies on an oblique grid of other voxel sizes, as big-endian float64 in a .nii; listener 3 is a NIfTI-2 of scaled uint16 with a wrong TR in its header; listener 1 has voxels
that are constant, constant within the story, NaN once and infinite once; a second mask has a grid of its own. Each scan has confounds, one column of them missing in its first row."""
import json
import pathlib
import re
import sys
import tomllib

import nibabel
import numpy as np

import volumes

COLUMNS = ("trans_x", "rot_z", "global_signal_derivative1")


def oblique(image, less: int) -> tuple:
    """(shape, affine) of a grid that has `less` voxels less along each axis than the image's extent needs, is turned by 7 degrees about z and 4 about x and has voxels of 6 x 6.5 x 7.5 mm, about the same centre."""
    z, x = np.deg2rad(7), np.deg2rad(4)
    turn = np.array([[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]])
    size = np.array([6, 6.5, 7.5])
    extent = np.array(image.shape[:3]) * np.linalg.norm(image.affine[:3, :3], axis=0)
    shape = np.round(extent / size).astype(int) - less
    affine = np.eye(4)
    affine[:3, :3] = turn @ np.diag(size)
    middle = image.affine @ np.append((np.array(image.shape[:3]) - 1) / 2, 1)
    affine[:3, 3] = middle[:3] - affine[:3, :3] @ ((shape - 1) / 2)
    return tuple(shape), affine


def listener_1(image, first: int, used: int):
    values = np.asarray(image.dataobj).astype(np.float32)
    inside = volumes.voxel_order(values[..., 0] > 0)
    places = [tuple(inside[len(inside) * part // 10]) for part in (4, 5, 6, 7)]
    values[places[0]] = 123
    values[places[1]][first:first + used] = 456
    values[places[2]][first + 3] = np.nan
    values[places[3]][first + used // 2] = np.inf
    made = nibabel.Nifti1Image(values, image.affine, image.header)
    made.header.set_data_dtype(np.float32)  # int16 knows no NaN
    return made


def listener_2(image):
    shape, affine = oblique(image, 7)  # so small that it cuts into the mask
    data = np.asarray(image.dataobj, float)
    values = np.stack([volumes.on_grid(image, data[..., t], shape, affine, 1)[0] for t in range(data.shape[3])], axis=-1)
    made = nibabel.Nifti1Image(values, affine, nibabel.Nifti1Header(endianness=">"))
    made.header.set_data_dtype(">f8")
    made.header.set_zooms((*made.header.get_zooms()[:3], image.header.get_zooms()[3]))
    made.header.set_xyzt_units("mm", "sec")
    made.set_qform(affine, 1)  # the sform too says where it is
    made.set_sform(affine, 2)
    return made


def listener_3(image):
    data = np.asarray(image.dataobj, float)
    made = nibabel.Nifti2Image(data, image.affine)
    made.header.set_data_dtype(np.uint16)
    made.header.set_xyzt_units("mm", "msec")
    made.header.set_zooms((*made.header.get_zooms()[:3], 2000))
    return made


def write_confounds(file: pathlib.Path, count: int, rng) -> None:
    walk = np.cumsum(rng.standard_normal((count, len(COLUMNS))), axis=0)
    rows = [[f"{value:.9g}" for value in row] for row in walk]
    rows[0][-1] = "n/a"
    file.write_text("\n".join("\t".join(row) for row in [COLUMNS, *rows]) + "\n")


def main() -> int:
    study = pathlib.Path(sys.argv[1])
    text = (study / "study.toml").read_text()
    story = tomllib.loads(text)["story"][0]
    (study / "hard").mkdir(exist_ok=True)
    rng = np.random.default_rng(5)
    images = [nibabel.load(study / scan) for scan in story["scans"][:3]]
    made = {"hard/one.nii.gz": listener_1(images[0], story["first_volume"], story["volumes"]), "hard/two.nii": listener_2(images[1]), "hard/three.nii.gz": listener_3(images[2])}
    lines = {"scans": list(made), "masks": [story["masks"][0], "hard/mask.nii.gz"], "confounds": []}
    for name, image in made.items():
        stem = study / name.removesuffix(".gz").removesuffix(".nii")
        nibabel.save(image, study / name)
        stem.with_suffix(".json").write_text(json.dumps({"RepetitionTime": story["tr_s"]}))
        write_confounds(stem.with_suffix(".tsv"), image.shape[3], rng)
        lines["confounds"].append(str(stem.with_suffix(".tsv").relative_to(study)))
    mask = nibabel.load(study / story["masks"][0])
    shape, affine = oblique(mask, 1)
    inside = volumes.on_grid(mask, volumes.is_inside(mask).astype(float), shape, affine, 0)[0]
    nibabel.save(nibabel.Nifti1Image(np.where(inside > 0, 0.5, np.nan).astype(np.float32), affine), study / "hard" / "mask.nii.gz")

    text = re.sub(r"(?m)^(scans|masks) = \[[^\]]*\].*\n", "", text).replace('out = "results" ', 'out = "hard/results" ')
    listed = "".join(f"{key} = {json.dumps(files)}\n" for key, files in lines.items())
    text = re.sub(r"(?m)^(audio_start_s = .*\n)", lambda line: line.group() + listed, text)
    text = re.sub(r"(?m)^\[bold\](?:\n.+)*\n", "", text)
    text = re.sub(r"(?m)^\[networks\](?:\n.+)*", "[bold]\nregress = " + json.dumps(list(COLUMNS)) + '\ndetrend = "quadratic"\nhigh_pass_s = 90\nfwhm_mm = 9\n\n'
                  '[networks]\nmethod = "dbn"\nunits = [10, 8, 5]\nepochs = 2\n', text)
    (study / "hard.toml").write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
