# SPDX-License-Identifier: Apache-2.0
"""How often the jackknife over stories (stage `consistency`) says that the trained model couples more than the untrained one, or more with depth, where there is nothing: the words of each story
beside the brain of another, in random arrangements in which no story keeps its own. By the outsider's arithmetic, from a study that was run (coupling is enough: `anbn run --until coupling`).

    python3 tests/deep/wrong_consistency.py RESULTS [--trained main] [--untrained untrained] [--arrangements 2000] [--every 4]

All arrangements are of the same stories, so they are far from independent: a share, no standard error. docs/hours.md has what twelve stories of lebel2023 give."""
import argparse
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "outsider"))
import series
from check_consistency import gram, jackknife, mean_product
from check_omnibus import layers_of
from check_self_calibration import Story, basis_of
from inputs import Table


def products(folder: pathlib.Path, names: list, every: int) -> list:
    """Of all pairings of words and brains (words first): [S^2 x S^2] mean products of their correlations, of all neurons and by layer."""
    stories = [Story(folder, name) for name in names]
    layers = layers_of(list(Table(folder / names[0] / "timecourses/neurons.tsv").text("label")))[::every]
    found = []
    for words in stories:
        for brain in stories:
            count = min(len(words.neurons), len(brain.networks))
            basis = basis_of(words, brain, count)
            clean = lambda x: series.unit(series.residuals(series.unit(x[:count]), basis)).astype(np.float32)
            found.append(clean(words.neurons[:, ::every]).T @ clean(brain.networks))
    return [gram(found)] + [gram([r[layers == layer] for r in found]) for layer in np.unique(layers)]


def p_values(trained: list, untrained: list, pairings: np.ndarray) -> list:
    """Of trained above untrained, the trained trend over depth, and that trend above the other's; of an arrangement."""
    some = np.ix_(pairings, pairings)
    here, there = [g[some] for g in trained], [g[some] for g in untrained]
    slope = lambda of: lambda left: np.polyfit(np.arange(len(of) - 1), [mean_product(g, left) for g in of[1:]], 1)[0]
    values = (lambda left: mean_product(here[0], left) - mean_product(there[0], left), slope(here), lambda left: slope(here)(left) - slope(there)(left))
    return [jackknife(value, len(pairings))[3] for value in values]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--trained", default="main")
    parser.add_argument("--untrained", default="untrained")
    parser.add_argument("--arrangements", type=int, default=2000)
    parser.add_argument("--every", type=int, default=4)
    chosen = parser.parse_args()
    names = sorted(file.parent.parent.name for file in (chosen.results / chosen.trained).glob("*/coupling/stage.json"))
    models = [products(chosen.results / variant, names, chosen.every) for variant in (chosen.trained, chosen.untrained)]
    rng, count, wrong = np.random.default_rng(1), len(names), []
    print("right: p " + ", ".join(f"{p:.4f}" for p in p_values(*models, np.arange(count) * (count + 1))), flush=True)
    while len(wrong) < chosen.arrangements:
        brains = rng.permutation(count)
        if (brains != np.arange(count)).all():
            wrong.append(p_values(*models, np.arange(count) * count + brains))
    for name, p in zip(("trained above untrained", "trained trend over depth", "trend above the other's"), np.array(wrong).T):
        print(f"{name}: p <= .05 in {(p <= 0.05).mean():.3f} of {len(p)} wrong arrangements, smallest {p.min():.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
