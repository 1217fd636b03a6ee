# Whatever the moment at which a training is killed or its disk fills, whatever has become of its last checkpoint, and however many threads there are before and after: the next run ends with
# the bytes of an unbroken one (but for run.json).
ldd "$(command -v anbn)" | grep -qE "lib[at]san" && { echo "skipped: sanitizers do not go with a preloaded library"; exit 77; }
test -w /dev/shm && export ANBN_TEST_MEMORY=/dev/shm
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
shim=$ANBN_BUILD_DIR/fault_shim.so
anbn mask --scans scans/sub-01_bold.nii.gz --masks scans/mask.nii.gz --out mask --quiet
# A checkpoint after each step, in the middle of epochs too; by itself anbn writes none after epochs as short as these.
base=(anbn networks --method dbn --mask mask --units 8 --units 6 --units 4 --held-out 1 --batch 15 --checkpoint-s 0 --quiet)
for n in 1 2 3; do
  anbn bold --scan scans/sub-0${n}_bold.nii.gz --mask mask --first-volume 2 --volumes 20 --out bold/$n --quiet
  base+=(--bold bold/$n --stories dog)
done
train=("${base[@]}" --epochs 5)
same() { diff -r -x 'run.*' whole "$1/out" || { echo "$2"; exit 1; }; }
# moment FOLDER VARIABLE=VALUE COMMAND...: runs it with the shim; what happens below FOLDER counts.
moment() { env LD_PRELOAD="$shim" ANBN_FAULT_FOLDER="$work/$1" "ANBN_FAULT_$2" "${@:3}"; }
# seeded HOW_MANY UP_TO SEED: different numbers from 1 to UP_TO.
seeded() { /usr/bin/python3 -c "import random; print(*sorted(random.Random($3).sample(range(1, $2 + 1), min($1, $2))))"; }
killed() {  # killed FOLDER MOMENT THREADS
  code=0; (mkdir -p $1; moment "$1" KILL_AT=$2 "${train[@]}" --threads $3 --out $1/out) > /dev/null 2>&1 || code=$?
  test $code = 137 || { echo "moment $2: exit code $code instead of being killed"; exit 1; }
}

"${train[@]}" --out whole --threads 1
for threads in 2 4; do mkdir threads$threads; "${train[@]}" --out threads$threads/out --threads $threads; same threads$threads "$threads threads give other results than 1"; done

# Twenty moments of the training at which it is killed, and those threads it goes on with.
mkdir counted; moment counted COUNT="$work/count" "${train[@]}" --out counted/out
moments=$(cat count); test "$moments" -gt 100; echo "$moments moments"
threads=(1 2 4)
for n in $(seeded 20 "$moments" 7); do
  rm -rf out
  killed out $n ${threads[n % 3]}
  "${train[@]}" --out out/out --threads ${threads[n / 3 % 3]}
  same out "killed at moment $n of $moments, gone on to other results"
done
# Killed again and again.
rm -rf out; for n in 1 2 3 4 5; do killed out $((moments / 6 + n)) 2; done
"${train[@]}" --out out/out; same out "killed five times, gone on to other results"

# The same without any shim, at times that are shares of a longer training's.
milliseconds() { echo $(($(date +%s%N) / 1000000)); }
mkdir longer; begun=$(milliseconds); "${base[@]}" --epochs 30 --out longer/out; taken=$(($(milliseconds) - begun + 1))
for share in $(seeded 20 99 8); do
  rm -rf out; mkdir out
  (timeout -s KILL "$(printf %d.%03d $((taken * share / 100 / 1000)) $((taken * share / 100 % 1000)))" "${base[@]}" --epochs 30 --out out/out || true) > /dev/null 2>&1
  "${base[@]}" --epochs 30 --out out/out --threads ${threads[share % 3]}
  diff -r -x 'run.*' longer/out out/out || { echo "killed after $share % of $taken ms, gone on to other results"; exit 1; }
done

