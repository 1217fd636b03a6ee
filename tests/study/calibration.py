# SPDX-License-Identifier: Apache-2.0
"""How often each of anbn's tests calls noise coupled, and how often it finds couplings that are there.

    python3 tests/study/calibration.py            everything: minutes of 2 processors; writes docs/calibration.{md,tsv} and docs/pictures
    python3 tests/study/calibration.py --omnibus  only the table of the test over all pairs together, which is put beside what the files have
    python3 tests/study/calibration.py --check    a small part of it, in seconds, that fails if a calibrated test is none

One p value an independent analysis: the first neuron's, the first network's, the global one. Needs build/.../test_stacks (built with the tests),
whose folder is ANBN_BUILD_DIR or --build. Cases that were computed before are taken from --work; remove that folder to compute all again."""
import argparse
import concurrent.futures
import functools
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

import calibration_page
import calibration_real
from calibration_cases import SERIES, STATIONARY_OR_DRIFTING, TR_S, Case
from calibration_page import NULLS, Row
from study import FAST

ROOT = pathlib.Path(__file__).resolve().parents[2]
MIN_SHIFT_S = 30
CHUNK = 250
# A test is a null model and a nuisance set: none, the cosines with periods above 128 s, or the standard set, which words have and simulated noise has not.
EVERY = tuple((null, cutoff) for null in NULLS for cutoff in (0, 128))
STANDARD = "standard"
CALIBRATED = ("phase", 128)
# Draws come in panels of 512 / M = 32; with 59 of them p <= 0.05 has a chance of exactly 3 / 60.
PERMUTATIONS = 59
# Families of neurons corrected for their number: with 1999 draws q <= 0.05 exists for one neuron alone.
FAMILY_PERMUTATIONS = 1999
# Of the size of a study's story: fewer neurons than BERT has, but independent ones.
LARGE_SIZE = {"volumes": 282, "neurons": 256, "networks": 100}
LARGE = [Case(series, **LARGE_SIZE) for series in STATIONARY_OR_DRIFTING]
# Planted couplings: listeners, volumes, tests.
LIKE_PAPER = ("shuffle", 0)
COMPARED = (CALIBRATED, ("circular-shift", 128), LIKE_PAPER)
PLANTED = ((18, 300, COMPARED), (36, 300, COMPARED), (75, 300, COMPARED), (36, 150, (CALIBRATED,)), (36, 600, (CALIBRATED,)))
PLANTED_PERMUTATIONS = 199  # fewer would find less; also those of the real networks
PLANTED_R = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
# The test over all pairs together takes ranks of ranks, which 59 draws make too coarse.
OMNIBUS_PERMUTATIONS = 199
LEVEL = calibration_real.LEVEL
# What is kept of an analysis and a test.
FIGURES = ("pair_p", "max_p", "network_pair_p", "network_max_p", "global_p", "fwe_p", "right", "pair_found", "max_found", "pair_any", "max_any", "null_95",
           "omnibus_p", "mean_neurons_p", "mean_networks_p", "mean_r2_p", "layers_p")
RATES = {  # column of the tables -> figures of one test [A x figures] -> share of the analyses
    "pair": lambda f: np.mean(f[:, 0] <= LEVEL),
    "max": lambda f: np.mean(f[:, 1] <= LEVEL),
    "network_pair": lambda f: np.mean(f[:, 2] <= LEVEL),
    "network_max": lambda f: np.mean(f[:, 3] <= LEVEL),
    "global": lambda f: np.mean(f[:, 4] <= LEVEL),
    "fwe": lambda f: np.mean(f[:, 5] <= LEVEL),
    "max_right": lambda f: np.mean((f[:, 1] <= LEVEL) & (f[:, 6] == 1)),
    "pair_neurons_found": lambda f: np.mean(f[:, 7]),
    "max_family": lambda f: np.mean(f[:, 10]),
    "null_95": lambda f: np.mean(f[:, 11]),
    "omnibus": lambda f: np.mean(f[:, 12] <= LEVEL),
    "mean_neurons": lambda f: np.mean(f[:, 13] <= LEVEL),
    "mean_networks": lambda f: np.mean(f[:, 14] <= LEVEL),
    "mean_r2": lambda f: np.mean(f[:, 15] <= LEVEL),
    "layers": lambda f: np.mean(f[:, 16] <= LEVEL),
}


