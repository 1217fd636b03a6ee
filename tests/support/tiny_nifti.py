# SPDX-License-Identifier: Apache-2.0
"""NIfTI-1 with numpy alone (Debian has no nibabel)."""
import gzip
import struct

import numpy as np

CODES = {"u1": 2, "i2": 4, "f4": 16}


def write_nifti(path, data, affine, tr_s=0.0, slope=0.0, intercept=0.0):
    """Writes .nii.gz: `data` [i, j, k] or [i, j, k, t] of type uint8, int16 or float32."""
    zooms = np.sqrt((np.asarray(affine, float)[:3, :3] ** 2).sum(0))
    shape = list(data.shape)
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, len(shape), *(shape + [1] * (7 - len(shape))))
    struct.pack_into("<2h", header, 70, CODES[data.dtype.str[1:]], 8 * data.dtype.itemsize)
    struct.pack_into("<8f", header, 76, 1, *zooms, tr_s, 0, 0, 0)
    struct.pack_into("<3f", header, 108, 352, slope, intercept)
    header[123] = 2 + 8  # mm, s
    struct.pack_into("<2h", header, 252, 0, 2)
    struct.pack_into("<12f", header, 280, *np.asarray(affine, float)[:3].ravel())
    header[344:348] = b"n+1\0"
    with open(path, "wb") as file:
        file.write(gzip.compress(bytes(header) + data.tobytes(order="F"), mtime=0))


def read_nifti(path):
    """Values and affine of a little-endian .nii.gz as anbn writes it."""
    raw = gzip.decompress(open(path, "rb").read())
    rank, *shape = struct.unpack_from("<8h", raw, 40)
    kind = {code: name for name, code in CODES.items()}[struct.unpack_from("<h", raw, 70)[0]]
    offset = int(struct.unpack_from("<f", raw, 108)[0])
    data = np.frombuffer(raw, "<" + kind, offset=offset).reshape(shape[:rank], order="F")
    affine = np.vstack([np.reshape(struct.unpack_from("<12f", raw, 280), (3, 4)), [0, 0, 0, 1]])
    return data, affine
