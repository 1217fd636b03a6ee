# SPDX-License-Identifier: Apache-2.0
"""Small NIfTI-1 files, right or wrong on purpose, with numpy alone."""
import gzip
import pathlib
import struct

import numpy as np

CODES = {"uint8": 2, "int16": 4, "float32": 16}


def header(shape, affine, datatype="int16", tr_s=1.5, slope=1.0, intercept=0.0, unit_of_time=8) -> bytes:
    """348 bytes and four more without extensions; `shape` may promise what no file holds. Units: 8 s, 16 ms."""
    head = bytearray(352)
    struct.pack_into("<i", head, 0, 348)
    struct.pack_into("<8h", head, 40, len(shape), *shape, *[1] * (7 - len(shape)))
    struct.pack_into("<2h", head, 70, CODES[datatype], 8 * np.dtype(datatype).itemsize)
    sizes = np.linalg.norm(np.asarray(affine)[:3, :3], axis=0)
    struct.pack_into("<8f", head, 76, 1, *sizes, tr_s if len(shape) > 3 else 0, 0, 0, 0)
    struct.pack_into("<3f", head, 108, 352, slope, intercept)
    head[123] = 2 | unit_of_time
    struct.pack_into("<2h", head, 252, 0, 2)
    struct.pack_into("<12f", head, 280, *np.asarray(affine, float)[:3].ravel())
    head[344:348] = b"n+1\0"
    return bytes(head)


def save(path, values, affine, **more) -> None:
    """Writes an array [i, j, k, ...], i running fastest; gzipped if the name ends in .gz."""
    values = np.asarray(values)
    data = header(values.shape, affine, str(values.dtype), **more) + values.astype(values.dtype.newbyteorder("<")).tobytes(order="F")
    pathlib.Path(path).write_bytes(gzip.compress(data, 6, mtime=0) if str(path).endswith(".gz") else data)
