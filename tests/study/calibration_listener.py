# SPDX-License-Identifier: Apache-2.0
"""How often the calibrated test calls a real brain coupled with words that it did not hear, given drift alone and given the standard nuisance set.

    python3 tests/study/calibration_listener.py [--pairings 196] [--stories 98] [--draws 59] [--build FOLDER]

One listener of lebel2023 (../shared/data), 200 networks, story by story: words and all neurons of one story with the networks of another, both from their first
volume on, cut to the shorter. The k-th round pairs each story with the k-th after it in a fixed random order. Pairings share stories, so they are not independent:
the standard error of a share of independent ones would be 0.016 at 196. Prints the line of docs/calibration.md; needs test_stacks (ninja test_stacks)."""
import argparse
import os
import pathlib
import sys
import tempfile

import numpy as np

import calibration_real
from calibration import STANDARD, Program
from calibration_real import DATA, LEVEL, ROOT, courses_of_tokens, model_folder, rates_of
from study import FAST, anbn

TR_S = 2.0045
SETS = {"cosines": 128, "standard set": STANDARD}


def stories() -> list[str]:
    names = sorted(p.stem for p in (DATA / "lebel2023/UTS03").glob("*.npy"))
    return list(np.random.default_rng(1).permutation(names))


def write_tokens(story: str, volumes: int, folder: pathlib.Path) -> pathlib.Path:
    anbn("tokens", "--words", DATA / f"lebel2023/words/{story}.tsv", "--vocabulary", model_folder() / "vocab.txt", "--tr-s", TR_S, "--volumes", volumes,
         f"--audio-start-s={-TR_S}", "--out", folder / "tokens")
    return folder


def neurons_of(story: str, folder: pathlib.Path) -> np.ndarray:
    """[T x N] of all volumes of the story."""
    volumes = len(np.load(DATA / f"lebel2023/UTS03/{story}.npy", mmap_mode="r"))
    return courses_of_tokens(write_tokens(story, volumes, folder))


def standard_set(story: str, volumes: int, folder: pathlib.Path) -> pathlib.Path:
    """Its file, of the first volumes alone: cosines of a longer story that are cut are other cosines."""
    write_tokens(story, volumes, folder)
    anbn("nuisance", "--tokens", folder / "tokens", "--out", folder / "nuisance")
    return folder / "nuisance/regressors.tsv"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairings", type=int, default=196)
    parser.add_argument("--stories", type=int, default=98, help="the first of the order")
    parser.add_argument("--draws", type=int, default=59, help="p <= 0.05 has a chance of exactly 3 in 60 with 59 of them")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(os.environ.get("ANBN_BUILD_DIR") or ROOT / "build/release"))
    chosen = parser.parse_args()
    names = stories()[:chosen.stories]
    if not names or not calibration_real.available():
        print("SKIPPED: no lebel2023 in ../shared/data, or no model")
        return 77
    program = Program(chosen.build)
    os.environ["PATH"] = f"{program.path.parent}:{os.environ['PATH']}"
    found = {name: [] for name in SETS}
    rounds = -(-chosen.pairings // len(names))
    for at, story in enumerate(names):
        with tempfile.TemporaryDirectory(prefix="anbn-listener-", dir=FAST) as name:
            neurons = neurons_of(story, pathlib.Path(name) / "whole")
            for k in range(1, rounds + 1):
                other = names[(at + k) % len(names)]
                if other == story or len(found["cosines"]) >= chosen.pairings:
                    continue
                networks = np.load(DATA / f"lebel2023/UTS03/{other}.npy")
                count, seed = min(len(neurons), len(networks)), 1 + len(found["cosines"])
                regressors = standard_set(story, count, pathlib.Path(name) / f"first_{count}")
                for words, nuisance in SETS.items():
                    rows = program(neurons[None, :count], networks[None, :count], ("phase", nuisance), chosen.draws, seed, TR_S, regressors)[0]
                    found[words].append(rates_of(rows, neurons.shape[1]))
        print(f"{at + 1} of {len(names)} stories, {len(found['cosines'])} pairings: "
              + ", ".join(f"{words} {np.mean([r['global_p'] <= LEVEL for r in rates]):.3f}" for words, rates in found.items() if rates), flush=True)
    for words, rates in found.items():
        mean = lambda key: np.mean([r[key] for r in rates])
        print(f"| one listener, words of another story | `phase`, {words} | {mean('max'):.3f} | {mean('network_max'):.3f} | {np.mean([r['global_p'] <= LEVEL for r in rates]):.3f} | {len(rates)} | {mean('null_95'):.2f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
