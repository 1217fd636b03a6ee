# A study of network time courses with every null model, encoding, absolute correlations and few of everything.
. "$ANBN_SOURCE_DIR/tests/net/same.sh"
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
same results run study.toml
sed 's/^permutations = 19$/permutations = 40\nnulls = ["shuffle", "phase", "shuffle-before-hrf", "circular-shift"]\nmin_shift_s = 5\ncorrection = "by"/' study.toml > more.toml
printf '\n[nuisance]\nstory_time = "yes"\nnuisance_without = ["speech"]\ncutoff_s = 40\n' >> more.toml
printf '\n[encoding]\npermutations = 30\nfolds = 3\ninner_folds = 2\ngap_s = 2\nfeatures = "head"\n' >> more.toml
sed -i 's/^lag_draws = 5$/&\ndelta = "absolute"/' more.toml
same more run more.toml
