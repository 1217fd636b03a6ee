# What `anbn run` refuses `anbn check` refuses in the same words, before anything is computed: one input of each kind that people bring.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
python() { /usr/bin/python3 -c "import json, struct, numpy as np, nifti
affine = np.diag([-10.0, 10, 10, 1]); affine[:3, 3] = 25, -20, -15
def unplaced(path, values):
    nifti.save(path, values, affine); data = bytearray(open(path, 'rb').read()); data[252:256] = bytes(4); open(path, 'wb').write(data)
random = np.random.default_rng(5)
$1"; }
cp study.toml good.toml
# both WORDS...: the study is refused twice, in one line that says all of them.
both() {
  for command in check run; do
    fails anbn $command study.toml
    cat answer >> log
    for words in "$@"; do
      grep -E "^(anbn: error|  error): " log | grep -qF -- "$words" || { echo "anbn $command does not say: $words"; cat log; exit 1; }
    done
  done
  cp good.toml study.toml
}
change() { sed -i "$1" study.toml; }
scan() { change "s,scans/sub-02_bold.nii.gz,$1,"; }
mask() { change "s,scans/mask.nii.gz,$1,"; }

# Maps that a study gives.
maps() { change "/^units/d; /^epochs/d; s,^method = \"dbn\",method = \"import\"\nmaps = \"$1\","; }
python 'x = random.integers(0, 5, (6, 5, 4)).astype("int16"); nifti.save("labels.nii", x, affine)
maps = random.standard_normal((6, 5, 4, 2)).astype("float32"); nifti.save("maps.nii", maps, affine)
nifti.save("flat.nii", maps * 0, affine)
unplaced("unplaced.nii", maps[:5])
far = affine.copy(); far[:3, 3] = 900, 900, 900; nifti.save("far.nii", maps, far)'
maps labels.nii; both "labels.nii: one volume of whole numbers, as an atlas of labels has"
maps unplaced.nii; both "unplaced.nii: its header does not say where its voxels lie"
maps flat.nii; both "flat.nii: each of the 2 maps is the same in every voxel of the mask"
maps far.nii; both "far.nii"
maps nothing.nii; both "nothing.nii: no such file"
maps maps.nii; anbn check study.toml > answer; tells "maps +as they are"
cp good.toml study.toml

# Where voxels lie.
python 'unplaced("guess.nii", random.integers(400, 600, (6, 5, 4, 24)).astype("int16")); unplaced("mask.nii", np.ones((5, 5, 4), "uint8"))
nifti.save("zeros.nii", random.integers(400, 600, (6, 5, 4, 24)).astype("int16"), affine)
data = bytearray(open("zeros.nii", "rb").read()); data[280:328] = bytes(48); open("zeros.nii", "wb").write(data)
nifti.save("negative.nii", np.full((6, 5, 4), -1, "int16"), affine)'
scan guess.nii; both "guess.nii: its header does not say where its voxels lie" "that of scans/sub-01_bold.nii.gz does"
scan zeros.nii; both "zeros.nii: its affine maps all voxels into a plane"
mask mask.nii; both "mask.nii: its header does not say where its voxels lie"
mask negative.nii; both "negative.nii: 120 voxels of 120 are below 0"
printf '[atlas]\nlabels = ["unplaced_labels.nii"]\n' >> study.toml
python 'unplaced("unplaced_labels.nii", random.integers(0, 5, (5, 5, 4)).astype("int16"))'; both "unplaced_labels.nii: its header does not say where its voxels lie"

# The same scan twice, under two names.
cp scans/sub-01_bold.nii.gz again.nii.gz; cp scans/sub-01_bold.json again.json
scan again.nii.gz; both "hold the same scan; expected each scan once"

# What is regressed out.
python 'np.savetxt("c.tsv", random.standard_normal((24, 23)), delimiter="\t", header="\t".join(f"x{i}" for i in range(23)), comments="")'
confounds() { change "s,^scans = ,confounds = [\"$1\"\, \"$1\"\, \"$1\"]\n&,"; printf '[bold]\nregress = ["%s"]\n' "$2" >> study.toml; }
confounds c.tsv 'x*'; both "23 independent regressors are to be taken out of 24 volumes, and nothing would be left"
confounds c.tsv 'y*'; both "c.tsv: has no column y*"
sed 's/\t/;/g' c.tsv > semicolons.tsv
confounds semicolons.tsv 'x*'; both "semicolons.tsv: columns are parted by semicolons"
change 's,^scans = ,nuisance_file = "own.tsv"\n&,'
python 'np.savetxt("own.tsv", random.standard_normal((24, 2)), header="a\tb", comments="", delimiter="\t")'; both "own.tsv: 24 rows; expected one for each of the 20 volumes used"
change 's,^scans = ,nuisance_file = "own.tsv"\n&,'
python 'open("own.tsv", "w").write("a\n" + "1\n" * 19 + "n/a\n")'; both "own.tsv:21: the column 'a' holds 'n/a'"
# Much, and not too much: told by both, and on the page.
confounds c.tsv 'x1*", "x2*'
anbn check study.toml > answer
tells "regressed out +leaves [5-8]\.?[0-9]* degrees of freedom or more of the volumes used"
tells "warning: .*15 regressors leave [5-8]\.?[0-9]* degrees of freedom of the 20 volumes used, less than half"
anbn run study.toml > answer 2> log
says "15 regressors leave "
tr -s '\n ' ' ' < answer | grep -q "what was regressed out of a scan leaves [5-8][.0-9]* degrees of freedom of its volumes"  # over several lines
grep -q "What was regressed out of a scan leaves [5-8][.0-9]* degrees of freedom" results/report/report.html
rm -r results; cp good.toml study.toml

# Words and text.
words() { change "s,story/words.tsv,$1,"; }
printf 'word\tonset_s\tduration_s\nit\x92s\t1\t1\n' > windows.tsv; words windows.tsv; both "windows.tsv:2: is not in UTF-8, maybe in windows-1252"
iconv -f utf-8 -t utf-16 story/words.tsv > utf16.tsv; words utf16.tsv; both "utf16.tsv:1: is in UTF-16"
printf '1\n00:00:01,000 --> 00:00:02,000\nHello\n' > a.srt; words a.srt; both "a.srt: is subtitles (SRT)"
printf 'word\tonset_s\tduration_s\na\t0\t1\nb\t0\t1\n' > zero.tsv; words zero.tsv; both "zero.tsv: all 2 words with a time begin at 0 s"
sed '2s/^[^\t]*/\&#39;man/' story/words.tsv > entity.tsv; words entity.tsv; both "entity.tsv: holds HTML entities in 1 line: line 2"

# Models and tokenizers.
model() { rm -rf other; cp -r model other; change 's,^model = "model",model = "other",'; }
model; echo '{"never_split": ["dog"]}' > other/tokenizer_config.json; both "the text holds 'dog', which the model's tokenizer leaves whole"
model; echo '{"unk_token": "<unk>"}' > other/special_tokens_map.json; both "special_tokens_map.json: unk_token is '<unk>'; expected '[UNK]'"
model; echo '{"tokenizer_class": "BertJapaneseTokenizer"}' > other/tokenizer_config.json; both "tokenizer_class is 'BertJapaneseTokenizer'"
model; sed -i 's/"bert"/"albert"/' other/config.json; rm other/vocab.txt; both "other/config.json" "model_type is 'albert'"
model; sed -i 's/"max_position_embeddings": 64/"max_position_embeddings": 16/' other/config.json; both " has 48 tokens; expected " "positions"
model; rm other/vocab.txt; echo '{"model": {"vocab": {"a": 0}}}' > other/tokenizer.json; both "other/tokenizer.json"

# Weights. A size is refused before anything of it is allocated.
# weights CODE: a file of BERT's tensors as CODE leaves `tensors` (name: [dtype, shape, bytes]); Q names one of them.
Q=encoder.layer.0.attention.self.query.weight
weights() {
  model
  change '/^weights = "random"/d'
  /usr/bin/python3 -c "import json, struct, numpy as np
config = json.load(open('other/config.json'))
hidden, wide = config['hidden_size'], config['intermediate_size']
shapes = {'embeddings.word_embeddings.weight': [config['vocab_size'], hidden], 'embeddings.position_embeddings.weight': [config['max_position_embeddings'], hidden],
          'embeddings.token_type_embeddings.weight': [config['type_vocab_size'], hidden]}
rows = {'attention.self.query': [hidden, hidden], 'attention.self.key': [hidden, hidden], 'attention.self.value': [hidden, hidden],
        'attention.output.dense': [hidden, hidden], 'intermediate.dense': [wide, hidden], 'output.dense': [hidden, wide]}
norms = ['embeddings.LayerNorm']
for layer in range(config['num_hidden_layers']):
    of = f'encoder.layer.{layer}.'
    for name, shape in rows.items():
        shapes |= {of + name + '.weight': shape, of + name + '.bias': shape[:1]}
    norms += [of + 'attention.output.LayerNorm', of + 'output.LayerNorm']
for name in norms:
    shapes |= {name + '.weight': [hidden], name + '.bias': [hidden]}
random = np.random.default_rng(4)
tensors = {name: ['F32', shape, random.standard_normal(shape).astype('<f4').tobytes()] for name, shape in shapes.items()}
q = tensors['$Q']
$1
header, values = {}, b''
for name, (dtype, shape, held) in tensors.items():
    header[name] = {'dtype': dtype, 'shape': shape, 'data_offsets': [len(values), len(values) + len(held)]}
    values += held
text = json.dumps(header).encode()
open('other/model.safetensors', 'wb').write(struct.pack('<Q', len(text)) + text + values)"
}
weights ''; anbn check study.toml > answer; cp good.toml study.toml
weights 'q[2] = struct.pack("<f", float("nan")) + q[2][4:]'; both "the tensor '$Q' holds values that are not finite"
weights 'q[2] = q[2][:-4] + struct.pack("<f", float("-inf"))'; both "the tensor '$Q' holds values that are not finite"
weights 'q[0], q[2] = "I8", q[2][::4]'; both "$Q" I8
weights 'tensors.update({"bert." + name: list(t) for name, t in tensors.items()})'; both "other/model.safetensors" "bert."
weights "del tensors['$Q']"; both "$Q"
weights 'q[1] = [hidden * hidden]'; both "$Q" "[64]"
model; sed -i 's/"hidden_size": 8/"hidden_size": 65536/' other/config.json; both "a model of 65536 dimensions"
