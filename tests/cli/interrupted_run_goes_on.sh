# Ctrl-C ends a run with exit code 130 and a word on what is kept; the next run goes on from there.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
sed -i 's/permutations = 19/permutations = 100000000/' study.toml
/usr/bin/python3 - << 'END'
import os, signal, subprocess, time
run = subprocess.Popen(["anbn", "run", "study.toml"], stderr=open("log", "w"))
while not os.path.exists("results/main/dog/significance.partial/stage.json"):
    assert run.poll() is None, open("log").read()
    time.sleep(0.01)
run.send_signal(signal.SIGINT)
assert run.wait(timeout=20) == 130, run.returncode
END
says "anbn: stopped; what is finished is kept, and the same command goes on from there"
test ! -e results/main/dog/significance
sed -i 's/permutations = 100000000/permutations = 19/' study.toml
anbn run study.toml > answer 2> log
test "$(grep -c "up to date" log)" = 5
test "$(grep -c "written in" log)" = 4
test -z "$(find results -name '*.partial')"
