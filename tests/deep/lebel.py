# SPDX-License-Identifier: Apache-2.0
"""Hours of one listener (lebel2023, ../shared/data), run as a user would: over several stories together coupling is seen that one story cannot show, and hardly any in the untrained model.

    python3 tests/deep/lebel.py [--stories 3] [--permutations 200] [--keep FOLDER]     (anbn on the PATH; skipped without the data or the pretrained model)

The outsider's script then finds the correlations and p values over all stories again. docs/hours.md has what twelve stories give."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(os.environ.get("ANBN_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(ROOT / "tests/study"))
from study import FAST, Checks, anbn

DATA = ROOT.parent / "shared/data/lebel2023"
MODEL = pathlib.Path(os.environ.get("ANBN_MODEL_DIR") or ROOT / "build/models/all-minilm-l6-v2")
TR_S = 2.0045
# The first of one random order, which was drawn before anything was computed.
STORIES = ("lifeanddeathontheoregontrail hangtime kiksuya myfathershands againstthewind christmas1940 haveyoumethimyet beneaththemushroomcloud birthofanation thefreedomridersandme thumbsup "
           "vixenandtheussr").split()
# Seen beforehand with numpy, outside of anbn: with three stories little can be asked for, with twelve 52 neurons and 5 networks had a family-wise p of at most 0.05.
LEAST_NAMED = {3: (1, 1), 12: (30, 3)}  # neurons, networks
MOST_UNTRAINED = (5, 2)  # with few draws a name or two are chance


def study(stories: list[str], permutations: int) -> str:
    text = f'[study]\nname = "One listener, {len(stories)} stories"\nout = "results"\nseed = 1\n'
    for name, weights in (("main", "pretrained"), ("untrained", "random")):
        text += f'\n[[variant]]\nname = "{name}"\nmodel = "{MODEL}"\nweights = "{weights}"\n'
    for story in stories:
        networks = DATA / f"UTS03/{story}.npy"
        text += (f'\n[[story]]\nname = "{story}"\nwords = "{DATA}/words/{story}.tsv"\nnetworks = "{networks}"\ntr_s = {TR_S}\nfirst_volume = 0\n'
                 f'volumes = {len(np.load(networks, mmap_mode="r"))}\naudio_start_s = -{TR_S}\n')
    return text + f'\n[networks]\nmethod = "import"\n\n[significance]\npermutations = {permutations}\nnoise_draws = 60\n\n[between-stories]\nstory_draws = 0\n\n[interpretation]\ndraws = 20\n'


def named(results: pathlib.Path, variant: str) -> tuple[dict, tuple[int, int]]:
    summary = json.loads((results / variant / "pooled/summary.json").read_text())
    return summary, (summary["neurons"]["named"], summary["networks"]["named"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stories", type=int, choices=LEAST_NAMED, default=3)
    parser.add_argument("--permutations", type=int, default=200)
    parser.add_argument("--keep", type=pathlib.Path, help="folder for the study; by default it is removed")
    chosen = parser.parse_args()
    if not DATA.exists() or not (MODEL / "model.safetensors").exists():
        print("SKIPPED: no lebel2023 in ../shared/data, or no model")
        return 77
    check = Checks()
    with tempfile.TemporaryDirectory(prefix="anbn-deep-", dir=FAST if chosen.stories <= 3 else None) as scratch:
        folder = chosen.keep or pathlib.Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "study.toml").write_text(study(STORIES[:chosen.stories], chosen.permutations))
        anbn("run", folder / "study.toml")
        results = folder / "results"
        (trained, found), (untrained, control) = named(results, "main"), named(results, "untrained")
        for name, summary, counts in (("main", trained, found), ("untrained", untrained, control)):
            largest = summary["global"]
            print(f"        {name}: largest partial r {largest['observed']:.3f} ({largest['pair']}), p = {largest['p']:.3g}, 95 % of noise {largest['null_95']:.3f}; "
                  f"any coupling p = {summary['omnibus']['p']:.3g}; named {counts[0]} neurons, {counts[1]} networks")
        least = LEAST_NAMED[chosen.stories]
        check(trained["omnibus"]["p"] <= 0.05 and trained["global"]["p"] <= 0.05, "over all stories there is coupling, and single pairs carry it")
        check(all(n >= l for n, l in zip(found, least)), f"{found[0]} neurons and {found[1]} networks are named, at least {least[0]} and {least[1]}")
        check(all(n <= most for n, most in zip(control, MOST_UNTRAINED)), f"of the untrained model {control[0]} and {control[1]}, at most {MOST_UNTRAINED[0]} and {MOST_UNTRAINED[1]}")
        outsider = subprocess.run([sys.executable, ROOT / "tests/outsider/check_pooled.py", results, "--draws", "200"], capture_output=True, text=True)
        words = outsider.stdout.splitlines()[-1:] if outsider.returncode == 0 else [line for line in outsider.stdout.splitlines() if "FAILED" in line] + [outsider.stderr]
        check(outsider.returncode == 0, "the outsider's script finds the same: " + "\n".join(words))
        if chosen.stories <= 3:
            training = subprocess.run([sys.executable, ROOT / "tests/outsider/check_training.py", folder / "study.toml", "--models", "1"], capture_output=True, text=True)
            check(training.returncode == 0, "and of the trained model among untrained ones: " + "\n".join(training.stdout.splitlines()[-1:] + [training.stderr]))
    return check.status()


if __name__ == "__main__":
    sys.exit(main())
