# SPDX-License-Identifier: Apache-2.0
"""Makes a small study whose truth is known, with the outsider's code only: a wrong lag, HRF or binning in anbn cannot hide in it.

    python3 tests/outsider/plant.py OUTFOLDER MODELFOLDER [--seed 7] [--snr 2] [--neurons L2H5D12,...]

Writes OUTFOLDER/{study.toml, lantern/words.tsv, networks/lantern.npy, truth.json} (docs/formats.md, sections 1 and 3). Each driven network is the
HRF time course of one neuron; a listener adds slow drift and AR(1) noise; the other networks are noise alone. In truth.json a driven network also has
`correlation` (its PCC with its neuron, over the used volumes), `lagged` (the same with the networks one volume late) and `best`: the neuron that the
outsider itself finds for it (Eq. 2). Seeds whose networks the outsider cannot tell apart itself are refused. check_plant.py compares a finished run."""
import argparse
import csv
import json
import pathlib
import sys

import numpy as np

import series
from bert import Bert

STORY = """The lantern on the harbour wall had not been lit for nine winters. Every child in the town knew why. The old woman who kept it, they said,
had rowed out one evening to meet a ship that never came. Then, on a night of hard rain, my brother woke me and pointed. "Look," he whispered.
There it was: a small, steady, yellow light! We ran barefoot down the wet steps, past the bakery, past the sleeping dogs, until we stood below it.
Nobody was there. The door was locked, and the key hung where it always hung. But somebody had swept the floor, filled the lamp with oil, and left
two cups of tea, still warm, beside the window."""

TR_S, FIRST_VOLUME, AUDIO_START_S = 1.5, 12, -6.2  # words before the scan and before the first used volume: their response counts
LISTENERS, NETWORKS, DRIVEN = 8, 24, 8
TAIL_VOLUMES = 8


def wordpiece(text: str, vocabulary: dict) -> list[int]:
    """Ids of ASCII text: lower case, punctuation apart, then the longest pieces from the left."""
    spaced = "".join(c if c.isalnum() or c.isspace() else f" {c} " for c in text.lower())
    ids = []
    for word in spaced.split():
        begin, pieces = 0, []
        while begin < len(word):
            for end in range(len(word), begin, -1):
                piece = ("##" if begin else "") + word[begin:end]
                if piece in vocabulary:
                    pieces.append(vocabulary[piece])
                    begin = end
                    break
            else:
                pieces, begin = [vocabulary["[UNK]"]], len(word)
        ids += pieces
    return ids


def read_vocabulary(model: pathlib.Path) -> dict:
    return {piece: number for number, piece in enumerate((model / "vocab.txt").read_text(encoding="utf-8").split("\n"))}


def spoken(text: str, rng) -> list[tuple[str, float, float]]:
    """(word, onset_s, duration_s) at an uneven pace, with pauses at commas and long ones at sentence ends; times are whole milliseconds."""
    words, clock = [], 0.9
    for word in text.split():
        duration = round(0.14 + 0.05 * len(word) + 0.1 * rng.random(), 3)
        words.append((word, round(clock, 3), duration))
        clock += duration + 0.05 + 0.1 * rng.random()
        if word.strip('"')[-1] in ".!?:":
            clock += 1.5 + 4.5 * rng.random()
        elif word[-1] == ",":
            clock += 0.4 + 0.8 * rng.random()
    return words


def onsets(words, pieces) -> list[float]:
    """The onset of each piece: its word's; but punctuation joins the word before it, opening quotes too (METHODS section 1)."""
    result, before = [], None
    for (word, start, _), numbers in zip(words, pieces):
        opening = 0 if before is None else len(word) - len(word.lstrip('"'))  # each mark is one piece
        result += [before] * opening + [start] * (len(numbers) - opening)
        before = start
    return result


def autoregressive(shape, rng, memory: float = 0.4) -> np.ndarray:
    """AR(1) noise of unit variance along the first axis."""
    noise = rng.standard_normal(shape)
    for t in range(1, shape[0]):
        noise[t] = memory * noise[t - 1] + np.sqrt(1 - memory**2) * noise[t]
    return noise


def drift(shape, rng) -> np.ndarray:
    """A trend and a half wave of random size a column, of about unit variance."""
    time = np.linspace(-1, 1, shape[0])[:, None]
    return rng.standard_normal(shape[1]) * time + 0.7 * rng.standard_normal(shape[1]) * np.cos(np.pi * time / 2 + rng.random(shape[1]))


