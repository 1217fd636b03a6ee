# `anbn pairs` prints a neuron's strongest pairs with their words, as numpy finds them in queries and keys.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
# A word that would reset a terminal, and one that is two pieces.
sed -i "s/^he\t/he$(printf '\033')c\t/; s/^saw\t/zz\t/" story/words.tsv
anbn run study.toml --quiet
session=results/main/dog
anbn pairs $session L2H2D3 > all
anbn pairs $session L2H2D3-BN2 > same
cmp all same
test "$(grep -c "  query  " all)" = 20
anbn pairs $session L2H2D3 --top 3 --context 1 > three
test "$(grep -c "  query  " three)" = 3
anbn pairs $session L2H2D3 --top 500 --magnitude > by_magnitude
if grep -q "$(printf '\033')" all three by_magnitude; then exit 1; fi
grep -q ">zz< (z)" by_magnitude; grep -q ">zz< (##z)" by_magnitude; grep -q ">he?c<" by_magnitude
/usr/bin/python3 - $session << 'END'
import csv, pathlib, sys
import numpy as np
session = pathlib.Path(sys.argv[1])
rows = list(csv.DictReader(open(session / "tokens/tokens.tsv", newline=""), delimiter="\t"))
labels = [row["label"] for row in csv.DictReader(open(session / "activations/neurons.tsv"), delimiter="\t")]
layer, column = divmod(labels.index("L2H2D3"), 8)
q, k = (np.load(session / f"activations/layer_{layer + 1:02}_{part}.npy")[:, column] for part in ("query", "key"))
segments = np.array([row["segment"] for row in rows])
products = np.where(segments[:, None] == segments, np.outer(q, k), np.nan)
def told(file):
    return [float(line.split()[1]) for line in open(file) if "  query  " in line]
def tags(file):
    lines = [line.rstrip("\n") for line in open(file)]
    return [(a.split("  segment")[0].split()[-1], b.split("  segment")[0].split()[-1]) for a, b in zip(lines[3::2], lines[4::2])]
finite = products[~np.isnan(products)]
for file, expected in [("all", np.sort(finite)[::-1][:20]), ("by_magnitude", finite[np.argsort(-np.abs(finite), kind="stable")][:500])]:
    assert np.allclose(told(file), expected, rtol=1e-3) or np.allclose(np.abs(told(file)), np.abs(expected), rtol=1e-3), (file, told(file)[:5], expected[:5])
assert (np.array(told("by_magnitude")) < 0).any()
best = np.unravel_index(np.nanargmax(products), products.shape)
assert tags("all")[0] == tuple(rows[i]["upos"] for i in best), (tags("all")[0], best)
END

fails anbn pairs $session L2H9D3; says "no neuron is called L2H9D3; expected one of 16 labels, L1H1D1 to L2H2D4; did you mean 'L2H"
fails anbn pairs results/main L2H2D3; says "results/main/interpretation: no finished result; expected the folder of one story"
fails anbn pairs $session L2H2D3 --top 501; says "--top is 501; 500 pairs of each segment are stored"
# What was made from other tokens is not told with these words.
sed -i 's/"version": /"version":  /' $session/tokens/stage.json
fails anbn pairs $session L2H2D3; says "made from other tokens than those in $session/tokens; run the study again"
