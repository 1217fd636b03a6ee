# A study with scans: `anbn run` makes the mask, the bold of each scan and networks from them, and
# runs again only what changed.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
/usr/bin/python3 - << 'END'
import json, os, sys
sys.path.insert(0, os.environ["ANBN_SOURCE_DIR"] + "/tests/support")
import numpy as np
from tiny_nifti import write_nifti

random = np.random.default_rng(2)
inside = np.ones((6, 5, 4), "u1")
inside[0] = 0
courses = np.cumsum(random.standard_normal((3, 26)), axis=1)
maps = random.random((3, 6, 5, 4)) ** 4
for listener in (1, 2, 3):
    noise = random.standard_normal((6, 5, 4, 26))
    data = 1000 + 100 * np.einsum("mxyz,mt->xyzt", maps, courses) + 20 * noise
    data[2, 2, 2] = 7
    os.makedirs(f"sub-{listener}")
    write_nifti(f"sub-{listener}/bold.nii.gz", data.astype("<i2"), np.diag([3, 3, 4, 1]), tr_s=1.5)
    json.dump({"RepetitionTime": 1.5}, open(f"sub-{listener}/bold.json", "w"))
write_nifti("mask.nii.gz", inside, np.diag([3, 3, 4, 1]))
END
sed -i 's|^networks = .*|scans = ["sub-1/bold.nii.gz", "sub-2/bold.nii.gz", "sub-3/bold.nii.gz"]\nmasks = "mask.nii.gz"|' study.toml
printf '[networks]\nmethod = "ica"\ncomponents = 3\n[bold]\ndetrend = "linear"\n' >> study.toml
cp study.toml good.toml

anbn check study.toml > answer
grep -qE "^  scans +3, of 26 volumes" answer || { cat answer; exit 1; }
grep -qE "^  mask +100 voxels" answer || { cat answer; exit 1; }
grep -qE "errors: 0, warnings: 0" answer || { cat answer; exit 1; }
test ! -e results

anbn run study.toml > answer 2> log || { cat log; exit 1; }
test -s results/report/report.html
for scan in sub-1_bold sub-2_bold sub-3_bold; do
  test "$(cat results/bold/dog/$scan/bad_voxels.tsv)" = "$(printf 'voxel\ti\tj\tk\tproblem\n62\t2\t2\t2\tconstant')" ||
    { cat results/bold/dog/$scan/bad_voxels.tsv; exit 1; }
done
/usr/bin/python3 -c '
import numpy as np
bold = np.load("results/bold/dog/sub-1_bold/bold.npy")
assert bold.shape == (20, 100), bold.shape
assert np.isfinite(bold).all() and abs(np.delete(bold, 61, 1).std(0) - 1).max() < 1e-6
assert np.load("results/networks/dog.npy").shape == (20, 3)
'
# The same again is up to date.
before=$(stat -c %Y.%i results/bold/dog/sub-1_bold results/mask results/networks)
anbn run study.toml > answer 2> log
test "$before" = "$(stat -c %Y.%i results/bold/dog/sub-1_bold results/mask results/networks)"
# Other data under the same header: the mask stays, that scan's bold is made anew, the others' are not.
before=$(stat -c %i results/mask results/bold/dog/sub-1_bold results/bold/dog/sub-3_bold)
/usr/bin/python3 -c '
import gzip
data = bytearray(gzip.open("sub-2/bold.nii.gz").read())
data[-400:-200] = data[-200:]
gzip.open("sub-2/bold.nii.gz", "wb").write(data)
'
second=$(stat -c %i results/bold/dog/sub-2_bold)
anbn run study.toml > answer 2> log
test "$before" = "$(stat -c %i results/mask results/bold/dog/sub-1_bold results/bold/dog/sub-3_bold)"
test "$second" != "$(stat -c %i results/bold/dog/sub-2_bold)"

# The same data under two names are one listener.
cp sub-2/bold.nii.gz kept.nii.gz; cp sub-1/bold.nii.gz sub-2/bold.nii.gz
fails anbn run study.toml
says "bold/dog/sub-1_bold and results/bold/dog/sub-2_bold hold the same scan"
cp kept.nii.gz sub-2/bold.nii.gz
# Bold of another mask of the same size is not drawn where this one is.
/usr/bin/python3 - << 'END'
import os, sys
sys.path.insert(0, os.environ["ANBN_SOURCE_DIR"] + "/tests/support")
import numpy as np
from tiny_nifti import write_nifti
rolled = np.ones((6, 5, 4), "u1")
rolled[5] = 0
write_nifti("rolled.nii.gz", rolled, np.diag([3, 3, 4, 1]))
END
anbn mask --scans sub-1/bold.nii.gz --masks rolled.nii.gz --out rolled > answer 2> log
fails anbn networks --method ica --components 2 --mask rolled --bold results/bold/dog/sub-1_bold --stories dog --out drawn
says "made with another mask than rolled"

wrong() { sed -i "$1" study.toml; fails anbn run study.toml; cp good.toml study.toml; }
wrong 's/^volumes = 20/volumes = 40/'
says "bold.nii.gz: has 26 volumes, but 40 are used from volume 2 on, which needs 42"
wrong 's/^tr_s = 1.5/tr_s = 2/'
says "one volume takes 2 s by the story (tr_s), 1.5 s by the sidecar (RepetitionTime) and 1.5 s by the header"
wrong 's|^masks = .*|networks = "story/networks.npy"|'
says "[[story]] dog has both networks and scans"
wrong '/^masks = /d'
says "no brain masks; expected at least one"
wrong 's|"sub-3/bold.nii.gz"|"mask.nii.gz"|'
says "mask.nii.gz: a 3-D file (6x5x4 voxels of 3x3x4 mm); expected a 4-D scan"
wrong 's|"sub-3/bold.nii.gz"|"sub-1/bold.nii.gz"|'
says "two scans of [[story]] dog are called sub-1_bold"
wrong 's|^masks = .*|&\nconfounds = ["a.tsv"]|'
says "[[story]] dog has 1 confounds for 3 scans"
wrong 's/^detrend = .*/detrent = "linear"/'
says "unknown key detrent in [bold]; did you mean 'detrend'?"
sed -i 's/^tr_s = 1.5/tr_s = 1.6/' study.toml
fails anbn check study.toml
grep -q "error: .*one volume takes 1.6 s by the story" answer || { cat answer; exit 1; }
