# SPDX-License-Identifier: Apache-2.0
"""Is the outsider's GPT-2 and Llama right? And are activations and time courses that were made with them?

    python3 tests/outsider/check_causal.py GOLDENS                                # tests/golden/architectures
    python3 tests/outsider/check_causal.py MODEL TOKENS ACTIVATIONS TIMECOURSES   # with [--all-pairs] [--keeps-first]
    python3 tests/outsider/check_causal.py MODEL TOKENS SURPRISAL                 # of the same words, pieces and segments"""
import csv
import json
import pathlib
import sys

import numpy as np

import series
from causal import Causal
from inputs import Table, read_matrix
from report import Report


def check_goldens(folder: pathlib.Path) -> int:
    failed = 0
    for case in sorted(folder.glob("*/config.json")):
        config = json.loads(case.read_text())
        rope = config.get("rope_parameters") or config.get("rope_scaling") or {}
        known = config["model_type"] in ("gpt2", "llama", "mistral", "qwen2", "qwen3") and rope.get("rope_type") != "yarn"
        if not known or config.get("activation_function") == "gelu":
            continue
        name = case.parent.name
        ids = np.array([int(i) for i in (folder / f"{name}.ids").read_text().split(",")])
        model, far = Causal(case.parent), 0.0
        shown = list(model.queries_and_keys(ids))
        with open(folder / f"{name}.tsv") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                if row["tap"] in ("query", "key"):
                    x = shown[int(row["layer"]) - 1][row["tap"] == "key"].reshape(len(ids), model.heads, model.size)
                    x = x[:, ::model.heads // model.key_heads] if row["tap"] == "key" else x
                    far = max(far, abs(x.reshape(len(ids), -1)[int(row["token"]) - 1, int(row["column"]) - 1] - float(row["value"])))
        report = Report(name)
        report.check(far < 1e-5, "queries and keys", f"largest distance from transformers {far:.2g}")
        if (golden := folder / f"{name}.surprisal.tsv").exists():
            far = np.abs(model.surprisal(ids) - Table(golden).numbers("nats")).max()
            report.check(far < 1e-5, "surprisal", f"largest distance from transformers {far:.2g}")
        failed += report.failed
    return failed


def check_stages(model, tokens, activations, timecourses, *options) -> int:
    report, model = Report(pathlib.Path(model).name), Causal(model)
    table, facts = Table(pathlib.Path(tokens) / "tokens.tsv"), json.loads((pathlib.Path(tokens) / "stage.json").read_text())["options"]
    ids, segments = table.integers("id"), table.integers("segment")
    volumes = np.array([series.NOWHERE if v == "n/a" else int(v) for v in table.text("volume")])
    width = model.heads * model.size
    kind = json.loads((pathlib.Path(activations) / "stage.json").read_text())["options"]["neurons"]
    turned = kind == "attention_qk_after_rope"
    for s in np.unique(segments):
        rows = np.flatnonzero(segments == s)
        if kind == "surprisal":
            found = read_matrix(pathlib.Path(activations) / "layer_01_surprisal.npy", (len(ids), 1))[rows, 0]
            report.check(np.isnan(found[0]), "the first token", f"has no surprisal, segment {s}")
            report.close(found[1:], model.surprisal(ids[rows]), 1e-4, "surprisal", f"segment {s}")
            continue
        for layer, both in enumerate(model.queries_and_keys(ids[rows], turned), 1):
            for part, own in zip(("rotated_query", "rotated_key") if turned else ("query", "key"), both):
                found = read_matrix(pathlib.Path(activations) / f"layer_{layer:02}_{part}.npy", (len(ids), width))
                report.close(found[rows], own, 1e-4, part, f"layer {layer}, segment {s}")
    spoken, own = model.activity(ids, segments, volumes, series.NOWHERE, kind, "--keeps-first" in options, "--all-pairs" in options)
    count, (start, length) = facts["volumes"], series.whole_audio(volumes, facts["volumes"])
    whole = np.zeros((length, own.shape[1]))
    whole[spoken - start] = own
    expected = series.convolved(whole, facts["tr_s"])[-start:count - start]
    scale = np.abs(expected).max(axis=0)
    found = read_matrix(pathlib.Path(timecourses) / "timecourses.npy", expected.shape)
    report.close(found / scale, expected / scale, 1e-3, "time courses", "relative to each neuron's largest")
    return report.failed


def check_surprisal(model, tokens, surprisal) -> int:
    report, model = Report(pathlib.Path(model).name), Causal(model)
    table, facts = Table(pathlib.Path(tokens) / "tokens.tsv"), json.loads((pathlib.Path(tokens) / "stage.json").read_text())["options"]
    ids, segments, word = table.integers("id"), table.integers("segment"), table.integers("word")
    onsets = Table(pathlib.Path(tokens) / "words.tsv").integers("volume")
    nats = np.full(len(ids), np.nan)
    for s in np.unique(segments):
        nats[np.flatnonzero(segments == s)[1:]] = model.surprisal(ids[segments == s])
    known = ~np.isnan(nats)
    own = np.array([nats[known & (word == w)].sum() if (known & (word == w)).any() else np.nan for w in range(1, len(onsets) + 1)])
    found = Table(pathlib.Path(surprisal) / "surprisal.tsv")
    report.check((found.integers("volume") == onsets).all(), "surprisal's volumes", "those of the words")
    report.close(found.numbers("surprisal"), own, 1e-3, "surprisal of words", "sums over their pieces")
    report.close(Table(pathlib.Path(surprisal) / "regressors.tsv").numbers("surprisal"), series.surprisal_response(own, onsets, facts["volumes"], facts["tr_s"]), 1e-3, "response to surprisal", "nats")
    return report.failed


if __name__ == "__main__":
    check = {2: lambda folder: check_goldens(pathlib.Path(folder)), 4: check_surprisal}.get(len(sys.argv), check_stages)
    sys.exit(1 if check(*sys.argv[1:]) else 0)
