#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What a call from Python costs beside the same from C++, and what importing anbn costs beside numpy. Nothing here is a test.

    tests/scale/python_cost.py [--bench build/bench/coupling_bench] [--rounds 5] [--calls 40]

Runs where `import anbn` works (PYTHONPATH=build/ci/python/package after python/tests/run.sh). 9216 neurons, 128 networks, 282 volumes; the
benchmark and Python by turns. Prints medians of all calls (wall and the processor's time), their ratio, and seconds of imports.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

CALLS = """
import json, sys, time
import anbn
import numpy as np

threads, calls = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(1)
neurons, networks = random.standard_normal((282, 9216), np.float32), random.standard_normal((282, 128), np.float32)
found = []
for _ in range(calls + 1):
    wall, cpu = time.perf_counter(), time.process_time()
    anbn.couple(neurons, networks, threads=threads)
    found.append((1e3 * (time.perf_counter() - wall), 1e3 * (time.process_time() - cpu)))
print(json.dumps(found[1:]))
"""
IMPORT = "import time; wall, cpu = time.perf_counter(), time.process_time(); import {}; print(time.perf_counter() - wall, time.process_time() - cpu)"


def said_by(*words) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def of_bench(bench: pathlib.Path, threads: int, calls: int) -> list[tuple[float, float]]:
    """(wall, CPU) of each call [ms], without the first."""
    told = json.loads(said_by(bench, f"--benchmark_filter=coupling/{threads}/", f"--benchmark_repetitions={calls + 1}", "--benchmark_format=json"))
    return [(one["real_time"], one["cpu_time"]) for one in told["benchmarks"] if one["run_type"] == "iteration"][1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", type=pathlib.Path, default=pathlib.Path("build/bench/coupling_bench"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--calls", type=int, default=40)
    chosen = parser.parse_args()
    print(time.strftime("%Y-%m-%d"), f"load {os.getloadavg()[0]:.2f}")
    for threads in (1, 2):
        plain, python = [], []
        for _ in range(chosen.rounds):
            plain += of_bench(chosen.bench, threads, chosen.calls)
            python += json.loads(said_by(sys.executable, "-c", CALLS, str(threads), str(chosen.calls)))
        for kind, at in (("wall", 0), ("CPU", 1)):
            one, other = (statistics.median(call[at] for call in calls) for calls in (plain, python))
            print(f"{threads} threads, {kind}: C++ {one:.2f} ms, Python {other:.2f} ms, ratio {other / one:.3f} (medians of {len(plain)})")
    seconds = {what: [] for what in ("numpy", "numpy, anbn")}
    for _ in range(2 * chosen.rounds):
        for what, found in seconds.items():
            found.append([float(word) for word in said_by(sys.executable, "-c", IMPORT.format(what)).split()])
    for kind, at in (("wall", 0), ("CPU", 1)):
        numpy, both = (statistics.median(one[at] for one in found) for found in seconds.values())
        print(f"import, {kind}: numpy {numpy:.3f} s, numpy and anbn {both:.3f} s, difference {both - numpy:.3f} s (medians of {2 * chosen.rounds})")
    print(f"load {os.getloadavg()[0]:.2f}")


if __name__ == "__main__":
    main()
