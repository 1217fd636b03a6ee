# SPDX-License-Identifier: Apache-2.0
"""How often the calibrated test calls noise that comes in bursts, as motion makes them in single listeners: Student's t with 3 degrees of freedom through the haemodynamic response, on both sides.

    python3 tests/study/calibration_bursts.py [--analyses 500] [--build FOLDER]

Prints the rows of docs/calibration.md, in seconds; needs test_stacks (ninja test_stacks)."""
import argparse
import os
import pathlib
import sys

import numpy as np

from calibration import LEVEL, PERMUTATIONS, ROOT, Program
from calibration_cases import noise

CHUNK = 50
SIZES = ((200, 48, 16), (282, 256, 100))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--analyses", type=int, default=500)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path(os.environ.get("ANBN_BUILD_DIR") or ROOT / "build/release"))
    chosen = parser.parse_args()
    program = Program(chosen.build)
    for volumes, neurons, networks in SIZES:
        called = {null: [] for null in ("phase", "circular-shift")}
        for first in range(0, chosen.analyses, CHUNK):
            rng = np.random.default_rng([volumes, first])
            count = min(CHUNK, chosen.analyses - first)
            stacks = noise("bursts", rng, count, volumes, neurons), noise("bursts", rng, count, volumes, networks)
            for null in called:
                rows = program(*stacks, (null, 128), PERMUTATIONS, first + 1)
                called[null].append(np.column_stack([rows[:, 2, 0], rows[:, 2, neurons], rows[:, 6, 0], rows[:, 8, 0]]) <= LEVEL)
        share = {null: np.concatenate(parts) for null, parts in called.items()}
        both = np.mean(share["phase"][:, 2] & share["circular-shift"][:, 2])
        for null, parts in share.items():
            neuron, network, largest, any_coupling = parts.mean(axis=0)
            print(f"| {neurons} x {networks} x {volumes} | `{null}` | {neuron:.3f} | {network:.3f} | {largest:.3f} | {any_coupling:.3f} |")
        print(f"| {neurons} x {networks} x {volumes} | both | | | {both:.3f} | |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
