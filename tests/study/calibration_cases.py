# SPDX-License-Identifier: Apache-2.0
"""What calibration.py analyses: noise of several spectra, and couplings planted in the mean of listeners."""
import dataclasses
import zlib

import numpy as np
from scipy.signal import lfilter

TR_S = 1.5
VOLUMES, NEURONS, NETWORKS = 200, 48, 16
ISC = 0.05  # correlation of a network between two listeners: the mean over the 100 networks of the 18 Pie Man listeners is 0.049

SERIES = {
    "HRF noise": "white noise through SPM's haemodynamic response",
    "AR(1)": "x(t) = 0.8 x(t-1) + noise",
    "drift": "HRF noise, plus a random walk as large, a linear trend and a parabola",
    "random walk": "x(t) = x(t-1) + noise: nothing but drift",
    "1/f": "power falls as 1/f, the piece of a series eight times as long",
    "1/f^1.5": "power falls as 1/f^1.5, the same",
}
STATIONARY_OR_DRIFTING = ("HRF noise", "AR(1)", "drift")


def hrf(tr_s: float = TR_S) -> np.ndarray:
    """SPM's double gamma response, of unit sum."""
    from scipy.stats import gamma
    t = np.arange(0, 32 + 1e-9, tr_s)
    h = gamma.pdf(t, 6) - gamma.pdf(t, 16) / 6
    return h / h.sum()


def unit(x: np.ndarray) -> np.ndarray:
    """Columns (the axis before the last is time) with mean 0 and variance 1."""
    x = x - x.mean(axis=-2, keepdims=True)
    return x / x.std(axis=-2, keepdims=True)


def through_hrf(draw, count: int, volumes: int, columns: int) -> np.ndarray:
    """What `draw` gives of a shape, through the haemodynamic response; of its variance."""
    kernel = hrf()
    return lfilter(kernel, [1.0], draw((count, volumes + len(kernel), columns)), axis=1)[:, len(kernel):] / np.sqrt((kernel ** 2).sum())


def hrf_noise(rng, count: int, volumes: int, columns: int) -> np.ndarray:
    return through_hrf(rng.standard_normal, count, volumes, columns)


def power_law(rng, count: int, volumes: int, columns: int, exponent: float) -> np.ndarray:
    """Cut from a longer series, so that it neither begins where it ends nor lacks slower waves than itself."""
    length = 8 * volumes
    spectrum = np.fft.rfft(rng.standard_normal((count, length, columns)), axis=1)
    frequency = np.arange(spectrum.shape[1], dtype=float)
    scale = np.zeros_like(frequency)
    scale[1:] = frequency[1:] ** (-exponent / 2)
    start = rng.integers(length - volumes)
    return np.fft.irfft(spectrum * scale[:, None], n=length, axis=1)[:, start:start + volumes]


def random_walk(rng, count: int, volumes: int, columns: int) -> np.ndarray:
    return np.cumsum(rng.standard_normal((count, volumes, columns)), axis=1)


def noise(name: str, rng, count: int, volumes: int, columns: int) -> np.ndarray:
    """[count x volumes x columns] independent series."""
    if name == "HRF noise":
        return hrf_noise(rng, count, volumes, columns)
    if name == "bursts":  # as motion makes them in single listeners; calibration_bursts.py
        return through_hrf(lambda shape: rng.standard_t(3, shape), count, volumes, columns)
    if name == "AR(1)":
        return lfilter([1.0], [1.0, -0.8], rng.standard_normal((count, volumes + 100, columns)), axis=1)[:, 100:]
    if name == "drift":
        t = np.linspace(-1, 1, volumes)[:, None]
        slope, bend = rng.standard_normal((2, count, 1, columns))
        trend = slope * t * np.sqrt(3) + bend * (t ** 2 - 1 / 3) * np.sqrt(45 / 4)  # each of variance 1 on average
        walk = random_walk(rng, count, volumes, columns) * np.sqrt(6 / volumes)     # variance 1 on average about its mean
        return hrf_noise(rng, count, volumes, columns) + walk + trend
    if name == "random walk":
        return random_walk(rng, count, volumes, columns)
    return power_law(rng, count, volumes, columns, {"1/f": 1.0, "1/f^1.5": 1.5}[name])


def ceiling(listeners: int) -> float:
    """Correlation of a network's mean course over listeners with what all listeners share."""
    return float(np.sqrt(listeners * ISC / (1 + (listeners - 1) * ISC)))


@dataclasses.dataclass(frozen=True)
class Case:
    """One row of a table: noise of a spectrum (listeners 0), or a planted coupling of r in so many listeners. With a number as `spread` it belongs to the
    table of the test over all pairs together: every network has that share of its variance from a mixture of all neurons, another one each."""
    series: str
    volumes: int = VOLUMES
    listeners: int = 0
    r: float = 0.0
    neurons: int = NEURONS
    networks: int = NETWORKS
    spread: float | None = None

    @property
    def large(self) -> bool:
        return self.networks > NETWORKS

    @property
    def name(self) -> str:
        text = f"{self.series}, {self.volumes} volumes" + (f", {self.neurons} neurons, {self.networks} networks" if self.large else "")
        text += f", {self.listeners} listeners, r {self.r:.1f}" if self.listeners else ""
        return text + (f", spread {self.spread:.2f}" if self.spread is not None else "")

    def stacks(self, chunk: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Neurons [count x T x N] and networks [count x T x M]. Cases that differ only in r or listeners have the same noise."""
        rng = np.random.default_rng([zlib.crc32(self.series.encode()), self.volumes, bool(self.listeners), chunk] + ([] if self.spread is None else [self.networks]))
        neurons = noise(self.series, rng, count, self.volumes, self.neurons)
        networks = noise(self.series, rng, count, self.volumes, self.networks)
        if self.spread:
            weights = rng.standard_normal((count, self.neurons, self.networks))
            networks = np.sqrt(1 - self.spread) * unit(networks) + np.sqrt(self.spread) * unit(unit(neurons) @ weights)
        if self.listeners:
            own = noise(self.series, rng, count, self.volumes, self.networks)
            shared = unit(networks)
            # What the first network does in all listeners alike: r is its correlation with the first neuron.
            shared[:, :, 0] = self.r * unit(neurons)[:, :, 0] + np.sqrt(1 - self.r ** 2) * shared[:, :, 0]
            # The mean of so many listeners' own noise, drawn at once.
            networks = shared + np.sqrt((1 - ISC) / ISC / self.listeners) * unit(own)
        return neurons.astype(np.float32), networks.astype(np.float32)
