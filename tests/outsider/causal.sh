# SPDX-License-Identifier: Apache-2.0
# The outsider's numpy GPT-2 and Llama against goldens made by transformers; then activations and time courses of models that see only what came before, over pairs that attention forms.
export PYTHONDONTWRITEBYTECODE=1
goldens=$ANBN_SOURCE_DIR/tests/golden/architectures outsider=$ANBN_SOURCE_DIR/tests/outsider
/usr/bin/python3 "$outsider/check_causal.py" "$goldens"
work=$(mktemp -d -p "${ANBN_TEST_MEMORY:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$work"' EXIT
cd "$work"
/usr/bin/python3 - << 'END'
letters = "abcdefghijklmnopqrstuvwxyz"
with open("vocab.txt", "w") as file:  # ids below 60, the goldens' vocabulary
    file.write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."] + list(letters) + ["##" + c for c in letters]) + "\n")
with open("words.tsv", "w") as file:
    file.write("word\tonset_s\tduration_s\n")
    for i in range(60):
        word = letters[i * 7 % 26] + letters[i * i % 26] * (i % 3) + ("." if i % 13 == 12 else "")
        file.write(f"{word}\t{0.45 * i + 0.9 * (i // 20):.2f}\t0.3\n")
END
anbn tokens --words words.tsv --vocabulary vocab.txt --tr-s 1.5 --first-volume 2 --volumes 14 --audio-start-s 1.2 --max-segment-tokens 38 --out tokens
for name in gpt2 llama_grouped_llama3 mistral_window qwen2 qwen3_grouped_window; do
  anbn activations --tokens tokens --model "$goldens/$name" --out "$name"
  anbn timecourses --activations "$name" --tokens tokens --out "$name-courses"
  /usr/bin/python3 "$outsider/check_causal.py" "$goldens/$name" tokens "$name" "$name-courses"
done
for name in gpt2:attention_head qwen3_grouped_window:attention_head llama_grouped_llama3:attention_qk_after_rope mistral_window:attention_qk_after_rope \
  gpt2:surprisal qwen2:surprisal mistral_window:surprisal; do
  model=${name%:*} kind=${name#*:}
  anbn activations --tokens tokens --model "$goldens/$model" --neurons "$kind" --out "$model-$kind"
  anbn timecourses --activations "$model-$kind" --tokens tokens --out "$model-$kind-courses"
  /usr/bin/python3 "$outsider/check_causal.py" "$goldens/$model" tokens "$model-$kind" "$model-$kind-courses"
done
anbn timecourses --activations gpt2 --tokens tokens --pairs all --first-token kept --out all
/usr/bin/python3 "$outsider/check_causal.py" "$goldens/gpt2" tokens gpt2 all --all-pairs --keeps-first
# Surprisal as a regressor: its model and pieces are its own, here those of the tokens.
for name in gpt2 qwen2; do
  anbn surprisal --words words.tsv --vocabulary vocab.txt --surprisal-model "$goldens/$name" --tr-s 1.5 --first-volume 2 --volumes 14 --audio-start-s 1.2 --max-segment-tokens 38 --out "$name-nats"
  /usr/bin/python3 "$outsider/check_causal.py" "$goldens/$name" tokens "$name-nats"
done
