# SPDX-License-Identifier: Apache-2.0
"""How often the stage `unique-variance` says that neurons add to the rhythm of the words where they do not, though networks and neurons both follow it; and how often where they do.

    python3 tests/study/unique_variance_level.py [--analyses 1000] [--build FOLDER]    writes the table of docs/calibration.md; a fifth of the analyses where neurons add
    python3 tests/study/unique_variance_level.py --check                               a small part of it, that fails if the test is none

24 neurons in two layers, 6 networks, 3 low-level regressors (noise through the haemodynamic response), 4 stories (each held out whole) or 2 (contiguous parts), 59 draws, every
second of the default penalties. Of each
neuron half of the variance is low-level. Networks correlate with their mixture of the regressors at r; where neurons add, the first two networks correlate at s with what two neurons
have beside the regressors. Needs build/.../unique_variance_stacks (built with the tests), whose folder is ANBN_BUILD_DIR or --build."""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import zlib

import numpy as np

import calibration_page
from calibration import ROOT, most
from calibration_cases import TR_S, hrf_noise, unit
from study import FAST

NEURONS, GROUPS, NETWORKS, LOW, DRAWS, CUTOFF_S, CHUNK, COUPLED = 24, 2, 6, 3, 59, 128, 50, 2
STORIES = {4: (90, 110, 120, 140), 2: (180, 220)}
CASES = [(r, 0.0, 4) for r in (0, 0.1, 0.2, 0.3, 0.5)] + [(r, 0.0, 2) for r in (0, 0.3, 0.5)] + [(0.3, s, 4) for s in (0.3, 0.4, 0.5)]


def mixtures(rng, low: np.ndarray, columns: int) -> np.ndarray:
    """A mixture of the regressors a column, of variance 1 [count x T x columns]."""
    weights = rng.standard_normal((len(low), LOW, columns))
    return (low @ weights) / np.sqrt((weights**2).sum(axis=1, keepdims=True))


def analysed(program: pathlib.Path, case: tuple, chunk: int, count: int) -> np.ndarray:
    """[count x 1 + 2 networks]: p of the largest gain, then p and family-wise p of each network."""
    r, s, stories = case
    rng = np.random.default_rng([zlib.crc32(repr(case).encode()), chunk])
    volumes = STORIES[stories]
    noise = lambda columns: np.concatenate([unit(hrf_noise(rng, count, length, columns)) for length in volumes], axis=1)
    low, own = noise(LOW), noise(NEURONS)
    neurons = (mixtures(rng, low, NEURONS) + own) / np.sqrt(2)
    added = np.zeros(NETWORKS)
    added[:COUPLED] = s
    networks = r * mixtures(rng, low, NETWORKS) + added * own[..., :NETWORKS] + np.sqrt(1 - r**2 - added**2) * noise(NETWORKS)
    with tempfile.TemporaryDirectory(prefix="anbn-unique-", dir=FAST) as name:
        folder = pathlib.Path(name)
        for file, stack in (("neurons", neurons), ("networks", networks), ("low", low)):
            np.save(folder / f"{file}.npy", stack.astype(np.float32))
        subprocess.run([program, *(folder / f"{file}.npy" for file in ("neurons", "networks", "low", "out")), ",".join(map(str, volumes)), str(GROUPS), str(CUTOFF_S), str(DRAWS),
                        str(1 + chunk * CHUNK), str(TR_S)], check=True)
        return np.load(folder / "out.npy")


def shares(program: pathlib.Path, case: tuple, analyses: int, jobs: int) -> tuple:
    """Shares of the analyses in which a network to which neurons add nothing is called by its own p, in which any of these is called family-wise, and of networks found where they add."""
    counts = [min(CHUNK, analyses - first) for first in range(0, analyses, CHUNK)]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        p = np.concatenate(list(pool.map(lambda c: analysed(program, case, *c), enumerate(counts))))
    alone, family = p[:, 1::2] <= 0.05, p[:, 2::2] <= 0.05
    first = COUPLED if case[1] else 0
    found = (float(alone[:, -1].mean()), float(family[:, first:].any(axis=1).mean()), float(family[:, :first].mean()) if first else np.nan)
    print(f"r = {case[0]}, s = {case[1]}, {case[2]} stories: " + ", ".join(f"{share:.3f}" for share in found), flush=True)
    return found


def check(program: pathlib.Path, jobs: int) -> int:
    count = 120
    quiet, coupled = shares(program, (0.5, 0.0, 4), count, jobs), shares(program, (0.3, 0.5, 4), count, jobs)
    good = quiet[1] <= most(0.05, count) and coupled[1] <= most(0.05, count) and coupled[2] > 0.5
    print(("" if good else "WRONG: ") + f"calls at most {most(0.05, count):.3f} where neurons add nothing, and most networks where they do")
    return 0 if good else 1


def write(rows: list) -> None:
    """rows of (case, analyses, shares)."""
    def cells(case, analyses, found):
        bar = 0.05 + 3 * (0.05 * 0.95 / analyses)**0.5
        level = lambda share: f"{share:.3f}" + (" (!)" if share > bar else "")
        (r, s, stories), (alone, family, power) = case, found
        return [f"{r:g}", f"{s:g}" if s else "nothing", "whole stories" if stories == 4 else "contiguous parts of two", str(analyses), level(alone), level(family), "" if np.isnan(power) else f"{power:.3f}"]
    names = ["low-level coupling r", "neurons add s", "held out", "analyses", "a network without gain, its p", "**any such network, family-wise**", "networks with gain found, family-wise"]
    calibration_page.fill(ROOT / "docs/calibration.md", {"beyond-rhythm": calibration_page.table(names, [cells(*row) for row in rows])})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--analyses", type=int, default=1000)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(os.environ.get("ANBN_BUILD_DIR") or ROOT / "build/release"))
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    program = chosen.build / "unique_variance_stacks"
    if not program.exists():
        sys.exit(f"{program}: found no such program; expected it built with the tests (ninja unique_variance_stacks), or --build FOLDER")
    if chosen.check:
        return check(program, chosen.jobs)
    counts = [chosen.analyses // 5 if s else chosen.analyses for _, s, _ in CASES]
    write([(case, count, shares(program, case, count, chosen.jobs)) for case, count in zip(CASES, counts)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
