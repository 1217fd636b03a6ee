# SPDX-License-Identifier: Apache-2.0
# Wrong pairings of a study's own stories, computed again by the outsider: five stories of other lengths, two of which tell one text, one with regressors of its own.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
set -o pipefail
sed '/^\[\[story\]\]/,$d' study.toml > whole.toml
/usr/bin/python3 - << 'END' >> whole.toml
import numpy as np

rng = np.random.default_rng(7)
texts = ["".join(rng.choice(list("bcefgijklpqtuvwxyz"), 3)) for _ in range(200)]
for n, volumes in enumerate((40, 48, 44, 52, 46)):
    words = texts[:40] if n == 4 else texts[40 * n:40 * n + 40]
    with open(f"story/words_{n}.tsv", "w") as table:
        table.write("word\tonset_s\tduration_s\n")
        onset = 0.0
        for word in words:
            onset += rng.uniform(0.5, 2.5)
            table.write(f"{word}\t{onset:.2f}\t0.4\n")
    np.save(f"story/networks_{n}.npy", np.cumsum(rng.standard_normal((2, volumes, 3)), axis=1).astype("float32"))
    print(f'\n[[story]]\nname = "story{n}"\nwords = "story/words_{n}.tsv"\ntr_s = 1.5\nfirst_volume = 0\nvolumes = {volumes}\naudio_start_s = 0\nnetworks = "story/networks_{n}.npy"')
    if n == 2:
        with open("story/motion.tsv", "w") as table:
            table.write("x\n" + "".join(f"{x:.4f}\n" for x in rng.standard_normal(volumes)))
        print('[story.nuisance]\nnuisance_file = "story/motion.tsv"')
END
sed -n '/^\[coupling\]/,$p' study.toml >> whole.toml
printf '\n[tokens]\nmax_segment_tokens = 40\n\n[interpretation]\ndraws = 5\n\n[self-calibration]\npairing_draws = 499\n' >> whole.toml
anbn run whole.toml > answer 2> log || { cat log; exit 1; }
tells "^  wrong pairings +Tested as single stories: any coupling in [0-9]+ of 18, worth"
grep -q "Nothing follows from 5 stories" results/report/report.html
/usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_self_calibration.py" results --pairings 18 | tee checks
grep -q "^ok main/self-calibration possible: anbn 18" checks
# A wrong count, and an effective number that is only the pairings', are found.
cp -r results wrong
sed -i 's/"effective": [0-9.]*/"effective": 18.5/' wrong/main/self-calibration/summary.json
if /usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_self_calibration.py" wrong > answer; then echo "a wrong number passed"; exit 1; fi
