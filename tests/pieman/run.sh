# `anbn run` on real input, for the outsider's script and the browser to look at. Leaves its results in
# $ANBN_BUILD_DIR/pieman. Exit 77: skipped, because data or weights are absent.
cd "$ANBN_SOURCE_DIR"
for needed in ../shared/data/pieman_htfa/pieman_htfa100_subjects_even.npy ../shared/data/narratives/pieman/align.csv \
    build/models/all-minilm-l6-v2/model.safetensors; do
  [ -e "$needed" ] || { echo "SKIPPED: $needed is absent"; exit 77; }
done
out=$ANBN_BUILD_DIR/pieman
rm -rf "$out"
start=$(date +%s)
anbn run tests/pieman/study.toml --out "$out" > "$out.log" 2>&1 || { cat "$out.log"; exit 1; }
echo "anbn run took $(($(date +%s) - start)) s"
cat "$out.log"

# Neither a single pair nor all pairs together stand out, and the summary says so plainly.
grep -q "Nothing found: neither a single pair nor all pairs together stand out" "$out/report/summary.txt"
grep -qE "any coupling +p = 0\.[1-9]" "$out/report/summary.txt"

# The audio is in place, and the lag check finds it so, given the cosines.
grep -qE "timing agrees: best at lag 0, \|r\| 0\.44" "$out/report/summary.txt" || { grep -i "lag\|timing" "$out/report/summary.txt"; exit 1; }

# A second run does nothing.
anbn run tests/pieman/study.toml --out "$out" > "$out.again.log" 2>&1
if grep "written in" "$out.again.log"; then exit 1; fi  # `! grep` would not stop a `bash -e` script
grep -q "up to date" "$out.again.log"

/usr/bin/python3 - "$out" <<'PYTHON'
import csv, json, pathlib, sys

story = pathlib.Path(sys.argv[1]) / "main" / "pieman"
summary = json.loads((story / "significance" / "summary.json").read_text())
with open(story / "significance" / "neurons.tsv") as file:
    rows = list(csv.DictReader(file, delimiter="\t"))
assert len(rows) == 2304, len(rows)
mean = lambda column: sum(float(row[column]) for row in rows) / len(rows)
share = lambda key: summary["neurons"]["significant"][key] / len(rows)
print(f"mean best PCC {mean('correlation'):.3f}; mean best partial r {mean('phase_correlation'):.3f}, expected from noise {mean('expected'):.3f}")
print(f"the nuisance set explains {summary['neurons']['nuisance_r2']['median']:.1%} of the median neuron, more than 90 % of {summary['neurons']['nuisance_r2']['above_90']}")
print(f"the paper's test calls {share('shuffle_pair_q'):.1%}, the calibrated one has p < 0.01 in {share('phase_max_p_01'):.1%}")
# Known before anbn existed (without punctuation): 0.25, the same from noise, about 95 % and about 1 %.
assert abs(mean("correlation") - 0.25) < 0.03
assert abs(mean("phase_correlation") - mean("expected")) < 0.02
assert share("shuffle_pair_q") > 0.85
assert share("phase_max_p_01") < 0.03
PYTHON
