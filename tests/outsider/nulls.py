# SPDX-License-Identifier: Apache-2.0
"""The outsider's own null distributions and the comparison of two independent Monte Carlo estimates.

N neurons, M networks, P draws. Shares no code and no random number with anbn."""
from dataclasses import dataclass, field

import numpy as np
from scipy.stats import betabinom, hypergeom

import series

SIDES = ("neurons", "networks")
STATISTICS = ("pair", "max", "step-down")
TIE = 3e-6  # anbn counts what is closer than 1e-6 as reached; both sides' correlations are float32


@dataclass
class Coupled:
    """Neurons against networks: correlations [N x M] and, of each side, the anchored pair's and the largest one."""
    left: np.ndarray            # [N x T] float32, rows of length 1
    right: np.ndarray           # [T x M] float32, columns of length 1
    correlation: np.ndarray
    best: dict                  # side -> largest correlation
    anchored: dict              # side -> index of the other side's series: the plain PCC's argmax
    pair: dict                  # side -> the anchored pair's correlation under this test's statistic


def coupled(neurons: np.ndarray, networks: np.ndarray, anchored: dict | None) -> Coupled:
    """Correlations of [T x N] and [T x M] without constant columns; `anchored` None takes the argmaxes found here."""
    left = np.ascontiguousarray(series.unit(neurons).T, dtype=np.float32)
    right = series.unit(networks).astype(np.float32)
    correlation = left @ right
    anchored = anchored or {"neurons": correlation.argmax(axis=1), "networks": correlation.argmax(axis=0)}
    return Coupled(left, right, correlation, {"neurons": correlation.max(axis=1), "networks": correlation.max(axis=0)}, anchored, pair_of(correlation, anchored))


def pair_of(correlation: np.ndarray, anchored: dict) -> dict:
    n, m = correlation.shape
    return {"neurons": correlation[np.arange(n), anchored["neurons"]], "networks": correlation[anchored["networks"], np.arange(m)]}


@dataclass
class Null:
    """What P draws gave: counts of null >= observed a series and of those too close to tell, share of series that this happened to a draw, best correlations a draw."""
    draws: int
    near: dict = field(default_factory=dict)     # (side, statistic) -> [series] draws closer to the observed than TIE
    counts: dict = field(default_factory=dict)   # (side, statistic) -> [series]
    shares: dict = field(default_factory=dict)   # (side, statistic) -> [P]
    best: dict = field(default_factory=dict)     # side -> [P x series]; "global" -> [P]; "figures" -> [P x figures]


def step_down(values: np.ndarray, order: np.ndarray) -> np.ndarray:
    """[n] of one draw: for each series the largest of it and of all that are behind it in `order`, the strongest first (Westfall and Young)."""
    largest = np.empty_like(values)
    largest[order] = np.maximum.accumulate(values[order][::-1])[::-1]
    return largest


def figures(correlation: np.ndarray, layers: np.ndarray | None) -> np.ndarray:
    """Of all pairs together: the largest, mean over neurons and over networks of each one's largest, mean of r^2; then of each layer (rising) the second and of each the fourth."""
    best, squares = correlation.max(axis=1).astype(float), (correlation.astype(float) ** 2).mean(axis=1)
    whole = [best.max(), best.mean(), correlation.max(axis=0).astype(float).mean(), squares.mean()]
    return np.array(whole + [values[layers == layer].mean() for values in (best, squares) for layer in (np.unique(layers) if layers is not None else ())])


def simulate(observed: Coupled, surrogate, draws: int, keep_best: bool, layers: np.ndarray | None = None) -> Null:
    """P draws of `surrogate()` -> [T x M], each correlated with all neurons; `layers` of the neurons, for figures by layer."""
    return counted(observed, lambda: observed.left @ series.unit(surrogate()).astype(np.float32), draws, keep_best, layers)


def counted(observed: Coupled, drawn, draws: int, keep_best: bool, layers: np.ndarray | None = None) -> Null:
    """P draws of `drawn()` -> correlations [N x M]."""
    n, m = observed.correlation.shape
    null = Null(draws)
    for side, length in zip(SIDES, (n, m)):
        for statistic in STATISTICS:
            null.counts[side, statistic] = np.zeros(length, np.int64)
            null.near[side, statistic] = np.zeros(length, np.int64)
            null.shares[side, statistic] = np.zeros(draws)
        if keep_best:
            null.best[side] = np.empty((draws, length), np.float32)
    null.best["global"] = np.empty(draws)
    null.best["figures"] = np.empty((draws, len(figures(observed.correlation, layers))))
    order = {side: np.argsort(-observed.best[side], kind="stable") for side in SIDES}
    for draw in range(draws):
        correlation = drawn()
        best = {"neurons": correlation.max(axis=1), "networks": correlation.max(axis=0)}
        pair = pair_of(correlation, observed.anchored)
        null.best["global"][draw] = best["networks"].max()
        null.best["figures"][draw] = figures(correlation, layers)
        for side in SIDES:
            for statistic, values, threshold in (("pair", pair[side], observed.pair[side]), ("max", best[side], observed.best[side]),
                                                 ("step-down", step_down(best[side], order[side]), observed.best[side])):
                reached = values >= threshold
                null.counts[side, statistic] += reached
                null.near[side, statistic] += np.abs(values - threshold) < TIE
                null.shares[side, statistic][draw] = reached.mean()
            if keep_best:
                null.best[side][draw] = best[side]
    for side in SIDES:  # no p is smaller than that of a stronger series
        null.counts[side, "step-down"][order[side]] = np.maximum.accumulate(null.counts[side, "step-down"][order[side]])
    return null


