# For scripts in tests/cli: a complete study that runs in a moment, in a folder of its own.
# `! cmd` never stops a `bash -e` script, so failures are expected through fails().
fails() { if "$@" > answer 2> log; then echo "should have failed: $*"; exit 1; fi; }
# says WORDS: the last failure (or run) said so; shows what it said instead if not.
says() { grep -qF -- "$1" log || { echo "expected: $1"; echo "found:"; cat log; exit 1; }; }
# tells PATTERN: what was answered has it (an extended regular expression).
tells() { grep -qE -- "$1" answer || { echo "expected: $1"; cat answer; exit 1; }; }

work=$(mktemp -d -p "${ANBN_TEST_MEMORY:-${TMPDIR:-/tmp}}")
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work"
export XDG_CACHE_HOME=$work/cache

# A model of 2 layers x 2 heads x 4 dimensions, a story of 48 words, 2 listeners with 3 networks.
mkdir -p model story
/usr/bin/python3 - << 'END'
import json
import numpy as np

words = "the man saw a dog and the dog saw the man . he ran home , and the dog ran home too .".split()
tags = dict.fromkeys(["man", "dog", "home"], "NOUN") | dict.fromkeys(["saw", "ran"], "VERB") | {"he": "PRON", "and": "CCONJ", "too": "ADV"}
vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + sorted(set(words)) + list("bcefgijklpqtuvwxyz") + ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"]
open("model/vocab.txt", "w").write("\n".join(vocabulary) + "\n")
json.dump({"model_type": "bert", "architectures": ["BertModel"], "hidden_act": "gelu", "hidden_size": 8, "num_attention_heads": 2,
           "num_hidden_layers": 2, "intermediate_size": 16, "vocab_size": len(vocabulary), "max_position_embeddings": 64,
           "type_vocab_size": 2, "layer_norm_eps": 1e-12, "initializer_range": 0.02}, open("model/config.json", "w"))
with open("story/words.tsv", "w") as table:
    table.write("word\tonset_s\tduration_s\tupos\n")
    onset, rows = 0.0, []
    for word in words + words:
        if word in ".,":
            rows[-1][0] += word
            continue
        onset += 0.6 + 0.1 * (len(word) % 3)
        rows.append([word, f"{onset:.2f}", "0.4", tags.get(word, "DET")])
    for row in rows:
        table.write("\t".join(row) + "\n")
random = np.random.default_rng(1)
series = np.cumsum(random.standard_normal((2, 24, 3)), axis=1)
np.save("story/networks.npy", series.astype("float32"))
END
cat > study.toml << 'END'
[study]
name = "Tiny"
model = "model"
weights = "random"

[[story]]
name = "dog"
words = "story/words.tsv"
tr_s = 1.5
first_volume = 2
volumes = 20
audio_start_s = 3
networks = "story/networks.npy"

[coupling]
lag_draws = 5

[significance]
permutations = 19
noise_draws = 5
END
