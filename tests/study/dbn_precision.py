# SPDX-License-Identifier: Apache-2.0
"""Whether a deep belief network trained in bfloat16 finds the maps that float32 finds: matched correlation of the two, beside that of two seeds in float32.

    python3 tests/study/dbn_precision.py RESULTS [--options "--preset tuned"] [--seeds 3]    RESULTS: where `anbn run` of a study with scans wrote
    python3 tests/study/dbn_precision.py --check                                             a small simulated study, with an assertion

anbn must be on the PATH; numpy and scipy are needed. Maps are matched so that the sum of |r| is largest; a figure is the mean of these |r|. All pairs of two
runs are shown. A seed changes the weights before training, the order of volumes and the samples of hidden units. The precision changes none of these at first; but
where a sample falls the other way once, the two trainings go different ways from there. So equal maps are not to be expected, only maps that are alike as those of two
seeds are, or more."""
import argparse
import itertools
import pathlib
import shlex
import sys
import tempfile
import time

import numpy
import scipy.optimize

from dbn_recovery import FAST, Simulated, correlations, volumes
from study import anbn, small_model


def alike(a: numpy.ndarray, b: numpy.ndarray) -> float:
    r = numpy.abs(correlations(a.T, b.T))
    return float(r[scipy.optimize.linear_sum_assignment(-r)].mean())


def trained(mask: pathlib.Path, bold: list[pathlib.Path], stories: list[str], out: pathlib.Path, seed: int, precision: str, options: list[str]) -> numpy.ndarray:
    start = time.monotonic()
    pairs = [word for folder, story in zip(bold, stories) for word in ("--bold", folder, "--stories", story)]
    anbn("networks", "--method", "dbn", "--mask", mask, *pairs, "--seed", seed, "--precision", precision, *options, "--out", out)
    print(f"{precision}, seed {seed}: {time.monotonic() - start:.0f} s", flush=True)
    inside = volumes(mask / "mask.nii.gz")[0] > 0
    return volumes(out / "maps.nii.gz", inside)


def compare(mask: pathlib.Path, bold: list[pathlib.Path], stories: list[str], scratch: pathlib.Path, seeds: int, options: list[str]) -> tuple[list[float], list[float]]:
    runs = {(precision, seed): trained(mask, bold, stories, scratch / f"{precision}_{seed}", seed, precision, options)
            for seed in range(1, seeds + 1) for precision in ("float32", "bfloat16")}
    two_precisions = [alike(runs["float32", seed], runs["bfloat16", seed]) for seed in range(1, seeds + 1)]
    two_seeds = {precision: [alike(runs[precision, a], runs[precision, b]) for a, b in itertools.combinations(range(1, seeds + 1), 2)] for precision in ("float32", "bfloat16")}
    print("matched correlation of maps")
    print("float32 with bfloat16, same seed:", " ".join(f"{r:.3f}" for r in two_precisions))
    for precision, r in two_seeds.items():
        print(f"two seeds in {precision}:", " ".join(f"{x:.3f}" for x in r))
    return two_precisions, two_seeds["float32"]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("results", nargs="?", type=pathlib.Path)
    parser.add_argument("--options", default="--preset tuned")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    if chosen.check and "amx_bf16" not in pathlib.Path("/proc/cpuinfo").read_text():
        print("skipped: this processor has no amx_bf16")
        return 77
    with tempfile.TemporaryDirectory(dir=FAST) as folder:
        scratch = pathlib.Path(folder)
        if not chosen.check:
            if not chosen.results:
                parser.error("name the results of a study, or --check")
            bold = sorted((chosen.results / "bold").glob("*/*"))
            compare(chosen.results / "mask", bold, [b.parent.name for b in bold], scratch, chosen.seeds, shlex.split(chosen.options))
            return 0
        simulated = Simulated(scratch / "study", small_model(scratch / "model", layers=4, heads=4), "random", 1.0, 1, shlex.split("--stories lighthouse --listeners 6 --networks 8 --driven 3"))
        bold = [simulated.bold_folder(scan) for _, scan in simulated.scans]
        stories = [story["name"] for story, _ in simulated.scans]
        two_precisions, two_seeds = compare(scratch / "study/mask", bold, stories, scratch, 2, ["--preset", "tuned"])
        if min(two_precisions) < min(two_seeds) - 0.05:
            print("FAILED: bfloat16 changes maps more than a seed does")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
