# SPDX-License-Identifier: Apache-2.0
"""Makes the goldens of the statistics with numpy and scipy.

    VENV/bin/python tests/golden/stats/make_golden.py

Numbers have the fewest digits that read back equal.

cosines.tsv      SPM's high-pass basis (spm_dctmtx without its scale): columns volumes, tr_s, cutoff_s, k (1..floor(2 T tr_s / cutoff_s)), volume (0-based),
                 value = cos(pi (2 t + 1) k / (2 T)), from scipy's DCT. For 282 volumes only some volumes are listed; a case without any cosine
                 has one row with k = 0, volume and value `n/a`.
series.tsv       inputs of the two next: 20 volumes, columns volume, x1..x4 (neurons), y1..y3 (networks); x4 is constant, the others drift.
partial.tsv      columns neuron, network, correlation (plain PCC), partial (given intercept and the 5 cosines of 20 volumes, tr_s 1.5, cutoff_s 12; by
                 least squares, numpy.linalg.lstsq), inverse (the same from the inverse covariance of x, y and the cosines, another route; equal to 1e-12).
                 `n/a` for the constant neuron.
surrogate.tsv    a phase surrogate with given phases: columns series (even: T = 8, odd: T = 7), volume, value, surrogate, and phase: the angle added to bin
                 `volume` of the real Fourier transform (0 and, for even T, T/2 stay; `n/a` where there is no bin or none is added).
fdr.tsv          Benjamini-Hochberg: columns case, p, q (scipy.stats.false_discovery_control). Ties, ones, a single p, p that are all equal, values in falling order.
monte_carlo.tsv  columns case, draws, observed, null (values joined by commas), p = (1 + #{null >= observed}) / (1 + draws): ties count against the observed.
step_down.tsv    Westfall and Young's step-down max-T: columns case, series, observed, null (its value in each draw, joined by commas), p. Series of equal
                 `observed` are compared with the same largest value. Noise, three series that couple, ties, and one series alone.
"""
import pathlib
import platform

import numpy as np
import scipy
from scipy.fft import dct
from scipy.stats import false_discovery_control

HERE = pathlib.Path(__file__).resolve().parent


def text(value) -> str:
    if isinstance(value, (str, int, np.integer)):
        return str(value)
    return "n/a" if np.isnan(value) else repr(float(value))


def write(name: str, header: str, rows) -> None:
    with open(HERE / name, "w", newline="\n") as file:
        file.write("\t".join(header.split()) + "\n")
        file.writelines("\t".join(text(cell) for cell in row) + "\n" for row in rows)


def cosines(count: int, number: int) -> np.ndarray:
    """[T x number]: DCT-II of the unit vectors gives its matrix."""
    return dct(np.eye(count), type=2, axis=0)[1:number + 1].T / 2


def write_cosines() -> None:
    rows = []
    for count, tr_s, cutoff_s, listed in ((20, 1.5, 12.0, range(20)), (20, 1.5, 128.0, range(20)), (21, 2.0, 20.0, range(21)), (282, 1.5, 128.0, (0, 1, 10, 140, 141, 281))):
        number = int(2 * count * tr_s / cutoff_s)
        basis = cosines(count, number)
        rows += [(count, tr_s, cutoff_s, k + 1, t, basis[t, k]) for k in range(number) for t in listed] or [(count, tr_s, cutoff_s, 0, "n/a", "n/a")]
    write("cosines.tsv", "volumes tr_s cutoff_s k volume value", rows)


def write_partial(rng) -> None:
    time = np.linspace(-1, 1, 20)[:, None]
    x = rng.standard_normal((20, 4)).round(3) + np.array([2.0, -3.0, 0.0, 0.0]) * time
    y = rng.standard_normal((20, 3)).round(3) + np.array([1.0, 0.0, 4.0]) * time**2
    x[:, 3] = 2.5
    write("series.tsv", "volume x1 x2 x3 x4 y1 y2 y3", [(t, *x[t], *y[t]) for t in range(20)])
    basis = np.column_stack([np.ones(20), cosines(20, 5)])
    rest_x, rest_y = (s - basis @ np.linalg.lstsq(basis, s, rcond=None)[0] for s in (x, y))
    rows = []
    for i in range(4):
        for j in range(3):
            if i == 3:
                rows.append((4, j + 1, np.nan, np.nan, np.nan))
                continue
            precision = np.linalg.inv(np.cov(np.column_stack([x[:, i], y[:, j], basis[:, 1:]]).T))
            inverse = -precision[0, 1] / np.sqrt(precision[0, 0] * precision[1, 1])
            partial = np.corrcoef(rest_x[:, i], rest_y[:, j])[0, 1]
            assert abs(inverse - partial) < 1e-12
            rows.append((i + 1, j + 1, np.corrcoef(x[:, i], y[:, j])[0, 1], partial, inverse))
    write("partial.tsv", "neuron network correlation partial inverse", rows)