def distinct_neurons(courses: np.ndarray, count: int, rng) -> list[int]:
    """Neurons (from 0) in random order whose time courses correlate below 0.5 with each other."""
    units, found = series.unit(courses), []
    for candidate in rng.permutation(units.shape[1]):
        if all(abs(units[:, candidate] @ units[:, other]) < 0.5 for other in found):
            found.append(int(candidate))
        if len(found) == count:
            return found
    raise SystemExit(f"found only {len(found)} neurons whose time courses differ enough; expected {count}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--snr", type=float, default=2.0, help="standard deviation of the signal over that of each listener's noise")
    parser.add_argument("--neurons", help="labels of the driving neurons, joined by commas (default: drawn)")
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    bert, vocabulary = Bert(chosen.model), read_vocabulary(chosen.model)

    words = spoken(STORY, rng)
    pieces = [wordpiece(word, vocabulary) for word, _, _ in words]
    ids = np.array([vocabulary["[CLS]"]] + [i for word in pieces for i in word] + [vocabulary["[SEP]"]])
    onset = np.array([np.nan] + onsets(words, pieces) + [np.nan])
    last_s = AUDIO_START_S + words[-1][1] + words[-1][2]
    scan = int(np.ceil(last_s / TR_S)) + TAIL_VOLUMES
    used = scan - FIRST_VOLUME - 2  # two volumes after the used ones, so that a cut at the wrong end shows
    real = series.volume_of(onset, AUDIO_START_S, FIRST_VOLUME, TR_S)
    volumes = np.where(np.isnan(real), series.NOWHERE, np.floor(np.nan_to_num(real)).astype(np.int64))
    courses = series.time_courses(bert, ids, np.ones(len(ids), int), volumes, used, TR_S)

    labels = [bert.label(n + 1) for n in range(bert.neurons)]
    driving = [labels.index(label) for label in chosen.neurons.split(",")] if chosen.neurons else distinct_neurons(courses, DRIVEN, rng)
    of_network = dict(zip(sorted(rng.choice(NETWORKS, len(driving), replace=False).tolist()), driving))
    scans = np.empty((LISTENERS, scan, NETWORKS), np.float32)
    for listener in range(LISTENERS):
        noise = autoregressive((scan, NETWORKS), rng) + 0.5 * drift((scan, NETWORKS), rng)
        for network, neuron in of_network.items():
            signal = courses[:, neuron]
            noise[FIRST_VOLUME:FIRST_VOLUME + used, network] += chosen.snr * (signal - signal.mean()) / signal.std()
        scans[listener] = 100 + 3 * rng.random(NETWORKS) * noise

    mean = series.listeners_mean(list(scans), FIRST_VOLUME, used, "zscore")
    correlation = series.correlations(courses, mean)
    late = series.correlations(courses, series.listeners_mean(list(scans), FIRST_VOLUME + 1, used, "zscore"))
    between, truth = series.correlations(courses, courses), []
    for network in range(NETWORKS):
        neuron, best = of_network.get(network), int(np.argmax(correlation[:, network]))
        entry = {"network": network + 1, "driven_by": None if neuron is None else neuron + 1, "label": None if neuron is None else labels[neuron]}
        if neuron is not None:
            entry |= {"correlation": float(correlation[neuron, network]), "lagged": float(late[neuron, network]), "best": best + 1}
            if between[best, neuron] < 0.95:
                raise SystemExit(f"network {network + 1}: the outsider itself finds {labels[best]} instead of {labels[neuron]}; choose another seed or a higher --snr")
        truth.append(entry)

    (chosen.out / "lantern").mkdir(parents=True, exist_ok=True)
    (chosen.out / "networks").mkdir(exist_ok=True)
    np.save(chosen.out / "networks" / "lantern.npy", scans)
    with open(chosen.out / "lantern" / "words.tsv", "w", newline="\n") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n")  # a word that is wholly in quotation marks is no quoted cell
        table.writerow(("word", "onset_s", "duration_s"))
        table.writerows((word, f"{start:g}", f"{duration:g}") for word, start, duration in words)
    (chosen.out / "truth.json").write_text(json.dumps({"seed": chosen.seed, "snr": chosen.snr, "stories": [{"name": "lantern", "networks": truth}]}, indent=1) + "\n")
    (chosen.out / "study.toml").write_text(f"""[study]
name = "Planted by the outsider"
out = "results"

[[variant]]
name = "main"
model = {json.dumps(str(chosen.model.resolve()))}

[[story]]
name = "lantern"
title = "The lantern"
words = "lantern/words.tsv"
tr_s = {TR_S}
first_volume = {FIRST_VOLUME}
volumes = {used}
audio_start_s = {AUDIO_START_S}
networks = "networks/lantern.npy"

[significance]
permutations = 500
""")
    print(f"planted {len(of_network)} of {NETWORKS} networks: {len(words)} words, {len(ids)} tokens, {used} of {scan} volumes, {LISTENERS} listeners")
    return 0


if __name__ == "__main__":
    sys.exit(main())
