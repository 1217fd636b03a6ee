# `keep` says what stays on the disk: what is finished stays finished, and what is gone is made again where it is needed, with the same bytes.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
# Two stories, of which one table tells; two variants, so that something compares stories.
sed -i '/^\[\[story\]\]/,/^networks/d; s/^weights = "random"/stories = "stories.tsv"\ncontrols = ["shuffled-words"]\n&/' study.toml
sed -i 's/^name = "Tiny"/&\nkeep = "all"/' study.toml
printf 'name\twords\ttr_s\tfirst_volume\tvolumes\taudio_start_s\tnetworks\ndog\tstory/words.tsv\t1.5\t2\t20\t3\tstory/networks.npy\nman\tstory/words.tsv\t1.5\t1\t22\t3\tstory/networks.npy\n' > stories.tsv
written() { grep -F "written in" log | sed 's/^\[[^]]*\] *//; s/ .*//' | paste -sd' '; }
arrays() { (cd results; find . -path "*/$1/*.npy" | wc -l); }
keep() { sed -i "s/^keep = .*/keep = \"$1\"/" study.toml; anbn run study.toml > answer 2> log; }

keep all
test "$(arrays activations)" -gt 0
test "$(arrays timecourses)" -gt 0
cp -r results whole
# Less is kept without anything being computed, and nothing but arrays goes.
keep timecourses
test -z "$(written)"
test "$(arrays activations)" = 0
test "$(arrays timecourses)" -gt 0
keep tables
test -z "$(written)"
test "$(arrays timecourses)" = 0
diff -rq -x run.log -x run.toml whole results | grep -vE '^Only in (whole/.*/(activations|timecourses): .*\.npy|results/.*/(activations|timecourses): arrays-not-kept.txt)$' && exit 1
keep tables
test -z "$(written)"

# Who needs what is gone says what to do; what a run needs it makes again, and removes again.
fails anbn pairs results/main/dog L1H1D1 --magnitude
says "results/main/dog/activations: its arrays were not kept; expected a whole result. \`anbn run\` with keep = \"all\" in [study] makes it again"
anbn pairs results/main/dog L1H1D1 --top 3 > answer
fails anbn coupling --timecourses results/main/dog/timecourses --tokens results/main/dog/tokens \
  --networks results/networks --nuisance results/main/dog/nuisance --story dog --out by-hand
says "its arrays were not kept"
rm -r results/main/dog/layers
keep tables
test "$(written)" = "main/dog/activations main/dog/layers"
test "$(arrays activations)" = 0
rm -r results/main/man/coupling
keep tables
test "$(written)" = "main/man/activations main/man/timecourses main/man/coupling"
rm -r results/report
keep tables
written | grep -q "main/dog/activations main/dog/timecourses .* report$"
test "$(arrays activations)" = 0
test "$(arrays timecourses)" = 0
# `anbn check` counts what has to be made again.
rm -r results/main/dog/layers
anbn check study.toml > answer
tells "^  layers .* 1 results, 1 more are done"
tells "^  activations .* MB "
tells "^  coupling +done"

# More is kept: only what is missing is made, and all is as if nothing had been removed.
keep all
written | tr ' ' '\n' | grep -vE '/(activations|timecourses|layers)$' && exit 1
diff -r -x 'run.*' whole results
# From the beginning with less.
rm -r results
keep tables
diff -rq -x 'run.*' whole results | grep -vE '^Only in (whole/.*/(activations|timecourses): .*\.npy|results/.*/(activations|timecourses): arrays-not-kept.txt)$' && exit 1
sed -i 's/^keep = .*/keep = "table"/' study.toml
fails anbn run study.toml
says "did you mean 'tables'?"
