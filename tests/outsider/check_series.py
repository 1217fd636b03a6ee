# SPDX-License-Identifier: Apache-2.0
"""Checks of tokens, time courses, networks and coupling of one story. Each returns what the next one needs."""
import unicodedata

import numpy as np

import nulls
import series
from inputs import Table, read_listeners, read_matrix, read_words


def letters(text: str) -> str:
    """Letters and digits without accents, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if c.isalnum())


def check_segments(report, table: Table, story, ids, segments) -> None:
    """Token numbers, segments with their specials, and the pieces' names in the vocabulary."""
    vocabulary = (story.model / "vocab.txt").read_text(encoding="utf-8").split("\n")
    numbers = table.integers("token")
    report.check((numbers == np.arange(1, len(ids) + 1)).all(), "token numbers", f"{len(ids)} rows count from 1")
    cuts = np.flatnonzero(np.diff(segments)) + 1
    parts = np.split(np.arange(len(ids)), cuts)
    whole = [segments[part[0]] for part in parts] == list(range(1, len(parts) + 1))
    framed = all(vocabulary[ids[p[0]]] == "[CLS]" and vocabulary[ids[p[-1]]] == "[SEP]" for p in parts)
    report.check(whole and framed and max(map(len, parts)) <= 512, "segments",
                 f"{'/'.join(str(len(p)) for p in parts)} tokens; numbered from 1, each from [CLS] to [SEP] and at most 512 long")
    wrong = [i + 1 for i, piece in enumerate(table.text("piece")) if vocabulary[ids[i]] != piece]
    report.check(not wrong, "pieces", f"{len(wrong)} of {len(ids)} ids are not their piece in vocab.txt{f' (first: token {wrong[0]})' if wrong else ''}")


def check_words(report, table: Table, raw, word) -> None:
    """The pieces of every word spell it, in the order of the words file."""
    spelled = [""] * (len(raw) + 1)
    unknown = set()
    for number, piece in zip(word, table.text("piece")):
        if 1 <= number <= len(raw):
            spelled[number] += piece.removeprefix("##")
            unknown |= {number} if piece == "[UNK]" else set()
    timed = word[word > 0]
    report.check(len(timed) > 0 and (np.diff(timed) >= 0).all() and set(timed) == set(range(1, len(raw) + 1)), "word numbers",
                 f"found {len(set(timed))} words in rising order; the words file has {len(raw)}")
    wrong = [n for n in range(1, len(raw) + 1) if n not in unknown and letters(spelled[n]) != letters(raw[n - 1][0])]
    report.check(not wrong, "words", f"{len(wrong)} of {len(raw)} words are not spelled by their pieces"
                 + (f" (first: word {wrong[0]} {raw[wrong[0] - 1][0]!r}, pieces {spelled[wrong[0]]!r})" if wrong else ""))


def check_times(report, table: Table, story, raw, word) -> np.ndarray:
    """Onsets against the words file, volumes against onsets; returns own volumes [K] (anbn's where an onset is on a volume's edge)."""
    onset, found = table.numbers("onset_s"), table.integers("volume", series.NOWHERE)
    special = word < 1
    raw_onset = np.array([np.nan] + [r[1] for r in raw])
    raw_duration = np.array([np.nan] + [r[2] for r in raw])
    known = ~special & np.isfinite(raw_onset[np.clip(word, 0, None)])
    where = lambda index: f"token {np.flatnonzero(known)[index[0]] + 1}"
    report.close(onset[known], raw_onset[word[known]], 1e-6, "onsets", "onset_s of aligned words against the words file", where)
    report.close(table.numbers("duration_s")[known], raw_duration[word[known]], 1e-6, "durations", "duration_s of aligned words", where)
    missed = ~special & ~known
    outside = []
    for row in np.flatnonzero(missed):
        before, after = np.flatnonzero(known & (word < word[row])), np.flatnonzero(known & (word > word[row]))
        low = onset[before[-1]] if len(before) else -np.inf
        high = onset[after[0]] if len(after) else np.inf
        if not low - 1e-6 <= onset[row] <= high + 1e-6:
            outside.append(row + 1)
    report.check(not outside, "missed words", f"{len(set(word[missed]))} words without times; tokens not between their neighbours' onsets: {outside[:5] or 'none'}")
    exact = series.volume_of(onset, story.audio_start_s, story.first_volume, story.tr_s)
    nearest = np.rint(exact)
    on_edge = ~special & (np.abs(exact - nearest) < 1e-6)
    own = np.where(special, series.NOWHERE, np.floor(np.where(special, 0, exact)).astype(np.int64))
    # An onset within a microsecond of an edge may fall to either side in floating point.
    for shift in (-1, 0):
        own = np.where(on_edge & (found == nearest + shift), found, own)
    wrong = np.flatnonzero(own != found)
    report.check(len(wrong) == 0, "volumes", f"{len(wrong)} of {len(own)} tokens are not in floor((audio_start_s + onset_s - first_volume tr_s) / tr_s), {int((own[~special] < 0).sum())} are before the used volumes"
                 + (f" (first: token {wrong[0] + 1}, anbn {found[wrong[0]]}, own {own[wrong[0]]})" if len(wrong) else ""))
    return own


