# A study whose variants have other kinds of neuron: each is tested by itself, and what is of pairs of tokens is left to those that have them.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
sed -i 's/^noise_draws = .*/noise_draws = 30/' study.toml
cat >> study.toml << 'END'

[[variant]]
name = "main"

[[variant]]
name = "values"
activations.neurons = "attention_v"
timecourses.hrf = "none"

[[variant]]
name = "inside"
activations.neurons = "ffn"

[[variant]]
name = "hidden"
activations.neurons = "hidden"
timecourses.aggregate = "rms"
END
anbn check study.toml > answer
anbn run study.toml --quiet
for variant in values inside hidden; do
  test ! -e results/$variant/dog/interpretation; test ! -e results/$variant/dog/layers
done
test -e results/main/dog/interpretation/stage.json
test "$(wc -l < results/values/dog/timecourses/neurons.tsv)" = 17; test "$(wc -l < results/inside/dog/timecourses/neurons.tsv)" = 33
grep -qP "^1\tL1D1\t1\t0\t1$" results/hidden/dog/timecourses/neurons.tsv
page=results/report/report.html
grep -qF "<dt>Neuron (attention_v)</dt><dd>One dimension of the value vectors" $page
grep -qF "<dt>Neuron (attention_qk)</dt><dd>One dimension of the query and key vectors" $page
/usr/bin/python3 - << 'END'
import csv
import numpy as np
rows = list(csv.DictReader(open("results/values/dog/tokens/tokens.tsv", newline=""), delimiter="\t"))
volumes = np.array([int(r["volume"]) if r["volume"] != "n/a" else -10**6 for r in rows])
values = np.hstack([np.load(f"results/values/dog/activations/layer_0{layer}_value.npy") for layer in (1, 2)])
found = np.load("results/values/dog/timecourses/timecourses.npy")
expected = np.array([values[volumes == v].mean(axis=0) if (volumes == v).any() else np.zeros(16) for v in range(len(found))])
assert np.abs(found - expected).max() < 1e-6 and np.abs(found).max() > 0, np.abs(found - expected).max()
END
anbn compare results > answer
tells "^values and inside: profiles over the networks correlate at "
# A head is nothing that these have; a kind that there is not is told with those that there are.
printf "\n[encoding]\nfeatures = \"head\"\npermutations = 3\ngap_s = 0\nfolds = 2\n" >> study.toml
fails anbn run study.toml --quiet; says "features is head, but L1D1 belongs to no head; expected layer or all"
sed -i 's/"attention_v"/"attention_w"/' study.toml
fails anbn check study.toml; tells "attention_w|attention_v"
