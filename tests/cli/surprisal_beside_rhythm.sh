# Surprisal of a model that is no variant as a low-level regressor, where a study asks for it; a model that has none is refused before anything is computed.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
cp -r "$ANBN_SOURCE_DIR/tests/golden/architectures/gpt2" gpt2; chmod -R u+w gpt2
/usr/bin/python3 -c '
letters = "abcdefghijklmnopqrstuvwxyz"
open("gpt2/vocab.txt", "w").write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."] + list(letters) + ["##" + c for c in letters]) + "\n")'
refused() {
  for command in check run; do
    fails anbn $command study.toml
    cat answer >> log; says "$1"
  done
}
/usr/bin/python3 - << 'END'
study = open("study.toml").read()
story = study.split("[[story]]")[1].split("[coupling]")[0]
second = "[[story]]" + story.replace('"dog"', '"again"').replace("words.tsv", "again.tsv")
lines = open("story/words.tsv").read().splitlines()
words = [line.split("\t") for line in lines[1:]]
with open("story/again.tsv", "w") as table:
    table.write(lines[0] + "\n")
    for row, other in zip(words, words[::-1]):
        table.write("\t".join([other[0], row[1], row[2], other[3]]) + "\n")
open("study.toml", "w").write(study.replace("[coupling]", second + "[coupling]", 1) + '\n[unique-variance]\npermutations = 19\ngap_s = 1.5\n\n[surprisal]\nsurprisal_model = "gpt2"\nmax_segment_tokens = 40\n')
END
anbn check study.toml > answer
anbn run study.toml --quiet
test "$(head -1 results/main/dog/surprisal/surprisal.tsv)" = "$(printf 'word\ttext\tvolume\tsurprisal')"
test "$(head -1 results/main/dog/surprisal/regressors.tsv)" = surprisal
grep -qx surprisal results/main/unique-variance/low_level.tsv
grep -q surprisal results/main/dog/nuisance/regressors.tsv && exit 1
# Segments that its model cannot read are told beforehand.
sed -i 's/max_segment_tokens = 40/max_segment_tokens = 400/' study.toml
refused " 40, the "
sed -i 's/max_segment_tokens = 400/max_segment_tokens = 40/' study.toml
# Without the table it is not there, and nothing else has changed.
cp -r results/main/dog/coupling before
sed -i '/^\[surprisal\]/,$d' study.toml
anbn run study.toml --quiet
grep -qx surprisal results/main/unique-variance/low_level.tsv && exit 1
cmp before/correlation.npy results/main/dog/coupling/correlation.npy
printf '\n[surprisal]\nsurprisal_model = "model"\n' >> study.toml
refused "expected one whose tokens see only those before them, such as gpt2 or llama"
