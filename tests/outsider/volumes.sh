# SPDX-License-Identifier: Apache-2.0
# Simulated scans, from the volumes to the significance of couplings, computed again by the outsider: plain, with each kind of time course, and with everything done to scans that can be.
[ "$(/usr/bin/python3 -c 'import nibabel' 2>&1)" = "" ] || { echo "SKIPPED: no python3-nibabel"; exit 77; }
outsider="$ANBN_SOURCE_DIR/tests/outsider"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/study" PYTHONDONTWRITEBYTECODE=1
folder="$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)"  # where syncing costs nothing
trap 'rm -rf "$folder"' EXIT
cd "$folder"
/usr/bin/python3 -c 'import pathlib, study; study.small_model(pathlib.Path("model"), layers=3, heads=3)'
/usr/bin/python3 "$outsider/random_model.py" model
quietly() { "$@" > log 2>&1 || { echo "$*"; cat log; exit 1; }; }
quietly anbn simulate --model model --out study --stories lighthouse --listeners 3 --networks 5 --driven 2 --permutations 300

# What the demo asks for would take long; this is the same with few units.
sed -i '/^\[networks\]/,/^$/d' study/study.toml
cp study/study.toml plain.toml
small='units = [12, 8, 5]\nepochs = 3\nlearning_rate = [0.01, 0.005, 0.005]\n'
printf "\n[networks]\nmethod = \"dbn\"\n$small" >> study/study.toml
quietly anbn run study/study.toml
/usr/bin/python3 "$outsider/outsider.py" study/study.toml --draws 500

# Each kind of time course and average, without and with batch normalization.
networks=(anbn networks --mask study/results/mask --quiet)
for scan in study/results/bold/lighthouse/*; do networks+=(--bold "$scan" --stories lighthouse); done
check() { echo "-- $*"; quietly "${networks[@]}" "$@" --out other; /usr/bin/python3 "$outsider/check_volumes.py" study/study.toml --networks other; }
dbn=(--method dbn --units 12 --units 8 --units 5)
for kind in sigmoid linear projection dual; do check "${dbn[@]}" --time-course $kind --average raw --epochs 2 --first-step yes; done
for kind in sigmoid linear; do check "${dbn[@]}" --time-course $kind --average zscore --batch-normalization none --learning-rate 0.05 --epochs 8 --l1 0 --first-step yes; done
check "${dbn[@]}" --l1-method proximal --l1 0.03 --learning-rate 0.05 --momentum 0.5 --time-course dual --epochs 2 --first-step yes
check "${dbn[@]}" --preset tuned --epochs 4 --first-step yes
check "${dbn[@]}" --preset tuned --visible-variance 3 --l1-warm-up 0 --dual-ridge 0 --epochs 2 --first-step yes
check "${dbn[@]}" --preset vsdbn --time-course linear --epochs 2
check --method import --maps study/truth_maps.nii.gz
check --method ica --components 4

# Everything that can be done to scans.
/usr/bin/python3 "$outsider/hard_scans.py" study
quietly anbn run study/hard.toml
/usr/bin/python3 "$outsider/check_volumes.py" study/hard.toml
