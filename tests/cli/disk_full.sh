# A full disk is one line that says so; earlier results stay whole, and the run goes on once there is space.
ldd "$(command -v anbn)" | grep -qE "lib[at]san" && { echo "skipped: sanitizers do not go with a preloaded library"; exit 77; }
test -w /dev/shm && export ANBN_TEST_MEMORY=/dev/shm
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
says_full() {
  test "$(grep -c '^anbn: error: ' log)" = 1 && test "$(wc -l < log)" = 1 && grep -qi "no space left" log && return
  echo "expected one line on the full disk; found:"; cat log; exit 1
}

anbn run study.toml --quiet --out before > answer
sed -i 's/audio_start_s = 3/audio_start_s = 4/' study.toml
cp -r before after
preload() { env LD_PRELOAD="$ANBN_BUILD_DIR/fault_shim.so" ANBN_FAULT_FOLDER="$work/$1" "${@:2}"; }
preload after ANBN_FAULT_COUNT="$work/count" anbn run study.toml --quiet --out after > answer
moments=$(cat count)
echo "$moments moments"
for ((n = 1; n <= moments; n += 11)); do
  rm -rf results; cp -r before results
  code=0; preload results ANBN_FAULT_FULL_AT=$n anbn run study.toml --quiet --out results > answer 2> log || code=$?
  # What is full only while the old results are removed stops nobody.
  if [ $code = 0 ]; then diff -r -x 'run.*' after results; continue; fi
  test $code = 1
  says_full
  for stage in $(cd before; find . -name stage.json -printf '%h\n'); do
    diff -rq -x 'run.*' {before,results}/$stage > /dev/null || diff -r -x 'run.*' {after,results}/$stage
  done
  anbn run study.toml --quiet --out results > answer
  diff -r -x 'run.*' after results
done

# A real disk that is small, where this process may mount one of its own.
mkdir small
if unshare -rm mount -t tmpfs -o size=4k none small 2> /dev/null; then
  unshare -rm bash -eu << 'END'
size=$(du -sk after | cut -f 1)
mount -t tmpfs -o size=$((size / 2))k none small
code=0; anbn run study.toml --quiet --out small/results > answer 2> log || code=$?
test $code = 1
# What was finished is whole.
find small/results -name stage.json -printf '%h\n' | grep -v partial | cut -d/ -f 3- > finished
test -s finished
while read -r stage; do diff -r -x 'run.*' after/$stage small/results/$stage; done < finished
mount -o remount,size=$((size * 4))k small
anbn run study.toml --quiet --out small/results > answer
diff -r -x 'run.*' after small/results
END
  says_full
else
  echo "skipped in part: mounting a tmpfs is not permitted here"
fi
