# SPDX-License-Identifier: Apache-2.0
# anbn simulate: the same seed gives the same bytes with any number of threads, another seed others;
# only its own studies are replaced.
fails() { if "$@" 2> log; then echo "should have failed: $*"; exit 1; fi; test "$(wc -l < log)" = 1; }
here="$PWD"
folder="$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)"  # where syncing costs nothing
trap 'rm -rf "$folder"' EXIT
cd "$folder"
PYTHONPATH="$here" /usr/bin/python3 -c 'import pathlib, study; study.small_model(pathlib.Path("model"), layers=4, heads=4)'
simulate() { anbn "$@" --model model --weights random --listeners 3 --networks 5 --driven 2 2> log || { cat log; exit 1; }; }

simulate simulate --out one --threads 1 > answer
grep -q '2 of 5 networks driven' answer
simulate simulate --out two --threads 2 > answer
simulate simulate --out four --threads 4 > answer
diff -r one two
diff -r one four
test ! -e one/.scratch
grep -q '^model = "../model"$' one/study.toml
simulate simulate --out other --seed 2 > answer
for file in lighthouse/words.tsv networks/lighthouse.npy truth.json; do
  if cmp -s one/$file other/$file; then echo "seed 2 gives the $file of seed 1"; exit 1; fi
done

# A study may be replaced, but nothing else.
echo kept > two/results
simulate simulate --out two --seed 2 > answer
cmp other/networks/lighthouse.npy two/networks/lighthouse.npy
test -e two/results
echo '# mine' >> two/study.toml
cp two/study.toml edited
fails anbn simulate --model model --weights random --out two
grep -q 'two/study.toml: found an edited study.toml; .*move it or choose another --out' log
cmp edited two/study.toml
cmp other/networks/lighthouse.npy two/networks/lighthouse.npy
mkdir mine
echo mine > mine/notes.txt
fails anbn simulate --model model --weights random --out mine
grep -q 'mine: holds other files than a simulated study' log
test "$(ls -A mine)" = notes.txt

fails anbn simulate --model model --weights random --out new --tr-s 1500
grep -q 'tr-s is 1500; expected 0.1 to 16' log
fails anbn simulate --model model --weights random --out new --driven 21
grep -q 'driven is 21; expected 0 to 20' log
fails anbn simulate --model nowhere --out new
grep -q 'nowhere: no such folder' log
fails anbn simulate --model model --out new
grep -q 'model.safetensors' log
test ! -e new/truth.json
echo "ok"
