# For scripts in tests/cli: the tiny study with three listeners' scans in place of network time courses.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/support" PYTHONDONTWRITEBYTECODE=1
mkdir -p scans
# 6 x 5 x 4 voxels of 10 mm, 24 volumes; two planted networks, slow noise.
/usr/bin/python3 - << 'END'
import json
import numpy as np
import nifti

random = np.random.default_rng(3)
affine = np.diag([-10.0, 10, 10, 1]); affine[:3, 3] = 25, -20, -15
mask = np.zeros((6, 5, 4), "uint8"); mask[1:5, 0:4, 1:4] = 1
nifti.save("scans/mask.nii.gz", mask, affine)
maps = np.zeros((2, 6, 5, 4)); maps[0, 1:3] = 1; maps[1, :, 2:4] = 1
for listener in range(3):
    courses = np.cumsum(random.standard_normal((2, 24)), axis=1)
    noise = 2 * random.standard_normal((6, 5, 4, 24))
    values = 500 + 10 * (np.tensordot(maps, courses, (0, 0)) + noise)
    name = f"scans/sub-0{listener + 1}_bold"
    nifti.save(name + ".nii.gz", np.rint(values).astype("int16"), affine)
    json.dump({"RepetitionTime": 1.5}, open(name + ".json", "w"))
END
/usr/bin/python3 - << 'END'
study = open("study.toml").read().replace('networks = "story/networks.npy"\n', '''masks = ["scans/mask.nii.gz"]
scans = ["scans/sub-01_bold.nii.gz", "scans/sub-02_bold.nii.gz", "scans/sub-03_bold.nii.gz"]
''')
open("study.toml", "w").write(study + '''
[networks]
method = "dbn"
units = [8, 6, 4]
epochs = 4
''')
END
