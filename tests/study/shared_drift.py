# SPDX-License-Identifier: Apache-2.0
"""How often `significance`, `between-stories` and `listeners` call noise whose series share slow drift, with the test's cosines taken out and without.

    python3 tests/study/shared_drift.py [--analyses 1000]     a few minutes of 1 processor; prints one line a figure
    python3 tests/study/shared_drift.py --check               fewer analyses, in seconds; fails where more than 5 % + 3 standard errors are called

HRF noise of its own in every series, 200 volumes of 1.5 s, 48 neurons, 16 networks; on top of it drift of standard deviation 0.5 or 1 of the noise's: half, whole
and one and a half waves of random size (what cosines leave of a straight line, 0.2 % of its variance, is common to listeners, which `isc` finds). A story: one for all neurons, one for all networks. Stories: one for all series of a story, of which each has as much (normal) in both stories. Listeners: one for all networks of all, one for all neurons. Needs build/.../drift_stacks
(built with the tests), whose folder is ANBN_BUILD_DIR or --build."""
import argparse
import concurrent.futures
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from calibration_cases import NETWORKS, NEURONS, TR_S, VOLUMES, hrf_noise
from study import FAST

ROOT = pathlib.Path(__file__).resolve().parents[2]
LISTENERS, STORIES, DRAWS, CHUNK, LEVEL = 18, 2, 59, 50, 0.05


def drift(rng, count: int) -> np.ndarray:
    """[count x VOLUMES] of variance 1."""
    place = (np.arange(VOLUMES) + 0.5) / VOLUMES
    x = sum(rng.standard_normal((count, 1)) / k * np.cos(np.pi * k * place) for k in (1, 2, 3))
    return x / x.std(axis=1, keepdims=True)


def of_stories(rng, count: int, sd: float) -> tuple[np.ndarray, np.ndarray]:
    shared, sides = [sd * drift(rng, count)[:, :, None] for _ in range(STORIES)], []
    for columns in (NEURONS, NETWORKS):
        share = rng.standard_normal((count, 1, columns))
        sides.append(np.concatenate([hrf_noise(rng, count, VOLUMES, columns) + share * story for story in shared], axis=1))
    return tuple(sides)


def of_listeners(rng, count: int, sd: float) -> tuple[np.ndarray, np.ndarray]:
    neurons = hrf_noise(rng, count, VOLUMES, NEURONS) + sd * drift(rng, count)[:, :, None]
    shared = sd * drift(rng, count)[:, :, None]
    return neurons, np.concatenate([hrf_noise(rng, count, VOLUMES, NETWORKS) + shared for _ in range(LISTENERS)], axis=1)


def of_story(rng, count: int, sd: float) -> tuple[np.ndarray, np.ndarray]:
    return tuple(hrf_noise(rng, count, VOLUMES, columns) + sd * drift(rng, count)[:, :, None] for columns in (NEURONS, NETWORKS))


KINDS = {"story": (of_story, 1), "stories": (of_stories, STORIES), "listeners": (of_listeners, LISTENERS)}


def chunk_of(program: pathlib.Path, kind: str, sd: float, cutoff_s: float, chunk: int, count: int) -> tuple[list[str], np.ndarray]:
    """Names of the figures, and p [count x figures]."""
    make, units = KINDS[kind]
    rng = np.random.default_rng([len(kind), round(10 * sd), chunk])
    with tempfile.TemporaryDirectory(prefix="anbn-drift-", dir=FAST) as name:
        folder = pathlib.Path(name)
        for side, x in zip(("neurons", "networks"), make(rng, count, sd)):
            np.save(folder / f"{side}.npy", x.astype(np.float32))
        options = [units, cutoff_s, DRAWS, 1 + chunk * CHUNK, TR_S]
        ran = subprocess.run([program, kind, folder / "neurons.npy", folder / "networks.npy", folder / "out.npy", *map(str, options)], check=True, capture_output=True, text=True)
        return ran.stdout.splitlines(), np.load(folder / "out.npy")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(os.environ.get("ANBN_BUILD_DIR") or ROOT / "build/release"))
    parser.add_argument("--analyses", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=1)
    chosen = parser.parse_args()
    program = chosen.build / "drift_stacks"
    if not program.exists():
        sys.exit(f"{program}: found no such program; expected it built with the tests (ninja drift_stacks), or --build FOLDER")
    analyses = 100 if chosen.check else chosen.analyses
    most, wrong = LEVEL + 3 * math.sqrt(LEVEL * (1 - LEVEL) / analyses), []
    for kind in KINDS:
        for sd in (0.5, 1.0):
            for cutoff_s in (128, 0):
                count = min(CHUNK, analyses)
                with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
                    parts = list(pool.map(lambda c: chunk_of(program, kind, sd, cutoff_s, c, count), range(math.ceil(analyses / count))))
                shares = (np.concatenate([p for _, p in parts])[:analyses] <= LEVEL).mean(axis=0)
                for name, share in zip(parts[0][0], shares):
                    print(f"{kind}, drift {sd}, {'cosines' if cutoff_s else 'nothing'} taken out: {name}: {share:.3f}", flush=True)
                    if cutoff_s and share > most:
                        wrong.append(f"{kind}, drift {sd}: {name} {share:.3f}")
                if cutoff_s == 0 and shares.max() <= most:
                    wrong.append(f"{kind}, drift {sd}, nothing taken out: at most {shares.max():.3f}; the drift of this study fools nobody")
    print(f"called more than {most:.3f}: " + ("; ".join(wrong) or "nothing") + f" ({analyses} analyses)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
