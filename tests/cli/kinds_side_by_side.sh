# Several kinds of neuron and two models in one study: heads, rotary pairs, surprisal; one table under one family-wise bar, which the outsider finds too.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
sed -i 's/^permutations = .*/permutations = 59/' study.toml
mkdir llama; cp model/vocab.txt llama/
/usr/bin/python3 -c 'import json
vocabulary = len(open("model/vocab.txt").read().split())
json.dump({"model_type": "llama", "hidden_size": 8, "num_attention_heads": 4, "num_key_value_heads": 2, "num_hidden_layers": 2, "intermediate_size": 12, "vocab_size": vocabulary,
           "max_position_embeddings": 64, "rms_norm_eps": 1e-6, "head_dim": 4, "hidden_act": "silu", "initializer_range": 0.5, "rope_theta": 100.0, "tie_word_embeddings": True}, open("llama/config.json", "w"))'
cat >> study.toml << 'END2'

[[variant]]
name = "main"

[[variant]]
name = "again"
coupling.lag_draws = 6

[[variant]]
name = "heads"
activations.neurons = "attention_head"

[[variant]]
name = "turned"
model = "llama"
activations.neurons = "attention_qk_after_rope"

[[variant]]
name = "next"
model = "llama"
activations.neurons = "surprisal"
END2
anbn check study.toml > answer
tells "N = 16"; tells "N = 1\)"
anbn run study.toml --quiet
cp results/report/summary.txt answer; tells "^dog: neurons over a family-wise bar of 5 %"; tells "^  next +surprisal +1 "
anbn compare results > answer
tells "^dog: neurons over a family-wise bar of 5 %"
tells "^  heads +attention_head +4 +[0-9]+ +[0-9]+ \(r [0-9.]+\)"
# Draws of two variants are of the same surrogates: the same neurons have the same largest correlations.
cmp results/main/dog/significance/draws/phase_global.npy results/again/dog/significance/draws/phase_global.npy
cmp results/main/dog/significance/draws/phase_global.npy results/heads/dog/significance/draws/phase_global.npy && exit 1
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_variants.py" results
grep -qF "Variants under one family-wise bar" results/report/report.html
grep -qP "^1\tsurprisal\t1\t0\t0$" results/next/dog/timecourses/neurons.tsv
test "$(wc -l < results/heads/dog/timecourses/neurons.tsv)" = 5; grep -qP "\tL2H4P2\t2\t4\t2$" results/turned/dog/timecourses/neurons.tsv

# What a kind cannot be asked for, and what a model has not: refused by `anbn check`, and by `anbn run` with earlier results left as they are.
cp study.toml good.toml
refused() {
  for command in check run; do
    fails anbn $command study.toml
    cat answer >> log; says "$1"
  done
  cp good.toml study.toml
}
sed -i '/"turned"/a timecourses.aggregate = "max"' study.toml; refused "neurons of the kind attention_qk_after_rope have the mean alone; expected mean"
sed -i '/"next"/a timecourses.first_token = "kept"' study.toml; refused "the first token of a segment has no surprisal: nothing is before it; expected left-out"
sed -i '/"heads"/,/^$/s/attention_head/surprisal/' study.toml
refused "model: a model of the architecture bert has no neurons of the kind surprisal; expected one whose tokens see only those before them"
sed -i '/"heads"/,/^$/s/attention_head/attention_qk_after_rope/' study.toml; refused "expected one with rotary positions, such as llama"
# A causal model without head.
anbn tokens --words story/words.tsv --vocabulary model/vocab.txt --tr-s 1.5 --first-volume 2 --volumes 20 --audio-start-s 3 --out tokens
fails anbn activations --tokens tokens --model "$ANBN_SOURCE_DIR/tests/golden/architectures/llama" --neurons surprisal --out without
says "holds no lm_head.weight, and config.json does not say that the token embeddings are the head"
test ! -e without
