# The outsider's script recomputes the Pie Man study that tests/pieman/run.sh has left behind.
cd "$ANBN_SOURCE_DIR"
out=$ANBN_BUILD_DIR/pieman
[ -e "$out/study.json" ] || { echo "SKIPPED: $out is absent (study.pieman was skipped)"; exit 77; }
model=${ANBN_MODEL_DIR:-build/models/all-minilm-l6-v2}
/usr/bin/python3 tests/outsider/outsider.py --pie-man --out "$out" --model "$model"
/usr/bin/python3 tests/outsider/check_listeners.py "$out"
/usr/bin/python3 tests/outsider/check_paper.py "$out"
