# `anbn model` tells a model's shape, neurons and tokenizer, and what is missing.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
anbn model model > answer
tells "^  architecture +bert: "
tells "^  layers +2 of 2 heads of 4 dimensions; hidden 8, feed-forward 16$"
tells "^  tokens +a token sees all of its segment, at most 64$"
tells "^  weights +none here: expected model.safetensors; untrained weights"
tells "^  tokenizer +vocab.txt: [0-9]+ pieces, 1 put before and 1 behind each segment$"
tells "^  neurons +attention_qk 16, attention_head 4, attention_q 16, attention_k 16, attention_v 16, hidden 16, ffn 32$"
tells "^  1,000 words +about [0-9.]+ s and [0-9]+ MB"
golden=$ANBN_SOURCE_DIR/tests/golden/architectures
anbn model "$golden/qwen2" > answer
tells "^  layers +[0-9]+ of [0-9]+ heads \(sharing [0-9]+ key heads\) of "
tells "^  tokens +a token sees itself and those before it"
tells "^  weights +0.0 million numbers \([A-Z0-9, ]+\), 0 MB in 3 files$"
tells "^  neurons +attention_qk [0-9]+, attention_qk_after_rope [0-9]+, attention_head [0-9]+, .*, surprisal 1$"
tells "^  tokenizer +none here: expected vocab.txt, tokenizer.json"
sed -i 's/"bert"/"albert"/' model/config.json
fails anbn model model; says "albert"
fails anbn model nowhere; says "nowhere"
