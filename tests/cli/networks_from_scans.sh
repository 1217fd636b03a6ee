# `ica` and imported maps find networks in scans: what numpy says, for any number of threads, with errors in one line.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
anbn mask --scans scans/sub-01_bold.nii.gz --scans scans/sub-02_bold.nii.gz --masks scans/mask.nii.gz --out mask > answer 2> log
scans="--mask mask"
for name in sub-01 sub-02 sub-03; do
  anbn bold --scan scans/${name}_bold.nii.gz --mask mask --first-volume 2 --volumes 20 --out bold/$name > answer 2> log
  scans="$scans --bold bold/$name --stories dog"
done
for threads in 1 2 4; do anbn networks --method ica --components 2 $scans --threads $threads --out $threads > answer 2> log; done
diff -r -x 'run.*' 1 2
diff -r -x 'run.*' 1 4
cat > check.py << 'END'
import sys
import gzip
import numpy as np

out, method = sys.argv[1:]
def volumes(path):
    packed = gzip.open(path).read()
    size = np.frombuffer(packed, "<i2", 8, 40)[1:5]
    return np.frombuffer(packed, "<f4", offset=int(np.frombuffer(packed, "<f4", 1, 108)[0])).reshape(size, order="F")
inside = np.zeros((6, 5, 4), bool); inside[1:5, 0:4, 1:4] = True
maps = volumes(out + "/maps.nii.gz")
assert not maps[~inside].any()
maps = maps.reshape(-1, 2, order="F")[inside.ravel(order="F")].T.astype(float)
centred = maps - maps.mean(axis=1, keepdims=True)
mean = 0
for listener in (1, 2, 3):
    bold = np.load(f"bold/sub-0{listener}/bold.npy").astype(float)
    courses = np.linalg.lstsq(centred.T, (bold - bold.mean(axis=1, keepdims=True)).T, rcond=None)[0].T
    courses = (courses - courses.mean(axis=0)) / courses.std(axis=0)
    written = np.load(f"{out}/dog/listener_0{listener}.npy")
    assert np.abs(courses - written).max() < 1e-4, np.abs(courses - written).max()
    mean = mean + courses / 3
assert np.abs(mean - np.load(out + "/dog.npy")).max() < 1e-4
if method == "ica":
    planted = np.zeros((2, 6, 5, 4)); planted[0, 1:3] = 1; planted[1, :, 2:4] = 1
    planted = planted.transpose(0, 3, 2, 1)[:, inside.transpose(2, 1, 0)]
    r = np.abs(np.corrcoef(np.vstack([planted, maps]))[:2, 2:])
    assert (r.max(axis=1) > 0.8).all(), r
    table = open(out + "/stability.tsv").read().splitlines()
    assert table[0] == "network\tstability\tvariance" and len(table) == 3, table
END
/usr/bin/python3 check.py 1 ica

anbn networks --method import --maps 1/maps.nii.gz $scans --out imported > answer 2> log
/usr/bin/python3 check.py imported import
cmp imported/dog.npy 1/dog.npy
# Maps on another grid, one voxel off along x and without a voxel of the mask's last column, are resampled.
/usr/bin/python3 - << 'END'
import numpy as np
import nifti
affine = np.diag([-10.0, 10, 10, 1]); affine[:3, 3] = 15, -20, -15
values = np.random.default_rng(5).normal(size=(3, 5, 4, 2)).astype("float32")
nifti.save("shifted.nii.gz", values, affine)
nifti.save("elsewhere.nii.gz", values, np.diag([1.0, 1, 1, 1]) + 900 * np.eye(4, k=3))
END
anbn networks --method import --maps shifted.nii.gz $scans --out shifted > answer 2> log
says "24 of 96 values"
/usr/bin/python3 check.py shifted import
fails anbn networks --method import --maps elsewhere.nii.gz $scans --out x
says "is it of another space?"
fails anbn networks --method import --maps scans/sub-01_bold.json $scans --out x
fails anbn networks --method ica --components 60 $scans --out x
says "--components is 60; 60 volumes of 48 voxels"
fails anbn networks --method ica --time-course sigmoid $scans --out x
says "--time-course dual"
fails anbn networks --method ica --restarts 0 $scans --out x
says "--restarts is 0"
test "$(wc -l < log)" = 1

# More maps than there is memory for are refused before it is taken.
/usr/bin/python3 - << 'END' 2> no_holes || true
import numpy as np
import nifti
def holes(path, shape, **more):
    with open(path, "wb") as file:
        file.write(nifti.header(shape, np.diag([2.0, 2, 2, 1]), **more))
        file.truncate(352 + int(np.prod(shape)) * (1 if more.get("datatype") == "uint8" else 2))
holes("many.nii", (100, 100, 100, 400), datatype="uint8")
holes("scan.nii", (100, 100, 100, 3))
with open("scan.nii", "r+b") as file:  # a voxel that varies: a scan without any is refused
    for volume in range(3):
        file.seek(352 + 2 * (volume * 10**6 + 500))
        file.write(bytes([volume * volume, 1]))
holes("whole.nii", (100, 100, 100), datatype="uint8", intercept=1.0)
END
if ! [ -e whole.nii ] || [ "$(du -sk many.nii | cut -f 1)" -gt 100000 ]; then
  echo "skipped in part: no files with holes here"; cat no_holes
elif ldd "$(command -v anbn)" | grep -qE "lib[at]san"; then
  echo "skipped in part: sanitizers do not go with a limit of memory"
else
  anbn mask --scans scan.nii --masks whole.nii --out large > answer 2> log
  anbn bold --scan scan.nii --mask large --out large_bold > answer 2> log
  limited() { (ulimit -v 2000000; anbn "$@"); }
  fails limited networks --method import --maps many.nii --mask large --bold large_bold --stories dog --out x
  says "many.nii: 400 maps of 1000000 voxels needs 3.2 GB of memory"
fi
