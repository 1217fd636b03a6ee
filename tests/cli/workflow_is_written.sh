# `anbn workflow` writes jobs that any engine could run: one a stage, variant and story, in the order in which they need each other.
. "$ANBN_SOURCE_DIR/tests/support/tiny_volumes.sh"
sed -i 's/^model = "model"/&\ncontrols = ["shuffled-words"]/' study.toml
anbn workflow study.toml --out "my jobs" --threads 2 > answer 2> log
tells '^[0-9]+ jobs of Tiny in my jobs; `snakemake --snakefile my jobs/Snakefile --cores N` runs them here'
says "my jobs: Snakemake's executor for Slurm gives this path to a shell without quotes"
cmp "my jobs/Snakefile" "$ANBN_SOURCE_DIR/anbn/commands/workflow/Snakefile"
test ! -e results
# By hand, in the order of the file, without Snakemake.
/usr/bin/python3 - << 'END'
import json, os, subprocess

plan = json.load(open("my jobs/jobs.json"))
assert plan["study"] == os.path.abspath("study.toml") and plan["study_text"] == open("study.toml").read()
jobs, done = plan["jobs"], set()
assert list(jobs)[:3] == ["mask", "dog.bold", "networks"], list(jobs)[:4]
assert jobs["main.dog.coupling"]["needs"] == ["main.dog.timecourses", "main.dog.tokens", "networks", "main.dog.nuisance"], jobs["main.dog.coupling"]
assert sorted(os.path.basename(f) for f in jobs["dog.bold"]["files"] if f.endswith(".gz")) == [f"sub-0{n}_bold.nii.gz" for n in (1, 2, 3)]
assert set(jobs["report"]["needs"]) == set(jobs) - {"report"}
for name, job in jobs.items():
    assert set(job["needs"]) <= done, name
    assert job["threads"] == 2 and job["memory_mb"] >= 500 and job["minutes"] >= 10
    subprocess.run(["anbn", *job["command"], "--threads", str(job["threads"])], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done.add(name)
END
anbn run study.toml --out plain > answer 2> log
diff -r -x 'run.*' plain results
anbn workflow study.toml --out unlocked --no-lock > answer 2> log
test ! -s log
grep -q -- '"--no-lock"' unlocked/jobs.json
if grep -q -- '"--wait"' unlocked/jobs.json; then exit 1; fi
# A study that is not sound gets no jobs.
sed 's/^volumes = 20/volumes = 200/' study.toml > wrong.toml
fails anbn workflow wrong.toml --out wrong
says "(\`anbn check\` tells all errors)"
test ! -e wrong
code=0; anbn workflow study.toml 2> log || code=$?; test $code = 2; says "--out is missing"
