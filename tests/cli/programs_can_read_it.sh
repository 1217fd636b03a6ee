# What programs read: check --json, run --json, summary.json, run.json.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
anbn check study.toml --json > check.json 2> log
anbn check study.toml > answer 2> log
tells '^  disk by keep +"tables" +[0-9]+ MB at a time, [0-9]+ MB stay$'
anbn run study.toml --json > events.jsonl 2> log
anbn run study.toml --json > again.jsonl 2> log
sed 's/^volumes = 20/volumes = 20000/' study.toml > wrong.toml
code=0; anbn check wrong.toml --json > wrong.json 2> log || code=$?; test $code = 1
code=0; anbn run wrong.toml --out wrong --json > wrong.jsonl 2> log || code=$?; test $code = 1
sed -i 's/permutations = 19/permutations = 3000000/' study.toml
code=0; timeout 4 anbn run study.toml --json > long.jsonl 2> log || code=$?; test $code = 124
/usr/bin/python3 - << 'END'
import json, os, socket

check = json.load(open("check.json"))
assert check["errors"] == 0 and check["name"] == "Tiny" and check["keep"] == "all", check
needs = check["needs"]
assert needs["total"]["jobs"] == 11 and needs["total"]["done"] == 0
assert needs["total"]["seconds"] > 0 and needs["total"]["memory_bytes"] > 1e6
assert list(needs["stages"])[0] == "networks" and needs["stages"]["tokens"]["jobs"] == 1
by_keep = needs["disk_by_keep"]
assert by_keep["tables"]["stay_bytes"] < by_keep["timecourses"]["stay_bytes"] < by_keep["all"]["stay_bytes"] == by_keep["all"]["most_bytes"]
wrong = json.load(open("wrong.json"))
assert wrong["errors"] > 0 and "needs" not in wrong
assert any(p["weight"] == "error" and p["of"] == "story dog" for p in wrong["problems"]), wrong

events = [json.loads(line) for line in open("events.jsonl")]
begun = [e for e in events if e["event"] == "begun"]
finished = [e for e in events if e["event"] == "finished"]
assert len(begun) == len(finished) == 11 and [e["number"] for e in begun] == list(range(1, 12)) and {e["of"] for e in begun} == {11}
assert {"stage": "coupling", "variant": "main", "story": "dog"}.items() <= finished[5].items(), finished[5]
assert all(e["seconds"] >= 0 for e in finished)
assert events[-1] == {"event": "done", "results": "results"}, events[-1]
assert [e["event"] for e in map(json.loads, open("again.jsonl"))].count("up to date") == 11
failed = json.loads(open("wrong.jsonl").readlines()[-1])
assert failed["event"] == "failed" and failed["reason"] == "error" and "volumes" in failed["error"], failed
progress = [e for e in map(json.loads, open("long.jsonl")) if e["event"] == "progress"]
assert progress and progress[-1]["stage"] == "significance" and 0 < progress[-1]["share"] < 1 and progress[-1]["seconds_left"] > 0, progress

run = json.load(open("results/main/dog/tokens/run.json"))
assert run["host"] == socket.gethostname() and run["command"][1:] == ["run", "study.toml", "--json"]
assert run["date"].startswith("20") and run["date"].endswith("Z") and run["peak_memory_bytes"] > 1e6
assert isinstance(run["commit"], str) and run["anbn"].count(".") == 2
facts = json.load(open("results/main/dog/timecourses/run.json"))["facts"]
assert facts["volumes"] == 20 and facts["neurons"] == 16, facts

summary = json.load(open("results/report/summary.json"))
main = summary["sessions"][0]
significance = json.load(open("results/main/dog/significance/summary.json"))
assert main["variant"] == "main" and main["story"] == "dog" and main["verdict"] in ("nothing", "undecided", "spread", "coupling")
assert main["p"] == significance["omnibus"]["p"] and main["tests"] == significance
END
