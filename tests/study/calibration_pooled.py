# SPDX-License-Identifier: Apache-2.0
"""How often the answer over all stories together (stage `pooled`) calls noise coupled: one p an independent study of 1, 3, 8 or 12 stories of unequal lengths.

    python3 tests/study/calibration_pooled.py [--analyses 1000] [--build FOLDER]   writes the table of docs/calibration.md and docs/calibration_pooled.tsv
    python3 tests/study/calibration_pooled.py --check                              a small part of it, that fails if the test is none

32 neurons, 12 networks, 199 draws, given cosines with periods above 128 s. Needs build/.../pooled_stacks (built with the tests), whose folder is ANBN_BUILD_DIR or --build."""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile
import zlib

import numpy as np

import calibration_page
from calibration import LEVEL, ROOT, most
from calibration_cases import TR_S, hrf, hrf_noise, random_walk, unit
from study import FAST

NEURONS, NETWORKS, DRAWS, CUTOFF_S, CHUNK = 32, 12, 199, 128, 50
STORIES = {1: (200,), 3: (120, 160, 240), 8: (100, 120, 130, 150, 170, 190, 220, 260), 12: (90, 100, 110, 120, 130, 150, 160, 170, 190, 210, 240, 300)}
FIGURES = ("any_coupling", "largest", "mean_neurons", "mean_networks", "mean_r2")
CASES = {
    "plain": "HRF noise",
    "drift shared by stories": "and, in each series, a random walk, a line and a parabola, together three times as variable, the same in all stories from the first volume on",
    "onset transients": "and, in each series, a decay over 6 s from the first volume on, the same in all stories; its height has a standard deviation of two of the noise's",
    "spikes": "and single volumes, one in fifty, five standard deviations high: of all networks at one time, of all neurons at another (through the haemodynamic response)",
    "pauses": "falls to a fifth in a tenth to a third of each story, in 15 to 30 s at a time; neurons and networks each at times of their own",
}


def bar(analyses: int) -> float:
    """5 % and three standard errors."""
    return 0.05 + 3 * (0.05 * 0.95 / analyses)**0.5


def shared_drift(rng, count: int, longest: int, columns: int) -> np.ndarray:
    t = np.linspace(-1, 1, longest)[:, None]
    slope, bend = rng.standard_normal((2, count, 1, columns))
    return random_walk(rng, count, longest, columns) * np.sqrt(6 / longest) + slope * t * np.sqrt(3) + bend * (t**2 - 1 / 3) * np.sqrt(45 / 4)


def spikes(rng, count: int, volumes: int, columns: int, response: bool) -> np.ndarray:
    """Times are those of all columns, signs and sizes are each one's own."""
    at = (rng.random((count, volumes, 1)) < 0.02) * rng.standard_normal((count, volumes, columns)) * 5
    if not response:
        return at
    kernel = hrf() / np.sqrt((hrf()**2).sum())
    out = np.zeros_like(at)
    for lag, weight in enumerate(kernel[:volumes]):
        out[:, lag:] += weight * at[:, :volumes - lag]
    return out


def pauses(rng, count: int, volumes: int) -> np.ndarray:
    """[count x volumes x 1]: 1, and 0.2 where a side is silent."""
    level = np.ones((count, volumes, 1))
    for one in level:
        wanted = rng.uniform(0.1, 0.33) * volumes
        while (one < 1).sum() < wanted:
            begin = rng.integers(volumes)
            one[begin:begin + rng.integers(10, 21)] = 0.2
    return level


def side(case: str, rng, count: int, volumes: tuple, columns: int, response: bool) -> np.ndarray:
    """[count x sum of volumes x columns], story after story."""
    longest = max(volumes)
    drift, height = shared_drift(rng, count, longest, columns), 2 * rng.standard_normal((count, 1, columns))
    decay = np.exp(-np.arange(longest) * TR_S / 6)[:, None]
    stories = []
    for length in volumes:
        x = unit(hrf_noise(rng, count, length, columns))
        if case == "drift shared by stories":
            x = x + drift[:, :length]
        elif case == "onset transients":
            x = x + height * decay[:length]
        elif case == "spikes":
            x = x + spikes(rng, count, length, columns, response)
        elif case == "pauses":
            x = x * pauses(rng, count, length)
        stories.append(x)
    return np.concatenate(stories, axis=1)


