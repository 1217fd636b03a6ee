# SPDX-License-Identifier: Apache-2.0
"""How often the jackknife over stories (stage `consistency`) says that one model couples more than another, or deeper layers more than others, where that is not so, and where it is.

    python3 tests/study/consistency_level.py [--analyses 1000] [--stories 8 12]     prints the tables of docs/calibration.md (numpy, without anbn)

Two models of 36 neurons in six layers hear 8 or 12 stories of 90 to 300 volumes, beside 6 networks (noise through the haemodynamic response). Where they are coupled, network j and the
j-th neuron of each layer share a driver, so that they correlate at r; it is the same driver in both models. The formulas are those of methods.md, section 5, Beyond these
stories; tests/outsider/check_consistency.py holds anbn to them."""
import argparse
import sys
import zlib

import numpy as np
from scipy import stats

from calibration_cases import hrf_noise, unit

LAYERS, WIDTH, NETWORKS, CHUNK = 6, 6, 6, 50
VOLUMES = {8: (100, 120, 130, 150, 170, 190, 220, 260), 12: (90, 100, 110, 120, 130, 150, 160, 170, 190, 210, 240, 300)}
FIGURES = ("one model above the other", "slope over depth", "slope above the other's")


def strengths(case: dict, rng, count: int) -> np.ndarray:
    """[count x 2 x layers]: at what r each model's layer is coupled in one story."""
    out = np.full((count, 2, LAYERS), float(case["r"]))
    if case.get("varies"):
        out *= rng.uniform(0.2, 1.8, (count, 2, 1))
    out[:, 1] *= case.get("other", 1)
    out[:, 0] *= 1 + case.get("slope", 0) * (np.arange(LAYERS) - (LAYERS - 1) / 2)
    return out


def story(case: dict, rng, count: int, volumes: int) -> np.ndarray:
    """Correlations [count x 2 x layers x width x networks] of one story."""
    noise = lambda columns: unit(hrf_noise(rng, count, volumes, columns))
    driver = noise(NETWORKS)
    most = min(1, 4 * case["r"])  # of a network's standard deviation is its driver's
    networks = scaled(most * driver + np.sqrt(1 - most**2) * noise(NETWORKS))
    out = np.empty((count, 2, LAYERS, WIDTH, NETWORKS))
    for m, alike in enumerate((case.get("alike", 0), 0)):
        share = strengths(case, rng, count)[:, m] * np.sqrt(2) / max(most, 1e-9)  # of the neurons' other half
        for layer in range(LAYERS):
            s = share[:, layer, None, None]
            heard = s * driver + np.sqrt(1 - s**2) * noise(NETWORKS)
            own = np.sqrt(alike) * noise(1) + np.sqrt(1 - alike) * noise(WIDTH)
            out[:, m, layer] = np.swapaxes(scaled(heard + own), 1, 2) @ networks
    return out


def scaled(x: np.ndarray) -> np.ndarray:
    """Series [count x T x C] of mean 0 and norm 1."""
    return unit(x) / np.sqrt(x.shape[1])


def mean_products(r: np.ndarray) -> np.ndarray:
    """r [S x count x 2 x layers x ...] -> [S + 1 x count x 2 x layers]: of all stories, then without each."""
    def of(some):
        return ((some.sum(axis=0)**2 - (some**2).sum(axis=0)).mean(axis=(-1, -2))) / (len(some) * (len(some) - 1))
    return np.array([of(r)] + [of(np.delete(r, s, axis=0)) for s in range(len(r))])


def p_of(values: np.ndarray) -> np.ndarray:
    """values [S + 1 x count]: with all stories, then without each."""
    count = len(values) - 1
    error = np.sqrt((count - 1)**2 / count * values[1:].var(axis=0, ddof=1))
    return 2 * stats.t.sf(abs(values[0]) / error, count - 1)


def analysed(case: dict, rng, count: int, volumes: tuple) -> np.ndarray:
    """p of FIGURES [count x 3]."""
    means = mean_products(np.array([story(case, rng, count, length) for length in volumes]))
    numbers = np.arange(LAYERS) - (LAYERS - 1) / 2
    slopes, total = means @ numbers / (numbers**2).sum(), means.mean(axis=-1)
    return np.transpose([p_of(total[..., 0] - total[..., 1]), p_of(slopes[..., 0]), p_of(slopes[..., 0] - slopes[..., 1])])


CASES = {
    "nothing couples": {"r": 0},
    "the same, and a layer's neurons of one model share half of what they are": {"r": 0, "alike": 0.5},
    "both couple at r = 0.1": {"r": 0.1},
    "both couple at r = 0.2": {"r": 0.2},
    "both couple at r = 0.3": {"r": 0.3},
    "r = 0.2, neurons of one model alike": {"r": 0.2, "alike": 0.5},
    "r = 0.2 on average, in each story and model another": {"r": 0.2, "varies": True},
    "*one model at r = 0.1, the other at 0.05": {"r": 0.1, "other": 0.5},
    "*one model at r = 0.2, the other at 0.1": {"r": 0.2, "other": 0.5},
    "*r = 0.1, in one model from 0.05 in the first layer to 0.15 in the last": {"r": 0.1, "slope": 0.2},
    "*r = 0.2, in one model from 0.1 to 0.3": {"r": 0.2, "slope": 0.2},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analyses", type=int, default=1000)
    parser.add_argument("--stories", type=int, nargs="+", choices=VOLUMES, default=list(VOLUMES))
    chosen = parser.parse_args()
    print("| couplings | stories | " + " | ".join(FIGURES) + " |\n|---|---|---|---|---|")
    for name, case in CASES.items():
        for stories in chosen.stories:
            rng = np.random.default_rng([zlib.crc32(name.encode()), stories])
            p = np.concatenate([analysed(case, rng, min(CHUNK, chosen.analyses - first), VOLUMES[stories]) for first in range(0, chosen.analyses, CHUNK)])
            print(f"| {name.lstrip('*')} | {stories} | " + " | ".join(f"{share:.3f}" for share in (p <= 0.05).mean(axis=0)) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
