# SPDX-License-Identifier: Apache-2.0
"""What results say, in sentences: p values and counts are those of their tables and summary."""

import numpy as np


def many(count, one, more=None):
    """1 story, 2 stories."""
    return f"{count} {one if count == 1 else more or one + 's'}"


def _p(value):
    return "n/a" if value is None else f"{value:.3g}"


def _beside_noise(value):
    return f"beside {value:.3f}, which 5 % of noise reaches."


def _largest(values):
    """Where the largest size is; None where all are NaN."""
    sizes = np.abs(np.asarray(values, dtype=float))
    return None if np.isnan(sizes).all() else int(np.nanargmax(sizes))


def coupling(results):
    neurons, networks, lags = results["neurons"], results["networks"], results["lags"]
    lines = [f"{many(len(neurons), 'neuron')} and {many(len(networks), 'network')}."]
    best = _largest(networks["correlation"])
    if best is not None:
        lines.append(f"The largest correlation is {networks['correlation'][best]:.3f}, of {networks['label'][best]} with network {best + 1}. What noise gives, significance() tells.")
    if len(lags):
        best = _largest(lags["correlation"])
        if best is not None:
            lines.append(f"Networks follow the rate of words best at a lag of {many(lags['lag_volumes'][best], 'volume')}: |r| {lags['correlation'][best]:.3f}, "
                         f"{_beside_noise(lags['noise_95_any'][best])}")
    return lines


def significance(results):
    summary = results["summary"]
    lines = [f"{many(len(results['stories']), 'story', 'stories')} together."] if results.stage == "pooled" else []
    lines.append(f"Is there any coupling? p = {_p(summary['omnibus']['p'])} ({summary['permutations']} draws of noise).")
    told = [f"{summary[side]['named']} of {many(summary[side]['tested_phase'], side[:-1])}" for side in ("neurons", "networks")]
    lines.append(f"Named are {told[0]} and {told[1]}: those that noise alone reaches in at most 5 % of all studies.")
    if summary["neurons"]["named"]:
        table = results["neurons"]
        best = _largest(table["phase_correlation"])
        lines.append(f"The strongest is {table['label'][best]} with network {table['phase_network'][best]:.0f}: {table['phase_correlation'][best]:.3f}, "
                     f"{_beside_noise(table['expected_95'][best])}")
    return lines


def encoding(results):
    groups, networks = results["groups"], results["networks"]
    lines = [f"{many(len(groups), 'group')} of neurons predict {many(len(networks), 'network')} in volumes held out."]
    best = _largest(groups["correlation"])
    if best is not None:
        lines.append(f"The best prediction is {groups['correlation'][best]:.3f}, of network {groups['network'][best]:.0f} by {groups['label'][best]} (p = {groups['p'][best]:.3g}), "
                     f"{_beside_noise(groups['noise_95'][best])}")
    return lines


def listeners(results):
    figures = results["figures"]
    lines = [f"{many(results['summary']['listeners'], 'listener')}; nothing here is a verdict: each figure stands beside the same in noise."]
    at = [row for row in range(len(figures)) if (figures["side"][row], figures["figure"][row]) == ("neurons", "rest_held_out")]
    for row in at:
        lines.append(f"Neurons' pairs, chosen in all listeners but one, have in that one {figures['observed'][row]:.3f} on average, beside {figures['noise'][row]:.3f} in noise "
                     f"(p = {figures['p'][row]:.3g}).")
    return lines


_OF_STAGES = {"coupling": coupling, "significance": significance, "pooled": significance, "encoding": encoding, "pooled-encoding": encoding, "listeners": listeners}


def sentences(results):
    """Of a stage that has some; else none."""
    return _OF_STAGES[results.stage](results) if results.stage in _OF_STAGES else []
