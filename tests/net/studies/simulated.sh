# What scripts/demo makes: pretrained weights, simulated scans of two stories, seed 1.
. "$ANBN_SOURCE_DIR/tests/net/same.sh"
skip_without "$weights/model.safetensors"
same study simulate --model "$weights"
same results run study.after/study.toml
