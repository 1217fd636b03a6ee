# SPDX-License-Identifier: Apache-2.0
"""Checks of false_discoveries.tsv: how many series pass thresholds, and how many of noise's do."""
import numpy as np
from scipy.stats import betabinom

import nulls
from inputs import Table

THRESHOLDS = 20  # of a side


def bound_of(counts: np.ndarray, tested: int) -> np.ndarray:
    """[K] of [P x K]: the least number that at most 5 % of the draws and the observed arrangement, taken for one that does, exceed."""
    rank = int(np.ceil(0.95 * (len(counts) + 1) - 1e-9))
    return np.sort(counts, axis=0)[rank - 1] if rank <= len(counts) else np.full(counts.shape[1], tested)


def same_bound(claimed: np.ndarray, their_draws: int, own: np.ndarray) -> float:
    """Smallest two-sided chance that the bounds are of `their_draws` draws with the law of `own` [P x K]; of whole numbers, so ties may fall on either side."""
    rank = int(np.ceil(0.95 * (their_draws + 1) - 1e-9))
    law = betabinom(len(own), their_draws - rank + 1, rank)
    return float(np.min(np.minimum(1.0, 2 * np.minimum(law.cdf((own >= claimed).sum(axis=0)), law.sf((own > claimed).sum(axis=0) - 1)))))


def check(significance, test: str) -> None:
    """All rows of one null model."""
    report, draws = significance.report, significance.draws_of(test)
    table = Table(significance.folder / "false_discoveries.tsv")
    kept = np.load(significance.folder / "draws" / f"{test.replace('-', '_')}_passing.npy").astype(int)
    report.check(kept.shape == (draws, 2 * THRESHOLDS), f"draws of thresholds, {test}", f"found {kept.shape}")
    if test == "other-stories":  # of its few arrangements none is counted
        report.check(not (table.text("null_model") == test).any() and not kept.any(), f"thresholds of {test}", "none")
        return
    for number, side in enumerate(nulls.SIDES):
        mine = (table.text("null_model") == test) & (table.text("side") == side)
        threshold, found, expected, upper, share = (table.numbers(name)[mine] for name in ("threshold", "found", "expected", "upper_95", "share"))
        step = np.diff(threshold)
        round_step = min((1, 2, 5, 10, 20, 50, 100), key=lambda s: abs(s / 1000 - step[0])) / 1000
        report.check(0 < len(threshold) <= THRESHOLDS and np.allclose(step, round_step, atol=1e-12) and np.allclose(threshold / round_step, np.rint(threshold / round_step), atol=1e-6)
                     and threshold.max() <= 1, f"thresholds of {side}, {test}", f"{len(threshold)} from {threshold[0]:g} to {threshold[-1]:g}, {round_step:g} apart")
        best = significance.observed[test].best[side]
        own, near = (best[:, None] >= threshold).sum(axis=0), (np.abs(best[:, None] - threshold) < 1e-5).sum(axis=0)
        report.check((np.abs(found - own) <= near).all(), f"{side} that pass, {test}", f"of {len(best)}; own correlations differ by at most {np.abs(found - own).max():.0f}")
        passing = kept[:, THRESHOLDS * number:][:, :len(threshold)]
        report.check((np.diff(passing, axis=1) <= 0).all() and passing.max() <= len(best), f"draws of {side}, {test}", "fewer pass a higher threshold")
        report.close(expected, (passing.sum(axis=0) + found) / (draws + 1), 1e-9, f"expected of {side}, {test}", "mean over the kept draws and what was found")
        report.close(upper, bound_of(passing, len(best)), 0, f"upper_95 of {side}, {test}", "of the kept draws")
        with np.errstate(divide="ignore", invalid="ignore"):
            report.close(share, np.where(found > 0, np.minimum(1, expected / found), np.nan), 1e-12, f"share of {side}, {test}", "expected over found")
        if test == "phase":
            check_own_draws(significance, side, threshold, passing, upper, draws)


def check_own_draws(significance, side: str, threshold: np.ndarray, passing: np.ndarray, upper: np.ndarray, draws: int) -> None:
    """What noise gives, from own draws with own random numbers."""
    report, best = significance.report, significance.noise.best[side]
    own = np.stack([(best >= t).sum(axis=1) for t in threshold], axis=1)
    wrong = []
    for k, t in enumerate(threshold):
        distance, allowed = abs(passing[:, k].mean() - own[:, k].mean()), nulls.allowed_mean_difference(own[:, k], draws, rare=1)
        wrong += [f"at {t:g} anbn {passing[:, k].mean():.3f}, own {own[:, k].mean():.3f}, allowed {allowed:.3f}"] if distance > allowed else []
    report.check(not wrong, f"{side} of noise that pass", f"{len(own)} own draws: the mean of every threshold agrees {wrong[:1] or ''}")
    if draws >= 19:
        chance = same_bound(upper, draws, own)
        report.check(chance > 1e-5, f"upper_95 of {side}, own draws", f"least likely has chance {chance:.2g}")
