# SPDX-License-Identifier: Apache-2.0
"""Why listeners decide nothing: what sign flips and held-out halves say of pure noise (docs/methods.md, section 10).

Listeners share a series that knows nothing of the neurons. A sign-flip test over listeners is sure all the same, and pairs chosen in one half hold in the other.
Against the same figures under random phases (one set for all listeners) they are what chance gives. numpy only; `--check` is the smaller version that is a test.

    python3 tests/study/listeners.py [--analyses 100] [--draws 39]
"""
import argparse

import numpy as np

VOLUMES, NEURONS, NETWORKS, LISTENERS, FLIPS, SPLITS = 282, 200, 40, 18, 500, 10


def response(tr_s: float = 1.5) -> np.ndarray:
    """SPM's double gamma at 0, tr_s, ... 32 s."""
    t = np.arange(int(32 / tr_s) + 1) * tr_s
    return t**5 * np.exp(-t) / 120 - t**15 * np.exp(-t) / 1307674368000 / 6


def smooth(rng, *shape) -> np.ndarray:
    """[T x ...] white noise through the HRF."""
    taps = response()
    white = rng.standard_normal((VOLUMES + len(taps), *shape))
    return sum(w * white[len(taps) - lag:len(taps) - lag + VOLUMES] for lag, w in enumerate(taps))


def unit(x: np.ndarray) -> np.ndarray:
    x = x - x.mean(axis=0)
    return x / np.sqrt((x**2).sum(axis=0))


def figures(neurons, listeners, signs, halves):
    """Share of neurons that sign flips call at 0.05; mean PCC in the half where a pair is chosen, and in the other. listeners [T x L x M]"""
    products = np.einsum("ti,tlj->lij", neurons, listeners, optimize=True)
    best = (products.sum(axis=0) / np.linalg.norm(listeners.sum(axis=1), axis=0)).argmax(axis=1)
    each = products[:, np.arange(NEURONS), best] / np.linalg.norm(listeners, axis=0)[:, best]
    p = ((signs @ each >= each.sum(axis=0) - 1e-9).sum(axis=0) + 1) / (len(signs) + 1)
    chosen, held = [], []
    for half in halves:
        one, other = (products[g].sum(axis=0) / np.linalg.norm(listeners[:, g].sum(axis=1), axis=0) for g in (half, ~half))
        for a, b in ((one, other), (other, one)):
            j = a.argmax(axis=1)
            chosen.append(a[np.arange(NEURONS), j].mean())
            held.append(b[np.arange(NEURONS), j].mean())
    return np.array([(p <= 0.05).mean(), np.mean(chosen), np.mean(held)])


def with_random_phases(listeners, rng) -> np.ndarray:
    spectrum = np.fft.rfft(listeners, axis=0)
    turn = np.exp(2j * np.pi * rng.random(len(spectrum)))
    turn[0] = 1
    turn[-1] = 1  # VOLUMES is even: Nyquist
    return np.fft.irfft(spectrum * turn[:, None, None], VOLUMES, axis=0)


def analysis(seed: int, draws: int):
    """Observed figures, the draws' mean, and p of the share and of the held-out PCC."""
    rng = np.random.default_rng(seed)
    neurons = unit(smooth(rng, NEURONS))
    shared = smooth(rng, 1, NETWORKS)
    listeners = 0.4 * shared + smooth(rng, LISTENERS, NETWORKS)
    listeners -= listeners.mean(axis=0)
    signs = rng.choice([-1.0, 1.0], (FLIPS, LISTENERS))
    halves = [rng.permutation(LISTENERS) < LISTENERS // 2 for _ in range(SPLITS)]
    observed = figures(neurons, listeners, signs, halves)
    null = np.array([figures(neurons, with_random_phases(listeners, rng), signs, halves) for _ in range(draws)])
    p = ((null >= observed - 1e-12).sum(axis=0) + 1) / (draws + 1)
    return observed, null.mean(axis=0), p


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--analyses", type=int, default=100)
    parser.add_argument("--draws", type=int, default=39)
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.check:
        args.analyses, args.draws = 12, 19
    results = [analysis(seed, args.draws) for seed in range(args.analyses)]
    observed, null, p = (np.array(part) for part in zip(*results))
    print(f"{args.analyses} analyses of pure noise: {NEURONS} neurons, {NETWORKS} networks, {LISTENERS} listeners, {VOLUMES} volumes, {args.draws} draws each")
    for k, name in enumerate(("neurons called by sign flips at 0.05", "PCC in the half that chose", "PCC held out")):
        low, high = np.quantile(observed[:, k], (0.025, 0.975))
        print(f"{name:38s} mean {observed[:, k].mean():.3f} (95 % of analyses {low:.3f} to {high:.3f}), random phases {null[:, k].mean():.3f}, "
              f"p <= 0.05 in {(p[:, k] <= 0.05).mean():.1%} of analyses")
    if args.check:
        assert observed[:, 0].mean() > 0.6, "sign flips should be fooled"
        assert observed[:, 2].mean() > 0.05, "held-out halves should be fooled"
        assert np.abs(observed.mean(axis=0) - null.mean(axis=0)).max() < 0.05, "random phases should give the same"
        assert (p[:, [0, 2]] <= 0.05).mean() <= 0.25, "against random phases noise should be noise"


if __name__ == "__main__":
    main()
