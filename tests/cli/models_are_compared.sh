# `anbn compare` sets the variants of a study, and finished studies, beside each other; agreement.tsv is what the outsider finds.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
sed -i 's/^noise_draws = .*/noise_draws = 60/' study.toml
cat >> study.toml << 'END'

[[variant]]
name = "main"

[[variant]]
name = "largest"
timecourses.aggregate = "max"
END
grep -q '^noise_draws = 60' study.toml
anbn run study.toml --quiet
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_agreement.py" results
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_paper.py" results
anbn compare results > answer
tells "^main  +[0-9.]+ +[0-9]+ "
tells "^largest  +[0-9.]+ +[0-9]+ "
tells "^main and largest: profiles over the networks correlate at -?[0-9.]+ \(noise that both hear: "
# Another study of the same story and networks; and one whose draws are others.
sed 's/^weights = "random"/&\nout = "other"/' study.toml > other.toml
anbn run other.toml --quiet
anbn compare results other > answer
tells "^results/main and other/main: profiles over the networks correlate at 1\.000 "
sed -i 's/^noise_draws = .*/noise_draws = 50/' other.toml
anbn run other.toml --quiet
fails anbn compare results other; says "other: noise_draws is 50 there and 60 in the first study; expected the same"
# One model has nobody to agree with; a folder that is no study.
sed -i '/^\[\[variant\]\]/,$d' study.toml
anbn run study.toml --quiet
fails anbn compare results; says "results: found one model; expected two variants, or two studies of the same stories"
fails anbn compare model; says "study.json"
