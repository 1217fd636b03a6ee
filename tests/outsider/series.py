# SPDX-License-Identifier: Apache-2.0
"""Time series of the outsider, in double precision: HRF, neurons' time courses, listeners' average, correlations, nuisance, surrogates.

T volumes, N neurons, M networks. Written from METHODS sections 1-4 and SPM's definitions; shares no code with anbn."""
import numpy as np
from scipy.stats import gamma


def spm_hrf(tr_s: float) -> np.ndarray:
    """SPM's canonical response at 0, tr_s, ..., 32 s, summing to 1."""
    time_s = np.arange(int(np.floor(32 / tr_s + 1e-9)) + 1) * tr_s
    response = gamma.pdf(time_s, 6) - gamma.pdf(time_s, 16) / 6
    return response / response.sum()


NOWHERE = np.iinfo(np.int64).min  # the volume of a token that belongs to no word


def convolved(series: np.ndarray, tr_s: float) -> np.ndarray:
    """[T x ...] convolved causally with the HRF, zero history, as long as it was."""
    result = np.zeros(series.shape)
    for lag, weight in enumerate(spm_hrf(tr_s)[:len(series)]):
        result[lag:] += weight * series[:len(series) - lag]
    return result


def volume_of(onset_s, audio_start_s: float, first_volume: int, tr_s: float):
    """Volume of an onset as a real number, 0 where the first used one starts; its floor is the volume, below 0 before the used ones."""
    return (audio_start_s + np.asarray(onset_s, float) - first_volume * tr_s) / tr_s


def whole_audio(volumes, count: int) -> tuple[int, int]:
    """(first volume, how many) of everything that is heard or used: from the first word to the last, the used volumes 0 .. count-1 included."""
    heard = volumes[volumes != NOWHERE]
    start = min(0, heard.min())
    return start, max(count, heard.max() + 1) - start


def time_courses(bert, ids, segments, volumes, count: int, tr_s: float) -> np.ndarray:
    """[T x N]: mean(q) * mean(k) over the tokens of each volume of the whole audio (0 without tokens), convolved, then cut to the `count` used volumes.
    Arrays have one entry a token, specials volume NOWHERE."""
    size, (start, length) = bert.hidden, whole_audio(volumes, count)
    sums = np.zeros((2, length, bert.neurons))
    for segment in np.unique(segments):
        rows = np.flatnonzero(segments == segment)
        inside = volumes[rows] != NOWHERE
        for layer, both in enumerate(bert.queries_and_keys(ids[rows])):
            for part, matrix in enumerate(both):
                np.add.at(sums[part, :, layer * size:(layer + 1) * size], volumes[rows][inside] - start, matrix[inside])
    tokens = np.bincount(volumes[volumes != NOWHERE] - start, minlength=length).astype(float)[:, None]
    return convolved(sums[0] * sums[1] / np.where(tokens > 0, tokens, np.inf)**2, tr_s)[-start:count - start]


def word_rate(volumes, count: int, tr_s: float) -> np.ndarray:
    """[T]: the words of each volume of the whole audio, one entry of `volumes` a word, convolved, then cut to the `count` used volumes."""
    start, length = whole_audio(volumes, count)
    return convolved(np.bincount(volumes - start, minlength=length).astype(float), tr_s)[-start:count - start]


def surprisal_response(nats, volumes, count: int, tr_s: float) -> np.ndarray:
    """[T]: the words' surprisal added up in the volumes of their onsets (of an unknown one: the mean of the others), convolved over the whole audio, then cut."""
    start, length = whole_audio(volumes, count)
    raw = np.bincount(volumes - start, weights=np.where(np.isnan(nats), np.nanmean(nats), nats), minlength=length)
    return convolved(raw, tr_s)[-start:count - start]


def listeners_mean(listeners, first_volume: int, count: int, average: str) -> np.ndarray:
    """[T x M]: listeners' series cut to the story, z-scored a listener (population sd) unless `average` is "raw", and averaged."""
    total = 0.0
    for series in listeners:
        series = series[first_volume:first_volume + count].astype(float)
        if average == "zscore":
            deviation = series.std(axis=0)
            series = (series - series.mean(axis=0)) / np.where(deviation > 0, deviation, np.inf)
        total = total + series
    return total / len(listeners)


def unit(series: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and length 1; NaN where a column is constant."""
    centred = series - series.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    constant = length <= 1e-7 * np.abs(series).max(axis=0) * np.sqrt(len(series))
    with np.errstate(invalid="ignore", divide="ignore"):
        return centred / np.where(constant, np.nan, length)


def correlations(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pearson correlations [columns of left x columns of right]."""
    return unit(left).T @ unit(right)


def cosine_basis(count: int, tr_s: float, cutoff_s: float = 128.0) -> np.ndarray:
    """[T x 1 + floor(2 T tr_s / cutoff_s)]: intercept and DCT-II cosines, as in SPM's high-pass filter; orthonormal columns."""
    cosines = int(np.floor(2 * count * tr_s / cutoff_s + 1e-9))
    time = np.arange(count)[:, None]
    basis = np.cos(np.pi * (2 * time + 1) * np.arange(cosines + 1) / (2 * count))
    return basis / np.linalg.norm(basis, axis=0)


def residuals(series: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """Series without what the orthonormal `basis` explains."""
    return series - basis @ (basis.T @ series)


def without_step(series: np.ndarray, basis: np.ndarray) -> np.ndarray:
    """[T x ...] as random phases are given to it: without that part of the line through the means of the first and last five volumes that the basis explains."""
    flat, count = series.reshape(len(series), -1), min(5, len(series) // 2)
    first, last = flat[:count].mean(axis=0), flat[-count:].mean(axis=0)
    line = first + np.outer((np.arange(len(flat)) - (count - 1) / 2) / (len(flat) - count), last - first)
    return (flat - basis @ (basis.T @ line)).reshape(series.shape)


def phase_surrogate(spectrum: np.ndarray, count: int, rng) -> np.ndarray:
    """[T x M] of the spectrum's amplitudes with phases moved by one random set for all columns; DC and (even T) Nyquist stay."""
    moved = np.arange(len(spectrum))
    moved = (moved > 0) & (2 * moved != count)
    turn = np.ones(len(spectrum), complex)
    turn[moved] = np.exp(2j * np.pi * rng.random(moved.sum()))
    return np.fft.irfft(spectrum * turn[:, None], count, axis=0)


def benjamini_yekutieli(p: np.ndarray) -> np.ndarray:
    """BY q values: those of BH with 1 + 1/2 + ... + 1/tests in front, found from the raised p values."""
    return benjamini_hochberg(p * (1 / np.arange(1, len(p) + 1)).sum())


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """BH q values by their definition: the least, over thresholds t >= p, of tests * t / number of p at most t."""
    order = np.sort(p)
    at_most = np.searchsorted(order, order, side="right")
    q_sorted = np.minimum.accumulate((len(p) * order / at_most)[::-1])[::-1]
    return np.minimum(q_sorted[np.searchsorted(order, p, side="left")], 1.0)


def excess_kurtosis(x: np.ndarray) -> np.ndarray:
    """Of each column; 0 of normal noise."""
    x = x - x.mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (x**4).mean(axis=0) / (x**2).mean(axis=0)**2 - 3
