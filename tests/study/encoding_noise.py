# SPDX-License-Identifier: Apache-2.0
"""How often does `anbn encoding` call noise predictable? Neurons and networks that know nothing of each other, one p an analysis:
`pair` the p of the first layer and network, `global` that of the largest held-out correlation over all.

    python3 tests/study/encoding_noise.py [--analyses 40] [--cases hrf ar1 drift] [--null phase]        (anbn on the PATH)

A case passes if it rejects at 0.05 at most as often as a test of level 0.065 does with probability 0.998. Cases: hrf (white noise convolved with SPM's
HRF, both sides), ar1 (coefficient 0.9), drift (hrf with a random straight line and half wave on top), pink (1/f), steep (1/f^1.5): the last two are measured only."""
import argparse
import concurrent.futures
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from scipy.stats import binom, gamma

from study import FAST

VOLUMES, TR_S, LAYERS, NEURONS, NETWORKS = 150, 1.5, 2, 24, 4


def hrf() -> np.ndarray:
    time_s = np.arange(22) * TR_S
    return gamma.pdf(time_s, 6) - gamma.pdf(time_s, 16) / 6


def hrf_noise(rng, count: int) -> np.ndarray:
    white = rng.standard_normal((VOLUMES + 40, count))
    return np.apply_along_axis(lambda x: np.convolve(x, hrf())[40:40 + VOLUMES], 0, white)


def ar1(rng, count: int) -> np.ndarray:
    series = rng.standard_normal((VOLUMES + 200, count))
    for t in range(1, len(series)):
        series[t] += 0.9 * series[t - 1]
    return series[200:]


def drift(rng, count: int) -> np.ndarray:
    series, time = hrf_noise(rng, count), np.linspace(-1, 1, VOLUMES)[:, None]
    slow = rng.standard_normal(count) * time + rng.standard_normal(count) * np.sin(np.pi * time / 2 + rng.uniform(0, 6, count))
    return series / series.std(axis=0) + 2 * slow


def power_law(exponent: float):
    def make(rng, count: int) -> np.ndarray:
        # Four times as long as needed: what is left has no period.
        spectrum = np.fft.rfft(rng.standard_normal((4 * VOLUMES, count)), axis=0)
        spectrum *= np.maximum(np.arange(len(spectrum)), 1)[:, None] ** (-exponent / 2)
        return np.fft.irfft(spectrum, axis=0)[:VOLUMES]
    return make


CASES = {"hrf": hrf_noise, "ar1": ar1, "drift": drift, "pink": power_law(1), "steep": power_law(1.5)}
HELD_TO = ("hrf", "ar1", "drift")


def write_inputs(folder: pathlib.Path, neurons: np.ndarray, networks: np.ndarray) -> None:
    """Folders as the stages tokens, timecourses, networks and nuisance (drift alone: there are no words) leave them."""
    for stage in ("tokens", "timecourses", "networks", "nuisance"):
        (folder / stage).mkdir()
        (folder / stage / "stage.json").write_text(json.dumps({"stage": stage, "options": {"tr_s": TR_S}}))
        (folder / stage / "run.json").write_text("{}")
    np.save(folder / "timecourses/timecourses.npy", neurons.astype(np.float32))
    np.save(folder / "networks/noise.npy", networks.astype(np.float32))
    each = neurons.shape[1] // LAYERS
    rows = [f"{i + 1}\tL{i // each + 1}H1D{i % each + 1}\t{i // each + 1}\t1\t{i % each + 1}\n" for i in range(neurons.shape[1])]
    cosines = int(2 * len(neurons) * TR_S / 128 + 1e-9)
    basis = np.cos(np.pi * (2 * np.arange(len(neurons))[:, None] + 1) * np.arange(cosines + 1) / (2 * len(neurons)))
    np.savetxt(folder / "nuisance/regressors.tsv", basis, delimiter="\t", comments="", header="\t".join(["intercept"] + [f"cosine_{k + 1}" for k in range(cosines)]))
    (folder / "timecourses/neurons.tsv").write_text("neuron\tlabel\tlayer\thead\tdimension\n" + "".join(rows))


def p_values(case: str, seed: int, null: str) -> tuple[float, float]:
    """(pair, global) of one analysis."""
    rng = np.random.default_rng([seed, list(CASES).index(case)])
    with tempfile.TemporaryDirectory(prefix="anbn-encoding-", dir=FAST) as name:
        folder = pathlib.Path(name)
        write_inputs(folder, CASES[case](rng, LAYERS * NEURONS), CASES[case](rng, NETWORKS))
        inputs = [part for stage in ("timecourses", "tokens", "networks", "nuisance") for part in (f"--{stage}", folder / stage)]
        subprocess.run(["anbn", "encoding", *inputs, "--out", folder / "encoding", "--permutations", "99", "--null", null, "--seed", str(seed),
                        "--threads", "1", "--quiet"], check=True, stdout=subprocess.DEVNULL)
        with open(folder / "encoding/pairs.tsv") as file:
            pair = float(next(csv.DictReader(file, delimiter="\t"))["p"])
        return pair, json.loads((folder / "encoding/summary.json").read_text())["global"]["p"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analyses", type=int, default=40)
    parser.add_argument("--cases", nargs="+", choices=list(CASES), default=list(HELD_TO))
    parser.add_argument("--null", default="phase")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    most = int(binom.ppf(0.998, chosen.analyses, 0.065))
    failed = False
    print(f"{chosen.analyses} analyses a case of {LAYERS} x {NEURONS} neurons, {NETWORKS} networks, {VOLUMES} volumes; null model {chosen.null}; at most {most} rejections pass")
    for case in chosen.cases:
        with concurrent.futures.ThreadPoolExecutor(chosen.jobs) as pool:
            found = np.array(list(pool.map(lambda seed: p_values(case, seed, chosen.null), range(1, chosen.analyses + 1))))
        for name, p in zip(("pair", "global"), found.T):
            rejected = int((p <= 0.05).sum())
            error = math.sqrt(0.05 * 0.95 / len(p))
            print(f"{case:6} {name:7} rejected {rejected / len(p):.3f} (+- {error:.3f}), mean p {p.mean():.3f}", flush=True)
            failed |= case in HELD_TO and rejected > most
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