def check_tokens(report, story):
    """(ids, segments, volumes, word), one entry a token, volumes and words as recomputed from the raw words."""
    table = Table(story.results / "tokens" / "tokens.tsv")
    ids, segments, word = table.integers("id"), table.integers("segment"), table.integers("word")
    raw = read_words(story.words)
    check_segments(report, table, story, ids, segments)
    check_words(report, table, raw, word)
    return ids, segments, check_times(report, table, story, raw, np.clip(word, -1, len(raw))), word


def check_time_courses(report, story, bert, ids, segments, volumes) -> np.ndarray:
    """Own [T x N], compared with anbn's."""
    own = series.time_courses(bert, ids, segments, volumes, story.volumes, story.tr_s)
    folder = story.results / "timecourses"
    found = read_matrix(folder / "timecourses.npy", own.shape)
    scale = np.abs(own).max(axis=0)
    scale[scale == 0] = 1
    where = lambda index: f"volume {index[0]}, {bert.label(index[1] + 1)}"
    report.close(found / scale, own / scale, 1e-3, "time courses", "relative to each neuron's largest", where)
    table = Table(folder / "neurons.tsv")
    labels = [bert.label(n) for n in range(1, bert.neurons + 1)]
    named = [f"L{a}H{b}D{c}" for a, b, c in zip(table.text("layer"), table.text("head"), table.text("dimension"))]
    report.check(list(table.text("label")) == labels and named == labels and (table.integers("neuron") == np.arange(1, bert.neurons + 1)).all(), "neuron labels",
                 f"{len(labels)} neurons, layer by layer, head by head")
    return own


def check_networks(report, story) -> np.ndarray:
    """Own listeners' mean [T x M], compared with anbn's."""
    listeners = read_listeners(story.networks)
    own = series.listeners_mean(listeners, story.first_volume, story.volumes, story.average)
    found = read_matrix(story.network_results / f"{story.name}.npy", own.shape)
    where = lambda index: f"volume {index[0]}, network {index[1] + 1}"
    scale = np.abs(own).max(axis=0)
    scale[scale == 0] = 1
    report.close(found / scale, own / scale, 1e-5, "networks", f"mean of {len(listeners)} listeners ({story.average}, population standard deviation), relative to each network's largest", where)
    folder = story.network_results / story.name
    files = sorted(folder.glob("listener_*.npy"))
    report.check(len(files) == len(listeners), "listeners", f"found {len(files)} files listener_*.npy in {folder}; the input has {len(listeners)} listeners")
    if files:
        mean = sum(read_matrix(file, own.shape) for file in files) / len(files)
        report.close(found / scale, mean / scale, 1e-5, "listeners' mean", "of anbn's own listener files", where)
    return own


def compare_anchors(report, side: str, found_index, found_value, correlation, axis: int) -> np.ndarray:
    """Eq. 1 or 2: anbn's argmax (from 0, -1 for none) is own argmax, or within 1e-5 of it. Returns the index to use for the pair."""
    filled = np.where(np.isnan(correlation), -np.inf, correlation)
    own, best = filled.argmax(axis=axis), filled.max(axis=axis)
    none = np.isinf(best)
    size = correlation.shape[axis]
    inside = (found_index >= 0) & (found_index < size)
    picked = np.take_along_axis(filled, np.expand_dims(np.where(inside, found_index, 0), axis), axis).squeeze(axis)
    wrong = np.flatnonzero(np.where(none, inside, ~inside | (picked < best - 1e-5)))
    ties = int((~none & inside & (found_index != own)).sum()) - int(inside[wrong].sum())
    report.check(len(wrong) == 0, f"argmax of {side}", f"{len(wrong)} of {len(own)} differ by more than a tie of 1e-5 ({ties} ties)"
                 + (f" (first: number {wrong[0] + 1}: anbn {found_index[wrong[0]] + 1}, own {own[wrong[0]] + 1} with {best[wrong[0]]:.6f})" if len(wrong) else ""))
    report.close(found_value, np.where(none, np.nan, best), 2e-5, f"best correlations of {side}", "column `correlation`")
    return np.where(inside & ~none, np.where(inside, found_index, 0), own)


