# Ctrl-C ends a run with exit code 130 and a word on what is kept; the next run goes on from there.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
sed -i 's/permutations = 19/permutations = 100000000/' study.toml
/usr/bin/python3 - << 'END'
import os, signal, subprocess, time
def stopped_by(number, out, log):
    run = subprocess.Popen(["anbn", "run", "study.toml", "--out", out], stderr=open(log, "w"))
    while not os.path.exists(f"{out}/main/dog/significance.partial/stage.json"):
        assert run.poll() is None, open(log).read()
        time.sleep(0.01)
    run.send_signal(number)
    return run.wait(timeout=20)
# What the system sends where a mapped file was cut short.
code = stopped_by(signal.SIGBUS, "cut", "cut.log")
assert code == 1 and "anbn: error: a file ended before it was read to its end" in open("cut.log").read(), code
code = stopped_by(signal.SIGINT, "results", "log")
assert code == 130, code
END
says "anbn: stopped; what is finished is kept, and the same command goes on from there"
test ! -e results/main/dog/significance
sed -i 's/permutations = 100000000/permutations = 19/' study.toml
anbn run study.toml > answer 2> log
test "$(grep -c "up to date" log)" = 6
test "$(grep -c "written in" log)" = 5
test -z "$(find results -name '*.partial')"