# A disk that is full from some moment on: one line that says so; what was there before stays whole, and the training goes on once there is space.
mkdir earlier; "${base[@]}" --epochs 3 --out earlier/out
for n in $(seeded 15 "$moments" 9); do
  rm -rf out; cp -r earlier out
  code=0; moment out FULL_AT=$n "${train[@]}" --out out/out 2> log > answer || code=$?
  if [ $code != 0 ]; then  # what is full only while the old results are removed stops nobody
    test $code = 1
    test "$(grep -c '^anbn: error: ' log)" = 1 && test "$(wc -l < log)" = 1 || { cat log; exit 1; }
    grep -qi "no space left" log || { cat log; exit 1; }
    diff -rq -x 'run.*' earlier/out out/out > /dev/null || same out "full from moment $n: earlier results are gone"
    "${train[@]}" --out out/out
  fi
  same out "full from moment $n of $moments, gone on to other results"
done

# Checkpoints that are damaged: the one before is used, and without any sound one the training starts anew.
# (One that was being written is called .new; what a layer is given lies beside them as .npy and is made again.)
checkpoints() { find out/out.partial/checkpoint -type f -not -name '*.new' -not -name '*.npy*' -printf '%T@ %p\n' | sort -n | cut -d' ' -f 2-; }
late=$((moments * 6 / 10))
# Not the moment between a new checkpoint and the end of the oldest, which nobody would look at.
while rm -rf out; killed out $late 2; test "$(checkpoints | grep -c _step_)" -gt 2; do late=$((late + 1)); done
cp -rp out late
test "$(checkpoints | wc -l)" -ge 2 || { echo "expected two checkpoints; found:"; checkpoints; exit 1; }
damage() { rm -rf out; cp -rp late out; }
goes_on() { "${train[@]}" --out out/out > answer 2> log || { cat log; exit 1; }; same out "$1"; }
step_of() { echo "layer $((10#$(expr "$1" : '.*layer_\([0-9]*\)_step'))), step $((10#$(expr "$1" : '.*_step_\([0-9]*\)')))"; }
went_on() { grep -qF "\"dbn: went on from\": \"$1\"" out/out/run.json || { echo "expected to go on from $1; found:"; cat out/out/run.json; exit 1; }; }
damage
last=$(checkpoints | grep _step_ | tail -1) before=$(checkpoints | grep _step_ | tail -2 | head -1)
goes_on "gone on to other results"; went_on "$(step_of "$last")"
for file in $(damage; checkpoints); do
  name=${file##*/}
  after() { goes_on "$1 $name: other results"; if [ "$file" = "$last" ]; then went_on "$(step_of "$before")"; fi; }
  told() { if [ "$file" != "$before" ]; then says "$name"; fi; }  # a checkpoint that is passed over is no secret
  damage; truncate -s $(($(stat -c %s "$file") / 2)) "$file"; after "half of"; told
  damage; : > "$file"; after "nothing in"; told
  damage; printf '\xff' | dd of="$file" bs=1 seek=$(($(stat -c %s "$file") * 2 / 3)) conv=notrunc status=none; after "a wrong byte in"
  damage; rm "$file"; after "without"
done
damage; for file in $(checkpoints); do truncate -s 100 "$file"; done; goes_on "all checkpoints cut: other results"
# Two damaged ones of a later layer, and killed again: what was done since is not lost to the names of those.
damage; for file in $(checkpoints); do truncate -s 100 "$file"; done
killed out $((moments / 5)) 2; here=$(checkpoints | grep _step_ | tail -1)
killed out $((moments / 5)) 2; there=$(checkpoints | grep _step_ | tail -1)
test "$there" \> "$here" || { echo "from $here the training got to $there, no further"; exit 1; }
goes_on "damaged, killed twice: other results"; went_on "$(step_of "$there")"

# Options that changed beside an old .partial: it is not gone on from. With the old options again, neither.
damage; "${base[@]}" --epochs 3 --out out/out
diff -r -x 'run.*' earlier/out out/out
damage; code=0; (moment out KILL_AT=$((moments / 3)) "${train[@]}" --seed 2 --out out/out) > /dev/null 2>&1 || code=$?; test $code = 137
goes_on "beside the .partial of another seed: other results"
test -z "$(find . -name '*.partial' -not -path './late*')"
