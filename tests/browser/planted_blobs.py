# SPDX-License-Identifier: Apache-2.0
"""Writes finished results of a study whose maps are known: python3 planted_blobs.py OUT

Network 1 is a blob 32 mm right of the middle, behind and above it, with a smaller negative one on the left; network 2 a
negative blob on the left and in front (so the page flips it); network 3 is noise all over the brain; network 4 is empty. The file's
first axis runs left and its second back, as many scanners have it. 30 scans, of which some warn; the third layer learned nothing.
"""
import gzip
import json
import struct
import sys
from pathlib import Path

import numpy as np

SIZE, MM = (30, 34, 26), 5.0
AFFINE = np.array([[-MM, 0, 0, 72.5], [0, -MM, 0, 72.5], [0, 0, MM, -57.5]])
T, TR, NEURONS, SCANS = 120, 1.5, 6, 30
BLOBS = [[((32, -28, 22), 14, 1.0), ((-37, -28, 22), 8, -0.6)], [((-30, 38, 10), 15, -0.8), ((30, 38, 10), 9, 0.5)], [], []]


def write_nifti(path, volumes):
    """float32 [M, i, j, k] as NIfTI-1 with an sform."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    dims = [4 if len(volumes) > 1 else 3, *SIZE, len(volumes), 1, 1, 1]
    struct.pack_into("<8h", header, 40, *dims)
    struct.pack_into("<2h", header, 70, 16, 32)  # float32
    struct.pack_into("<8f", header, 76, 1, MM, MM, MM, 1, 0, 0, 0)
    struct.pack_into("<f", header, 108, 352)
    struct.pack_into("<f", header, 112, 1)
    struct.pack_into("<B", header, 123, 2)
    struct.pack_into("<2h", header, 252, 0, 2)
    struct.pack_into("<12f", header, 280, *AFFINE.ravel())
    header[344:348] = b"n+1\0"
    data = b"".join(np.asarray(v, "<f4").tobytes(order="F") for v in volumes)
    path.write_bytes(gzip.compress(bytes(header) + data, mtime=0))


def positions():
    ijk = np.stack(np.meshgrid(*map(np.arange, SIZE), indexing="ij"))
    return np.tensordot(AFFINE[:, :3], ijk, 1) + AFFINE[:, 3, None, None, None]


def write_stage(folder, stage, options=(), warnings=(), facts=()):
    folder.mkdir(parents=True, exist_ok=True)
    manifest = {"stage": stage, "version": 1, "isa": "any", "options": dict(options), "inputs": {"a": "00ff"}}
    (folder / "stage.json").write_text(json.dumps(manifest))
    (folder / "run.json").write_text(json.dumps({"anbn": "0.1.0", "seconds": 1, "threads": 1, "warnings": list(warnings), "facts": dict(facts)}))


def write_tsv(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join("\t".join(map(str, row)) for row in [columns.split(), *rows]) + "\n")


def write_brain(out, rng):
    x, y, z = positions()
    inside = (x / 66) ** 2 + ((y + 6) / 78) ** 2 + ((z - 5) / 56) ** 2 < 1
    ventricles = np.exp(-((np.abs(x) - 9) / 7) ** 2 - ((y + 5) / 24) ** 2 - ((z - 12) / 9) ** 2)
    mean = inside * (900 + 250 * np.cos(x / 6) * np.cos(y / 7) + 500 * ventricles + 2 * z)
    maps = []
    for blobs in BLOBS:
        volume = np.zeros(SIZE)
        for (cx, cy, cz), width, height in blobs:
            volume += height * np.exp(-((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2) / (2 * width**2))
        maps.append(inside * volume)
    maps[2] = inside * rng.standard_normal(SIZE)
    write_nifti(out / "mask/mask.nii.gz", [inside])
    write_nifti(out / "networks/mean.nii.gz", [mean])
    write_nifti(out / "networks/maps.nii.gz", maps)
    return int(inside.sum())


def write_volumes(out, rng):
    write_stage(out / "mask", "mask", warnings=["the masks overlap by 91 % only"])
    write_stage(out / "networks", "networks", {"method": "dbn", "preset": "paper", "units": [16, 8, 4], "epochs": 20,
                                               "batch_normalization": "hidden", "time_course": "sigmoid", "average": "raw"})
    voxels = write_brain(out, rng)
    scans = [f"sub-{s + 1:02}_task-fox_bold" for s in range(SCANS)]
    write_tsv(out / "mask/scans.tsv", "scan volumes size voxel_mm tr_s grid", [[s, T, "30x34x26", "5x5x5", TR, "resampled" if i == 4 else "same"] for i, s in enumerate(scans)])
    write_tsv(out / "networks/fox/scans.tsv", "listener scan", [[i + 1, s] for i, s in enumerate(scans)])
    for i, scan in enumerate(scans):
        bad = 0 if i % 5 else 20 + 30 * i
        folder = out / "bold/fox" / scan
        write_stage(folder, "bold", {"first_volume": 3}, [f"{bad} of {voxels} voxels are constant"] if bad else [], {"constant voxels": str(bad)})
        write_tsv(folder / "bad_voxels.tsv", "voxel i j k problem", [[v + 1, 0, 0, 0, "constant"] for v in range(bad)])
    layers, rows = [], []
    for layer, (gain, verdict) in enumerate([(0.3, "Layer 1 explains 30 % of the variance of held-out scans."), (0.15, "Layer 2 explains 15 % of the variance of held-out scans."),
                                             (0.0, "After 20 epochs it explains no more than before training; the mean |W| is that of the first random weights.")], 1):
        layers.append({"layer": layer, "units": [16, 8, 4][layer - 1], "learned": gain > 0, "verdict": verdict})
        for epoch in range(21):
            explained = gain * (1 - np.exp(-epoch / 5)) + 0.002 * rng.standard_normal()
            rows.append([layer, epoch, 1 - explained, explained, 1 - 0.9 * explained, 0.9 * explained, 0.008, 1e-6, 0.1, 0, 0.4 * epoch])
    (out / "networks/health.json").write_text(json.dumps({"layers": layers, "held_out": scans[-4:]}))
    write_tsv(out / "networks/health.tsv", "layer epoch error explained held_out_error held_out_explained mean_weight l1_step dead saturated free_energy_gap", rows)
    write_tsv(out / "networks/networks.tsv", "network name", [[j + 1, f"BN {j + 1}"] for j in range(4)])


def write_session(folder, networks, neurons, found):
    for stage in ["tokens", "activations", "timecourses", "nuisance", "coupling", "significance", "interpretation"]:
        write_stage(folder / stage, stage)
    labels = [f"L{1 + i // 3}H1D{1 + i % 3}" for i in range(NEURONS)]
    r = np.corrcoef(neurons.T, networks.T)[:NEURONS, NEURONS:]
    to, back = r.argmax(1), r.argmax(0)
    write_tsv(folder / "tokens/volumes.tsv", "volume time_s tokens words", [[t, t * TR, 2, 1] for t in range(T)])
    write_tsv(folder / "tokens/words.tsv", "word text onset_s duration_s timed volume", [[1, "fox", 0, 0.3, "aligned", 0]])
    write_tsv(folder / "tokens/tokens.tsv", "token id piece word onset_s duration_s volume segment upos upos_from",
              [[1, 7, "fox", 1, 0, 0.3, 0, 1, "NOUN", "words"], [2, 8, "den", 1, 0, 0.3, 0, 1, "VERB", "words"]])
    np.save(folder / "timecourses/timecourses.npy", np.ascontiguousarray(neurons, "<f4"))
    write_tsv(folder / "timecourses/neurons.tsv", "neuron label layer head dimension", [[i + 1, labels[i], 1 + i // 3, 1, 1 + i % 3] for i in range(NEURONS)])
    write_tsv(folder / "coupling/neurons.tsv", "neuron label network correlation", [[i + 1, labels[i], to[i] + 1, r[i, to[i]]] for i in range(NEURONS)])
    write_tsv(folder / "coupling/networks.tsv", "network neuron label correlation", [[j + 1, back[j] + 1, labels[back[j]], r[back[j], j]] for j in range(4)])
    write_tsv(folder / "coupling/lags.tsv", "lag_volumes network correlation noise_mean noise_95 noise_95_any", [[0, 1, 0.4, 0.1, 0.2, 0.3]])
    p = [0.0002, 0.0004, 0.4, 0.7] if found else [0.4, 0.5, 0.6, 0.7]
    five = "{0}_pair_p {0}_pair_q {0}_max_p {0}_max_q {0}_p_fwe"
    plain, partial = "correlation partial_correlation nuisance_r2 kurtosis expected expected_95 " + five.format("shuffle"), "phase_correlation " + five.format("phase")
    write_tsv(folder / "significance/neurons.tsv", f"neuron label network {plain} phase_network {partial} phase_alike",
              [[i + 1, labels[i], to[i] + 1, r[i, to[i]], r[i, to[i]], 0.1, 0.5, 0.2, 0.3, *[0.01] * 5, to[i] + 1, r[i, to[i]], *[p[to[i]]] * 5, "n/a"] for i in range(NEURONS)])
    write_tsv(folder / "significance/networks.tsv", f"network neuron label {plain} phase_neuron phase_label {partial} phase_alike phase_p_given_stronger",
              [[j + 1, back[j] + 1, labels[back[j]], r[back[j], j], r[back[j], j], 0.1, 0.5, 0.2, 0.3, *[0.01] * 5, back[j] + 1, labels[back[j]], r[back[j], j], *[p[j]] * 5, "n/a", "n/a"] for j in range(4)])
    counts = {"shuffle_pair_q": 4, "shuffle_max_q": 4, "phase_pair_q": 2, "phase_max_q": 2, "phase_max_q_05": 2 * found, "phase_max_p_01": 2 * found, "shuffle_pair_p_01": 4}
    largest = {"observed": float(r.max()), "p": p[0], "pair": "L1H1D1-BN1", "null_mean": 0.3, "null_95": 0.35}
    figure = {"observed": 0.4, "noise": 0.3, "low": 0.2, "high": 0.35, "p": p[0], "p_adjusted": p[0], "excess": 2.0}
    omnibus = {"p": p[0], **{name: figure for name in ("largest", "mean_neurons", "mean_networks", "mean_r2")}, "layers_p": p[0]}
    named = {"named": 2 * found, "named_groups": 2 * found, "called": 2 * found, "called_groups": 2 * found}
    side = lambda series: {"tested": series, "tested_phase": series, **named, "significant": counts,
                           "nuisance_r2": {"median": 0.1, "above_90": 0}, "kurtosis": {"largest": 0.5, "above_3": 0}, "noise_accepted": {"mean": 0.5, "low": 0.2, "high": 0.8}}
    none = {"constant": [], "explained": []}
    called = lambda series: {"tested": series, "pair_q": 2, "max_q": 2, "max_q_05": 2 * found, "max_p_01": 2 * found, "p_fwe_05": 2 * found}
    null = lambda name, statistic: {"null": name, "draw": "a draw", "statistic": statistic, "draws": 5000, "smallest_p": 0.0002, "family": "all neurons",
                                    "global": largest, "omnibus": omnibus, "neurons": called(NEURONS), "networks": called(4)}
    summary = {"permutations": 5000, "alpha": 0.01, "correction": "bh", "family": "all neurons", "neurons": side(NEURONS), "networks": side(4),
               "left_out": {"neurons": none, "networks": none}, "omnibus": omnibus, "global": largest, "shuffle_global": largest, "smallest_q": 0.0002,
               "neurons_for_q_01": 1, "nuisance": ["intercept"], "nuisance_tested": [], "nulls": [null("shuffle", "correlation"), null("phase", "partial correlation given the nuisance set")]}
    (folder / "significance/summary.json").write_text(json.dumps(summary))
    figures = [(name, "n/a") for name in ("largest", "mean_neurons", "mean_networks", "mean_r2")]
    figures += [(name, layer) for layer in range(1, NEURONS // 3 + 1) for name in ("mean_neurons", "mean_r2")]
    write_tsv(folder / "significance/omnibus.tsv", "null_model figure layer observed noise low high p p_adjusted excess",
              [[name, *which, *figure.values()] for name in ("shuffle", "phase") for which in figures])
    write_tsv(folder / "significance/false_discoveries.tsv", "null_model side threshold found expected upper_95 share",
              [["phase", side, 0.4, 2, 0.05, 1, 0.025] for side in ("neurons", "networks")])
    rng = np.random.default_rng(2)
    for name, count, other in [("neuron", NEURONS, "network"), ("network", 4, "neuron")]:
        np.save(folder / f"significance/noise_{name}_correlation.npy", np.ascontiguousarray(rng.uniform(0.1, 0.3, (8, count)), "<f4"))
        np.save(folder / f"significance/noise_{name}_{other}.npy", np.ascontiguousarray(rng.integers(1, 5, (8, count)), "<f4"))
    side = lambda name: " ".join(f"{name}_{column}" for column in ("class", "share", "expected", "log_odds", "p", "q", "tokens", "words", "word", "word_share"))
    told, nothing = ["DET", 0.62, 0.2, 1.9, 0.001, 0.02, 58, 34, "<b>the</b>", 0.91], [*["n/a"] * 6, 3, 2, "n/a", "n/a"]
    classes = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ VERB [CLS] [SEP]".split()
    (folder / "interpretation/classes.json").write_text(json.dumps({"column": "upos", "classes": classes, "numbers": []}))
    write_tsv(folder / "interpretation/neurons.tsv", f"neuron label query_upos key_upos share expected log_odds {side('query')} {side('key')}",
              [[i + 1, labels[i], *(["NOUN", "VERB", 0.5, 0.2, 1.4] if i == 0 else ["n/a"] * 5), *(told if i == 0 else nothing), *nothing] for i in range(NEURONS)])
    write_tsv(folder / "interpretation/tags.tsv", "counted query_upos key_upos neurons share expected low high",
              [["directed", "NOUN", "VERB", 1, 1, 0.4, 0, 1], ["folded", "NOUN", "VERB", 1, 1, 0.4, 0, 1]])
    write_tsv(folder / "interpretation/pairs.tsv", "neuron label segment rank query_token key_token query_piece key_piece query_upos key_upos product",
              [[1, labels[0], 1, 1, 1, 2, "fox", "den", "NOUN", "VERB", 2.5]])


def main(out):
    rng = np.random.default_rng(1)
    write_volumes(out, rng)
    smooth = lambda columns: np.apply_along_axis(np.convolve, 0, rng.standard_normal((T, columns)), np.hanning(9), "same")
    neurons, networks = smooth(NEURONS), smooth(4)
    networks[:, 0] += 1.5 * neurons[:, 0]
    networks[:, 1] += 0.9 * neurons[:, 4]
    np.save(out / "networks/fox.npy", np.ascontiguousarray(networks, "<f4"))
    for s in range(SCANS):
        np.save(out / f"networks/fox/listener_{s + 1:02}.npy", np.ascontiguousarray(networks, "<f4"))
    write_session(out / "main/fox", networks, neurons, True)
    write_session(out / "untrained/fox", networks, smooth(NEURONS), False)
    (out / "study.json").write_text(json.dumps({"name": "Planted blobs", "stories": [{"name": "fox", "title": "The Fox"}],
        "variants": [{"name": "main", "weights": "trained"}, {"name": "untrained", "weights": "random"}]}))


main(Path(sys.argv[1]))
