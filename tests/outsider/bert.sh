# The outsider's numpy BERT against goldens made by transformers on the real weights.
cd "$ANBN_SOURCE_DIR"
model=${ANBN_MODEL_DIR:-build/models/all-minilm-l6-v2}
[ -e "$model/model.safetensors" ] || { echo "SKIPPED: $model is absent (scripts/fetch_weights)"; exit 77; }
/usr/bin/python3 tests/outsider/check_bert.py "$model"
