# The outsider's planted study (tests/outsider/plant.py).
. "$ANBN_SOURCE_DIR/tests/net/same.sh"
skip_without "$weights/model.safetensors"
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/plant.py" study "$weights"
same results run study/study.toml
