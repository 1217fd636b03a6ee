# A study of 4 stories and 8 listeners through Snakemake, four jobs at a time: killed ten times at random it goes on, and its results are those of `anbn run`, byte for byte. All paths are hostile.
cd "$ANBN_SOURCE_DIR"
scripts/python_environment workflow || { echo "SKIPPED: the packages of tests/workflow/requirements.txt cannot be had"; exit 77; }
snakemake="$ANBN_SOURCE_DIR/build/python-workflow/bin/snakemake"
test -w /dev/shm && export ANBN_TEST_MEMORY=/dev/shm
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONPATH="$ANBN_SOURCE_DIR/tests/support" PYTHONDONTWRITEBYTECODE=1 HOME="$work"
hostile="$work/a b; \$(touch pwned) 'q\" {x} {{y}} %s *"
mkdir "$hostile"
mv model story study.toml "$hostile"
cd "$hostile"
/usr/bin/python3 - << 'END'
import json
import numpy as np
import nifti

random = np.random.default_rng(3)
affine = np.diag([-10.0, 10, 10, 1]); affine[:3, 3] = 25, -20, -15
mask = np.zeros((6, 5, 4), "uint8"); mask[1:5, 0:4, 1:4] = 1
nifti.save("mask.nii.gz", mask, affine)
study = open("study.toml").read()
begin, end = study.index("[[story]]"), study.index("[coupling]")
stories = ""
for number, story in enumerate(("dog", "man", "home", "too")):
    scans = []
    for listener in range(8):
        name = f"sub-0{listener + 1} task-{story} $(touch pwned2)"
        values = 500 + 10 * np.cumsum(random.standard_normal((6, 5, 4, 24)), axis=3)
        nifti.save(name + ".nii.gz", np.rint(values).astype("int16"), affine)
        json.dump({"RepetitionTime": 1.5}, open(name + ".json", "w"))
        scans.append(name + ".nii.gz")
    stories += f"""[[story]]
name = "{story}"
words = "story/words.tsv"
tr_s = 1.5
first_volume = {number}
volumes = 20
audio_start_s = 3
masks = ["mask.nii.gz"]
scans = {json.dumps(scans)}

"""
open("it's a study.toml", "w").write(study[:begin] + stories + study[end:] + '[networks]\nmethod = "ica"\ncomponents = 3\n')
END
sed -i 's/$/\r/' "it's a study.toml"  # as editors of Windows end lines
anbn run "it's a study.toml" --out plain > "$work/plain.log" 2>&1 || { cat "$work/plain.log"; exit 1; }

anbn workflow "it's a study.toml" --out "the jobs" --threads 1 > answer
grep -qE '^[0-9]+ jobs of Tiny in the jobs; ' answer
/usr/bin/python3 - "$snakemake" << 'END'
import os, random, signal, subprocess, sys, time

random.seed()
base = [sys.argv[1], "--snakefile", "the jobs/Snakefile", "--cores", "4", "--rerun-incomplete", "--quiet", "all"]


def start(*more):
    return subprocess.Popen([*base, *more], stdout=open("log", "w"), stderr=subprocess.STDOUT, start_new_session=True)


def marks():
    return len(os.listdir("the jobs/done")) if os.path.isdir("the jobs/done") else 0


killed = ended = 0
while killed < 10:
    subprocess.run([*base, "--unlock"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    run, before = start(), marks()
    # From the moment that a job ends, so that each run comes further than the one before.
    while run.poll() is None and marks() == before:
        time.sleep(0.02)
    time.sleep(random.uniform(0, 1))
    if run.poll() is not None:
        ended += 1
        assert run.returncode == 0 and ended < 3, open("log").read()
        # All was done before it was killed often enough: once more from the beginning.
        subprocess.run(["rm", "-r", "results", "the jobs/done"], check=True)
        continue
    # At times the jobs of the one that is killed go on, as they would on other nodes.
    (os.killpg if killed % 2 else os.kill)(run.pid, signal.SIGKILL)
    run.wait()
    killed += 1
    print(f"killed with {marks()} jobs done")
subprocess.run([*base, "--unlock"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
run = start()
assert run.wait() == 0, open("log").read()
END
diff -r -x 'run.*' plain results
test -z "$(find "$work" -name 'pwned*')"
# Nothing is left to do; a changed study is refused until its jobs are written anew, and then only what changed runs.
again() { "$snakemake" --snakefile "the jobs/Snakefile" --cores 4 "$@" > log 2>&1; }
again; grep -qi "nothing to be done" log
sed -i 's/permutations = 19/permutations = 39/' "it's a study.toml"
if again; then cat log; exit 1; fi
grep -q "has changed since its jobs were written; run anbn workflow again" log
anbn workflow "it's a study.toml" --out "the jobs" --threads 1 > answer
again || { cat log; exit 1; }
grep -q "wildcards: job=main.dog.significance" log
if grep -q "wildcards: job=main.dog.tokens" log; then exit 1; fi
anbn run "it's a study.toml" --out plain > answer 2> log || { cat log; exit 1; }
diff -r -x 'run.*' plain results
