# Many processes of one study in one folder: whoever is locked out says so and ends with exit code 3, or waits; the results are those of one process.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
sed -n '/^\[\[story\]\]/,/^networks/p' study.toml | sed 's/"dog"/"man"/; s/^volumes = 20/volumes = 22/; s/^first_volume = 2/first_volume = 1/' >> study.toml
for keep in all tables; do
  rm -rf results alone
  sed -i "/^keep/d; s/^name = \"Tiny\"/&\nkeep = \"$keep\"/" study.toml
  anbn run study.toml --out alone --threads 1 > answer 2> log
  # Eight that wait for each other.
  pids=()
  for i in 1 2 3 4 5 6 7 8; do anbn run study.toml --threads 1 --wait > answer$i 2> log$i & pids+=($!); done
  for i in "${!pids[@]}"; do wait "${pids[$i]}" || { cat log$((i + 1)); exit 1; }; done
  diff -r -x 'run.*' alone results
  for i in 1 2 3 4 5 6 7 8; do diff <(sed 's/results/alone/' answer$i) answer; done
  # Eight of which each has a part, again and again until all are done.
  rm -rf results
  part() { until anbn run study.toml --threads 1 "${@:2}" > part$1 2> log$1; do code=$?; test $code = 3 || { cat log$1; return 1; }; grep -qE "is in use by (process [0-9]+ on $(uname -n)|another process); wait until" log$1; sleep 0.05; done; }
  pids=()
  for i in 1 2 3 4; do
    part $i --story dog --variant main & pids+=($!)
    part $((i + 4)) --story man & pids+=($!)
  done
  for pid in "${pids[@]}"; do wait $pid; done
  anbn run study.toml > answer 2> log
  diff -r -x 'run.*' alone results
done
# One that holds a lock for long: the others say who it is.
sed -i 's/permutations = 19/permutations = 100000000/' study.toml
anbn run study.toml --threads 1 > answer 2> log1 & holder=$!
until test -e results/main/dog/significance.partial/in-use-by.txt; do sleep 0.02; done
code=0; anbn run study.toml > answer 2> log || code=$?
test $code = 3
says "results/main/dog/significance is in use by process $holder on $(uname -n); wait until it has ended (--wait does) or choose another out"
kill $holder; wait $holder || true
