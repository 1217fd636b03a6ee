# BIDS' own validator finds no error in what `anbn run --bids` writes: of hostile names and texts, of time courses without scans, of a simulated study of scans.
cd "$ANBN_SOURCE_DIR"
scripts/python_environment bids || { echo "SKIPPED: the packages of tests/bids/requirements.txt cannot be had"; exit 77; }
validator="$ANBN_SOURCE_DIR/build/python-bids/bin/bids-validator-deno"
. "$ANBN_SOURCE_DIR/tests/support/bids_study.sh"
# validate DATASET WARNING...: no errors, and no warnings but these.
validate() {
  "$validator" "$1" --format json --max-rows -1 > found.json 2> log || true
  /usr/bin/python3 - "$@" << 'END'
import json, sys

found = json.load(open("found.json"))["issues"]["issues"]
told = [" ".join(str(i.get(key, "")) for key in ("severity", "code", "subCode", "location", "issueMessage")) for i in found]
errors = [text for i, text in zip(found, told) if i["severity"] == "error"]
warnings = {i["code"] + (" " + i["subCode"] if i.get("subCode") else "") for i in found if i["severity"] == "warning"}
print(sys.argv[1], len(errors), "errors;", "; ".join(sorted(warnings)) or "no warnings")
if errors or not warnings <= set(sys.argv[2:]):
    sys.exit("\n".join(told))
END
}
# What only people could add: nothing is of a listener, and whose the dataset is anbn does not know.
expected=(SUBJECT_FOLDERS TOO_FEW_AUTHORS)
anbn run study.toml --bids > answer 2> log || { cat log; exit 1; }
validate results/bids "${expected[@]}"
# The validator looks: names that BIDS does not have are errors, and so are columns of events without words.
cp -r results/bids wrong
echo "x" > "wrong/weather.tsv"
if validate wrong "${expected[@]}" > answer 2>&1; then exit 1; fi
grep -q "NOT_INCLUDED" answer
# What stands in .bidsignore has to: without it there are errors of just those files.
cp -r results/bids all
rm all/.bidsignore
if validate all "${expected[@]}" > answer 2>&1; then exit 1; fi
/usr/bin/python3 -c "
import json, re
found = json.load(open('found.json'))['issues']['issues']
for i in found:
    assert i['severity'] != 'error' or re.search(r'^/group/|_boldref\.|_components\.', i['location']), i"

mkdir plain
(cd plain && . "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh" && anbn run study.toml --bids > answer 2> log && validate results/bids "${expected[@]}")

# Scans that lie in no BIDS dataset have no URIs.
cp -r model long
sed -i 's/"max_position_embeddings": 64/"max_position_embeddings": 512/' long/config.json
anbn simulate --model long --weights random --relations none --listeners 2 --networks 4 --driven 2 --permutations 50 --out simulated > answer 2> log || { cat log; exit 1; }
sed -i 's/^preset = .*/epochs = 2\nunits = [12, 8]/' simulated/study.toml
anbn run simulated/study.toml --bids > answer 2> log || { cat log; exit 1; }
validate simulated/results/bids "${expected[@]}" "SIDECAR_KEY_RECOMMENDED Sources"
