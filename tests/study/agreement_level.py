# SPDX-License-Identifier: Apache-2.0
"""How often two models are said to couple with the same networks (`agreement.tsv`), where neither couples, where they couple with others, and where they do.

    nice /usr/bin/python3 tests/study/agreement_level.py [--analyses 1000] [--draws 199]

Two models of 60 neurons hear one story of 200 volumes beside 12 networks (smooth noise, half of them smoother). Where a model couples, five of its neurons correlate at r with each network that
is named in the case. numpy alone; the outsider holds anbn to the same formulas. Prints docs/calibration.md's table."""
import argparse
import sys
import zlib

import numpy as np

from calibration_cases import hrf_noise, unit
from training_level import smooth, surrogates

NEURONS, NETWORKS, VOLUMES, CHUNK = 60, 12, 200, 20
AT_A_NETWORK = NEURONS // NETWORKS
FIGURES = ("largest of each network", "share of neurons anchored at it")


def series(case: dict, rng, count: int) -> tuple:
    """Neurons of two models [count x 2 x T x neurons] and networks [count x T x M], of norm 1."""
    noise = lambda columns: unit(hrf_noise(rng, count, VOLUMES, columns))
    driver, own = noise(NETWORKS), noise(NETWORKS)
    own[:, :, ::2] = unit(smooth(own[:, :, ::2], 4))
    r, most = case.get("r", 0), min(1, 4 * case.get("r", 0))
    networks = most * driver + np.sqrt(1 - most**2) * own
    common, alike = noise(NEURONS), case.get("alike", 0)
    models = []
    for coupled in (case.get("first", ()), case.get("second", ())):
        neurons = np.sqrt(alike) * common + np.sqrt(1 - alike) * noise(NEURONS)
        for network in coupled:
            at = slice(AT_A_NETWORK * network, AT_A_NETWORK * (network + 1))
            strength = r / most
            neurons[:, :, at] = strength * driver[:, :, [network]] + np.sqrt(1 - strength**2) * neurons[:, :, at]
        models.append(neurons)
    return unit(np.stack(models, axis=1)), unit(networks)


def profiles(r: np.ndarray) -> tuple:
    """r [neurons x (D + 1) x M] -> both profiles [(D + 1) x M]."""
    largest = r.max(axis=0)
    deviations = (largest - largest.mean(axis=0)) / largest.std(axis=0)
    best = r.argmax(axis=2)
    anchored = np.stack([(best == network).mean(axis=0) for network in range(NETWORKS)], axis=1)
    return deviations, anchored


def p_of(first: np.ndarray, second: np.ndarray) -> float:
    a, b = (x - x.mean(axis=1, keepdims=True) for x in (first, second))
    agreement = (a * b).sum(axis=1) / np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    return (1 + (agreement[1:] >= agreement[0]).sum()) / len(agreement)


ALL, EVEN, ODD, THREE = range(NETWORKS), range(0, NETWORKS, 2), range(1, NETWORKS, 2), range(3)
CASES = {
    "neither couples": {},
    "neither couples, the models share half of what they are": {"alike": 0.5},
    "neither couples, they share nine tenths": {"alike": 0.9},
    "one couples at r = 0.3, with a fourth of the networks": {"r": 0.3, "first": THREE},
    "one couples at r = 0.3, with a fourth of the networks; they share half": {"r": 0.3, "first": THREE, "alike": 0.5},
    "both couple at r = 0.2, with all networks alike": {"r": 0.2, "first": ALL, "second": ALL},
    "both at r = 0.3, each with the other half": {"r": 0.3, "first": EVEN, "second": ODD},
    "*both at r = 0.2, with the same fourth": {"r": 0.2, "first": THREE, "second": THREE},
    "*both at r = 0.3, with the same fourth": {"r": 0.3, "first": THREE, "second": THREE},
    "*both at r = 0.3, with the same half": {"r": 0.3, "first": EVEN, "second": EVEN},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analyses", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=199)
    chosen = parser.parse_args()
    print("| couplings | " + " | ".join(FIGURES) + " |\n|---" + "|---" * len(FIGURES) + "|")
    for name, case in CASES.items():
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        p = []
        for first in range(0, chosen.analyses, CHUNK):
            models, networks = series(case, rng, min(CHUNK, chosen.analyses - first))
            for own, brain in zip(models, networks):
                drawn = surrogates(brain, rng, chosen.draws).astype(np.float32)
                sides = [profiles((x.T.astype(np.float32) @ drawn).reshape(NEURONS, chosen.draws + 1, NETWORKS)) for x in own]
                p.append([p_of(a, b) for a, b in zip(*sides)])
        print(f"| {name.lstrip('*')} | " + " | ".join(f"{share:.3f}" for share in (np.array(p) <= 0.05).mean(axis=0)) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
