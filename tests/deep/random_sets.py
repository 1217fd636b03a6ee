# SPDX-License-Identifier: Apache-2.0
"""Which share of random sets of 3, 6 and 12 stories of one listener is called coupled, trained and untrained: not the luckiest set, nor the first.

    python3 tests/deep/random_sets.py RESULTS [--sets 40] [--sizes 3 6 12] [--permutations 200]    (anbn on the PATH)

RESULTS is the folder of a finished study of many stories with a variant or control `untrained` whose time courses were kept, as docs/hours.md has it. Each set is tested by
`anbn pooled` with its own draws; sets of one size share stories, so they are not independent and no error is told. Prints the table of docs/hours.md."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np


def pooled(results: pathlib.Path, variant: str, stories: list, permutations: int, out: pathlib.Path) -> dict:
    def of(option: str, folder) -> list:
        return [part for story in stories for part in (f"--{option}", str(folder(story)))]
    own = lambda stage: lambda story: results / variant / story / stage
    main = lambda stage: lambda story: results / "main" / story / stage  # the untrained control shares what does not differ
    command = ["anbn", "pooled", *of("stories", lambda story: story), *of("timecourses", own("timecourses")), *of("coupling", own("coupling")), *of("nuisance", main("nuisance")),
               *of("tokens", main("tokens")), "--networks", results / "networks", "--permutations", str(permutations), "--noise-draws", "20", "--out", out]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(run.stderr)
    return json.loads((out / "summary.json").read_text())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--sets", type=int, default=40)
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 6, 12])
    parser.add_argument("--permutations", type=int, default=200)
    chosen = parser.parse_args()
    names = [story["name"] for story in json.loads((chosen.results / "study.json").read_text())["stories"]]
    print("| stories a set | model | sets | any coupling: p <= .05 | a pair stands out | neurons named: median (range) | networks named: median (range) |\n|---|---|---|---|---|---|---|")
    if 2 * max(chosen.sizes) > len(names):
        sys.exit(f"{chosen.results} has {len(names)} stories; expected twice as many as a set, so that sets differ")
    for size in chosen.sizes:
        rng = np.random.default_rng([1, size])
        sets = [sorted(rng.choice(len(names), size, replace=False)) for _ in range(chosen.sets)]
        for variant in ("main", "untrained"):
            found = []
            for some in sets:
                with tempfile.TemporaryDirectory(prefix="anbn-sets-") as scratch:
                    found.append(pooled(chosen.results, variant, [names[i] for i in some], chosen.permutations, pathlib.Path(scratch) / "out"))
            called, pairs = (sum(f[test]["p"] <= 0.05 for f in found) for test in ("omnibus", "global"))
            named = {side: np.array([f[side]["named"] for f in found]) for side in ("neurons", "networks")}
            words = [f"{np.median(n):.0f} ({n.min()} to {n.max()})" for n in named.values()]
            print(f"| {size} | {'pretrained' if variant == 'main' else 'random weights'} | {len(sets)} | {called} | {pairs} | {words[0]} | {words[1]} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
