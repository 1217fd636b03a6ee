# `anbn run --bids` writes the results as a BIDS derivative dataset, whole or not at all; tests/bids/validator.sh asks BIDS' own validator.
test -w /dev/shm && export ANBN_TEST_MEMORY=/dev/shm
. "$ANBN_SOURCE_DIR/tests/support/bids_study.sh"
export_is_right() { /usr/bin/python3 "$ANBN_SOURCE_DIR/tests/support/bids_export.py" "$1"; }
code_is() { wanted=$1; shift; code=0; "$@" > answer 2> log || code=$?; test $code = $wanted || { echo "exit code $code in place of $wanted: $*"; cat log; exit 1; }; }

# It is of a whole study.
for part in "--until tokens" "--only mask" "--story a-b" "--variant main"; do
  # shellcheck disable=SC2086
  code_is 2 anbn run study.toml --bids $part
  says "--bids is of a whole study; expected no --story, --variant, --until or --only beside it"
done
test ! -e results
code_is 0 anbn run study.toml --bids --json
/usr/bin/python3 -c "
import json
events = [json.loads(line) for line in open('answer')]
assert events[-1] == {'event': 'done', 'results': 'results'} and not [e for e in events if 'bids' in str(e).lower()]"
export_is_right results/bids
grep -qF '"fmriprep": "../../a%20dataset/derivatives/fmri%20prep"' results/bids/dataset_description.json
grep -qF '"bids:fmriprep:sub-01/func/sub-01_task-dog_space-MNI152NLin2009cAsym_desc-brain_mask.nii.gz"' results/bids/tpl-MNI152NLin2009cAsym/anat/*.json
test ! -e results/bids/group/in-use-by.txt
# Made again it is the same, byte for byte; of results without arrays it lacks the courses of neurons alone.
cp -r results/bids first
code_is 0 anbn run study.toml --bids
tells "^The BIDS dataset: results/bids$"
diff -r first results/bids
sed 's/^controls = "all"/controls = "all"\nkeep = "tables"/' study.toml > tables.toml
code_is 0 anbn run tables.toml --out kept --bids
export_is_right kept/bids
diff -rq first kept/bids | grep -vE "^Only in first/group: .*timecourses_timeseries|^Files .*/docs/" | (! grep .)

# A study of time courses without scans, one without controls.
mkdir plain; (
  cd plain
  . "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
  anbn run study.toml --bids > answer 2> log || { cat log; exit 1; }
  export_is_right results/bids
  test -z "$(find results/bids -name 'tpl-*')"
)

# What is not anbn's is not replaced.
mkdir -p others
cp -r results/networks results/mask results/main others
mkdir others/bids; echo mine > others/bids/notes.txt
code_is 1 anbn run study.toml --out others --bids
says "others/bids: is no BIDS dataset that anbn made, and would be replaced; move it away"
test "$(cat others/bids/notes.txt)" = mine
echo '{"Name": "mine", "GeneratedBy": [{"Name": "fMRIPrep"}]}' > others/bids/dataset_description.json
code_is 1 anbn run study.toml --out others --bids
test "$(cat others/bids/notes.txt)" = mine

# Killed at any moment, or on a full disk, it leaves the earlier one or the new one, and the results as they were.
ldd "$(command -v anbn)" | grep -qE "lib[at]san" && exit 0  # sanitizers do not go with a preloaded library
sed -i 's/^name = "A /name = "Another /' study.toml
cp -a results later
code_is 0 anbn run study.toml --out later --quiet
cp -a later whole
code_is 0 anbn run study.toml --out whole --quiet --bids
shim() { env LD_PRELOAD="$ANBN_BUILD_DIR/fault_shim.so" ANBN_FAULT_FOLDER="$work/now" "$@"; }
begin_again() { rm -rf now; cp -a later now; }
is_earlier_or_new() { diff -r first now/bids > differences || diff -r whole/bids now/bids > differences || { echo "moment $n"; cat differences; exit 1; }; }
# The links of both datasets lead out of their folders by as many steps.
begin_again
shim ANBN_FAULT_COUNT="$work/count" anbn run study.toml --out now --quiet --bids > answer 2> log
moments=$(cat count)
echo "$moments moments"
test "$moments" -gt 500
for ((n = 1; n <= moments; n += moments / 6)); do
  begin_again
  code=0; (shim ANBN_FAULT_KILL_AT=$n anbn run study.toml --out now --quiet --bids) > answer 2>&1 || code=$?
  test $code = 137
  is_earlier_or_new
  diff -r -x 'run.*' -x 'bids*' later now
  anbn run study.toml --out now --quiet --bids > answer 2> log
  diff -r -x 'run.*' whole now
  begin_again
  code=0; shim ANBN_FAULT_FULL_AT=$n anbn run study.toml --out now --quiet --bids > answer 2> log || code=$?
  is_earlier_or_new
  diff -r -x 'run.*' -x 'bids*' later now
  if [ $code = 0 ]; then continue; fi  # full while the earlier one was removed
  test $code = 1 && test "$(grep -c '^anbn: error: ' log)" = 1 && grep -qi "no space left" log
done
# Without hard links files are copied, on a file system that cannot swap names the earlier one goes first.
begin_again
shim ANBN_FAULT_NO_LINKS=1 ANBN_FAULT_NO_EXCHANGE=1 anbn run study.toml --out now --quiet --bids > answer 2> log
diff -r -x 'run.*' whole now
