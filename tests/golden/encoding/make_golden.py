# SPDX-License-Identifier: Apache-2.0
"""Makes the goldens of the cross-validated ridge with numpy, scikit-learn and himalaya.

    VENV/bin/python tests/golden/encoding/make_golden.py

features.npy   [90 x 40] float32: smooth noise (columns of norm 1), more than a training set of some cases has volumes.
targets.npy    [90 x 4] float32: the first follows two features, the second all of them weakly, the last two are noise.
held_out.tsv   one row a case, target and outer fold: case, folds, inner_folds, gap, penalties (joined by commas), target, fold, penalty (chosen), correlation (of all held-out
               volumes, the mean of each fold taken off both sides; the same in each fold's row).

Three routes must agree: numpy.linalg.solve on the normal equations, sklearn's StandardScaler + Ridge, and himalaya's KernelRidge on the kernel of the standardized features;
predictions to 1e-8, and the chosen penalties exactly. What is ours is what none of them does: folds with a gap on both sides, and the error summed over inner folds."""
import pathlib
import platform

import himalaya
import numpy as np
import sklearn
from himalaya.kernel_ridge import KernelRidge
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

HERE = pathlib.Path(__file__).resolve().parent
CASES = [("plain", 5, 4, 0, (0.1, 1.0, 10.0, 100.0)), ("gap", 5, 4, 6, (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)), ("few", 3, 2, 3, (0.01, 1000.0)), ("one", 4, 3, 2, (2.5,))]


def folds_of(volumes: np.ndarray, count: int, gap: int):
    """(training, held out) with every held-out volume more than `gap` away from those trained on."""
    for fold in range(count):
        held_out = volumes[fold * len(volumes) // count:(fold + 1) * len(volumes) // count]
        yield volumes[np.abs(volumes[:, None] - held_out).min(axis=1) > gap], held_out


def predictions(x: np.ndarray, y: np.ndarray, training, held_out, penalty: float) -> np.ndarray:
    """[held out x targets], from three routes that agree."""
    alpha = penalty * x.shape[1]
    mean, deviation = x[training].mean(axis=0), x[training].std(axis=0)
    z, other = (x[training] - mean) / deviation, (x[held_out] - mean) / deviation
    level = y[training].mean(axis=0)
    own = other @ np.linalg.solve(z.T @ z + alpha * np.eye(x.shape[1]), z.T @ (y[training] - level)) + level
    scikit = make_pipeline(StandardScaler(), Ridge(alpha=alpha, solver="svd")).fit(x[training], y[training]).predict(x[held_out])
    kernel = KernelRidge(alpha=alpha, kernel="precomputed", solver_params={}).fit(z @ z.T, y[training] - level).predict(other @ z.T) + level
    assert np.abs(scikit - own).max() < 1e-8 and np.abs(kernel - own).max() < 1e-8, (np.abs(scikit - own).max(), np.abs(kernel - own).max())
    return own


def held_out_rows(x, y, name, count, inner_count, gap, penalties):
    predicted, observed, chosen = [], [], []
    for training, held_out in folds_of(np.arange(len(x)), count, gap):
        errors = sum(np.array([((y[test] - predictions(x, y, train, test, p)) ** 2).sum(axis=0) for p in penalties]) for train, test in folds_of(training, inner_count, gap))
        ordered = np.sort(errors, axis=0)
        assert len(penalties) == 1 or (ordered[1] / ordered[0] > 1 + 1e-5).all(), "a tie that float32 could decide otherwise"
        best = errors.argmin(axis=0)
        own = np.column_stack([predictions(x, y, training, held_out, penalties[best[c]])[:, c] for c in range(y.shape[1])])
        predicted.append(own - own.mean(axis=0))
        observed.append(y[held_out] - y[held_out].mean(axis=0))
        chosen.append(best)
    predicted, observed = np.concatenate(predicted), np.concatenate(observed)
    correlation = (predicted * observed).sum(axis=0) / np.sqrt((predicted**2).sum(axis=0) * (observed**2).sum(axis=0))
    for fold, best in enumerate(chosen):
        for target in range(y.shape[1]):
            yield name, count, inner_count, gap, ",".join(map(str, penalties)), target + 1, fold + 1, penalties[best[target]], repr(float(correlation[target]))


def unit(series: np.ndarray) -> np.ndarray:
    series = series - series.mean(axis=0)
    return (series / np.linalg.norm(series, axis=0)).astype(np.float32)


def main() -> None:
    rng = np.random.default_rng(20260)
    smooth = lambda count: np.apply_along_axis(lambda s: np.convolve(s, np.hanning(7), mode="valid"), 0, rng.standard_normal((96, count)))
    x, y = smooth(40), smooth(4)
    y[:, 0] += 2 * (x[:, 3] - x[:, 17])
    y[:, 1] += x.mean(axis=1) * 4
    x, y = unit(x), unit(y)
    np.save(HERE / "features.npy", x)
    np.save(HERE / "targets.npy", y)
    header = "case folds inner_folds gap penalties target fold penalty correlation".split()
    rows = [row for case in CASES for row in held_out_rows(x.astype(float), y.astype(float), *case)]
    (HERE / "held_out.tsv").write_text("\n".join("\t".join(map(str, row)) for row in [header, *rows]) + "\n")
    (HERE / "versions.txt").write_text(f"python {platform.python_version()}\nnumpy {np.__version__}\nscikit-learn {sklearn.__version__}\nhimalaya {himalaya.__version__}\n")


main()
