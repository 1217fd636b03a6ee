# Results are the same bytes for any number of threads.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
# More draws than a block of them holds: only then do threads share a test.
sed -i 's/^permutations = .*/permutations = 200/' study.toml
printf '[encoding]\nfolds = 3\ninner_folds = 2\ngap_s = 1.5\npermutations = 200\n' >> study.toml
for threads in 1 2 4; do anbn run study.toml --out $threads --threads $threads > answer 2> log; done
diff -r -x 'run.*' 1 2
diff -r -x 'run.*' 1 4
# And "up to date" asks nobody how many there were.
anbn run study.toml --out 4 --threads 1 > answer 2> log
test "$(grep -c "up to date" log)" = 12