def check_coupling(report, story, bert, neurons, networks):
    """(correlation [N x M], anchored of both sides) from own series, compared with anbn's."""
    own = series.correlations(neurons, networks)
    folder = story.results / "coupling"
    found = read_matrix(folder / "correlation.npy", own.shape)
    where = lambda index: f"{bert.label(index[0] + 1)}-BN{index[1] + 1}"
    report.close(found, own, 1e-5, "correlations", "PCC of own time courses and own networks", where)
    by_neuron, by_network = Table(folder / "neurons.tsv"), Table(folder / "networks.tsv")
    anchored = {"neurons": compare_anchors(report, "neurons", by_neuron.integers("network", 0) - 1, by_neuron.numbers("correlation"), own, 1),
                "networks": compare_anchors(report, "networks", by_network.integers("neuron", 0) - 1, by_network.numbers("correlation"), own, 0)}
    expected = ["n/a" if n < 1 else bert.label(n) for n in by_network.integers("neuron", 0)]
    report.check(list(by_network.text("label")) == expected, "labels of networks.tsv", "name the anchored neuron")
    filled = np.where(np.isnan(own), -np.inf, own)
    means = [best[np.isfinite(best)].mean() for best in (filled.max(axis=1), filled.max(axis=0))]
    print(f"   {report.story}: mean best PCC of neurons {means[0]:.4f}, of networks {means[1]:.4f}")
    return own, anchored


LAGS = np.arange(-10, 11)


def lag_correlations(rate: np.ndarray, networks: np.ndarray) -> np.ndarray:
    """[21 x M]: correlation of rate[t] with networks[t + lag] over the volumes that both have."""
    rows = []
    for lag in LAGS:
        early, late = rate[max(0, -lag):len(rate) - max(0, lag)], networks[max(0, lag):len(networks) - max(0, -lag)]
        rows.append(series.correlations(early[:, None], late)[0])
    return np.array(rows)


def check_lags(report, story, volumes, word, networks, basis, draws: int, noise_draws: int, rng) -> None:
    """The lag table: observed figures, and the noise band within Monte Carlo error."""
    first_token = np.unique(word[word > 0], return_index=True)[1]
    rate = series.word_rate(volumes[word > 0][first_token], story.volumes, story.tr_s)
    table = Table(story.results / "coupling" / "lags.tsv")
    if not report.check((table.integers("lag_volumes", 99) == LAGS).all() if len(table.text("lag_volumes")) == len(LAGS) else False, "lags", "lag_volumes -10..10"):
        return
    rate, spectrum = series.residuals(rate, basis), np.fft.rfft(series.without_step(networks, basis), axis=0)
    strength = np.abs(lag_correlations(rate, series.residuals(networks, basis)))
    found = table.integers("network", 0) - 1
    best = np.nanmax(strength, axis=1)
    picked = strength[np.arange(len(LAGS)), np.clip(found, 0, strength.shape[1] - 1)]
    report.check((picked >= best - 1e-5).all(), "lag networks", "network with the largest |r| at each lag")
    report.close(table.numbers("correlation"), best, 1e-5, "lag correlations", "|r| of the convolved word rate with the network shifted by the lag, cosines taken out of both, over the overlap",
                 lambda index: f"lag {LAGS[index[0]]}")
    surrogate = lambda: series.residuals(series.phase_surrogate(spectrum, len(networks), rng), basis)
    noise = np.array([np.nanmax(np.abs(lag_correlations(rate, surrogate())), axis=1) for _ in range(draws)])
    allowed = 6 * noise.std(axis=0).max() * np.sqrt(1 / draws + 1 / noise_draws)
    report.close(table.numbers("noise_mean"), noise.mean(axis=0), allowed, "lag noise", f"noise_mean against {draws} own phase draws", lambda index: f"lag {LAGS[index[0]]}")
    shares, any_share = (noise > table.numbers("noise_95")).mean(axis=0), (noise.max(axis=1) > table.numbers("noise_95_any")[0]).mean()
    chance = min(nulls.same_quantile(table.numbers("noise_95"), noise_draws, 0.95, noise),
                 nulls.same_quantile(table.numbers("noise_95_any")[:1], noise_draws, 0.95, noise.max(axis=1)[:, None]))
    report.check(chance > 1e-4 / len(LAGS) and len(set(table.text("noise_95_any"))) == 1, "lag noise 95 %",
                 f"own noise above noise_95: {shares.min():.3f} to {shares.max():.3f}, above noise_95_any: {any_share:.3f}; expected 0.05 (chance {chance:.2g}, allowed {1e-4 / len(LAGS):.2g})")
