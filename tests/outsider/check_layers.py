# SPDX-License-Identifier: Apache-2.0
"""Checks of layers/: the best pair of each layer, its noise, its parts of speech, text weights and heat maps."""
import re
import xml.etree.ElementTree as ElementTree

import numpy as np

from inputs import Table, read_matrix
from report import Report

CLASSES = ["ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "VERB", "[CLS]", "[SEP]"]
FULL = 0.75  # opacity of a band of weight 1


def best_of(correlation: np.ndarray, rows: np.ndarray) -> tuple:
    """(row, column, value) of the largest correlation among `rows`; (-1, -1, NaN) if none is a number."""
    part = np.where(np.isnan(correlation[rows]), -np.inf, correlation[rows])
    if not len(rows) or np.isinf(part.max()):
        return -1, -1, np.nan
    row, column = np.unravel_index(int(part.argmax()), part.shape)
    return int(rows[row]), int(column), float(part.max())


def check_pairs(report: Report, table: Table, bert, own: np.ndarray, layer_of: np.ndarray) -> None:
    """The best pair of each layer from own correlations; a tie within 1e-5 may go to either."""
    neuron, network = table.integers("neuron") - 1, table.integers("network") - 1
    wrong = []
    for layer in range(1, bert.layers + 1):
        i, j, r = best_of(own, np.flatnonzero(layer_of == layer))
        found = (neuron[layer - 1], network[layer - 1])
        if i < 0:
            right = found[0] < 0
        else:
            right = found[0] >= 0 and layer_of[found[0]] == layer and own[found] >= r - 1e-5
            named = f"{bert.label(found[0] + 1)}-BN{found[1] + 1}"
            right &= table.text("pair")[layer - 1] == named and abs(table.numbers("correlation")[layer - 1] - r) < 2e-5
        wrong += [] if right else [f"layer {layer}: found {table.text('pair')[layer - 1]}, own {bert.label(i + 1)}-BN{j + 1} {r:.6f}"]
    report.check(not wrong and len(neuron) == bert.layers, "best pair of each layer", f"{len(neuron)} layers; {wrong[:2] or 'all as own correlations have them'}")


def check_noise(report: Report, folder, table: Table, layer_of: np.ndarray) -> None:
    """What stands beside the pairs, from the tables and noise draws of significance/ or pooled/ (which have checks of their own)."""
    neurons = Table(folder / "neurons.tsv")
    noise = read_matrix(folder / "noise_neuron_correlation.npy", (0, len(layer_of)))
    tested, expected = neurons.numbers("phase_correlation"), {name: [] for name in ("tested_correlation", "noise_median", "noise_95", "layer_p")}
    for layer in range(1, layer_of.max() + 1):
        rows = np.flatnonzero((layer_of == layer) & ~np.isnan(tested))
        largest = noise[:, rows].max(axis=1) if len(rows) else np.array([])
        observed = tested[rows].max() if len(rows) else np.nan
        expected["tested_correlation"].append(observed)
        expected["noise_median"].append(np.median(largest) if len(largest) else np.nan)
        expected["noise_95"].append(np.percentile(largest, 95) if len(largest) else np.nan)
        expected["layer_p"].append(((largest >= np.float64(np.float32(observed))).sum() + 1) / (len(largest) + 1) if len(largest) else np.nan)
    for name, values in expected.items():
        report.close(table.numbers(name), values, 1e-6, f"{name} of layers", f"of {len(noise)} draws in {folder.name}/", lambda index: f"layer {index[0] + 1}")
    picked = table.integers("neuron") - 1
    best = table.integers("tested_neuron") - 1
    for name, source, of in [("partial_correlation", "partial_correlation", picked), ("phase_max_p", "phase_max_p", picked), ("phase_p_fwe", "phase_p_fwe", picked),
                             ("phase_network", "phase_network", picked), ("tested_network", "phase_network", best), ("tested_p_fwe", "phase_p_fwe", best)]:
        report.close(table.numbers(name), np.where(of < 0, np.nan, neurons.numbers(source)[of]), 1e-12, f"{name} of layers", f"that of the neuron in {folder.name}/neurons.tsv")


def own_pairs(query: np.ndarray, key: np.ndarray, segments: np.ndarray, top: int):
    """(queries, keys, products, tie): the `top` largest products of each segment by forming all of them; `tie`: of products at the edge of what is kept."""
    queries, keys, products, edge = [], [], [], 0.0
    for segment in np.unique(segments):
        tokens = np.flatnonzero(segments == segment)
        all_products = np.outer(query[tokens], key[tokens]).ravel()
        order = np.argsort(-all_products, kind="stable")[:top]
        queries.append(tokens[order // len(tokens)])
        keys.append(tokens[order % len(tokens)])
        products.append(all_products[order])
        near = np.abs(all_products - all_products[order[-1]]) < 1e-4 * np.abs(all_products).max()
        edge += all_products[near].clip(0).sum()
    return np.concatenate(queries), np.concatenate(keys), np.concatenate(products), edge


def weights_of(queries, keys, products, tokens: int):
    """([2 x tokens] sums of positive products over the largest, that largest)."""
    sums = np.zeros((2, tokens))
    kept = products > 0
    np.add.at(sums[0], queries[kept], products[kept])
    np.add.at(sums[1], keys[kept], products[kept])
    largest = sums.max()
    return (sums / largest if largest > 0 else sums), largest


def check_shares(report: Report, profiles: Table, neurons: np.ndarray, pair_query, pair_key, upos, stored) -> None:
    """Shares of parts of speech from the stored pairs; what the text gives from profiles_expected.npy (which has a check of its own)."""
    expected = np.load(stored / "profiles_expected.npy").astype(np.float64).reshape(-1, 17, 17)
    rows = {(layer, name): i for i, (layer, name) in enumerate(zip(profiles.integers("layer"), profiles.text("upos")))}
    worst = {"share": 0.0, "expected": 0.0, "log_odds": 0.0}
    for layer, neuron in enumerate(neurons, 1):
        if neuron < 0 or not rows:
            continue
        tags = [upos[pairs[neuron][pair_query[neuron] > 0] - 1] for pairs in (pair_query, pair_key)]
        both = np.isin(tags[0], CLASSES) & np.isin(tags[1], CLASSES)
        for side, tag, text in (("query", tags[0], expected[neuron].sum(axis=1)), ("key", tags[1], expected[neuron].sum(axis=0))):
            for c, name in enumerate(CLASSES):
                count, pairs = (tag[both] == name).sum(), both.sum()
                odds = lambda part, whole: (part + 0.5) / (whole - part + 0.5)
                own = {"share": count / pairs, "expected": text[c] / text.sum(), "log_odds": np.log(odds(count, pairs) / odds(text[c], text.sum()))}
                for kind, value in own.items():
                    worst[kind] = max(worst[kind], abs(profiles.numbers(f"{side}_{kind}")[rows[layer, name]] - value))
    report.check(max(worst.values()) <= 1e-9, "parts of speech of layers", f"{len(rows)} rows of shares, what the text gives and log odds, largest distance {max(worst.values()):.2g}; allowed 1e-9")


def check_weights(report: Report, story, bert, ids, segments, upos) -> None:
    """weights.npy from own queries and keys (all products are formed), and from the stored pairs; shares of parts of speech."""
    folder, stored = story.results / "layers", story.results / "interpretation"
    table, profiles = Table(folder / "neurons.tsv"), Table(folder / "profiles.tsv")
    neurons, layers = table.integers("neuron") - 1, Table(folder / "layers.tsv")
    found = np.load(folder / "weights.npy").astype(np.float64)
    report.check(found.shape == (len(neurons), 2, len(ids)), "shape of weights.npy", f"found {list(found.shape)}; expected [{len(neurons)} x 2 x {len(ids)}]")
    pair_query, pair_key, product = (np.load(stored / f"pair_{name}.npy") for name in ("query", "key", "product"))
    top = pair_query.shape[1] // len(np.unique(segments))
    own = np.zeros((2, bert.layers, len(ids), bert.hidden))
    for segment in np.unique(segments):
        rows = segments == segment
        for layer, (q, k) in enumerate(bert.queries_and_keys(ids[rows])):
            own[0, layer, rows], own[1, layer, rows] = q, k
    worst, worst_stored, largest = 0.0, 0.0, []
    for n, neuron in enumerate(neurons):
        layer, column = divmod(neuron, bert.hidden)
        queries, keys, products, edge = own_pairs(own[0, layer, :, column], own[1, layer, :, column], segments, top)
        expected, sum_of_1 = weights_of(queries, keys, products, len(ids))
        allowed = 1e-3 + (edge / sum_of_1 if sum_of_1 > 0 else 0)
        worst = max(worst, (np.abs(found[n] - expected) / allowed).max())
        there = pair_query[neuron] > 0
        from_stored, scale = weights_of(pair_query[neuron][there] - 1, pair_key[neuron][there] - 1, product[neuron][there].astype(np.float64), len(ids))
        worst_stored = max(worst_stored, np.abs(found[n] - from_stored).max())
        largest.append(scale)
    report.check(worst <= 1, "text weights", f"{len(neurons)} neurons from own queries and keys, all products formed; largest distance {worst:.3f} of what is allowed (1e-3 and products at the edge of the {top} kept)")
    report.check(worst_stored <= 1e-6, "text weights of stored pairs", f"largest distance {worst_stored:.2g}; allowed 1e-6")
    report.close(table.numbers("largest") / np.where(np.array(largest) == 0, 1, largest), np.where(np.array(largest) == 0, 0, 1.0), 1e-9, "largest", "sum of products that has weight 1")
    check_shares(report, profiles, layers.integers("neuron") - 1, pair_query, pair_key, upos, stored)
    check_pictures(report, folder, table, found, story)


def check_pictures(report: Report, folder, table: Table, weights: np.ndarray, story) -> None:
    """The SVGs are well formed, hold the story's letters in order, and as many bands of as much colour as there are words of such weights."""
    tokens = Table(story.results / "tokens" / "tokens.tsv")
    words, word = Table(story.results / "tokens" / "words.tsv").text("text"), tokens.integers("word")
    letters = lambda text: "".join(c for c in text.lower() if c.isalnum())
    said = letters("".join(words[n - 1] for n in dict.fromkeys(word[word > 0])))
    wrong = []
    for n, name in enumerate(table.text("heat_map")):
        root = ElementTree.parse(folder / name).getroot()
        group = {g.get("id"): g for g in root.iter("{http://www.w3.org/2000/svg}g")}
        texts = [text.text or "" for text in group["words"]]
        drawn = letters("".join(text for text in texts if text not in ("[CLS]", "[SEP]")))
        if drawn != said and not any("\u2026" in text for text in texts):
            wrong.append(f"{name}: other words than the story's")
        titles = [re.fullmatch(r"query ([-\d.e]+), key ([-\d.e]+)", title.text) for title in group["words"].iter("{http://www.w3.org/2000/svg}title")]
        for role, of in (("queries", 1), ("keys", 2)):
            bands = [float(rect.get("fill-opacity")) / FULL for rect in group[role]][7:]  # the key above the text has 7
            told = [float(title[of]) for title in titles]
            least, most = sum(weight > 0.02 for weight in told), sum(weight >= 0.02 for weight in told)  # 0.0199 is told as 0.02
            if not least <= len(bands) <= most or any(np.abs(np.array(told) - band).min() > 0.002 for band in bands):
                wrong.append(f"{name}: bands of {role} differ from their titles")
        if weights[n].max() > 0 and (not titles or max(max(float(t[1]), float(t[2])) for t in titles) != 1):
            wrong.append(f"{name}: no word of weight 1")
    report.check(not wrong, "heat maps", f"{len(table.text('heat_map'))} pictures: well formed, the story's words, bands as heavy as their titles say {wrong[:2] or ''}")


def check_over_stories(report: Report, folder, stories: list, bert, layer_of: np.ndarray, neurons_by_networks: np.ndarray) -> None:
    """pooled-layers/ (`folder`) of the `stories` (their folders): best pairs by own correlations over all of them, profiles that are the sums of theirs."""
    table, profiles = Table(folder / "layers.tsv"), Table(folder / "profiles.tsv")
    check_pairs(report, table, bert, neurons_by_networks, layer_of)
    check_noise(report, folder.parent / "pooled", table, layer_of)
    found, text = (sum(np.load(story / "interpretation" / name).astype(np.float64) for story in stories).reshape(-1, 17, 17) for name in ("profiles.npy", "profiles_expected.npy"))
    odds = lambda part, whole: (part + 0.5) / (whole - part + 0.5)
    worst, wrong = 0.0, []
    for layer, neuron in enumerate(table.integers("neuron") - 1, 1):
        if neuron < 0:
            continue
        best, pairs = int(found[neuron].argmax()), found[neuron].sum()
        told = (table.text("query_upos")[layer - 1], table.text("key_upos")[layer - 1])
        if told != (CLASSES[best // 17], CLASSES[best % 17]) or abs(table.numbers("share")[layer - 1] - found[neuron].max() / pairs) > 1e-12:
            wrong.append(layer)
        for side, axis in (("query", 1), ("key", 0)):
            counts, expected = found[neuron].sum(axis=axis), text[neuron].sum(axis=axis)
            mine = profiles.integers("layer") == layer
            for name, own in (("share", counts / pairs), ("expected", expected / expected.sum()), ("log_odds", np.log(odds(counts, pairs) / odds(expected, expected.sum())))):
                worst = max(worst, np.abs(profiles.numbers(f"{side}_{name}")[mine] - own).max())
    report.check(not wrong and worst <= 1e-5, "profiles over all stories", f"sums of {len(stories)} stories; largest distance {worst:.2g}, tags that differ: {wrong or 'none'}")


def check(report: Report, story, bert, ids, segments, neurons_by_networks: np.ndarray) -> None:
    """All checks of layers/; `neurons_by_networks`: own plain correlations [N x M]."""
    table = Table(story.results / "layers" / "layers.tsv")
    layer_of = np.repeat(np.arange(1, bert.layers + 1), bert.hidden)
    report.check(list(table.integers("layer")) == list(range(1, bert.layers + 1)), "layers", f"{len(table.text('layer'))} rows of 1 .. {bert.layers}")
    check_pairs(report, table, bert, neurons_by_networks, layer_of)
    check_noise(report, story.results / "significance", table, layer_of)
    upos = Table(story.results / "tokens" / "tokens.tsv").text("upos")
    upos[np.isin(upos, ["SYM", "X", "SPACE"])] = "PUNCT"
    check_weights(report, story, bert, ids, segments, upos)
