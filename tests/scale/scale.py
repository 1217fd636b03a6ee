#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How long `anbn networks --method dbn` takes, and how much memory, as the data grow. Nothing here is a test.

    tests/scale/scale.py linear [--anbn build/release/anbn] [--folder build/scale]
    sudo tests/scale/scale.py paper ...        (drops the caches of the system all the time)

linear: 2, 8 and 32 scans, then a half and a quarter of the voxels; a table of seconds an epoch and peak memory, with the time
        courses of 512 networks (a part of the result that grows with the scans) and of 16 on top of them.
paper:  37,080 volumes of 50,000 voxels (7.4 GB on the disk, removed at the end; --scans, --volumes, --voxels make it smaller),
        units 512, 256 and 128: the cost of one epoch of each layer with nothing of the scans in the system's cache,
        and of 100 of each.
What epochs cost is the difference between runs with more and fewer of them.
"""
import argparse
import gzip
import json
import os
import shutil
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy

GRID = (64, 64)


def write_nifti(path, data):
    """A NIfTI-1 file of float32 [i, j, k] or [i, j, k, t], voxels of 3 mm."""
    header = bytearray(352)
    struct.pack_into("<i", header, 0, 348)
    struct.pack_into("<8h", header, 40, data.ndim, *data.shape, *[1] * (7 - data.ndim))
    struct.pack_into("<2h", header, 70, 16, 32)
    struct.pack_into("<8f", header, 76, 1, 3, 3, 3, 1.5, 1, 1, 1)
    struct.pack_into("<f", header, 108, 352)
    struct.pack_into("<f", header, 112, 1)
    header[123] = 10
    struct.pack_into("<h", header, 254, 2)
    for axis in range(3):
        struct.pack_into("<f", header, 280 + 16 * axis + 4 * axis, 3)
    header[344:348] = b"n+1\0"
    with gzip.open(path, "wb", 1) as file:
        file.write(bytes(header) + data.astype("<f4").tobytes(order="F"))


class Scans:
    """Folders as `anbn bold` leaves them, with noise of a few planted patterns for bold."""

    def __init__(self, anbn, folder, voxels):
        self.anbn, self.folder, self.voxels, self.paths = anbn, Path(folder), voxels, []
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        size = (*GRID, -(-voxels // (GRID[0] * GRID[1])))
        inside = numpy.zeros(numpy.prod(size), "f4")
        inside[:voxels] = 1
        inside = inside.reshape(size, order="F")
        self.random = numpy.random.default_rng(1)
        write_nifti(self.folder / "mask.nii.gz", inside)
        write_nifti(self.folder / "scan.nii.gz", self.random.standard_normal((*size, 4), "f4") + 100)
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": self.folder}
        subprocess.run([anbn, "mask", "--quiet", "--scans", "scan.nii.gz", "--masks", "mask.nii.gz", "--out", "mask"], **quiet)
        subprocess.run([anbn, "bold", "--quiet", "--scan", "scan.nii.gz", "--mask", "mask", "--out", "template"], **quiet)
        self.patterns = self.random.standard_normal((20, voxels), "f4")

    def add(self, volumes):
        folder = self.folder / f"sub-{len(self.paths) + 1:03}"
        shutil.copytree(self.folder / "template", folder)
        manifest = json.loads((folder / "stage.json").read_text())
        manifest["inputs"]["scan"] = f"{len(self.paths):032x}"  # another scan than all others
        (folder / "stage.json").write_text(json.dumps(manifest))
        courses = self.random.standard_normal((volumes, 20), "f4")
        bold = self.random.standard_normal((volumes, self.voxels), "f4")
        bold += 0.2 * courses @ self.patterns
        bold /= numpy.float32(1.342)  # the root of 1 + 20 * 0.2 ** 2
        numpy.save(folder / "bold.npy", bold)
        self.paths.append(folder)

    def train(self, count, units, epochs, extra=()):
        """Seconds and peak memory [MB] of a training on the first `count` scans."""
        out = self.folder / "out"
        for leftover in (out, Path(f"{out}.partial")):
            shutil.rmtree(leftover, ignore_errors=True)
        command = [self.anbn, "networks", "--quiet", "--method", "dbn", "--mask", self.folder / "mask", "--held-out", "1",
                   "--time-course", "sigmoid", "--checkpoint-s", "1e6", "--out", out, *extra]
        for n in units:
            command += ["--units", n]
        for n in epochs:
            command += ["--epochs", n]
        for path in self.paths[:count]:
            command += ["--bold", path, "--stories", "a"]
        start = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        words = process.stderr.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
        shutil.rmtree(out, ignore_errors=True)
        if status != 0:
            sys.exit(f"anbn failed: {words}")
        return seconds, usage.ru_maxrss / 1024


def linear(options):
    volumes, voxels = options.volumes or 600, options.voxels or 20000  # 600: health looks at 512 of them in any number of scans
    print("scans\tvolumes\tvoxels\ts an epoch\tus a volume and 1000 voxels\tpeak MB, 512 networks\tpeak MB, 16 networks", flush=True)
    for v, counts in ((voxels, (2, 8, 32)), (voxels // 2, (8,)), (voxels // 4, (8,))):
        scans = Scans(options.anbn, options.folder, v)
        for count in counts:
            while len(scans.paths) < count:
                scans.add(volumes)
            few, memory = scans.train(count, [512], [1])
            more = 1 + max(2, 64 // count)
            many, memory_of_many = scans.train(count, [512], [more])
            _, memory_of_16 = scans.train(count, [512, 16], [1, 1])
            epoch = (many - few) / (more - 1)
            trained = (count - 1) * volumes
            print(f"{count}\t{trained}\t{v}\t{epoch:.3f}\t{1e9 * epoch / trained / v:.2f}\t{max(memory, memory_of_many):.0f}\t{memory_of_16:.0f}", flush=True)
    shutil.rmtree(options.folder)


class ColdCaches:
    """Drops what the system remembers of files, once a second."""

    def __enter__(self):
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run)
        self.thread.start()

    def run(self):
        while not self.stop.wait(1):
            Path("/proc/sys/vm/drop_caches").write_text("1")

    def __exit__(self, *_):
        self.stop.set()
        self.thread.join()


def paper(options):
    volumes, count, voxels = options.volumes or 309, options.scans or 121, options.voxels or 50000
    scans = Scans(options.anbn, options.folder, voxels)
    start = time.monotonic()
    for _ in range(count):
        scans.add(volumes)
    os.sync()
    print(f"{(count - 1) * volumes} volumes of {voxels} voxels to train on, {volumes} held out; made in {time.monotonic() - start:.0f} s", flush=True)
    several = 11  # of the upper layers, whose epochs are short
    runs = {}
    with ColdCaches():
        for epochs in ((1, 1, 1), (2, 1, 1), (1, several, 1), (1, 1, several)):
            seconds, memory = scans.train(count, [512, 256, 128], epochs, options.option)
            runs[epochs] = seconds
            print(f"epochs {epochs}: {seconds:.1f} s, peak {memory:.0f} MB", flush=True)
    base = runs[1, 1, 1]
    layers = [runs[2, 1, 1] - base, (runs[1, several, 1] - base) / (several - 1), (runs[1, 1, several] - base) / (several - 1)]
    rest = base - sum(layers)
    print("s an epoch of layers 1, 2, 3:", *(f"{s:.2f}" for s in layers), f"; all else: {rest:.1f} s")
    print(f"100 epochs of each layer and all else: {(rest + 100 * sum(layers)) / 60:.1f} min")
    if not options.keep:
        shutil.rmtree(options.folder)


def main():
    source = Path(__file__).resolve().parents[2]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("linear", "paper"))
    parser.add_argument("--anbn", default=source / "build/release/anbn", type=lambda path: Path(path).resolve())
    parser.add_argument("--folder", default=source / "build/scale", type=lambda path: Path(path).resolve())
    for name in ("scans", "volumes", "voxels"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--option", action="append", default=[], help="paper: a further word for anbn networks, as --option=--threads --option=1")
    parser.add_argument("--keep", action="store_true", help="paper: leaves the scans where they are")
    options = parser.parse_args()
    {"linear": linear, "paper": paper}[options.what](options)


main()
