# SPDX-License-Identifier: Apache-2.0
"""Is the mean r^2 over all stories that lies above its noise coupling, or are the draws too narrow? The words of each story beside the brain of the k-th after it (in one random order), all stories
together as in the stage `pooled`, for every k: 0 is the right arrangement, all others are wrong. By the outsider's arithmetic, from a study that was run.

    python3 tests/deep/wrong_arrangements.py RESULTS [--variant untrained] [--draws 10] [--every 4]     # the folder with study.json, every fourth neuron

Prints the mean of r^2 over that of draws with random phases, of all neurons and by layer. docs/hours.md has what twelve stories of lebel2023 give."""
import argparse
import json
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "outsider"))
import series
from check_omnibus import layers_of
from check_self_calibration import Story, basis_of
from inputs import Table


class Arrangement:
    """All stories, words beside a brain each: cleaned, cut to the shorter, weighted with their volumes."""

    def __init__(self, pairs: list, every: int):
        self.parts = []
        for words, brain in pairs:
            count = min(len(words.neurons), len(brain.networks))
            basis = basis_of(words, brain, count)
            neurons = series.unit(series.residuals(series.unit(words.neurons[:count, ::every]), basis)).astype(np.float32)
            networks = series.unit(brain.networks[:count])
            self.parts.append((count, basis, neurons, networks, np.fft.rfft(series.without_step(networks, basis), axis=0)))
        self.volumes = sum(part[0] for part in self.parts)

    def squares(self, networks: list, layers: np.ndarray) -> np.ndarray:
        """Mean of r^2: of all neurons, then by layer."""
        r = sum(part[0] / self.volumes * (part[2].T @ series.unit(series.residuals(y, part[1])).astype(np.float32)) for part, y in zip(self.parts, networks))
        each = (r**2).mean(axis=1)
        return np.array([each.mean()] + [each[layers == layer].mean() for layer in np.unique(layers)])

    def over_noise(self, layers: np.ndarray, draws: int, rng) -> np.ndarray:
        noise = [self.squares([series.phase_surrogate(part[4], part[0], rng) for part in self.parts], layers) for _ in range(draws)]
        return self.squares([part[3] for part in self.parts], layers) / np.mean(noise, axis=0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--variant", default="untrained")
    parser.add_argument("--draws", type=int, default=10)
    parser.add_argument("--every", type=int, default=4)
    chosen = parser.parse_args()
    folder = chosen.results / chosen.variant
    names = json.loads((folder / "self-calibration/summary.json").read_text())["stories"]
    stories, rng = [Story(folder, name) for name in names], np.random.default_rng(1)
    layers = layers_of(list(Table(folder / names[0] / "timecourses/neurons.tsv").text("label")))[::chosen.every]
    order, wrong = rng.permutation(len(stories)), []
    for k in range(len(stories)):
        arrangement = Arrangement([(stories[order[i]], stories[order[(i + k) % len(stories)]]) for i in range(len(stories))], chosen.every)
        found = arrangement.over_noise(layers, chosen.draws, rng)
        print(f"{'right' if k == 0 else f'wrong, {k} on'} ({arrangement.volumes} volumes): " + ", ".join(f"{x:.3f}" for x in found), flush=True)
        if k > 0:
            wrong.append(found)
    print("wrong ones: mean " + ", ".join(f"{x:.3f}" for x in np.mean(wrong, axis=0)) + "; of all neurons "
          f"{np.min(wrong, axis=0)[0]:.3f} to {np.max(wrong, axis=0)[0]:.3f}, standard deviation {np.std(wrong, axis=0, ddof=1)[0]:.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
