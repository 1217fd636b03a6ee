# What is odd about a scan but no error is counted, listed and said: voxels that are constant or not finite, a header and a sidecar that disagree on the TR.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
/usr/bin/python3 - << 'END'
import numpy as np
import nifti

affine = np.diag([-10.0, 10, 10, 1]); affine[:3, 3] = 25, -20, -15
values = np.random.default_rng(2).normal(500, 10, (6, 5, 4, 24)).astype("float32")
values[1, 0, 1] = 0                   # voxel 1 of the mask: constant
values[2, 3, 2, 10] = np.nan          # voxel 4 * 4 + 3 * 4 + 2
values[4, 3, 3, 2] = np.inf           # voxel 48, the last
values[3, 0, 1, 0] = np.nan           # before the story: nobody minds
nifti.save("odd.nii.gz", values, affine, tr_s=3.0)
open("odd.json", "w").write('{"RepetitionTime": 1.5}')
END
sed -i 's,scans/sub-02_bold.nii.gz,odd.nii.gz,' study.toml
anbn run study.toml > answer 2> log
printf 'voxel\ti\tj\tk\tproblem\n1\t1\t0\t1\tconstant\n30\t2\t3\t2\tnot finite\n48\t4\t3\t3\tnot finite\n' | diff - results/bold/dog/odd/bad_voxels.tsv
says "3 of 48 voxels"
says "the header says TR 3 s and the sidecar 1.5 s; the sidecar's is used"
grep -q '"constant voxels"' results/bold/dog/odd/run.json
/usr/bin/python3 - << 'END'
import numpy as np
bold = np.load("results/bold/dog/odd/bold.npy")
assert bold.shape == (20, 48) and bold.dtype == np.float32, (bold.shape, bold.dtype)
bad = [0, 29, 47]
assert not bold[:, bad].any() and np.isfinite(bold).all()
good = np.delete(bold, bad, axis=1)
assert np.abs(good.mean(axis=0)).max() < 1e-6 and np.abs(good.std(axis=0) - 1).max() < 1e-6
assert np.isfinite(np.load("results/networks/dog.npy")).all()
END
test "$(tail -n +2 results/bold/dog/sub-01_bold/bad_voxels.tsv | wc -l)" = 0
