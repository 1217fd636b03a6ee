# SPDX-License-Identifier: Apache-2.0
"""The same volume with its first axis from the other side: mirrored.py IN OUT"""
import sys

import nibabel
import numpy as np

image = nibabel.load(sys.argv[1])
affine = image.affine.copy()
affine[:, 3] += affine[:, 0] * (image.shape[0] - 1)
affine[:, 0] *= -1
nibabel.save(nibabel.Nifti1Image(np.ascontiguousarray(np.asarray(image.dataobj)[::-1]), affine), sys.argv[2])
