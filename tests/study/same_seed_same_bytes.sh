# SPDX-License-Identifier: Apache-2.0
# anbn simulate: the same seed gives the same bytes with any number of threads, another seed others;
# only its own studies are replaced.
fails() { if "$@" 2> log; then echo "should have failed: $*"; exit 1; fi; test "$(wc -l < log)" = 1; }
here="$PWD"
folder="$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)"  # where syncing costs nothing
trap 'rm -rf "$folder"' EXIT
cd "$folder"
PYTHONPATH="$here" /usr/bin/python3 -c 'import pathlib, study; study.small_model(pathlib.Path("model"), layers=4, heads=4)'
simulate() { anbn "$@" --as networks --model model --weights random --listeners 3 --networks 5 --driven 2 2> log || { cat log; exit 1; }; }

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

# The same of scans.
volumes() { anbn "$@" --model model --weights random --stories orchard --listeners 3 --networks 5 --driven 2 2> log > answer || { cat log; exit 1; }; }
volumes simulate --out scans_one --threads 1
volumes simulate --out scans_three --threads 3
diff -r scans_one scans_three
volumes simulate --out scans_other --threads 2 --seed 2
for file in bold/sub-03_task-orchard_bold.nii.gz truth_maps.nii.gz truth/orchard.npy; do
  if cmp -s scans_one/$file scans_other/$file; then echo "seed 2 gives the $file of seed 1"; exit 1; fi
done
cmp scans_one/mask.nii.gz scans_other/mask.nii.gz  # there is one brain
test "$(ls scans_one/bold | wc -l)" = 6
grep -q '"RepetitionTime": 1.5' scans_one/bold/sub-02_task-orchard_bold.json

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
grep -q 'tr-s is 1500 s; expected 0.1 to 16 s' log
fails anbn simulate --model model --weights random --out new --driven 21
grep -q 'driven is 21; expected 0 to 20' log
fails anbn simulate --model nowhere --out new
grep -q 'nowhere: no such folder' log
fails anbn simulate --model model --out new
grep -q 'model.safetensors' log
test ! -e new/truth.json
echo "ok"
