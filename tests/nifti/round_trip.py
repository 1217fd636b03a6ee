# SPDX-License-Identifier: Apache-2.0
"""nibabel -> file -> anbn -> file -> nibabel: values, affine, voxel sizes, repetition time and codes stay what they are.

usage: round_trip.py COPY_NIFTI      (the program of copy_nifti.cpp)
Exit code 77: nibabel is not installed.
"""
import itertools
import pathlib
import subprocess
import sys
import tempfile
import warnings

try:
    import nibabel
    import numpy as np
except ImportError:
    print("SKIPPED: python3-nibabel is not installed")
    sys.exit(77)

warnings.filterwarnings("ignore")
random = np.random.default_rng(4)
TYPES = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f4", "f8"]
CLASSES = [(nibabel.Nifti1Image, [".nii", ".nii.gz"]), (nibabel.Nifti1Pair, [".hdr", ".img.gz"]),
           (nibabel.Nifti2Image, [".nii", ".nii.gz"]), (nibabel.Nifti2Pair, [".img", ".hdr.gz"])]
checked = 0


def rotation():
    q, r = np.linalg.qr(random.standard_normal((3, 3)))
    return q * np.sign(np.diag(r))


def random_affine(kind):
    affine = np.eye(4)
    affine[:3, :3] = rotation() @ np.diag(random.uniform(0.5, 4, 3))
    if kind == "sheared":
        affine[:3, :3] = affine[:3, :3] @ np.array([[1, 0.3, 0], [0, 1, 0], [0, 0, 1]])
    affine[:3, 3] = random.uniform(-100, 100, 3)
    return affine


def source_image(klass, order, kind, source, volumes):
    shape = tuple(random.integers(2, 7, 3)) + ((volumes,) if volumes > 1 else ())
    header = klass.header_class(endianness=order)
    header.set_data_dtype(np.dtype(kind).newbyteorder(order))
    low, high = (-100, 100) if kind[0] == "f" else (np.iinfo(kind).min // 2, np.iinfo(kind).max // 2)
    values = (random.standard_normal(shape) if kind[0] == "f" else random.integers(low, high, shape)).astype(kind)
    image = klass(values, None, header)
    affine = random_affine(source)
    image.header.set_zooms(tuple(np.linalg.norm(affine[:3, :3], axis=0)) + ((1250.0,) if volumes > 1 else ()))
    image.header.set_xyzt_units("mm", "msec")
    if source == "qform":
        image.header.set_qform(affine, 1)
    elif source != "voxel_sizes":
        image.header.set_sform(affine, 3)
    return image


def copy(program, source, target, kind, slope):
    done = subprocess.run([program, source, target, kind, str(slope)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return nibabel.load(target)


def check(program, folder, klass, ending, order, kind, source, volumes):
    global checked
    path = folder / f"in{ending}"
    image = source_image(klass, order, kind, source, volumes)
    if kind == "i2" and source == "qform":  # nibabel then chooses slope and intercept by itself
        image = klass(random.standard_normal(image.shape) * 50 + 500, image.affine, image.header)
    image.to_filename(path)
    seen = nibabel.load(path)
    expected = seen.get_fdata(dtype=np.float64).astype(np.float32)
    got = copy(program, path, folder / "out.nii.gz", "float32", 1)
    place = f"{klass.__name__} {ending} {order} {kind} {source} {volumes}"
    assert got.get_data_dtype() == np.float32 and got.shape == seen.shape, place
    values = np.asanyarray(got.dataobj)
    assert np.array_equal(values, expected) or (kind in ("u8", "i8") and np.allclose(values, expected, rtol=1e-7)), place
    check_header(got, seen, place)
    again = copy(program, folder / "out.nii.gz", folder / "again.nii", "float32", 1)
    assert np.array_equal(np.asanyarray(again.dataobj), values), place
    assert np.array_equal(again.affine, got.affine), place
    if kind == "f4":
        stored = copy(program, path, folder / "out16.nii", "int16", 0.01)
        assert stored.get_data_dtype() == np.int16, place
        assert np.max(np.abs(stored.get_fdata() - expected)) <= 0.0051, place
        check_header(stored, seen, place)
    checked += 1


def check_header(got, seen, place):
    assert np.allclose(got.affine, seen.affine, rtol=1e-6, atol=1e-5), (place, got.affine, seen.affine)
    header = got.header
    assert np.allclose(header.get_zooms()[:3], nibabel.affines.voxel_sizes(seen.affine), rtol=1e-6), place
    assert int(header["sform_code"]) == 2 and header.get_xyzt_units() == ("mm", "sec"), place
    if "sheared" in place:
        assert int(header["qform_code"]) == 0, place
    else:
        assert int(header["qform_code"]) == 2, place
        assert np.allclose(header.get_qform(), seen.affine, rtol=1e-5, atol=1e-4), (place, header.get_qform(), seen.affine)
    if len(got.shape) > 3:
        assert np.isclose(header.get_zooms()[3], 1.25), place


def main():
    program = sys.argv[1]
    sources = itertools.cycle(["sform", "qform", "voxel_sizes", "sheared"])
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for (klass, endings), order, kind in itertools.product(CLASSES, "<>", TYPES):
            for ending in endings:
                check(program, folder, klass, ending, order, kind, next(sources), int(random.choice([1, 4])))
        for source in ["sform", "qform", "voxel_sizes", "sheared"]:
            check(program, folder, nibabel.Nifti1Image, ".nii.gz", "<", "i2", source, 3)
            check(program, folder, nibabel.Nifti1Image, ".nii.gz", "<", "f4", source, 3)
        long = nibabel.Nifti2Image(np.arange(40000, dtype="f4").reshape(40000, 1, 1), np.diag([2.0, 2, 2, 1]))
        long.to_filename(folder / "long.nii")
        got = copy(program, folder / "long.nii", folder / "long_out.nii.gz", "float32", 1)
        assert isinstance(got, nibabel.Nifti2Image) and np.array_equal(got.get_fdata(), long.get_fdata())
        assert np.array_equal(got.affine, long.affine)
    print(f"{checked} files went around")
    assert checked >= 160


main()