class Program:
    """The test_stacks of a build."""

    def __init__(self, build: pathlib.Path):
        self.path = build / "test_stacks"
        if not self.path.exists():
            sys.exit(f"{self.path}: found no such program; expected it built with the tests (ninja test_stacks), or --build FOLDER")

    def __call__(self, neurons: np.ndarray, networks: np.ndarray, test, permutations: int, seed: int, tr_s: float = TR_S, regressors: pathlib.Path | None = None) -> np.ndarray:
        """[A x 13 x (N + M)], as test_stacks.cpp says; `regressors`: the file of the standard set, where the test asks for it."""
        with tempfile.TemporaryDirectory(prefix="anbn-calibration-", dir=FAST) as name:
            folder = pathlib.Path(name)
            np.save(folder / "neurons.npy", np.ascontiguousarray(neurons, np.float32))
            np.save(folder / "networks.npy", np.ascontiguousarray(networks, np.float32))
            null, nuisance = test
            options = [null, regressors if nuisance == STANDARD else nuisance, permutations, seed, tr_s, MIN_SHIFT_S]
            subprocess.run([self.path, folder / "neurons.npy", folder / "networks.npy", folder / "out.npy", *map(str, options)], check=True)
            return np.load(folder / "out.npy")


def figures_of(rows: np.ndarray, neurons: int) -> np.ndarray:
    """FIGURES [A x figures] from test_stacks' rows [A x 13 x (N + M)]."""
    pair_p, pair_q, max_p, max_q, fwe_p, partner, global_p, null_95, *together = np.moveaxis(rows, 1, 0)
    pair_called, max_called = pair_q[..., :neurons] <= LEVEL, max_q[..., :neurons] <= LEVEL
    return np.stack([pair_p[..., 0], max_p[..., 0], pair_p[..., neurons], max_p[..., neurons], global_p[..., 0], fwe_p[..., 0], partner[..., 0] == 0,
                     pair_called.mean(axis=-1), max_called.mean(axis=-1), pair_called.any(axis=-1), max_called.any(axis=-1), null_95[..., 0],
                     *(p[..., 0] for p in together)], axis=-1)


