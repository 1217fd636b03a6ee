# SPDX-License-Identifier: Apache-2.0
"""Makes the golden of the NIfTI reader: what nibabel sees in each file of nifti_conformance.

    /usr/bin/python3 tests/golden/nifti/make_golden.py [SHARED_DATA]     # default: ../shared/data beside the source root

files.tsv      one row a file (no values of it are committed but 8 voxels); columns
    file         below SHARED_DATA/nifti_conformance
    verdict      `read`, or `refused`: nibabel.load or reading the data raises; then all that follows is n/a
    type         numpy's name of the type of the values
    size         the first three extents, 1 where there are fewer
    volumes      the product of the other extents
    zooms_mm     get_zooms()[:3], 1 where there are fewer
    affine       the affine of the image, 12 numbers, rows one after another
    source       sform, qform or voxel_sizes
    slope, intercept   as applied (1 and 0 where nibabel says None)
    tr_s         get_zooms()[3] in seconds (unknown unit: seconds); 0 if there is none
    crc32        zlib.crc32 of all values as little-endian float32 (get_fdata in float64, rounded once) in the order of the file
    samples      eight voxels evenly spread, VOXEL:VALUE joined by commas
  For types that are no real numbers, crc32 and samples are n/a.
versions.txt   what made it.
"""
import logging
import pathlib
import platform
import sys
import warnings
import zlib

import nibabel
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
COLUMNS = "file verdict type size volumes zooms_mm affine source slope intercept tr_s crc32 samples".split()
SECONDS = {"sec": 1, "msec": 1e-3, "usec": 1e-6, "unknown": 1}


def joined(values):
    return ",".join(repr(float(v)) if isinstance(v, float) or isinstance(v, np.floating) else str(v) for v in values)


def source(header):
    return "sform" if header["sform_code"] != 0 else "qform" if header["qform_code"] != 0 else "voxel_sizes"


def row(path):
    image = nibabel.load(path)
    header, kind = image.header, image.get_data_dtype()
    shape = (list(image.shape) + [1, 1, 1])[:max(3, len(image.shape))]
    zooms = [float(z) for z in header.get_zooms()] + [1.0, 1.0, 1.0]
    tr_s = zooms[3] * SECONDS.get(header.get_xyzt_units()[1], 0) if len(image.shape) > 3 else 0.0
    real = kind.kind in "iuf"
    crc, samples = "n/a", "n/a"
    if real:
        values = image.get_fdata(dtype=np.float64).astype("<f4").ravel(order="F")
        crc = str(zlib.crc32(values.tobytes()))
        where = np.linspace(0, values.size - 1, 8).astype(int)
        samples = ",".join(f"{i}:{float(values[i])!r}" for i in where)
    return ["read", kind.newbyteorder("=").name if real or kind.kind == "c" else "fields", joined(shape[:3]), str(int(np.prod(shape[3:]))),
            joined(zooms[:3]), joined(image.affine[:3].ravel()), source(header), repr(float(image.dataobj.slope)),
            repr(float(image.dataobj.inter)), repr(float(tr_s)), crc, samples]


def main():
    shared = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parents[2] / "../shared/data"
    folder = shared / "nifti_conformance"
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    lines = ["\t".join(COLUMNS)]
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            cells = row(path)
        except Exception as error:  # nibabel raises many kinds
            print(f"{path.relative_to(folder)}: {type(error).__name__}: {error}", file=sys.stderr)
            cells = ["refused"] + ["n/a"] * (len(COLUMNS) - 2)
        lines.append("\t".join([path.relative_to(folder).as_posix()] + cells))
    (HERE / "files.tsv").write_text("\n".join(lines) + "\n")
    (HERE / "versions.txt").write_text(f"python {platform.python_version()}\nnumpy {np.__version__}\nnibabel {nibabel.__version__}\n")


main()
