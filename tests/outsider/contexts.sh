# SPDX-License-Identifier: Apache-2.0
# Studies whose models read windows in place of segments: with every architecture they run; of BERT and of models that see only what came before numpy finds the same activations, time courses, place regressors and pairs. And pairs of segments are those that attention forms.
export PYTHONDONTWRITEBYTECODE=1
goldens=$ANBN_SOURCE_DIR/tests/golden/architectures outsider=$ANBN_SOURCE_DIR/tests/outsider
work=$(mktemp -d -p "${ANBN_TEST_MEMORY:-${TMPDIR:-/tmp}}")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
export XDG_CACHE_HOME=$work/cache
/usr/bin/python3 - "$goldens" << 'END'
import json, pathlib, shutil, sys
import numpy as np
letters = "abcdefghijklmnopqrstuvwxyz"
pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."] + list(letters) + ["##" + c for c in letters]  # below 60, the goldens' vocabulary
bare = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": [], "post_processor": None, "decoder": None,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True}, "pre_tokenizer": {"type": "BertPreTokenizer"},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": {piece: i for i, piece in enumerate(pieces)}}}
for name in "bert_with_head distilbert roberta xlm_roberta gpt2 llama_grouped_llama3 mistral_window qwen2_window qwen3_grouped_window".split():
    shutil.copytree(pathlib.Path(sys.argv[1]) / name, name)
    pathlib.Path(name, "vocab.txt").write_text("\n".join(pieces) + "\n")
shutil.copytree("gpt2", "gpt2_bare")  # its tokenizer puts nothing around a text
pathlib.Path("gpt2_bare/vocab.txt").unlink()
pathlib.Path("gpt2_bare/tokenizer.json").write_text(json.dumps(bare))
with open("words.tsv", "w") as file:
    file.write("word\tonset_s\tduration_s\n")
    for i in range(60):
        word = letters[i * 7 % 26] + letters[i * i % 26] * (i % 3) + ("." if i % 13 == 12 else "")
        file.write(f"{word}\t{0.45 * i + 0.9 * (i // 20):.2f}\t0.3\n")
np.save("networks.npy", np.cumsum(np.random.default_rng(7).standard_normal((2, 30, 3)), axis=1).astype("float32"))
study = '[study]\nname = "Contexts"\nmodel = "bert_with_head"\n[tokens]\nmax_segment_tokens = 24\nstride = 5\n[coupling]\nlag_draws = 2\n[significance]\npermutations = 19\nnoise_draws = 2\n[interpretation]\ntop = 40\ndraws = 9\n'
variants = [("main", "bert_with_head", "sliding", ""), ("volumes", "bert_with_head", "volume", ""), ("segments", "gpt2", "segment", "")]
for name in "distilbert roberta xlm_roberta gpt2 gpt2_bare llama_grouped_llama3 mistral_window qwen2_window qwen3_grouped_window".split():
    variants.append((f"{name}-sliding", name, "sliding", ""))
variants += [("gpt2-volume", "gpt2", "volume", ""), ("bare-volume", "gpt2_bare", "volume", ""), ("mistral-volume", "mistral_window", "volume", 'timecourses.first_token = "kept"\n'),
             ("bare-kept", "gpt2_bare", "sliding", 'timecourses.first_token = "kept"\n'), ("next", "gpt2_bare", "sliding", 'activations.neurons = "surprisal"\n')]
for variant, model, context, more in variants:
    study += f'[[variant]]\nname = "{variant}"\nmodel = "{model}"\ntokens.context = "{context}"\n{more}'
open("study.toml", "w").write(study + '[[story]]\nname = "one"\nwords = "words.tsv"\ntr_s = 1.5\nfirst_volume = 2\nvolumes = 20\naudio_start_s = 1.2\nnetworks = "networks.npy"\n')
END
anbn check study.toml > answer
grep -q "in windows: 22 of up to 24 tokens" answer || { cat answer; exit 1; }
anbn run study.toml --quiet
check() { /usr/bin/python3 "$outsider/check_contexts.py" "$@"; }
both="--before 2 --after 3"
check gpt2 results/segments/one
for variant in main volumes; do check bert_with_head results/$variant/one $both; done
for name in gpt2 llama_grouped_llama3 mistral_window qwen2_window qwen3_grouped_window; do check $name results/$name-sliding/one $both; done
check gpt2 results/gpt2-volume/one $both
check mistral_window results/mistral-volume/one $both
for variant in gpt2_bare-sliding bare-volume bare-kept next; do check gpt2_bare results/$variant/one; done
# The volumes' option is that of the pairs as well, unless they say otherwise.
grep -q '"first_token": "kept"' results/bare-kept/one/interpretation/stage.json
# A wrong context must fail.
sed -i 's/"stride": 5/"stride": 6/' results/main/one/tokens/stage.json
if check bert_with_head results/main/one $both > answer; then echo "a wrong stride was not seen"; exit 1; fi
grep -q "FAILED main one" answer
