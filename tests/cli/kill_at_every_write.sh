# Whatever the moment at which a run is killed, the next one ends with the results of an unbroken
# run, byte for byte (but for run.json), and leaves nothing else about.
ldd "$(command -v anbn)" | grep -qE "lib[at]san" && { echo "skipped: sanitizers do not go with a preloaded library"; exit 77; }
test -w /dev/shm && export ANBN_TEST_MEMORY=/dev/shm
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
shim=$ANBN_BUILD_DIR/fault_shim.so
# moment FOLDER VARIABLE=VALUE... -- COMMAND: runs it with the shim, what happens below FOLDER counted.
moment() {
  local folder=$1 settings=(); shift
  while [ "$1" != -- ]; do settings+=("ANBN_FAULT_$1"); shift; done; shift
  env LD_PRELOAD="$shim" ANBN_FAULT_FOLDER="$folder" "${settings[@]}" "$@"
}

# kill_at_each NAME EARLIER COMMAND...: for all moments of the command (which writes to --out NAME/...),
# on top of the folder EARLIER, with two workers.
kill_at_each() {
  local name=$1 earlier=$2; shift 2
  cp -r "$earlier" whole-$name
  moment "$work/whole-$name" COUNT="$work/count" -- "$@" --out whole-$name/out > /dev/null 2> log
  local moments; moments=$(cat count)
  test "$moments" -gt 20
  echo "$name: $moments moments"
  worker() {
    local n first=$1 out=$name-$1; shift
    for ((n = first; n <= moments; n += 2)); do
      rm -rf "$out"; cp -r "$earlier" "$out"
      # The subshell keeps bash from telling of each death.
      code=0; (moment "$work/$out" KILL_AT=$n -- "$@" --out "$out/out") > /dev/null 2>&1 || code=$?
      [ $code = 137 ] || { echo "$name: moment $n: exit code $code instead of being killed"; return 1; }
      "$@" --out "$out/out" > /dev/null 2> "log-$out" || { echo "$name: after moment $n:"; cat "log-$out"; return 1; }
      diff -r -x 'run.*' whole-$name "$out" || { echo "$name: killed at moment $n, gone on to other results"; return 1; }
    done
  }
  worker 1 "$@" & local other=$!
  worker 2 "$@"
  wait $other
}

mkdir nothing
kill_at_each study nothing anbn run study.toml --quiet
# The same where arrays are removed on the way.
sed 's/^name = "Tiny"/&\nkeep = "tables"/' study.toml > tables.toml
kill_at_each kept nothing anbn run tables.toml --quiet

# The same where an earlier result is replaced: names are swapped, or (where a file system cannot)
# the old one goes first.
tokens=(anbn tokens --words story/words.tsv --vocabulary model/vocab.txt --volumes 20 --quiet)
mkdir earlier; "${tokens[@]}" --out earlier/out
kill_at_each replaced earlier "${tokens[@]}" --token-time middle
export ANBN_FAULT_NO_EXCHANGE=1
kill_at_each unswapped earlier "${tokens[@]}" --token-time middle
unset ANBN_FAULT_NO_EXCHANGE

# The results as a BIDS dataset, in the place of an earlier one.
mkdir finished
sed 's/^name = "Tiny"/name = "Older"/' study.toml > older.toml
anbn run older.toml --quiet --bids --out finished/out > /dev/null
anbn run study.toml --quiet --out finished/out > /dev/null
kill_at_each bids finished anbn run study.toml --quiet --bids

# And at random times, without any shim.
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
begun=$(milliseconds); anbn run study.toml --quiet --out timed > /dev/null; taken=$(($(milliseconds) - begun + 1))
for n in $(seq 20); do
  rm -rf random
  (timeout -s KILL "0.$(printf %03d $((RANDOM % taken % 1000)))" anbn run study.toml --quiet --out random || true) > /dev/null 2>&1
  anbn run study.toml --quiet --out random > /dev/null
  diff -r -x 'run.*' timed random
done
