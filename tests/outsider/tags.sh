# SPDX-License-Identifier: Apache-2.0
# Tags of two stories of several segments, by parts of speech and by another column of the words, and numbers of words, computed again by the outsider.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
/usr/bin/python3 - << 'END'
import csv
import numpy as np

rows = list(csv.DictReader(open("story/words.tsv"), delimiter="\t"))
rng = np.random.default_rng(3)
np.save("story/again.npy", np.cumsum(rng.standard_normal((2, 24, 3)), axis=1).astype("float32"))
kinds = {"DET": "function", "PRON": "function", "CCONJ": "function", "NOUN": "content", "VERB": "content"}
said = [(row["word"], row["upos"], kinds.get(row["upos"], "n/a")) for row in rows]
for name, order in (("words", range(len(said))), ("again", [i for i in rng.permutation(len(said)) if said[i][1] != "VERB" or i % 3])):
    with open(f"story/{name}.tsv", "w") as table:
        table.write("word\tonset_s\tduration_s\tupos\tkind\tfrequency\n")
        for n, i in enumerate(order):
            word, upos, kind = said[i]
            frequency = "n/a" if word == "home" else f"{len(word) + (i % 5) / 8}"
            table.write(f"{word}\t{0.6 * (n + 1):.2f}\t0.4\t{upos}\t{kind}\t{frequency}\n")
END
sed -n '/^\[\[story\]\]/,/^networks/p' study.toml > again.toml
sed -i 's/"dog"/"again"/; s/networks.npy/again.npy/; s/words.tsv/again.tsv/; s/volumes = 20/volumes = 18/' again.toml
printf '\n' | cat - again.toml >> study.toml
cat >> study.toml << 'END'

[tokens]
max_segment_tokens = 12

[interpretation]
top = 20
draws = 200

[[variant]]
name = "main"
[variant.interpretation]
category = "kind"
numbers = ["frequency"]

[[variant]]
name = "speech"
END
anbn run study.toml > answer 2> log || { cat log; exit 1; }
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_tags.py" results | tee checks
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_tags.py" results --variant speech | tee -a checks
grep -q "^ok main dog-again p: .* partitions" checks
grep -q "^ok speech dog-again p: .* partitions" checks
grep -q "^ok main frequency of key p: " checks
head -1 results/main/dog/layers/layers.tsv | grep -q query_kind
grep -q "Classes of kind" results/report/report.html
grep -q "dealt anew to two stories" results/report/report.html
# A tag that is told of the wrong story is found.
awk -F'\t' -v OFS='\t' 'NR == 2 { $6 = $6 / 2 } 1' results/main/between-stories/tags.tsv > wrong && cp wrong results/main/between-stories/tags.tsv
if /usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_tags.py" results > answer; then echo "a wrong share passed"; exit 1; fi
