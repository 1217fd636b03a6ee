# Pie Man: real words, weights and networks.
. "$ANBN_SOURCE_DIR/tests/net/same.sh"
skip_without "$weights/model.safetensors" "$ANBN_SOURCE_DIR/../shared/data/pieman_htfa/pieman_htfa100_subjects_even.npy"
same results run "$ANBN_SOURCE_DIR/tests/pieman/study.toml"