class Study:
    """Cases whose pieces are computed once and kept as files of `work`."""

    def __init__(self, program: Program, work: pathlib.Path | None, jobs: int):
        self.program, self.work, self.jobs = program, work, jobs
        if work:
            work.mkdir(parents=True, exist_ok=True)

    def piece(self, case: Case, chunk: int, count: int, test, permutations: int, stacks) -> np.ndarray:
        """FIGURES [count x figures] of one test."""
        file = self.work and self.work / f"{case.name.replace('/', ' by ')}, {test[0]} {test[1]}, {permutations} draws, {chunk + 1} of {count}.npy"
        if file and file.exists() and (kept := np.load(file)).shape[-1] == len(FIGURES):  # not of an earlier version of this file
            return kept
        found = figures_of(self.program(*stacks(), test, permutations, 1 + chunk * CHUNK), case.neurons)
        if file:
            np.save(file.with_suffix(".partial.npy"), found)
            file.with_suffix(".partial.npy").rename(file)
        return found

    def chunk(self, case: Case, chunk: int, count: int, tests, permutations: int) -> np.ndarray:
        stacks = functools.cache(lambda: case.stacks(chunk, count))
        return np.stack([self.piece(case, chunk, count, test, permutations, stacks) for test in tests], axis=1)

    def figures(self, case: Case, analyses: int, tests, permutations: int = PERMUTATIONS) -> dict:
        """{(null, cutoff): FIGURES [A x figures]}"""
        start, count = time.monotonic(), min(CHUNK // 5 if case.large else CHUNK, analyses)
        with concurrent.futures.ThreadPoolExecutor(self.jobs) as pool:
            chunks = list(pool.map(lambda c: self.chunk(case, c, count, tests, permutations), range(math.ceil(analyses / count))))
        found = np.concatenate(chunks)[:analyses]
        print(f"{case.name}: {analyses} analyses in {time.monotonic() - start:.0f} s", flush=True)
        return {test: found[:, n] for n, test in enumerate(tests)}


def rates(figures: np.ndarray) -> dict[str, float]:
    return {name: float(rate(figures)) for name, rate in RATES.items()}


def most(share: float, count: int) -> float:
    """The largest share that a test that rejects `share` of the true nulls exceeds once in 400 times."""
    return (math.floor(share * count + 2.8 * math.sqrt(share * (1 - share) * count))) / count


def check(program: Program, jobs: int) -> int:
    """A few hundred analyses: the calibrated tests hold, the paper's does not, drift without cosines does not, what is planted is found."""
    study, wrong = Study(program, None, jobs), []

    def expect(true: bool, words: str) -> None:
        print(("" if true else "WRONG: ") + words)
        if not true:
            wrong.append(words)

    count = 500
    for series in STATIONARY_OR_DRIFTING:
        tests = study.figures(Case(series), count, [CALIBRATED, ("shuffle", 0)] + ([("phase", 0)] if series == "drift" else []))
        calibrated, paper = rates(tests[CALIBRATED]), rates(tests["shuffle", 0])
        for statistic in ("max", "network_max", "global"):
            expect(calibrated[statistic] <= most(0.05, count), f"{series}: phase + {statistic} with cosines calls {calibrated[statistic]:.3f} of noise at 0.05 (at most {most(0.05, count):.3f})")
            expect(calibrated[statistic] >= 0.008, f"{series}: phase + {statistic} with cosines calls some noise, as a test must: {calibrated[statistic]:.3f} (at least 0.008)")
        expect(paper["pair"] >= 0.8, f"{series}: shuffle + pair, the paper's test, calls {paper['pair']:.3f} of noise at 0.05 (at least 0.8)")
        if series == "drift":
            without = rates(tests["phase", 0])
            expect(without["global"] > 0.1, f"drift: phase + global without cosines calls {without['global']:.3f} of noise (more than 0.1)")
        together = rates(study.figures(Case(series, spread=0.0), count, [CALIBRATED], OMNIBUS_PERMUTATIONS)[CALIBRATED])
        for statistic in ("omnibus", "layers"):
            expect(0.008 <= together[statistic] <= most(0.05, count),
                   f"{series}: phase + {statistic} with cosines calls {together[statistic]:.3f} of noise at 0.05 (0.008 to {most(0.05, count):.3f})")
    spread = rates(study.figures(Case("HRF noise", spread=0.25), 100, [CALIBRATED], OMNIBUS_PERMUTATIONS)[CALIBRATED])
    expect(spread["omnibus"] >= 0.9 > spread["global"] + 0.2, f"a quarter of each network from all neurons: all pairs together find {spread['omnibus']:.2f}, the largest {spread['global']:.2f}")
    for r, least, largest in ((0.6, 0.8, 1.0), (0.1, 0.0, 0.2)):
        found = rates(study.figures(Case("HRF noise", listeners=75, r=r), 100, [CALIBRATED])[CALIBRATED])
        expect(least <= found["max_right"] <= largest, f"r = {r} in 75 listeners: phase + max with cosines finds {found['max_right']:.2f} ({least} to {largest})")
    return 1 if wrong else 0


def real_rates(study: Study, permutations: int) -> list[dict]:
    """One dictionary an analysis of the real networks and a test; they are kept in one file of `work`."""
    file = study.work / f"real, all pairs together too, {permutations} draws.json"
    if file.exists():
        return json.loads(file.read_text())
    found = []
    for group, story, neurons, networks, regressors in calibration_real.analyses():
        for test in (*EVERY, ("phase", STANDARD), ("circular-shift", STANDARD)):
            rows = study.program(neurons[None], networks[None], test, permutations, 1, regressors=regressors)[0]
            found.append({"group": group, "story": story, "null": test[0], "nuisance": test[1], "volumes": len(neurons), "neurons": neurons.shape[1],
                          "rates": calibration_real.rates_of(rows, neurons.shape[1])})
        print(f"{group}: {story}", flush=True)
    file.write_text(json.dumps(found, indent=1) + "\n")
    return found


def omnibus_cases() -> list[tuple[Case, float]]:
    """Noise, single couplings and spread ones for the test over all pairs together, each with its share of the analyses."""
    noise = [(Case(series, spread=0.0), 1.0) for series in SERIES] + [(Case(series, spread=0.0, **LARGE_SIZE), 1.0) for series in STATIONARY_OR_DRIFTING]
    single = [(Case("HRF noise", 300, 36, r, spread=0.0), 0.5) for r in PLANTED_R[3:]]
    return noise + single + [(Case("HRF noise", spread=share, **size), 0.5 if not size else 0.25) for size in ({}, LARGE_SIZE) for share in (0.05, 0.1, 0.25)]


def write_omnibus(rows: list[Row], keep: bool) -> None:
    """The table, and the rows of calibration.tsv; with `keep` its other rows stay as they are."""
    docs = ROOT / "docs"
    calibration_page.write_tsv(rows, docs / "calibration.tsv", keep)
    calibration_page.fill(docs / "calibration.md", calibration_page.omnibus_tables([row for row in rows if row.case.spread is not None]))


def write_page(rows: list[Row], real: list[dict]) -> None:
    docs = ROOT / "docs"
    write_omnibus(rows, keep=False)
    rows = [row for row in rows if row.case.spread is None]
    calibration_page.fill(docs / "calibration.md", calibration_page.noise_tables(rows) | calibration_page.power_tables(rows) | calibration_page.real_table(real))
    calibration_page.draw_noise(rows, docs / "pictures/calibration.svg")
    calibration_page.draw_power(rows, docs / "pictures/power.svg")


def uncalibrated(rows: list[Row]) -> list[str]:
    """Says which calibrated tests call more of stationary and drifting noise than they may."""
    bars = {"max": 0.065, "network_max": 0.065, "global": 0.065, "omnibus": 0.072, "layers": 0.072}  # of 2000 analyses, and of 1000
    # The means of all pairs of as many independent series as a large case has are too exact for the draws: docs/calibration.md says so, and how far.
    told = lambda row: [s for s in bars if (s in ("omnibus", "layers")) == (row.case.spread is not None) and not (row.case.large and row.case.spread is not None)]
    wrong = [f"{row.case.name}: {statistic} {row.rates[statistic]:.3f}" for row in rows for statistic in told(row)
             if not row.case.listeners and not row.case.spread and row.case.series in STATIONARY_OR_DRIFTING and (row.null, row.cutoff_s) == CALIBRATED
             and row.rates[statistic] > bars[statistic]]
    print("calibrated tests call too much of: " + "; ".join(wrong) if wrong else "calibrated tests call at most 0.065 (of all pairs together, 48 x 16 series: 0.072) of stationary and drifting noise")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--omnibus", action="store_true")
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(os.environ.get("ANBN_BUILD_DIR") or ROOT / "build/release"))
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build/calibration", help="where finished pieces are kept (default: build/calibration)")
    parser.add_argument("--analyses", type=int, default=2000, help="of noise, a kind of series (default: 2000)")
    parser.add_argument("--planted", type=int, default=500, help="analyses with a planted coupling, a case (default: 500)")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    program = Program(chosen.build)
    if chosen.check:
        return check(program, chosen.jobs)
    study, rows = Study(program, chosen.work, chosen.jobs), []

    def count(case: Case, analyses: int, tests, permutations: int) -> None:
        for test, figures in study.figures(case, analyses, tests, permutations).items():
            rows.append(Row(case, *test, permutations, analyses, rates(figures)))

    if not chosen.omnibus:
        everything(chosen, count)
    for case, share in omnibus_cases():
        count(case, int(share * chosen.analyses / 2), (CALIBRATED,), OMNIBUS_PERMUTATIONS)
    if chosen.omnibus:
        write_omnibus(rows, keep=True)
        return 1 if uncalibrated(rows) else 0
    if not calibration_real.available():
        print("the page is not written: no real networks in ../shared/data, or no model")
        return 77
    os.environ["PATH"] = f"{program.path.parent}:{os.environ['PATH']}"
    write_page(rows, real_rates(study, PLANTED_PERMUTATIONS))
    return 1 if uncalibrated(rows) else 0


def everything(chosen, count) -> None:
    """All but the test over all pairs together."""
    for series in SERIES:
        count(Case(series), chosen.analyses, EVERY, PERMUTATIONS)
    for series in STATIONARY_OR_DRIFTING:
        count(Case(series), chosen.analyses // 2, (CALIBRATED,), FAMILY_PERMUTATIONS)
    for case in LARGE:
        count(case, chosen.analyses // 2, (CALIBRATED, LIKE_PAPER), PERMUTATIONS)
    for listeners, volumes, tests in PLANTED:
        for r in PLANTED_R:
            count(Case("HRF noise", volumes, listeners, r), chosen.planted, tests, PLANTED_PERMUTATIONS)


if __name__ == "__main__":
    sys.exit(main())
