# SPDX-License-Identifier: Apache-2.0
"""Checks of what is told of the series that the calibrated test calls: which resemble a stronger one, and the networks' p without the stronger
ones' neurons. Own series, own draws; which series are called, and how strong they are, is anbn's table's (checked elsewhere)."""
import numpy as np

import nulls
import series

ALIKE = 0.7      # |r| of two cleaned time courses
NAMED = 0.05     # family-wise p
LISTED = 0.05    # q, where the test over all pairs finds coupling
TIE = 1e-4
BATCH = 128      # draws at once
BESIDE_STRONGER = 32  # of the called networks, the strongest


def largest(table, column: str, deciding) -> np.ndarray:
    """Of the null models that decide."""
    return np.max([table.numbers(f"{test.replace('-', '_')}_{column}") for test in deciding], axis=0)


def q_of_larger(table, correction: str, deciding) -> np.ndarray:
    """q of the larger p, over the series that have one."""
    p = largest(table, "max_p", deciding)
    q, tested = np.full(len(p), np.nan), ~np.isnan(p)
    q[tested] = {"bh": series.benjamini_hochberg, "by": series.benjamini_yekutieli}[correction](p[tested])
    return q


def called(table, global_p: float, correction: str, deciding) -> np.ndarray:
    """Indices of the called series, the strongest first."""
    named, listed = largest(table, "p_fwe", deciding) <= NAMED, q_of_larger(table, correction, deciding) <= LISTED
    found = np.flatnonzero(named | (listed if global_p <= NAMED else False))
    return found[np.argsort(-np.abs(table.numbers("phase_correlation")[found]), kind="stable")]


def check_alike(report, side: str, clean: np.ndarray, table, order: np.ndarray) -> None:
    """Column phase_alike: the strongest called series that resembles none before it and correlates at 0.7 or more with this one."""
    found = table.integers("phase_alike", 0) - 1
    wrong, expected, heads = [], np.full(clean.shape[1], -1), []
    for i in order:
        r = np.abs(clean[:, heads].T @ clean[:, i])
        alike = np.flatnonzero(r >= ALIKE)
        expected[i] = heads[alike[0]] if len(alike) else -1
        # Within a tie of the threshold either answer is right, and anbn's decides how the list goes on.
        if found[i] != expected[i] and len(r) and np.abs(r - ALIKE).min() < TIE:
            expected[i] = found[i]
        if found[i] != expected[i]:
            wrong.append(int(i) + 1)
        if expected[i] < 0:
            heads.append(i)
    others = int((np.delete(found, order) >= 0).sum())
    report.check(not wrong and not others, f"phase_alike of {side}", f"{len(order)} called, {len(heads)} groups; differing: {wrong or 'none'}; {others} that are not called have one")


def p_given(left: np.ndarray, network: np.ndarray, basis: np.ndarray, draws: int, rng) -> tuple[float, np.ndarray]:
    """The largest partial correlation of `network` [T] with the columns of `left` [T x N] given `basis`, and the same in each draw."""
    rest = series.residuals(left, basis)
    length = np.linalg.norm(rest, axis=0)
    kept = length > 1e-4
    rest = rest[:, kept] / length[kept]
    unit = lambda x: x / np.linalg.norm(x, axis=0)
    observed = (rest.T @ unit(series.residuals(network, basis))).max()
    spectrum, count, largest = np.fft.rfft(network), len(network), []
    for begin in range(0, draws, BATCH):
        turn = np.exp(2j * np.pi * rng.random((len(spectrum), min(BATCH, draws - begin))))
        turn[0] = 1
        if count % 2 == 0:
            turn[-1] = 1
        drawn = np.fft.irfft(spectrum[:, None] * turn, count, axis=0)
        largest.append((rest.T @ unit(series.residuals(drawn, basis))).max(axis=0))
    return observed, np.concatenate(largest)


def check_given_stronger(report, neurons: np.ndarray, networks: np.ndarray, basis: np.ndarray, table, order: np.ndarray, their_draws: int, draws: int, rng) -> None:
    """Column phase_p_given_stronger: n/a of the strongest and of what is not called, else (b + 1) / (P + 1) of own draws, within Monte Carlo error."""
    left = np.nan_to_num(series.unit(neurons))

    def own(j, stronger):
        extended, _ = np.linalg.qr(np.column_stack([basis, left[:, stronger]]))
        return p_given(left, series.unit(networks[:, [j]])[:, 0], extended, draws, rng)
    compare_given_stronger(report, own, table, order, their_draws)


def compare_given_stronger(report, own, table, order: np.ndarray, their_draws: int) -> None:
    """`own(network, stronger neurons)` -> (the observed largest partial correlation, the same in each own draw)."""
    found, best, order = table.numbers("phase_p_given_stronger"), table.integers("phase_neuron", 0) - 1, order[:BESIDE_STRONGER]
    report.check(set(np.flatnonzero(~np.isnan(found))) == set(order[1:]), "phase_p_given_stronger", f"there for {max(0, len(order) - 1)} called networks that are not the strongest")
    least, words = 1.0, "none to compare"
    for k, j in enumerate(order[1:], 1):
        stronger = list(dict.fromkeys(best[order[:k]]))
        observed, largest = own(j, stronger)
        draws = len(largest)
        count = np.array([(largest >= observed - 1e-6).sum()])
        chance, _ = nulls.same_p(found[[j]], their_draws, count, draws)
        if chance < least:
            least, words = chance, f"least likely network {j + 1} (anbn {found[j]:.5f}, own {(count[0] + 1) / (draws + 1):.5f}, chance {chance:.2g})"
    allowed = 1e-3 / max(1, len(order))
    report.check(least > allowed, "phase_p_given_stronger against own draws", f"{words}; allowed {allowed:.2g}")


def check_counts(report, summary: dict, side: str, table, order: np.ndarray, deciding) -> None:
    """named, called and their groups in summary.json, from anbn's own table."""
    alike, named = table.integers("phase_alike", 0), largest(table, "p_fwe", deciding) <= NAMED
    expected = {"named": int(named.sum()), "named_groups": int((named & (alike == 0)).sum()), "called": len(order), "called_groups": int((alike[order] == 0).sum())}
    found = {key: summary[side].get(key) for key in expected}
    report.check(found == expected, f"named and called {side}", f"found {found}; expected {expected}")