def shuffled(networks: np.ndarray, rng):
    """Surrogates of the paper's test: one permutation of the time points of all networks a draw."""
    return lambda: networks[rng.permutation(len(networks))]


def phase_randomized(networks: np.ndarray, basis, rng):
    """Surrogates of the calibrated test; the nuisance `basis` (None: none) is regressed out of each."""
    spectrum = np.fft.rfft(networks if basis is None else series.without_step(networks, basis), axis=0)

    def draw():
        surrogate = series.phase_surrogate(spectrum, len(networks), rng)
        return surrogate if basis is None else series.residuals(surrogate, basis)
    return draw


def without(basis):
    """What takes the nuisance `basis` out of a surrogate."""
    return (lambda surrogate: surrogate) if basis is None else (lambda surrogate: series.residuals(surrogate, basis))


def shuffled_before_hrf(networks: np.ndarray, tr_s: float, basis, rng):
    """One permutation of the time points of all networks a draw, convolved with the HRF round the end (by the Fourier transform)."""
    count = len(networks)
    wrapped = np.zeros(count)
    np.add.at(wrapped, np.arange(len(series.spm_hrf(tr_s))) % count, series.spm_hrf(tr_s))
    response = np.fft.fft(wrapped)[:, None]
    centred = networks - networks.mean(axis=0)
    return lambda: without(basis)(series.unit(np.fft.ifft(np.fft.fft(centred[rng.permutation(count)], axis=0) * response, axis=0).real))


def circular_shifts(networks: np.ndarray, min_shift: int, others: list) -> list:
    """Every shift of at least `min_shift` volumes either way."""
    return [np.roll(networks, shift, axis=0) for shift in range(min_shift, len(networks) - min_shift + 1)]


def wrong_stories(networks: np.ndarray, min_shift: int, others: list) -> list:
    """The other stories' networks, cut to as many volumes or begun again where they are shorter."""
    return [series.unit(np.take(other, np.arange(len(networks)) % len(other), axis=0)) for other in others]


LISTED = {"circular-shift": circular_shifts, "wrong-story": wrong_stories}  # all surrogates that there are, each made once: p values are exact


def one_after_the_other(surrogates: list):
    listed = iter(surrogates)
    return lambda: next(listed)


# Two Monte Carlo estimates of the same thing ---------------------------------------------------------------------------------------------

def same_p(theirs: np.ndarray, their_draws: int, counts: np.ndarray, draws: int):
    """(smallest two-sided chance, its index) that anbn's p values and own counts have the same expectation.

    Exact whatever p is: given the sum of both counts, anbn's count is hypergeometric (Fisher's test)."""
    their_counts = np.rint(theirs * (their_draws + 1)).astype(np.int64) - 1
    law = hypergeom(their_draws + draws, their_counts + counts, their_draws)
    chance = np.minimum(1.0, 2 * np.minimum(law.cdf(their_counts), law.sf(their_counts - 1)))
    return float(chance.min()), int(chance.argmin())


def allowed_mean_difference(values: np.ndarray, their_draws: int, rare: float = 0.0) -> float:
    """How far two means over draws of the same law may lie apart: 5 standard errors, plus Bernstein's term for rare large values (at least `rare`)."""
    each = 1 / their_draws + 1 / len(values)
    return float(5 * values.std() * np.sqrt(each) + 4 * max(np.ptp(values), rare) * each)


def same_quantile(claimed: np.ndarray, their_draws: int, quantile: float, own: np.ndarray) -> float:
    """Smallest two-sided chance that `claimed` [series] is the quantile of `their_draws` draws with the law of `own` [P x series].

    The number of own draws above the k-th of D draws is beta-binomial (P; D - k + 1, k); k is known to within one order statistic."""
    above = (own > claimed).sum(axis=0)
    low = max(1, int(np.floor(quantile * (their_draws - 1))))
    high = min(their_draws, int(np.ceil(quantile * their_draws)) + 1)
    few = betabinom(len(own), their_draws - high + 1, high).cdf(above)      # claimed too high
    many = betabinom(len(own), their_draws - low + 1, low).sf(above - 1)    # claimed too low
    return float(np.min(np.minimum(1.0, 2 * np.minimum(few, many))))
