# `controls` in [study] makes each control as a variant that computes only what differs from main.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
folders() { (cd "results/$1" && find . -mindepth 2 -maxdepth 2 -type d | sed 's,^\./,,' | sort | paste -sd' '); }

# A second story, shorter, heard by others.
cp story/words.tsv story/again.tsv
/usr/bin/python3 -c "
import numpy as np
np.save('story/again.npy', np.cumsum(np.random.default_rng(2).standard_normal((2, 20, 3)), axis=1).astype('float32'))"
sed -n '/^\[\[story\]\]/,/^networks/p' study.toml > again.toml
sed -i 's/"dog"/"again"/; s/words.tsv/again.tsv/; s/networks.npy/again.npy/; s/volumes = 20/volumes = 18/' again.toml
cp study.toml alone.toml
printf '\n' | cat - again.toml >> study.toml
sed -i 's/^name = "Tiny"/&\ncontrols = "all"/' study.toml alone.toml

# `check` says what will be made, and what cannot.
anbn check study.toml > answer
tells "^controls$"
tells "^  untrained +not possible: the main variant itself has untrained weights"
tells "^  shuffled-words +the words in random order, their times kept: dog, again"
tells "^  wrong-story .*: dog with networks of again, again with networks of dog"
tells "^  scrambled-story +not possible: no story is the scrambled version"
tells "^  no-word-rate +the number of words left in both sides: dog, again"
tells "^  pooled .* 4 results$"
test ! -e results
anbn check alone.toml > answer
tells "^  wrong-story +not possible: the study has one story only"

# Unknown and impossible ones are refused by name.
sed 's/controls = "all"/controls = ["shufled-words"]/' study.toml > bad.toml
fails anbn check bad.toml
tells "bad.toml: controls: there is no control shufled-words; did you mean 'shuffled-words'"
sed 's/controls = "all"/controls = ["untrained"]/' study.toml > bad.toml
fails anbn run bad.toml
says "bad.toml: controls: untrained is not possible: the main variant itself has untrained weights"

anbn run study.toml > answer 2> log
test "$(folders no-word-rate)" = "again/nuisance again/significance dog/nuisance dog/significance pooled/draws"
test "$(folders wrong-story)" = "again/coupling again/significance dog/coupling dog/significance"
test "$(cd results/shuffled-words/dog && ls | paste -sd' ')" = "activations coupling nuisance significance timecourses tokens"
grep -qE '"volumes coupled": 18,?$' results/wrong-story/dog/coupling/run.json
tells "controls .*shuffled words p = "
# The answer over both stories comes first, in what is printed and in the page, beside that of the controls that have one.
sed -n 3p answer | grep -qE "^All 2 stories together \(main\): "
tells "^  that pair's r +dog -?[01]\.[0-9]{3}, again -?[01]\.[0-9]{3}$"
tells "^  data +38 volumes, 2 stories \([0-9.]* min\)$"
grep -o "<h3>[^<]*</h3>" results/report/report.html | grep -A1 "All 2 stories together" | tail -1 | grep -qF "<h3>dog</h3>"
for control in shuffled-words no-word-rate story-time; do
  test -e results/$control/pooled/stories.tsv
  grep -qF "\"$control/pooled\"" results/study.json
done
for words in "wrong story" "networks of again" "word rate left in" "time in the story out" "Does it take this story?" "scrambled story</b>: not possible here"; do
  grep -qF -- "$words" results/report/report.html || { echo "not in the page: $words"; exit 1; }
done

# Nothing is done twice, and the controls change nothing else.
anbn run study.toml > answer 2> log
test -z "$(grep -F "written in" log)"
sed '/^controls/d' study.toml > plain.toml
anbn run plain.toml --out plain > answer 2> log
diff -r -x 'run.*' results/main plain/main
# Another seed is another order of the words, and nothing else.
printf '\n[tokens]\nseed = 2\n' | cat study.toml - > seed.toml
cp -r results other
anbn run seed.toml --out other > answer 2> log
if cmp -s results/shuffled-words/dog/tokens/words.tsv other/shuffled-words/dog/tokens/words.tsv; then echo "the same order"; exit 1; fi
cmp results/main/dog/tokens/tokens.tsv other/main/dog/tokens/tokens.tsv
