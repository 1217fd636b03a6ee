# Two stories read by a small model with weights, beside untrained ones: every kind of neuron goes through all stages, also those of several stories.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
rm -r model story study.toml
cp -r "$ANBN_SOURCE_DIR/tests/golden/architectures/qwen3" model; chmod -R u+w model
/usr/bin/python3 - << 'END2'
import numpy as np
letters = "abcdefghijklmnopqrstuvwxyz"
with open("model/vocab.txt", "w") as file:  # ids below 60, the model's vocabulary
    file.write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."] + list(letters) + ["##" + c for c in letters]) + "\n")
for name, step in (("one", 7), ("two", 11)):
    with open(f"{name}.tsv", "w") as file:
        file.write("word\tonset_s\tduration_s\n")
        for i in range(60):
            word = letters[i * step % 26] + letters[i * i % 26] * (i % 3) + ("." if i % 13 == 12 else "")
            file.write(f"{word}\t{0.45 * i + 0.9 * (i // 20):.2f}\t0.3\n")
    np.save(f"{name}.npy", np.cumsum(np.random.default_rng(step).standard_normal((2, 30, 4)), axis=1).astype("float32"))
END2
cat > study.toml << 'END2'
[study]
name = "Kinds"
model = "model"
controls = ["untrained"]

[tokens]
max_segment_tokens = 38

[coupling]
lag_draws = 5

[significance]
permutations = 39
noise_draws = 19

[training]
seeds = 2
draws = 5

[[variant]]
name = "main"

[[variant]]
name = "heads"
activations.neurons = "attention_head"

[[variant]]
name = "turned"
activations.neurons = "attention_qk_after_rope"

[[variant]]
name = "next"
activations.neurons = "surprisal"

[[variant]]
name = "inside"
activations.neurons = "ffn"
END2
for name in one two; do
  printf '\n[[story]]\nname = "%s"\nwords = "%s.tsv"\ntr_s = 1.5\nfirst_volume = 2\nvolumes = 20\naudio_start_s = 1.2\nnetworks = "%s.npy"\n' $name $name $name >> study.toml
done
anbn check study.toml > answer
anbn run study.toml --quiet
for variant in main heads turned next inside; do test -e results/$variant/pooled/stage.json; test -e results/$variant/training/stage.json; done
grep -qF '"neurons": "surprisal"' results/next/training/stage.json
test "$(wc -l < results/report/variants.tsv)" = 6
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_variants.py" results
cp results/report/summary.txt answer
tells "^All 2 stories together: neurons over a family-wise bar of 5 %"; tells "^  next +surprisal +1 "
