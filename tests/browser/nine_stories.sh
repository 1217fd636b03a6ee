# The report of nine stories in a real browser: small before anything is opened, whatever lies behind.
. "$ANBN_SOURCE_DIR/tests/support/tiny_study.sh"
/usr/bin/python3 - << 'END'
import numpy as np

rng = np.random.default_rng(19)
study, stories = open("study.toml").read(), []
for s in range(9):
    words = ["".join(rng.choice(list("bcdfgk"), 2)) + "aeiou"[s % 5] for _ in range(60)]
    with open(f"story/s{s}.tsv", "w") as table:
        table.write("word\tonset_s\tduration_s\n" + "".join(f"{word}\t{0.9 * i:.2f}\t0.4\n" for i, word in enumerate(words)))
    np.save(f"story/s{s}.npy", np.cumsum(rng.standard_normal((40 + s, 3)), axis=0).astype("float32"))
    stories.append(f'[[story]]\nname = "s{s}"\nwords = "story/s{s}.tsv"\ntr_s = 1.5\nfirst_volume = 0\nvolumes = {40 + s}\naudio_start_s = 0\nnetworks = "story/s{s}.npy"\n\n')
head, tail = study.split("[[story]]")[0], "[coupling]" + study.split("[coupling]")[1]
open("study.toml", "w").write(head + "".join(stories) + tail + "\n[tokens]\nmax_segment_tokens = 60\n\n[between-stories]\nstory_draws = 0\n")
END
anbn run study.toml --quiet 2> log || { cat log; exit 1; }
ANBN_MOST_BYTES=3000000 node "$ANBN_SOURCE_DIR/tests/browser/report.mjs" results/report/report.html "$ANBN_BUILD_DIR/nine_stories.png"
