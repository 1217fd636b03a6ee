# The report of a simulated study with two stories in a real browser.
cd "$ANBN_SOURCE_DIR"
model=${ANBN_MODEL_DIR:-build/models/all-minilm-l6-v2}
[ -e "$model/model.safetensors" ] || { echo "SKIPPED: $model is absent (scripts/fetch_weights)"; exit 77; }
study=$(mktemp -d)/study
trap 'rm -rf "$(dirname "$study")"' EXIT
anbn --quiet simulate --model "$model" --out "$study" --permutations 500
anbn --quiet run "$study/study.toml"
ANBN_MOST_BYTES=2000000 node tests/browser/report.mjs "$study/results/report/report.html" "$ANBN_BUILD_DIR/simulated.png"
