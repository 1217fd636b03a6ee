# SPDX-License-Identifier: Apache-2.0
# A study that shares no code with anbn: the outsider predicts the neurons' time courses with its own
# BERT, HRF and binning. A wrong lag or HRF in anbn cannot hide in both.
outsider="$ANBN_SOURCE_DIR/tests/outsider"
model="${ANBN_MODEL_DIR:-$ANBN_SOURCE_DIR/build/models/all-minilm-l6-v2}"
if ! test -e "$model/model.safetensors"; then
  echo "skipped: no pretrained model in $model (scripts/demo fetches it; or set ANBN_MODEL_DIR)"
  exit 77
fi
folder="$(mktemp -d -p /dev/shm 2> /dev/null || mktemp -d)"  # where syncing costs nothing
trap 'rm -rf "$folder"' EXIT
/usr/bin/python3 "$outsider/plant.py" "$folder/study" "$model"
anbn run "$folder/study/study.toml" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
/usr/bin/python3 "$outsider/check_plant.py" "$folder/study"

# The check can fail: an audio said to begin one volume later than it did moves the words, not the brain.
sed -i 's/^audio_start_s = -6.2$/audio_start_s = -4.7/' "$folder/study/study.toml"
grep -q '^audio_start_s = -4.7$' "$folder/study/study.toml"
anbn run "$folder/study/study.toml" > "$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
if /usr/bin/python3 "$outsider/check_plant.py" "$folder/study" > "$folder/log" 2>&1; then
  echo "a lag of one volume was not noticed"
  exit 1
fi
grep -q FAILED "$folder/log"
echo "ok: a lag of one volume is noticed"
