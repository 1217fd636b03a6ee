# SPDX-License-Identifier: Apache-2.0
# Stories that count with the reliability of their scans, computed again by the outsider: eight of unequal lengths, in two classes whose brains take their weights along, over all stories and
# among untrained models. Equal numbers change nothing, another number is found out, a story without one is named.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
set -o pipefail
check() { /usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/$@"; }
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/random_model.py" model
/usr/bin/python3 - << 'END_OF_STORIES'
import numpy as np

rng = np.random.default_rng(5)
study, stories = open("study.toml").read().replace('weights = "random"\n', ""), []
head, tail = study.split("[[story]]")[0], "[coupling]" + study.split("[coupling]")[1]
for s, (volumes, reliability) in enumerate(zip((40, 85, 43, 88, 47, 90, 50, 95), (0.9, 0.2, 1, 0.05, 0.7, 0.6, 2.5, 0.4))):
    words = ["".join(rng.choice(list("bcefgijkl"), 2)) + "aeiou"[s % 5] + "kpqtv"[s // 5] for _ in range(int(volumes * 1.5 / 0.9))]
    with open(f"story/s{s}.tsv", "w") as table:
        table.write("word\tonset_s\tduration_s\n" + "".join(f"{w}\t{0.9 * i + 0.2 * rng.random():.2f}\t0.4\n" for i, w in enumerate(words)))
    np.save(f"story/s{s}.npy", np.cumsum(rng.standard_normal((volumes, 3)), axis=0).astype("float32"))
    stories.append(f'[[story]]\nname = "s{s}"\nwords = "story/s{s}.tsv"\ntr_s = 1.5\nfirst_volume = 0\nvolumes = {volumes}\naudio_start_s = 0\nnetworks = "story/s{s}.npy"\nreliability = {reliability}\n\n')
tail = tail.replace("permutations = 19", "permutations = 499").replace("noise_draws = 5", "noise_draws = 200")
tail += '\n[[variant]]\nname = "main"\n\n[training]\ndraws = 40\nseeds = 2\n\n[tokens]\nmax_segment_tokens = 60\n'
open("study.toml", "w").write(head.replace('name = "Tiny"', 'name = "Eight"\ncontrols = ["untrained"]\nstory_weights = "reliability"') + "".join(stories) + tail)
END_OF_STORIES
anbn run study.toml > answer 2> log || { cat log; exit 1; }
grep -q "weights volumes times reliability: 0.05 to 2.5 (pooled/stories.tsv)" <(tr -s ' \n' ' ' < answer)
grep -q "weighted with their volumes times the reliability of their scans (0.05 to 2.5" results/report/methods.txt
grep -q "pooled story_weights = reliability (default length)" results/report/methods.txt
check check_pooled.py results --draws 500 | tee checks
for variant in main untrained; do grep -q "^ok $variant/pooled classes of stories: \[(4, 85), (4, 40)\]" checks; done
grep -q "^ok main/pooled verdict: .* of phase, other-stories" checks
check check_training.py study.toml

# Another number than the study's, of one story, and none at all.
cp results/run.toml given.toml
sed 's/^reliability = 0.7/reliability = 0.5/' given.toml > results/run.toml
fails check check_pooled.py results --draws 100
for what in correlations shares weights "other_stories_max_p of neurons|largest r of other-stories|shares of stories that change places"; do grep -qE "^FAILED main/pooled ($what)" answer; done
sed '/^story_weights/d' given.toml > results/run.toml
fails check check_pooled.py results --draws 100
cp given.toml results/run.toml
fails check check_training.py <(sed 's/^reliability = 0.05/reliability = 1/' study.toml) --out results

# Equal numbers are lengths, to the byte.
sed 's/^reliability = .*/reliability = 0.7/' study.toml > equal.toml
sed '/^story_weights/d' study.toml > length.toml
for study in equal length; do anbn run $study.toml --out $study > answer 2> log || { cat log; exit 1; }; done
for folder in main/pooled untrained/pooled main/training; do diff -r -x stage.json -x run.json -x stories.tsv equal/$folder length/$folder; done
diff <(cut -f1-8 equal/main/pooled/stories.tsv) length/main/pooled/stories.tsv
fails anbn compare length results
says "results: its stories count with other weights than those of the first study"
if grep -q reliability length/report/methods.txt length/main/pooled/stories.tsv; then echo "nobody asked for weights"; exit 1; fi

# A story without a number.
sed 's/^reliability = 0.4//' study.toml > missing.toml
fails anbn check missing.toml
tells "story_weights in \[study\] is reliability, and of 1 of 8 stories there is none: s7; expected reliability"
tells "^errors: 1, "
fails anbn run missing.toml --out missing
says "and of 1 of 8 stories there is none: s7"
