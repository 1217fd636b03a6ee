# SPDX-License-Identifier: Apache-2.0
"""A hundred small studies whose networks follow nothing: the calibrated global test, and that of all pairs together, may each call at most 11 of them
coupled at 0.05, and the p values of the first lie evenly between 0 and 1. The same noise must be hard: with shuffled volumes as the null model many more are called coupled.

    python3 tests/study/pure_noise.py [--studies 100] [--first-seed 1]        (anbn on the PATH)

Eleven of a hundred true nulls are exceeded with probability 0.004 by a test that is exact."""
import argparse
import concurrent.futures
import math
import pathlib
import sys
import tempfile
import time

from study import FAST, Study, anbn, small_model


def p_of_noise(folder: pathlib.Path, model: pathlib.Path, seed: int) -> tuple[float, float, float]:
    """The p value of the largest correlation by the calibrated test and with shuffled volumes, and that of any coupling by the calibrated test."""
    with tempfile.TemporaryDirectory(dir=folder) as study:
        anbn("simulate", "--as", "networks", "--model", model, "--out", study, "--weights", "random", "--stories", "lighthouse", "--listeners", 4, "--networks", 8,
             "--driven", 0, "--permutations", 199, "--seed", seed)
        anbn("run", pathlib.Path(study) / "study.toml")
        summary = Study(study).stories[0].summary
        return summary["global"]["p"], summary["shuffle_global"]["p"], summary["omnibus"]["p"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--first-seed", type=int, default=1)
    chosen = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="anbn-noise-", dir=FAST) as name, concurrent.futures.ThreadPoolExecutor(2) as pool:
        folder = pathlib.Path(name)
        model = small_model(folder / "model")
        seeds = range(chosen.first_seed, chosen.first_seed + chosen.studies)
        p_values, shuffled, together = zip(*pool.map(lambda seed: p_of_noise(folder, model, seed), seeds))
    count = chosen.studies
    rejected = [seed for seed, p in zip(seeds, p_values) if p <= 0.05]
    mean = sum(p_values) / count
    most = math.floor(0.05 * count + 2.8 * math.sqrt(0.05 * 0.95 * count))  # 11 of 100
    band = 4 * math.sqrt(1 / 12 / count)
    print(f"{count} studies of noise in {time.monotonic() - start:.0f} s: {len(rejected)} rejected at 0.05 (at most {most}; seeds {rejected}), "
          f"mean p {mean:.3f} (0.5 +- {band:.3f})")
    naive = sum(p <= 0.05 for p in shuffled)
    print(f"shuffled volumes, which forget that blood is slow, would have rejected {naive}: the noise is no easy one (more than {most})")
    any_coupling = sum(p <= 0.05 for p in together)
    print(f"all pairs together: {any_coupling} rejected at 0.05 (at most {most})")
    return 0 if max(len(rejected), any_coupling) <= most < naive and abs(mean - 0.5) <= band else 1


if __name__ == "__main__":
    sys.exit(main())
