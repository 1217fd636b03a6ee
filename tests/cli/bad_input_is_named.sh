# Bad input is one line that names the file, what was found, what was expected and what to do.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
error() {  # error WORDS...: the study fails in one line that says all of them; earlier results stay
  fails anbn run study.toml
  test "$(grep -c '^anbn: error: ' log)" = 1
  for words in "$@"; do says "$words"; done
  cp good.toml study.toml
}
change() { sed -i "$1" study.toml; }
cp study.toml good.toml
anbn run study.toml > answer 2> log
cp -r results before

change 's,story/words.tsv,story/wrods.tsv,'; error "story/wrods.tsv: no such file" "is the path right?"
change 's,story/networks.npy,story/nothing.npy,'; error "story/nothing.npy: no such file"
change 's/^volumes = 20/volumes = 40/'; error "story/networks.npy" 24 40
change 's/tr_s = 1.5/tr_s = 1500/'; error "study.toml: [[story]] dog, [tokens]: tr_s is 1500 s" "expected more than 0 and at most 16 s" "milliseconds"
change 's/^volumes = 20/volumse = 20/'; error "study.toml: unknown key volumse in [[story]] dog; did you mean 'volumes'?"
change 's/permutations = 19/permutation = 19/'; error "unknown key permutation in [significance]; did you mean 'permutations'?"
change 's/^name = "dog"/name = "a dog"/'; error "becomes the name of a folder"
change 's/^volumes = 20/volumes = /'; error "study.toml:11"
printf '[[variant]]\nname = "other"\n' >> study.toml; error "the first variant is called other; expected main"

# A transcript that is another text.
echo "The man saw a cat and the cat saw the man." > story/transcript.txt
change 's,^words = .*,&\ntranscript = "story/transcript.txt",'; error "story/transcript.txt" dog cat

# Networks of another length than the story.
/usr/bin/python3 -c "import numpy as np; np.save('story/short.npy', np.zeros((15, 3), 'f4'))"
change 's,story/networks.npy,story/short.npy,'; error "story/short.npy" 15 "20"
/usr/bin/python3 -c "import numpy as np; np.save('story/flat.npy', np.zeros(15, 'f4'))"
change 's,story/networks.npy,story/flat.npy,'; error "story/flat.npy"
head -c 100 story/networks.npy > story/cut.npy
change 's,story/networks.npy,story/cut.npy,'; error "story/cut.npy"

# Weights: none, those of PyTorch, those that lack a tensor, those of another kind of model.
change 's/"random"/"pretrained"/'; error "found no model.safetensors"
touch model/pytorch_model.bin
change 's/"random"/"pretrained"/'; error "pytorch_model.bin" "safetensors"
/usr/bin/python3 - << 'END'
import json, struct
header = json.dumps({"embeddings.word_embeddings.weight": {"dtype": "F32", "shape": [1, 8], "data_offsets": [0, 32]}}).encode()
open("model/model.safetensors", "wb").write(struct.pack("<Q", len(header)) + header + bytes(32))
END
change 's/"random"/"pretrained"/'; error "model/model.safetensors" "embeddings."
rm model/model.safetensors model/pytorch_model.bin
cp -r model gpt_2; sed -i 's/"bert"/"gpt_2"/' gpt_2/config.json
change 's/model = "model"/model = "gpt_2"/'; error "gpt_2/config.json" "gpt_2" "did you mean 'gpt2'" "architectures"

# A result folder that is somebody else's.
mkdir -p mine; echo "years of work" > mine/thesis.txt
fails anbn tokens --words story/words.tsv --vocabulary model/vocab.txt --volumes 20 --out mine
says "mine holds files and is not a result of anbn; choose another --out"
test "$(cat mine/thesis.txt)" = "years of work"
# A folder that another process works in.
(mkdir -p t.partial; exec 9> t.partial/stage.json; flock 9; touch locked; sleep 20) & holder=$!
until test -e locked; do sleep 0.01; done
code=0; anbn tokens --words story/words.tsv --vocabulary model/vocab.txt --volumes 20 --out t 2> log || code=$?
test $code = 3
says "t is in use by another process; wait until it has ended (--wait does) or choose another --out"
kill $holder; wait $holder 2> /dev/null || true
# A stage before its inputs.
fails anbn coupling --timecourses nothing --tokens nothing --networks results/networks --nuisance nothing --story dog --out c
says "no finished result here; run \`anbn"
test ! -e c

# After all this the earlier results are what they were.
diff -r -x run.log before results
anbn run study.toml 2> log > answer
test "$(grep -c "up to date" log)" = 11
