# A study is run in parts: names that it does not have are errors, a part alone says what it lacks, and all parts together are the whole, byte for byte.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
# A second story, and a control.
sed -n '/^\[\[story\]\]/,/^networks/p' study.toml | sed 's/"dog"/"man"/; s/^volumes = 20/volumes = 22/; s/^first_volume = 2/first_volume = 1/' >> study.toml
sed -i 's/^model = "model"/&\ncontrols = ["shuffled-words"]/' study.toml
code_is() { wanted=$1; shift; code=0; "$@" > answer 2> log || code=$?; test $code = $wanted || { echo "exit code $code in place of $wanted: $*"; cat log; exit 1; }; }
written() { grep -F "written in" log | sed 's/^\[[^]]*\] *//; s/ .*//' | paste -sd' '; }
anbn run study.toml --out whole > answer 2> log

code_is 2 anbn run study.toml --story dgo; says "there is no story of the study 'dgo'; expected one of dog, man; did you mean 'dog'?"
code_is 2 anbn run study.toml --variant best; says "expected one of main, shuffled-words"
code_is 2 anbn run study.toml --until encoding; says "there is no stage of the study 'encoding'"
code_is 2 anbn run study.toml --until tokens --only tokens; says "expected one of them"
code_is 2 anbn run study.toml --only networks --story dog; says "no job of the study is of --story dog stage networks; there are networks"
code_is 2 anbn run study.toml --json maybe; says '--json is "maybe"; expected one of no yes'
test ! -e results

# Alone: what is missing is named with the command that makes it.
code_is 1 anbn run study.toml --only activations --story dog --variant main
says "[[story]] dog, [activations]: main/dog/tokens is needed, and is not there; \`anbn run study.toml --only tokens --story dog --variant main\` makes it"
code_is 0 anbn run study.toml --only tokens --story dog --variant main
code_is 0 anbn run study.toml --only activations --story dog --variant main
test "$(written)" = "main/dog/activations"
test ! -s answer
# Until: what is needed, and nothing else.
code_is 0 anbn run study.toml --story dog --variant main --until coupling
test "$(written)" = "networks main/dog/timecourses main/dog/nuisance main/dog/coupling"
test ! -e results/main/man -a ! -e results/study.json
code_is 0 anbn run study.toml --story man
code_is 1 anbn run study.toml --only report; says "is needed, and is not there"
code_is 0 anbn run study.toml
grep -q "The report: " answer
diff -r -x 'run.*' whole results
# What lies in the results beside results: the study file, and a log of all that was done.
cmp results/run.toml study.toml
grep -qE '^20[0-9T:-]+Z [^ ]+ [0-9]+ main/dog/tokens written in [0-9.]+ s$' results/run.log
grep -q 'main/dog/tokens up to date$' results/run.log
grep -q 'failed: study.toml: \[\[story\]\] dog, \[activations\]: main/dog/tokens is needed' results/run.log
# What is out of date is not taken either.
sed -i 's/^volumes = 20/volumes = 19/' study.toml
code_is 1 anbn run study.toml --only activations --story dog --variant main; says "main/dog/tokens is needed, and is not up to date"

# A file system without locks is named; a scheduler needs none.
ldd "$(command -v anbn)" | grep -qE "lib[at]san" && exit 0  # sanitizers do not go with a preloaded library
shim() { env LD_PRELOAD="$ANBN_BUILD_DIR/fault_shim.so" "$@"; }
code_is 1 shim ANBN_FAULT_NO_LOCKS=1 anbn run study.toml --out unlocked
says "unlocked/networks.partial: cannot be locked (No locks available): its file system ("
says ", mounted at /"
code_is 0 shim ANBN_FAULT_NO_LOCKS=1 anbn run study.toml --out unlocked --no-lock
code_is 0 anbn run study.toml --out locked
diff -r -x 'run.*' unlocked locked
code_is 2 anbn run study.toml --wait --no-lock; says "--wait and --no-lock: expected one of them"
# A mapped file that is cut short while it is read is named.
code_is 1 shim ANBN_FAULT_CUT="$work/story/networks.npy" anbn run study.toml --out cut
says "anbn: error: story/networks.npy ended before it was read to its end; expected as many bytes as when it was opened"
