# What docs/cluster.md tells a stranger to type, as far as one machine can: from a BIDS dataset to a study that is handed to Slurm (here: something that takes jobs as sbatch does, and runs them at once).
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/support" PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/support/bids_tree.py" tiny dataset
mkdir commands && cat > commands/sbatch << 'END'
#!/bin/bash
# Runs a job as Slurm would: after those that it depends on, once for each number of its array.
set -eu
array=- script=
while [[ $1 == --* ]]; do
  case "$1" in
    --array=*) array=${1#*=} ;;
    --dependency=afterok:*) grep -qx "${1##*:}" jobs.txt ;;
    --parsable) ;;
    *) echo "unknown to this sbatch: $1" >&2; exit 1 ;;
  esac
  shift
done
script=$1; shift
export SLURM_CPUS_PER_TASK=1 SLURM_MEM_PER_NODE=2000
if [ "$array" = - ]; then bash "$script" "$@" >> slurm.log 2>&1; else
  for i in $(seq ${array%-*} ${array#*-}); do SLURM_ARRAY_TASK_ID=$i bash "$script" "$@" >> slurm.log 2>&1; done
fi
echo $((1000 + $(wc -l < jobs.txt))) | tee -a jobs.txt
END
chmod +x commands/sbatch; touch jobs.txt
export PATH=$work/commands:$PATH
# The blocks of the page, in their order.
/usr/bin/python3 - "$ANBN_SOURCE_DIR/docs/cluster.md" << 'END'
import re, sys
text = open(sys.argv[1]).read()
blocks = re.findall(r"```sh\n(.*?)```", text, re.S)
named = dict(re.findall(r"`(\w+\.sh)`[^`]*```sh\n(.*?)```", text.replace("study.toml`", ""), re.S))
for name, block in named.items():
    open(name, "w").write(block)
open("init.sh", "w").write(next(b for b in blocks if b.startswith("anbn init")))
open("workflow.sh", "w").write(next(line for b in blocks for line in b.splitlines() if line.startswith("anbn workflow")))
END
test -s study.sh && test -s submit.sh
# What a stranger has to fill in: which story, where its words are; the tiny model has no weights.
sed -i 's/--task story --model model/--task dog --model model --words story\/words.tsv --force/' init.sh
sed '/^anbn check/d' init.sh > only_init.sh
bash -eu only_init.sh > answer
sed -i '/^\[\[variant\]\]  /,/^weights/d; s/^model = .*/&\nweights = "random"/; s/^method = .*/method = "ica"\ncomponents = 2/; /^preset/d; s/^permutations = .*/permutations = 19\nnoise_draws = 5/' study.toml
printf '\n[tokens]\nmax_segment_tokens = 64\n' >> study.toml
grep '^anbn check' init.sh > checks.sh
bash -eu checks.sh > answer || { cat answer; exit 1; }
grep -q '"errors": 0' plan.json
bash -eu workflow.sh > answer
bash submit.sh > answer 2> log || { cat log slurm.log; exit 1; }
test "$(cat stories.txt)" = dog
test "$(wc -l < jobs.txt)" = 5
grep -qE '"threads": 1,' results/networks/run.json
out=$(grep -oE '^out = "[^"]*"' study.toml | cut -d'"' -f2)
anbn run study.toml --out plain > answer 2> log
diff -r -x 'run.*' plain "${out:-results}"
