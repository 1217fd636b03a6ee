# SPDX-License-Identifier: Apache-2.0
# Relations and regions that `anbn simulate` plants in a small study, computed again by the outsider; and what cannot be planted.
[ "$(/usr/bin/python3 -c 'import nibabel' 2>&1)" = "" ] || { echo "SKIPPED: no python3-nibabel"; exit 77; }
outsider="$ANBN_SOURCE_DIR/tests/outsider"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/study:$ANBN_SOURCE_DIR/tests/support" PYTHONDONTWRITEBYTECODE=1
folder="$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
quietly() { "$@" > log 2>&1 || { echo "$*"; cat log; exit 1; }; }
refused() { if "$@" > log 2>&1; then echo "should have failed: $*"; exit 1; fi; test ! -e wrong/study.toml; }
says() { grep -qF -- "$1" log || { echo "expected: $1"; echo "found:"; cat log; exit 1; }; }
/usr/bin/python3 -c 'import pathlib, study; study.small_model(pathlib.Path("model"), layers=2, heads=3)'
/usr/bin/python3 "$outsider/random_model.py" model
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/support/block_atlas.py" .
small=(--listeners 2 --networks 6 --driven 4 --permutations 50)

quietly anbn simulate --model model --out study "${small[@]}" --relations NOUN-NOUN VERB-NOUN INTJ-NUM --atlas blocks.nii.gz --atlas-names blocks.txt
says "relation NOUN-NOUN: L"
says "relation INTJ-NUM: planted in no network, for no neuron"
says "region Block_"
grep -q '^labels = "../blocks.nii.gz"$' study/study.toml
/usr/bin/python3 - << 'END'
import pathlib
import recovery
file = pathlib.Path("study/study.toml")
recovery.without_untrained(file)
file.write_text(file.read_text().replace('"../blocks.txt"', '"../blocks.txt"\nplace_draws = 50'))
recovery.choose(file, "ica:6")
END
quietly anbn run study/study.toml
/usr/bin/python3 "$outsider/check_meaning.py" study
"$ANBN_SOURCE_DIR/scripts/found_against_truth" study > log
says "planted relation NOUN-NOUN in L"
says "planted in Block_"

# Without relations and regions the same networks follow the same neurons, but for those that relations and regions had.
quietly anbn simulate --model model --out plain "${small[@]}" --relations none
says "Next:"
quietly anbn simulate --model model --out plainer "${small[@]}" --relations none
diff -r plain plainer
/usr/bin/python3 - << 'END'
import json
meaning, plain = (json.load(open(f"{name}/truth.json"))["stories"][0]["networks"] for name in ("study", "plain"))
driven = [[n["network"] for n in truth if n["driven_by"]] for truth in (meaning, plain)]
assert driven[0] == driven[1], driven
assert not any(n["relation"] or n["region"] for n in plain)
assert len({n["driven_by"] for n in meaning if n["driven_by"] and not n["relation"]} & {n["driven_by"] for n in plain}) >= 1
END

refused anbn simulate --model model --out wrong "${small[@]}" --relations DET
says "--relations has DET; expected two universal parts of speech (DET-NOUN, PRON-VERB, ...), or none"
refused anbn simulate --model model --out wrong --as networks "${small[@]}" --atlas blocks.nii.gz
says "--atlas with --as networks, which have no places"
refused anbn simulate --model model --out wrong "${small[@]}" --atlas absent.nii.gz
says "absent.nii.gz"
refused anbn simulate --model model --out wrong "${small[@]}" --atlas study/bold/sub-01_task-orchard_bold.nii.gz
says "expected one volume of labels"
/usr/bin/python3 - << 'END'
import numpy as np
import nifti
far = np.diag([4.0, 4, 4, 1]); far[:3, 3] = 500
nifti.save("far.nii.gz", np.ones((9, 9, 9), "uint8"), far)
tiny = np.diag([4.0, 4, 4, 1]); tiny[:3, 3] = 20, -20, 20
nifti.save("tiny.nii.gz", np.arange(1, 28, dtype="uint8").reshape(3, 3, 3), tiny)
END
refused anbn simulate --model model --out wrong "${small[@]}" --atlas far.nii.gz
says "no region has a voxel in the mask; expected an atlas in the same space as the scans"
refused anbn simulate --model model --out wrong "${small[@]}" --atlas tiny.nii.gz
says "have 30 voxels of the simulated brain (7 mm) or more; expected 2"
printf '1 one\n' > few.txt
quietly anbn simulate --model model --out study_of_few "${small[@]}" --atlas blocks.nii.gz --atlas-names few.txt
says "regions have no name in few.txt"
echo ok
