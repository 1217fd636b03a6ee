# SPDX-License-Identifier: Apache-2.0
"""How often the stage `training` says that a trained model couples more than untrained ones, where both couple alike, and where they do not.

    nice /usr/bin/python3 tests/study/training_level.py [--analyses 1000] [--seeds 19] [--draws 100]

A trained model and as many untrained ones as --seeds, of 36 neurons in six layers, hear one story of 200 volumes beside 6 networks (smooth noise). Where they couple, network j and the j-th neuron
of each layer share a driver and correlate at r, the same driver in all models. numpy alone; the outsider's check_training.py holds anbn to the same formulas. Prints docs/calibration.md's tables."""
import argparse
import sys
import zlib

import numpy as np

from calibration_cases import hrf_noise, unit

LAYERS, WIDTH, NETWORKS, VOLUMES, CHUNK = 6, 6, 6, 200, 10
COLUMNS = ("mean r^2 as it is", "excess, rank", "excess, rank and noise", "slope, rank", "slope, rank and noise")


def smooth(x: np.ndarray, width: int) -> np.ndarray:
    """Moving mean over `width` volumes around the circle: fewer degrees of freedom."""
    return x if width <= 1 else sum(np.roll(x, k, axis=1) for k in range(width))


def series(case: dict, rng, count: int, models: int) -> tuple:
    """Neurons [count x models x layers x width x T] and networks [count x T x M], of norm 1."""
    noise = lambda columns: unit(hrf_noise(rng, count, VOLUMES, columns))
    driver = noise(NETWORKS)
    most = min(1, 4 * max(case.get("r", 0), case.get("trained", 0)))
    networks = most * driver + np.sqrt(1 - most**2) * noise(NETWORKS)
    alike = case.get("alike", 0)
    common = noise(LAYERS * WIDTH) if alike else 0
    out = np.empty((count, models, LAYERS, WIDTH, VOLUMES))
    for m in range(models):
        r = case.get("trained", case.get("r", 0)) if m == 0 else case.get("r", 0)
        slope = case.get("slope", 0) if m == 0 else 0
        own = noise(LAYERS * WIDTH)
        if m > 0:
            own = np.sqrt(alike) * common + np.sqrt(1 - alike) * own
        elif case.get("width"):
            own = unit(smooth(own, case["width"]))
        own = own.reshape(count, VOLUMES, LAYERS, WIDTH)
        strength = r * (1 + slope * (np.arange(LAYERS) - (LAYERS - 1) / 2)) / max(most, 1e-9)
        for layer in range(LAYERS):
            s = strength[layer]
            out[:, m, layer] = np.swapaxes(s * driver + np.sqrt(1 - s**2) * own[:, :, layer], 1, 2)
    scaled = lambda x, axis: (x - x.mean(axis=axis, keepdims=True)) / (x.std(axis=axis, keepdims=True) * np.sqrt(VOLUMES))
    return scaled(out, -1), scaled(networks, 1)


def surrogates(networks: np.ndarray, rng, draws: int) -> np.ndarray:
    """[T x M] -> [T x (D + 1) M], first as observed: random phases, the same for all networks."""
    spectrum = np.fft.rfft(networks, axis=0)
    turn = np.exp(2j * np.pi * rng.random((draws, len(spectrum), 1)))
    turn[:, 0] = turn[:, -1] = 1
    drawn = np.fft.irfft(spectrum * turn, n=len(networks), axis=1)
    return np.concatenate([networks[None], drawn]).transpose(1, 0, 2).reshape(len(networks), -1)


def claims(squares: np.ndarray) -> np.ndarray:
    """squares [models x layers x (D + 1)] of mean r^2 -> which of COLUMNS are called at 0.05."""
    models, _, draws = squares.shape
    z = lambda x: (x - x[..., 1:].mean(axis=-1, keepdims=True)) / x[..., 1:].std(axis=-1, ddof=1, keepdims=True)
    whole, layers = z(squares.mean(axis=1)), z(squares)
    centred = np.arange(LAYERS) - (LAYERS - 1) / 2
    slope = np.tensordot(layers, centred, axes=([1], [0])) / (centred**2).sum()

    def called(values):
        first = (1 + (values[1:, 0] >= values[0, 0]).sum()) / models <= 0.05 + 1e-9
        apart = values[0] - values[1:].mean(axis=0)
        return first, first and (1 + (apart[1:] >= apart[0]).sum()) / draws <= 0.05
    raw = squares.mean(axis=1)[:, 0]
    return np.array([raw[0] > raw[1:].max(), *called(whole), *called(slope)])


CASES = {
    "nothing couples": {},
    "both couple at r = 0.1": {"r": 0.1},
    "both couple at r = 0.2": {"r": 0.2},
    "both couple at r = 0.3": {"r": 0.3},
    "nothing couples, untrained models share half of what they are": {"alike": 0.5},
    "nothing couples, they share nine tenths": {"alike": 0.9},
    "both at r = 0.1, they share nine tenths": {"r": 0.1, "alike": 0.9},
    "both at r = 0.2, they share nine tenths": {"r": 0.2, "alike": 0.9},
    "nothing couples, the trained model is smoother": {"width": 6},
    "both at r = 0.1, the trained model is smoother": {"r": 0.1, "width": 6},
    "both at r = 0.2, the trained model is smoother": {"r": 0.2, "width": 6},
    "*trained at r = 0.1, untrained at 0": {"trained": 0.1},
    "*trained at r = 0.15, untrained at 0.1": {"trained": 0.15, "r": 0.1},
    "*trained at r = 0.2, untrained at 0.1": {"trained": 0.2, "r": 0.1},
    "*trained at r = 0.2, untrained at 0.1, which share nine tenths": {"trained": 0.2, "r": 0.1, "alike": 0.9},
    "*r = 0.2, in the trained model from 0.1 to 0.3": {"r": 0.2, "slope": 0.2},
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analyses", type=int, default=1000)
    parser.add_argument("--seeds", type=int, default=19)
    parser.add_argument("--draws", type=int, default=100)
    chosen = parser.parse_args()
    print("| couplings | " + " | ".join(COLUMNS) + " |\n|---" * 1 + "|---" * len(COLUMNS) + "|")
    for name, case in CASES.items():
        rng = np.random.default_rng(zlib.crc32(name.encode()))
        called = []
        for first in range(0, chosen.analyses, CHUNK):
            neurons, networks = series(case, rng, min(CHUNK, chosen.analyses - first), chosen.seeds + 1)
            for own, brain in zip(neurons, networks):
                r = own.reshape(-1, VOLUMES).astype(np.float32) @ surrogates(brain, rng, chosen.draws).astype(np.float32)
                squares = (r**2).reshape(chosen.seeds + 1, LAYERS, WIDTH, chosen.draws + 1, NETWORKS).mean(axis=(2, 4))
                called.append(claims(squares))
        print(f"| {name.lstrip('*')} | " + " | ".join(f"{share:.3f}" for share in np.mean(called, axis=0)) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
