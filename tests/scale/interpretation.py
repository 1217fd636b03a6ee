#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long `anbn interpretation` takes for a story of BERT-base's size: 9216 neurons, three segments of 512 tokens, 128 networks. Nothing here is a test.

    tests/scale/interpretation.py [--anbn build/release/anbn] [--folder build/scale-interpretation] [--runs 3] [--threads 2]

A text of words of Zipf's frequencies, random weights, networks of noise. Prints wall and CPU seconds of each run.
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import time

import numpy

TAGS = ["NOUN", "VERB", "DET", "PRON", "ADP", "ADJ", "ADV", "AUX", "CCONJ", "PART", "SCONJ", "PROPN", "NUM", "INTJ"]


def write_inputs(folder: pathlib.Path) -> None:
    rng = numpy.random.default_rng(1)
    words = [a + b + c for a in "bcdfgklmnprstvw" for b in "aeiou" for c in ["n", "r", "st", "ck", "l", "m", "nd", "rt"]]
    model = folder / "model"
    model.mkdir(parents=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *words]
    (model / "vocab.txt").write_text("\n".join(vocabulary) + "\n")
    json.dump({"model_type": "bert", "architectures": ["BertModel"], "hidden_act": "gelu", "hidden_size": 768, "num_attention_heads": 12,
               "num_hidden_layers": 12, "intermediate_size": 3072, "vocab_size": len(vocabulary), "max_position_embeddings": 512,
               "type_vocab_size": 2, "layer_norm_eps": 1e-12, "initializer_range": 0.02}, open(model / "config.json", "w"))
    said = numpy.exp(rng.uniform(0, numpy.log(len(words)), 3 * 510)).astype(int) - 1
    with open(folder / "words.tsv", "w") as table:
        table.write("word\tonset_s\tduration_s\tupos\n")
        for n, word in enumerate(said):
            table.write(f"{words[word]}\t{0.3 * n:.2f}\t0.25\t{TAGS[word * 7919 % len(TAGS)]}\n")
    numpy.save(folder / "networks.npy", numpy.cumsum(rng.standard_normal((300, 128)), axis=0).astype("float32"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--anbn", default="build/release/anbn")
    parser.add_argument("--folder", type=pathlib.Path, default=pathlib.Path("build/scale-interpretation"))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", default="2")
    chosen = parser.parse_args()
    folder = chosen.folder
    shutil.rmtree(folder, ignore_errors=True)
    write_inputs(folder)
    at = lambda name: str(folder / name)  # noqa: E731
    anbn = lambda *words: subprocess.run([chosen.anbn, *words, "--quiet", "--threads", chosen.threads], check=True)  # noqa: E731
    anbn("tokens", "--words", at("words.tsv"), "--vocabulary", at("model/vocab.txt"), "--volumes", "300", "--out", at("tokens"))
    anbn("activations", "--tokens", at("tokens"), "--model", at("model"), "--weights", "random", "--out", at("activations"))
    anbn("timecourses", "--tokens", at("tokens"), "--activations", at("activations"), "--out", at("timecourses"))
    anbn("networks", "--method", "import", "--files", at("networks.npy"), "--stories", "story", "--first-volumes", "0", "--volumes", "300", "--out", at("networks"))
    anbn("nuisance", "--tokens", at("tokens"), "--out", at("nuisance"))
    anbn("coupling", "--timecourses", at("timecourses"), "--networks", at("networks"), "--tokens", at("tokens"), "--nuisance", at("nuisance"), "--story", "story", "--out", at("coupling"))
    for _ in range(chosen.runs):
        shutil.rmtree(folder / "interpretation", ignore_errors=True)
        os.sync()
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        anbn("interpretation", "--activations", at("activations"), "--tokens", at("tokens"), "--coupling", at("coupling"), "--out", at("interpretation"))
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{wall:.2f} s, CPU {after.ru_utime - before.ru_utime:.2f} s user, {after.ru_stime - before.ru_stime:.2f} s system", flush=True)
    size = sum(file.stat().st_size for file in (folder / "interpretation").iterdir())
    print(f"{size / 1e6:.0f} MB written; load of the machine now {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
