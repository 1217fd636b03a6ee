# A second run finds everything up to date; a changed option reruns its stage and those after it.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
written() { grep -F "written in" log | sed 's/^\[[^]]*\] *//; s/ .*//; s,.*/,,' | paste -sd' '; }

anbn run study.toml > answer 2> log
test "$(written)" = "networks tokens activations timecourses nuisance coupling significance listeners interpretation layers report"
test -s results/report/report.html
grep -qF "results/report/report.html" answer
test -z "$(find results -name '*.partial')"

anbn run study.toml > answer 2> log
test -z "$(written)"
test "$(grep -cF "up to date" log)" = 11

change() { sed -i "$1" study.toml; anbn run study.toml > answer 2> log; written; }
test "$(change 's/permutations = 19/permutations = 39/')" = "significance layers report"
echo '[timecourses]' >> study.toml
test "$(change '$a hrf = "none"')" = "timecourses coupling significance listeners interpretation layers report"
test "$(change 's/tr_s = 1.5/tr_s = 1.6/')" = "tokens activations timecourses nuisance coupling significance listeners interpretation layers report"
# What a story is called on the page concerns the report alone; where a file lies, nobody.
test "$(change 's/^name = "dog"/&\ntitle = "The dog"/')" = "report"
mv story/words.tsv story/moved.tsv
test -z "$(change 's,story/words.tsv,story/moved.tsv,')"
# What a file holds concerns those who read it.
/usr/bin/python3 -c "
import numpy as np
x = np.load('story/networks.npy'); x[0, 5, 0] += 1; np.save('story/networks.npy', x)"
test "$(change '')" = "networks coupling significance listeners interpretation layers report"

# A lost result is made again, with what lies after it only if it comes out different.
rm -r results/main/dog/timecourses
test "$(change '')" = "timecourses"
# All input files are read again when asked.
anbn run study.toml --verify > answer 2> log
test -z "$(written)"
# Another place is another study.
anbn run study.toml --out elsewhere > answer 2> log
diff -r -x 'run.*' results elsewhere
# Stages by hand give what the study gives.
anbn coupling --timecourses results/main/dog/timecourses --tokens results/main/dog/tokens \
  --networks results/networks --nuisance results/main/dog/nuisance --story dog --out by-hand > answer 2> log
cmp by-hand/correlation.npy results/main/dog/coupling/correlation.npy
anbn run study.toml --quiet > answer 2> log
test ! -s log
test ! -s answer