def write_surrogate(rng) -> None:
    rows = []
    for name, count in (("even", 8), ("odd", 7)):
        value = rng.standard_normal(count).round(3) + 5
        phase = np.full(count, np.nan)
        phase[1:(count + 1) // 2] = (2 * np.pi * rng.random((count + 1) // 2 - 1)).round(6)
        # By the definition: each frequency's cosine and sine are turned by its phase.
        t = np.arange(count)
        surrogate = np.full(count, value.mean())
        for k in range(1, count // 2 + 1):
            a, b = (value * np.cos(2 * np.pi * k * t / count)).sum(), (value * np.sin(2 * np.pi * k * t / count)).sum()
            turn = 0.0 if np.isnan(phase[k]) else phase[k]
            weight = (1 if 2 * k == count else 2) / count
            surrogate += weight * (a * np.cos(2 * np.pi * k * t / count + turn) + b * np.sin(2 * np.pi * k * t / count + turn))
        spectrum = np.fft.rfft(value) * np.exp(1j * np.nan_to_num(phase[:count // 2 + 1]))
        assert np.allclose(np.fft.irfft(spectrum, count), surrogate, atol=1e-12)
        rows += [(name, i, value[i], surrogate[i], phase[i]) for i in range(count)]
    write("surrogate.tsv", "series volume value surrogate phase", rows)


def write_fdr(rng) -> None:
    cases = {"single": [0.03], "ones": [1.0, 1.0, 1.0], "equal": [0.02] * 5, "ties": [0.01, 0.04, 0.01, 0.04, 0.2, 0.2, 0.005],
             "falling": [0.9, 0.5, 0.1, 0.05, 0.001], "later_p_lowers_earlier_q": [0.04, 0.041, 0.042, 0.043],
             "smallest_of_5000": [1 / 5001] * 3 + [2 / 5001, 0.5, 1.0], "uniform": list(rng.random(30).round(4)),
             "monte_carlo": list(rng.integers(1, 21, 40) / 20)}
    write("fdr.tsv", "case p q q_by", [(name, p, q, q_by) for name, values in cases.items()
                                       for p, q, q_by in zip(np.array(values), false_discovery_control(values), false_discovery_control(values, method="by"))])


def write_monte_carlo() -> None:
    cases = [("none reaches", 0.5, [0.1, 0.2, 0.3]), ("tie counts", 0.5, [0.5, 0.2, 0.1]), ("all reach", -0.5, [0.1, -0.5, 0.3, 0.4]), ("half", 0.25, [0.125, 0.375, 0.25, -1.0, 0.0, 0.75, 0.2, 0.1, 0.3])]
    write("monte_carlo.tsv", "case draws observed null p",
          [(name, len(null), observed, ",".join(map(str, null)), (1 + sum(v >= observed for v in null)) / (1 + len(null))) for name, observed, null in cases])


def step_down(observed: np.ndarray, null: np.ndarray) -> np.ndarray:
    """p [n]: the strongest of those left is compared with the largest of each draw [P x n] over all that are left, and leaves."""
    p, left, least = np.full(len(observed), np.nan), list(range(len(observed))), 0.0
    while left:
        strongest = observed[left].max()
        least = max(least, (1 + (null[:, left].max(axis=1) >= strongest).sum()) / (1 + len(null)))
        for i in [i for i in left if observed[i] == strongest]:
            p[i] = least
            left.remove(i)
    return p


def write_step_down(rng) -> None:
    noise = rng.standard_normal((60, 6)).round(3)
    shared = (rng.standard_normal((99, 8)) + 2 * rng.standard_normal((99, 1))).round(3)
    cases = {"noise": (rng.standard_normal(6).round(3) + 1, noise), "three couple": (np.array([0.1, 9.0, 4.5, 0.4, 5.0, -1.0, 0.0, 2.0]), shared),
             "ties": (np.array([1.5, 0.25, 1.5, 0.25, -2.0, 1.5]), noise), "one": (np.array([1.0]), noise[:, :1])}
    write("step_down.tsv", "case series observed null p",
          [(name, i + 1, observed[i], ",".join(map(str, null[:, i].tolist())), p) for name, (observed, null) in cases.items()
           for i, p in enumerate(step_down(observed, null))])


def main() -> None:
    rng = np.random.default_rng(3)
    write_cosines()
    write_partial(rng)
    write_surrogate(rng)
    write_fdr(rng)
    write_monte_carlo()
    write_step_down(np.random.default_rng(4))
    (HERE / "versions.txt").write_text(f"python {platform.python_version()}\nnumpy {np.__version__}\nscipy {scipy.__version__}\n")


if __name__ == "__main__":
    main()
