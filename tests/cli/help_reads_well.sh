# The program explains itself, and wrong use of it has exit code 2 and names what was meant.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
usage() { code=0; anbn "$@" > answer 2> log || code=$?; test "$code" = 2 || { echo "exit code $code: $*"; exit 1; }; test "$(wc -l < log)" = 1; }

anbn --version | grep -qx 'anbn [0-9.]*'
anbn --help > answer
for stage in tokens activations timecourses networks coupling significance pooled encoding interpretation layers report; do
  grep -q "^  $stage " answer
  anbn $stage --help > of_stage
  grep -q "^anbn $stage: " of_stage
  grep -q "^  anbn $stage " of_stage    # an example or the usage
  grep -q -- "--out FOLDER" of_stage
  test "$(wc -L < of_stage)" -le 110
done
for command in init run check workflow pairs compare model simulate; do grep -q "^  $command " answer; anbn $command --help | grep -q "^anbn $command: "; done
test "$(wc -L < answer)" -le 100
code=0; anbn > answer 2> log || code=$?; test $code = 2; grep -q "anbn run study.toml" log

anbn networks --help | tr -s ' \n' ' ' > of_networks
grep -qF -- "--bold FOLDER ..." of_networks
grep -qF "(by method)" of_networks
grep -qF "keeps; 0 or more and less than 1 (by preset)" of_networks
grep -qF "one of sigmoid linear projection dual (by method)" of_networks
fails grep -F -- "default: -1.0" of_networks
anbn bold --help | tr -s ' \n' ' ' | grep -qF "repetition time by the story; 0 (that of the sidecar, else of the header) to 16 s (default: 0)"
anbn significance --help | tr -s ' \n' ' ' | grep -qF "called significant; more than 0 and less than 1 (default: 0.01)"
anbn encoding --help | tr -s ' \n' ' ' | grep -qF "(default: 0.1 0.3 1 3 10 30 100 300 1000 3000)"
anbn mask --help | grep -qF -- "--scans FILE ..."
anbn simulate --help | grep -qF -- "--out FOLDER"
anbn simulate --help | tr -s ' \n' ' ' | grep -qF "folder of the study to write (required)"
usage simulate --model model; says "--out is missing"

anbn pairs --help > of_pairs
grep -q "^  anbn pairs results/main/pieman L8H2D51" of_pairs
grep -q "^  FOLDER " of_pairs; grep -q "^  NEURON " of_pairs
usage pairs; says "session is missing"
usage pairs results/main/dog; says "neuron is missing"
usage pairs results/main/dog L1H1D1 L1H1D2; says "L1H1D2 is one word too many after L1H1D1"

usage tokns; says "no stage or command named tokns; did you mean 'tokens'?"
usage tokens --tr-z 3; says "unknown option --tr-z; did you mean '--tr-s'?"
usage tokens --words w.tsv; says "--vocabulary is missing (the model's vocab.txt, tokenizer.json, vocab.json or tokenizer.model;"
usage tokens --words story/words.tsv --vocabulary model/vocab.txt; says "--out is missing"
usage tokens --words story/words.tsv --vocabulary model/vocab.txt --tr-s two --out t; says '--tr-s is "two"; expected number'
usage tokens --words story/words.tsv --vocabulary model/vocab.txt --segments odd --out t; says 'expected one of even greedy explicit'
usage run; says "study is missing"
usage run study.toml --treads 2; says "did you mean '--threads'?"
test ! -e t
# Negative numbers are values, not options.
anbn tokens --words story/words.tsv --vocabulary model/vocab.txt --volumes 20 --audio-start-s -1.5 --out t 2> log
grep -q '"audio_start_s": -1.5' t/stage.json
