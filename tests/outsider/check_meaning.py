# SPDX-License-Identifier: Apache-2.0
"""Recomputes what `anbn simulate` planted beside time courses, from the results of a study that was run: which neuron responds to each relation, by how much,
what the frequencies of parts of speech give, and which voxels networks in regions fill (docs/formats.md, section 3).

    python3 tests/outsider/check_meaning.py STUDY

nibabel and numpy only; shares no code with anbn. One line a check; exit code 1 if one failed."""
import json
import pathlib
import sys
import tomllib

import nibabel
import numpy as np

import places
from inputs import Table, read_matrix
from report import Report
from volumes import is_inside, voxel_order

PAIRS, ALIKE, SMALLEST = 500, 0.6, 30  # of a segment; |r| of two driving neurons stays below; voxels of a region at least


class Story:
    """Shares of pairs of each relation, for all neurons."""

    def __init__(self, folder: pathlib.Path, relations: list):
        tokens, neurons = Table(folder / "tokens/tokens.tsv"), Table(folder / "interpretation/neurons.tsv")
        self.labels = neurons.text("label")
        self.courses = read_matrix(folder / "timecourses/timecourses.npy", (0, len(self.labels)))
        upos = np.array([{"SYM": "PUNCT", "X": "PUNCT", "SPACE": "PUNCT"}.get(tag, tag) for tag in tokens.text("upos")])
        segments = tokens.integers("segment")
        layers = sorted(folder.glob("activations/layer_*_query.npy"))
        read = lambda part: np.concatenate([np.load(str(file).replace("query", part)) for file in layers], axis=1)  # noqa: E731
        queries, keys = read("query"), read("key")
        categories = [*sorted(set("ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ VERB".split())), "[CLS]", "[SEP]"]
        code = np.array([categories.index(tag) for tag in upos])
        self.counts = np.zeros((len(self.labels), len(categories), len(categories)), int)
        bases, weights = [], []
        for segment in np.unique(segments):
            here = np.flatnonzero(segments == segment)
            kept = min(PAIRS, len(here) ** 2)
            for n in range(len(self.labels)):
                products = np.multiply.outer(queries[here, n], keys[here, n]).ravel()
                best = np.argsort(-products, kind="stable")[:kept]  # ties by query, then key
                np.add.at(self.counts[n], (code[here[best // len(here)]], code[here[best % len(here)]]), 1)
            share = np.bincount(code[here], minlength=len(categories)) / len(here)
            bases.append(np.multiply.outer(share, share))
            weights.append(kept)
        base = np.average(bases, axis=0, weights=weights)
        winner = self.counts.reshape(len(self.labels), -1).argmax(axis=1)
        self.share, self.is_tag, self.by_frequency = {}, {}, {}
        for name in relations:
            a, b = (categories.index(tag) for tag in name.split("-"))
            pairs = {(a, b), (b, a)}
            self.share[name] = sum(self.counts[:, q, k] for q, k in pairs) / self.counts.sum(axis=(1, 2))
            self.is_tag[name] = np.isin(winner, [q * len(categories) + k for q, k in pairs])
            self.by_frequency[name] = sum(base[q, k] for q, k in pairs)


def check_relations(report, truth: dict, stories: list):
    chosen = []
    for name in truth["relations"]:
        found = [n for n in truth["stories"][0]["networks"] if n["relation"] and n["relation"]["name"] == name]
        shares = np.array([story.share[name] for story in stories])
        responds = np.all([story.is_tag[name] & (story.share[name] > story.by_frequency[name]) for story in stories], axis=0)
        order = [n for n in np.argsort(-shares.min(axis=0), kind="stable") if responds[n] and all(story.courses[:, n].std() > 0 for story in stories)]
        fits = [n for n in order if all(abs(np.corrcoef(story.courses[:, n], story.courses[:, other])[0, 1]) < ALIKE for story in stories for other in chosen)]
        if not report.check(len(found) == (1 if fits else 0), name, f"is planted in {len(found)} network(s); {len(order)} neurons respond to it, {len(fits)} of them drive networks of their own"):
            continue
        if not fits:
            continue
        chosen.append(fits[0])
        report.check(found[0]["driven_by"] == fits[0] + 1 and found[0]["label"] == stories[0].labels[fits[0]], f"{name}: neuron",
                     f"{found[0]['label']}; the one that responds most of those that can drive networks is {stories[0].labels[fits[0]]}")
        for told, story in zip(truth["stories"], stories):
            relation = told["networks"][found[0]["network"] - 1]["relation"]
            report.close([relation["share"], relation["by_frequency"]], [story.share[name][fits[0]], story.by_frequency[name]], 1e-12, f"{name}, {told['name']}",
                         "share of the neuron's pairs, and of all pairs")


def check_regions(report, folder: pathlib.Path, truth: dict, table: dict):
    mask, maps = nibabel.load(folder / "mask.nii.gz"), nibabel.load(folder / "truth_maps.nii.gz").get_fdata()
    order = tuple(voxel_order(is_inside(mask)).T)
    where = places.places_mm(mask)
    file = table["labels"] if isinstance(table["labels"], str) else table["labels"][0]
    labels = places.labels_at(nibabel.load(folder / file), where)
    names = places.region_names(folder / table["names"] if "names" in table else "", [int(label) for label in np.unique(labels) if label])
    networks = truth["stories"][0]["networks"]
    driven = [n for n in networks if n["driven_by"]]
    planted = [n for n in networks if n["region"]]
    report.check(len(planted) == (len(driven) + 1) // 2 and all(n["driven_by"] for n in planted), "regions", f"{len(planted)} of {len(driven)} driven networks lie in regions")
    of_relations = [n for n in driven if n["relation"]]
    report.check(all(n["region"] for n in of_relations[:len(planted)]), "regions", "networks of relations come first")
    report.check(len({n["region"]["label"] for n in planted}) == len(planted), "regions", "each is another one")
    for n in planted:
        region, weights = n["region"], maps[..., n["network"] - 1][order]
        inside = labels == region["label"]
        report.check(region["name"] == names[region["label"]] and region["voxels"] == inside.sum() >= SMALLEST, region["name"], f"label {region['label']}, {region['voxels']} voxels")
        report.check((weights[inside] == 1).all() and weights[~inside].max() < 0.2, region["name"], f"network {n['network']} is 1 in its voxels and below 0.2 elsewhere")
        far = np.sqrt(((where[~inside][:, None] - where[inside][None]) ** 2).sum(-1)).min(axis=1) > 9
        report.check((weights[~inside][far] == 0).all(), region["name"], "0 farther than 9 mm from it")


def main() -> int:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    truth, study = json.loads((folder / "truth.json").read_text()), tomllib.loads((folder / "study.toml").read_text())
    report = Report("meaning")
    if truth["relations"]:
        check_relations(report, truth, [Story(folder / study["study"]["out"] / "main" / story["name"], truth["relations"]) for story in truth["stories"]])
    if "atlas" in study:
        check_regions(report, folder, truth, study["atlas"])
    print(f"{report.done} checks, {report.failed} failed")
    return report.failed > 0 or report.done == 0


if __name__ == "__main__":
    sys.exit(main())
