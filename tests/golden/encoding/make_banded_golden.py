# SPDX-License-Identifier: Apache-2.0
"""Makes the goldens of ridge regression over stories, with one band and with two, with himalaya and numpy.

    VENV/bin/python tests/golden/encoding/make_banded_golden.py

stories.npy    [6 x 30 x 20] float32: six stories of smooth noise, every column of mean 0 and variance 1 in each: 14 features, 3 low-level regressors, 3 targets. The first target follows
               the regressors and two features, the second the regressors alone, the third nothing.
many.npy       [6 x 30 x 190] float32: more features than there are volumes, for the same targets (two of them follow these).
banded.tsv     one row a case, target and outer fold: case, features (stories or many), narrow (how many regressors), target, fold, penalty, narrow_penalty (chosen), r and r2 of that
               fold, all_r and all_r2 over all folds (the same in each fold's row).

Each story is held out once; inside, each of the other five. For every pair of penalties p, q himalaya's random search is given the one point gamma, alpha that is K_X / p + K_L / q, with
K_X the mean over features of the products of volumes, K_L that over regressors; its mean squared error over the inner folds chooses. Predictions are those of himalaya's KernelRidge,
and equal numpy's normal equations to 1e-8. Folds are equally long, so that its mean over folds is our sum."""
import pathlib

import numpy as np
from himalaya.kernel_ridge import KernelRidge, solve_multiple_kernel_ridge_random_search
from himalaya.scoring import l2_neg_loss

HERE = pathlib.Path(__file__).resolve().parent
STORIES, VOLUMES, FEATURES, NARROW, TARGETS, MANY = 6, 30, 14, 3, 3, 190
PENALTIES, NARROW_PENALTIES = (0.3, 1.0, 10.0, 100.0), (0.1, 3.0, 100.0)
CASES = [("banded", "stories", NARROW), ("one_band", "stories", 0), ("dual", "many", NARROW)]


def standardized(x: np.ndarray) -> np.ndarray:
    x = x - x.mean(axis=1, keepdims=True)
    return (x / x.std(axis=1, keepdims=True)).astype(np.float32)


def smooth(rng, count: int) -> np.ndarray:
    return np.apply_along_axis(lambda s: np.convolve(s, np.hanning(6), mode="valid"), 1, rng.standard_normal((STORIES, VOLUMES + 5, count)))


def rows(stories) -> np.ndarray:
    return np.concatenate([np.arange(s * VOLUMES, (s + 1) * VOLUMES) for s in stories])


def solved(x, low, y, train, test, p, q) -> np.ndarray:
    """Predictions from numpy's normal equations and himalaya, which agree."""
    z = np.concatenate([x / np.sqrt(p * x.shape[1]), low / np.sqrt(q * max(low.shape[1], 1))], axis=1)
    kernel = z @ z.T
    own = z[test] @ np.linalg.solve(z[train].T @ z[train] + np.eye(z.shape[1]), z[train].T @ y[train])
    theirs = KernelRidge(alpha=1, kernel="precomputed", solver_params={}).fit(kernel[np.ix_(train, train)], y[train]).predict(kernel[np.ix_(test, train)])
    assert np.abs(own - theirs).max() < 1e-8, np.abs(own - theirs).max()
    return own


def errors(x, low, y, train, stories, p, q) -> np.ndarray:
    """himalaya's mean squared error over the inner folds, each a story of `stories`."""
    kernels = [x[train] @ x[train].T / x.shape[1]] + ([low[train] @ low[train].T / low.shape[1]] if low.shape[1] else [])
    weights = np.array([1 / p, 1 / q][:len(kernels)])
    inner = [(rows([i for i, s in enumerate(stories) if s != held]), rows([stories.index(held)])) for held in stories]
    _, _, scores = solve_multiple_kernel_ridge_random_search(np.array(kernels), y[train], n_iter=(weights / weights.sum())[None], alphas=1 / weights.sum(), score_func=l2_neg_loss,
                                                             cv=inner, fit_intercept=False, progress_bar=False, return_weights=None)
    return -scores[0]


def case_rows(name, x, low, y, features):
    narrow_penalties = NARROW_PENALTIES if low.shape[1] else (1.0,)
    grid = [(p, q) for p in PENALTIES for q in narrow_penalties]
    predicted, chosen = np.empty_like(y), []
    for held in range(STORIES):
        others = [s for s in range(STORIES) if s != held]
        found = np.array([errors(x, low, y, rows(others), others, p, q) for p, q in grid])
        ordered = np.sort(found, axis=0)
        assert (ordered[1] / ordered[0] > 1 + 1e-5).all(), "a tie that float32 could decide otherwise"
        best = found.argmin(axis=0)
        chosen.append(best)
        for c in range(TARGETS):
            predicted[rows([held]), c] = solved(x, low, y, rows(others), rows([held]), *grid[best[c]])[:, c]
    r = lambda at, c: float(predicted[at, c] @ y[at, c] / np.sqrt((predicted[at, c]**2).sum() * (y[at, c]**2).sum()))
    r2 = lambda at, c: float(1 - ((y[at, c] - predicted[at, c])**2).sum() / (y[at, c]**2).sum())
    everywhere = rows(range(STORIES))
    for held in range(STORIES):
        for c in range(TARGETS):
            yield name, features, low.shape[1], c + 1, held + 1, *grid[chosen[held][c]], r(rows([held]), c), r2(rows([held]), c), r(everywhere, c), r2(everywhere, c)


def main() -> None:
    rng = np.random.default_rng(417)
    x, low, y = smooth(rng, FEATURES), smooth(rng, NARROW), smooth(rng, TARGETS)
    y[..., 0] += 0.8 * low.sum(axis=-1) + 0.9 * (x[..., 3] - x[..., 7])
    y[..., 1] += low[..., 0] - low[..., 2]
    x[..., :4] += 0.5 * low[..., :1]
    many = smooth(rng, MANY)
    many[..., :20] += y[..., :1]
    many[..., 20:50] += y[..., 2:]
    np.save(HERE / "stories.npy", standardized(np.concatenate([x, low, y], axis=-1)))
    np.save(HERE / "many.npy", standardized(many))
    flat = np.load(HERE / "stories.npy").astype(float).reshape(STORIES * VOLUMES, -1)
    features = {"stories": flat[:, :FEATURES], "many": np.load(HERE / "many.npy").astype(float).reshape(STORIES * VOLUMES, -1)}
    with open(HERE / "banded.tsv", "w") as file:
        print(*"case features narrow target fold penalty narrow_penalty r r2 all_r all_r2".split(), sep="\t", file=file)
        for name, which, narrow in CASES:
            for row in case_rows(name, features[which], flat[:, FEATURES:FEATURES + narrow], flat[:, -TARGETS:], which):
                print(*row, sep="\t", file=file)


if __name__ == "__main__":
    main()
