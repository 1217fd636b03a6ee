# SPDX-License-Identifier: Apache-2.0
"""Writes blocks.nii.gz and blocks.txt into a folder: an atlas of cubes of 35 mm in MNI space, in voxels of 4 mm, with a side in their names.

    /usr/bin/python3 tests/support/block_atlas.py FOLDER"""
import pathlib
import sys

import numpy as np

import nifti

SIZE, VOXEL = 35, 4


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    affine = np.diag([VOXEL, VOXEL, VOXEL, 1.0])
    affine[:3, 3] = -88, -124, -70
    shape = (45, 54, 40)
    x, y, z = (affine[a, 3] + VOXEL * np.arange(shape[a]) for a in range(3))
    side = np.where(x < 0, 0, 1)
    columns = [(np.abs(x) // SIZE).astype(int), ((y + 124) // SIZE).astype(int), ((z + 70) // SIZE).astype(int)]
    labels = 1 + side[:, None, None] + 2 * (columns[0][:, None, None] + 4 * (columns[1][None, :, None] + 8 * columns[2][None, None, :]))
    nifti.save(folder / "blocks.nii.gz", labels.astype("int16"), affine)
    names = [f"{label} Block_{(label - 1) // 2}_{'LR'[(label - 1) % 2]}" for label in np.unique(labels)]
    (folder / "blocks.txt").write_text("\n".join(names) + "\n")


if __name__ == "__main__":
    main()
