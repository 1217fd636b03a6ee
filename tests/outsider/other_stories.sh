# SPDX-License-Identifier: Apache-2.0
# Stories that change places, computed again by the outsider: ten stories of unequal lengths, one of them told twice, so that nine change places in classes and decide; then three, whose
# arrangements are all made. Both predict networks over stories too: nine held out whole, three in parts.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
export PYTHONDONTWRITEBYTECODE=1
set -o pipefail
cp -r "$ANBN_SOURCE_DIR/tests/golden/architectures/gpt2" gpt2; chmod -R u+w gpt2
/usr/bin/python3 - << 'END'
import numpy as np

rng = np.random.default_rng(7)
sed, stories = open("study.toml").read(), []
head, tail = sed.split("[[story]]")[0], "[coupling]" + sed.split("[coupling]")[1]
words = {}
for s in range(10):
    name, volumes = f"s{s}", int(rng.integers(40, 90))
    count = int(volumes * 1.5 / 0.9)
    words[s] = words[0] if s == 6 else ["".join(rng.choice(list("bcefgijkl"), 2)) + "aeiou"[s % 5] + "kpqtv"[s // 5] for _ in range(count)]
    with open(f"story/{name}.tsv", "w") as table:
        table.write("word\tonset_s\tduration_s\n" + "".join(f"{w}\t{0.9 * i + 0.2 * rng.random():.2f}\t0.4\n" for i, w in enumerate(words[s])))
    np.save(f"story/{name}.npy", np.cumsum(rng.standard_normal((volumes, 3)), axis=0).astype("float32"))
    stories.append(f'[[story]]\nname = "{name}"\nwords = "story/{name}.tsv"\ntr_s = 1.5\nfirst_volume = 0\nvolumes = {volumes}\naudio_start_s = 0\nnetworks = "story/{name}.npy"\n\n')
tail = tail.replace("permutations = 19", "permutations = 999").replace("noise_draws = 5", "noise_draws = 200") + '\n[between-stories]\nstory_draws = 0\n\n[tokens]\nmax_segment_tokens = 60\n\n[pooled-encoding]\npermutations = 300\n\n[unique-variance]\npermutations = 300\n'
open("ten.toml", "w").write(head.replace('name = "Tiny"', 'name = "Ten"\nout = "ten"') + "".join(stories) + tail)
# The three have surprisal among what is low-level, of a model that spells its words by letters.
letters = "abcdefghijklmnopqrstuvwxyz"
open("gpt2/vocab.txt", "w").write("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "."] + list(letters) + ["##" + c for c in letters]) + "\n")
tail += '\n[surprisal]\nsurprisal_model = "gpt2"\ncontext = "sliding"\nmax_segment_tokens = 40\nstride = 20\n'
open("three.toml", "w").write(head.replace('name = "Tiny"', 'name = "Three"\nout = "three"') + "".join(stories[:3]) + tail)
END
for study in ten three; do
  anbn run $study.toml > answer 2> log || { cat log; exit 1; }
  cp answer $study.answer
  /usr/bin/python3 "$ANBN_SOURCE_DIR/tests/outsider/check_pooled.py" $study --draws 1000 | tee $study.checks
done
grep -q "^ok main/pooled stories of the same words: s6 as s0" ten.checks
grep -q "^ok main/pooled other stories: .*'stories': 9, .*'decides': True" ten.checks
grep -q "^ok main/pooled other_stories_p_fwe of neurons: least likely" ten.checks
grep -q "^ok main/pooled verdict: .* of phase, other-stories" ten.checks
grep -qE "^  any coupling .*\(phase [^,]*, other-stories " ten.answer
grep -q "^ok main/pooled other_stories_max_p of neurons: all 5 draws" three.checks
grep -q "below 8 stories no verdict rests on it" <(tr -s ' \n' ' ' < three.answer)
for study in ten three; do for stage in pooled-encoding unique-variance; do grep -q "^ok main/pooled $stage, p of networks: 3 " $study.checks; done; done
grep -qE "^  beyond rhythm +.* networks" ten.answer
test -e ten/main/pooled/draws/other_stories_means.npy
grep -q "^ok main/pooled unique-variance, low-level regressors: .*surprisal" three.checks