def analysed(program: pathlib.Path, case: str, stories: int, chunk: int, count: int) -> np.ndarray:
    """p of FIGURES [count x 5]."""
    rng = np.random.default_rng([zlib.crc32(case.encode()), stories, chunk])
    volumes = STORIES[stories]
    with tempfile.TemporaryDirectory(prefix="anbn-pooled-", dir=FAST) as name:
        folder = pathlib.Path(name)
        for file, columns, response in (("neurons.npy", NEURONS, True), ("networks.npy", NETWORKS, False)):
            np.save(folder / file, side(case, rng, count, volumes, columns, response).astype(np.float32))
        subprocess.run([program, folder / "neurons.npy", folder / "networks.npy", folder / "out.npy", ",".join(map(str, volumes)), str(CUTOFF_S), str(DRAWS),
                        str(1 + chunk * CHUNK), str(TR_S)], check=True)
        return np.load(folder / "out.npy")


def shares(program: pathlib.Path, case: str, stories: int, analyses: int, jobs: int) -> np.ndarray:
    """[5]: how many of the analyses each figure calls."""
    counts = [min(CHUNK, analyses - first) for first in range(0, analyses, CHUNK)]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        p = np.concatenate(list(pool.map(lambda c: analysed(program, case, stories, *c), enumerate(counts))))
    found = (p <= LEVEL).mean(axis=0)
    print(f"{case}, {stories} stories: " + ", ".join(f"{f} {s:.3f}" for f, s in zip(FIGURES, found)), flush=True)
    return found


def check(program: pathlib.Path, jobs: int) -> int:
    count, wrong = 150, 0
    for case, stories in (("plain", 3), ("spikes", 8)):
        found = shares(program, case, stories, count, jobs)
        good = found.max() <= most(0.05, count) and found[0] > 0
        print(("" if good else "WRONG: ") + f"{case}, {stories} stories: none calls more than {most(0.05, count):.3f}, and the verdict calls some")
        wrong += not good
    return 1 if wrong else 0


def write(rows: list) -> None:
    header = ["case", "stories", "volumes", "neurons", "networks", "permutations", "analyses", *FIGURES]
    lines = ["\t".join(header)] + ["\t".join([case, str(stories), str(sum(STORIES[stories])), str(NEURONS), str(NETWORKS), str(DRAWS), str(analyses), *(f"{s:.4f}" for s in found)])
                                   for case, stories, analyses, found in rows]
    (ROOT / "docs/calibration_pooled.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    mark = lambda share, bold, analyses: calibration_page.share(share, bold) + (" (!)" if share > bar(analyses) else "")
    cells = [[case, str(stories), str(sum(STORIES[stories])), str(analyses), *(mark(s, n == 0, analyses) for n, s in enumerate(found))] for case, stories, analyses, found in rows]
    names = ["series", "stories", "volumes in all", "analyses", "**any coupling**", "largest pair", "mean largest of neurons", "of networks", "mean r^2"]
    calibration_page.fill(ROOT / "docs/calibration.md", {"pooled": calibration_page.table(names, cells)})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--analyses", type=int, default=1000)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(os.environ.get("ANBN_BUILD_DIR") or ROOT / "build/release"))
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    program = chosen.build / "pooled_stacks"
    if not program.exists():
        sys.exit(f"{program}: found no such program; expected it built with the tests (ninja pooled_stacks), or --build FOLDER")
    if chosen.check:
        return check(program, chosen.jobs)
    write([(case, stories, chosen.analyses, shares(program, case, stories, chosen.analyses, chosen.jobs)) for case in CASES for stories in STORIES])
    return 0


if __name__ == "__main__":
    sys.exit(main())
