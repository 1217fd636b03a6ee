# SPDX-License-Identifier: Apache-2.0
"""Does the range of the rate of calls that wrong pairings are told with (stage `self-calibration`) have the rate? By the outsider's arithmetic, on p values whose law is known.

    python3 tests/study/pairings_range.py [--studies 1500]

Brains (and words) share so much of the variance of the normal scores of p; or some brains are called more often than the others. Needs numpy and scipy alone."""
import argparse
import pathlib
import sys

import numpy as np
from scipy.stats import norm

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "outsider"))
from check_self_calibration import counted

DRAWS, MOST, LEVEL = 199, 60, 0.05
SHARED = [(0.0, 0.0), (0.0, 0.3), (0.0, 0.6), (0.3, 0.3)]  # by words, by brains
UNEQUAL = [(0.1, 0.5, 0.03), (0.3, 0.3, 0.04), (0.2, 1.0, 0.05)]  # share of brains, their rate, the others' rate


def chosen(rng, stories: int) -> tuple[np.ndarray, np.ndarray]:
    order, shifts = rng.permutation(stories), 1 + rng.permutation(stories - 1)
    pairs = np.array([(order[i], order[(i + k) % stories]) for k in shifts for i in range(stories)][:MOST])
    return pairs[:, 0], pairs[:, 1]


def told(rng, z: np.ndarray, words: np.ndarray, brains: np.ndarray) -> dict:
    return counted((rng.binomial(DRAWS, norm.sf(z)) + 1) / (DRAWS + 1), words, brains, DRAWS)


def alike(rng, stories: int, by_words: float, by_brains: float) -> tuple[dict, float]:
    words, brains = chosen(rng, stories)
    z = np.sqrt(by_words) * rng.standard_normal(stories)[words] + np.sqrt(by_brains) * rng.standard_normal(stories)[brains] + np.sqrt(1 - by_words - by_brains) * rng.standard_normal(len(words))
    return told(rng, z, words, brains), LEVEL


def unequal(rng, stories: int, share: float, high: float, low: float) -> tuple[dict, float]:
    words, brains = chosen(rng, stories)
    rate = np.where(rng.random(stories) < share, high, low)[brains]
    return told(rng, rng.standard_normal(len(words)) + norm.isf(LEVEL) - norm.isf(rate), words, brains), share * high + (1 - share) * low


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=1500)
    count = parser.parse_args().studies
    for stories in (8, 12, 98):
        for law, cases in ((alike, SHARED), (unequal, UNEQUAL)):
            for case in cases:
                rng = np.random.default_rng(5)
                found = [law(rng, stories, *case) for _ in range(count)]
                covers = np.mean([one["low"] <= rate <= one["high"] for one, rate in found])
                above, warned = np.mean([one["low"] > rate for one, rate in found]), np.mean([one["low"] > LEVEL for one, _ in found])
                print(f"{stories} stories, {law.__name__} {case}: rate {found[0][1]:.3f}, worth {np.mean([one['effective'] for one, _ in found]):.1f}; the range has it in {covers:.3f}, "
                      f"lies above it in {above:.3f}, above 0.05 in {warned:.3f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
