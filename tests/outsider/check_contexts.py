# SPDX-License-Identifier: Apache-2.0
"""Are a story's activations, time courses, place regressors and pairs right, where the model reads windows in place of segments; and its pairs, where it reads segments?

    python3 tests/outsider/check_contexts.py MODEL SESSION [--before IDS] [--after IDS]   # SESSION: OUT/VARIANT/STORY; IDS of the specials around a window, 2,7"""
import json
import pathlib
import sys

import numpy as np

import nuisance
import series
from bert import Bert
from causal import Causal
from contexts import Windows
from inputs import Table, read_matrix
from report import Report


def options_of(folder: pathlib.Path) -> dict:
    return json.loads((folder / "stage.json").read_text())["options"]


class Session:
    def __init__(self, model: pathlib.Path, session: pathlib.Path, before: list, after: list):
        self.report, self.session = Report(f"{session.parent.name} {session.name}"), session
        self.is_causal = json.loads((model / "config.json").read_text())["model_type"] != "bert"
        self.model = Causal(model) if self.is_causal else Bert(model)
        self.windows_of_layers = self.model.windows if self.is_causal else [0] * self.model.layers
        tokens = Table(session / "tokens/tokens.tsv")
        self.ids, self.word = tokens.integers("id"), tokens.integers("word")
        self.volumes, segments = tokens.integers("volume", series.NOWHERE), tokens.integers("segment")
        self.facts, self.segments = options_of(session / "tokens"), segments
        self.windows = Windows(self.facts, self.volumes, segments, before, after)
        if self.facts["context"] != "segment":
            self.report.check(set(segments) == {1} and (self.volumes != series.NOWHERE).all(), "segments", "one, in which no token is a special")

    def check_activations(self, kind: str) -> list:
        """[query, key] of each layer, of each token where it is read; or the surprisal of each."""
        if kind == "surprisal":
            nats = lambda ids: np.r_[np.nan, self.model.surprisal(ids)][None, :, None]
            own = [self.windows.read(self.ids, nats)]
        else:
            all_layers = self.windows.read(self.ids, lambda ids: np.concatenate([np.stack(both) for both in self.model.queries_and_keys(ids)]))
            own = [all_layers[2 * layer:2 * layer + 2] for layer in range(self.model.layers)]
        for layer, parts in enumerate(own, 1):
            for name, part in zip(["surprisal"] if kind == "surprisal" else ["query", "key"], parts):
                found = read_matrix(self.session / f"activations/layer_{layer:02}_{name}.npy", part.shape)
                self.report.close(found, part, 1e-4, name, f"layer {layer}, each token where it is read")
        return own

    def check_time_courses(self, own: list, kind: str) -> None:
        options = options_of(self.session / "timecourses")
        leaves_out = self.is_causal and options["first_token"] == "left-out"
        volumes = np.where(leaves_out & (self.windows.place == 0), series.NOWHERE, self.volumes)
        count, (start, length) = self.facts["volumes"], series.whole_audio(volumes, self.facts["volumes"])
        whole = []
        for layer, parts in enumerate(own):
            # A model whose tokens see all others: all pairs of a volume, wherever they are read.
            met = self.windows.met(self.windows_of_layers[layer], True, leaves_out) if self.is_causal else np.ones((len(self.ids),) * 2, bool)
            activity = np.zeros((length, parts.shape[2]))
            for volume in np.unique(volumes[volumes != series.NOWHERE]):
                here = np.flatnonzero(volumes == volume)
                if kind == "surprisal":
                    activity[volume - start] = parts[0, here].mean(axis=0)
                else:
                    a, b = np.nonzero(met[np.ix_(here, here)])
                    activity[volume - start] = (parts[0, here[a]] * parts[1, here[b]]).mean(axis=0)
            whole.append(activity)
        expected = series.convolved(np.concatenate(whole, axis=1), self.facts["tr_s"])[-start:count - start]
        scale = np.abs(expected).max(axis=0)
        found = read_matrix(self.session / "timecourses/timecourses.npy", expected.shape)
        self.report.close(found / scale, expected / scale, 1e-3, "time courses", "relative to each neuron's largest")

    def check_places(self) -> None:
        own = nuisance.of_words(self.volumes, None, self.word, self.facts["volumes"], self.facts["tr_s"], self.windows.place)
        table = Table(self.session / "nuisance/regressors.tsv")
        for name in nuisance.PARTS["segment-position"]:
            scale = np.abs(own[name]).max()
            self.report.close(table.numbers(name) / scale, own[name] / scale, 1e-5, name, "of the place in the window")

    def check_pairs(self, own: list) -> None:
        """The largest products of all pairs that count, formed one by one."""
        folder = self.session / "interpretation"
        options = options_of(folder)
        top, (query, key) = int(options["top"]), (np.load(folder / f"pair_{side}.npy") for side in ("query", "key"))
        product = read_matrix(folder / "pair_product.npy", query.shape)
        leaves_out, segments = options["first_token"] == "left-out", np.unique(self.segments)
        worst, off, wrong, width = 0.0, 0.0, 0, own[0].shape[2]
        for neuron in range(len(query)):
            layer, column = divmod(neuron, width)
            for s, segment in enumerate(segments):
                met = self.windows.met(self.windows_of_layers[layer], self.is_causal, leaves_out) & (self.segments == segment)[:, None]
                products = np.where(met, np.outer(own[layer][0][:, column], own[layer][1][:, column]), -np.inf)
                kept, found = min(top, met.sum()), slice(s * top, (s + 1) * top)
                a, b, here = query[neuron, found][:kept] - 1, key[neuron, found][:kept] - 1, product[neuron, found][:kept]
                if (a < 0).any() or (query[neuron, found][kept:] != 0).any() or not met[a, b].all() or len(set(zip(a, b))) != kept:
                    wrong += 1
                    continue
                scale = np.abs(products[met]).max()
                worst = max(worst, (np.sort(products[met])[::-1][:kept] - here).max() / scale)
                off = max(off, np.abs(products[a, b] - here).max() / scale)
        self.report.check(wrong == 0 and query.shape[1] == top * len(segments), "pairs", f"{len(query)} neurons have {top} different pairs that count a segment, or all there are; {wrong} have not")
        self.report.check(worst <= 1e-4 and off <= 1e-4, "products", f"at most {worst:.2g} of the largest below the own ones and {off:.2g} from them; allowed 0.0001")

    def check(self) -> int:
        kind = options_of(self.session / "activations")["neurons"]
        own = self.check_activations(kind)
        self.check_time_courses(own, kind)
        self.check_places()
        if kind == "attention_qk":
            self.check_pairs(own)
        return self.report.failed


def main() -> int:
    arguments, specials = sys.argv[1:3], {"--before": [], "--after": []}
    for option, ids in zip(sys.argv[3::2], sys.argv[4::2]):
        specials[option] = [int(i) for i in ids.split(",")]
    return 1 if Session(*map(pathlib.Path, arguments), specials["--before"], specials["--after"]).check() else 0


if __name__ == "__main__":
    sys.exit(main())
