# SPDX-License-Identifier: Apache-2.0
"""Why are single stories called too often? The words of each story beside the brain of the k-th after it (in one random order), each pairing tested as a single story three times: against random
phases, against random phases with the brain reversed in time (its noise stays, what stories share at the same volumes is gone), and against circular shifts (bursts and spells of noise stay whole).
By the outsider's arithmetic, from the tokens, time courses and nuisance sets of a study that was run with keep = "all".

    python3 tests/deep/wrong_pairings.py RESULTS [--variant main] [--rounds 12] [--draws 59] [--every 4]     # the folder with study.json, every fourth neuron

Prints how often each figure of the verdict has p <= 0.05, and mean r^2 over that of the draws, with standard errors of independent pairings (they are not). docs/calibration.md has twenty stories of lebel2023."""
import argparse
import pathlib
import sys

import numpy as np
from scipy import fft

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "outsider"))
import series
from check_self_calibration import Story, basis_of

LEAST_SHIFT = 15  # volumes, either way: 30 s
WAYS = ("phase", "phase, brain reversed", "circular-shift")


def figures(r: np.ndarray) -> np.ndarray:
    return np.array([r.max(), r.max(axis=1).mean(), r.max(axis=0).mean(), (r**2).mean()])


def tested(words: Story, brain: Story, way: str, chosen, rng) -> np.ndarray:
    """p of the largest pair, of the mean largest of neurons and of networks, of mean r^2, of all together (min-p); mean r^2 over that of the draws."""
    count = min(len(words.neurons), len(brain.networks))
    basis = basis_of(words, brain, count).astype(np.float32)
    neurons = series.unit(series.residuals(series.unit(words.neurons[:count, ::chosen.every]), basis)).astype(np.float32)
    networks = series.unit(brain.networks[:count].astype(float))[::-1 if way == WAYS[1] else 1]
    clean = lambda x: series.unit(series.residuals(x.astype(np.float32), basis))
    if way == WAYS[2]:
        shifts = rng.choice(np.arange(LEAST_SHIFT, count - LEAST_SHIFT + 1), chosen.draws, replace=False)
        draws = (np.roll(networks, shift, axis=0) for shift in shifts)
    else:
        spectrum = fft.rfft(series.without_step(networks, basis), axis=0)
        draws = (series.phase_surrogate(spectrum, count, rng) for _ in range(chosen.draws))
    rows = np.array([figures(neurons.T @ clean(networks))] + [figures(neurons.T @ clean(draw)) for draw in draws])
    ranks = (rows[None] >= rows[:, None]).sum(axis=1) / len(rows)
    least = ranks.min(axis=1)
    return np.array([*ranks[0], (least <= least[0]).mean(), rows[0, 3] / rows[1:, 3].mean()])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--variant", default="main")
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--draws", type=int, default=59)
    parser.add_argument("--every", type=int, default=4)
    chosen = parser.parse_args()
    folder = chosen.results / chosen.variant
    stories = [Story(folder, path.parent.name) for path in sorted(folder.glob("*/timecourses"))]
    order, found = np.random.default_rng(5).permutation(len(stories)), {way: [] for way in WAYS}
    for k in range(1, min(chosen.rounds, len(stories) - 1) + 1):
        for i in range(len(stories)):
            words, brain = stories[order[i]], stories[order[(i + k) % len(stories)]]
            for way in WAYS:
                found[way].append(tested(words, brain, way, chosen, np.random.default_rng(1000 * k + i)))
        for way, rows in found.items():
            rows = np.array(rows)
            called, ratio = (rows[:, :5] <= 0.05).mean(axis=0), rows[:, 5]
            print(f"{len(rows)} pairings, {way}: largest pair {called[0]:.3f}, mean largest of neurons {called[1]:.3f}, of networks {called[2]:.3f}, mean r2 {called[3]:.3f}, any coupling {called[4]:.3f} "
                  f"({(0.05 * 0.95 / len(rows))**0.5:.3f}); mean r2 over noise {ratio.mean():.4f} ({ratio.std(ddof=1) / len(rows)**0.5:.4f})", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
