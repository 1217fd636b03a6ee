#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares two folders of results byte for byte; run.log does not count, nor what run.json tells of the run (when, where, by what, what it took, where its inputs lay).

usage: compare_folders.py BEFORE AFTER
"""
import json
import pathlib
import sys

UNCOMPARED = ("commit", "date", "host", "command", "seconds", "peak_memory_bytes", "threads", "processor", "inputs")


def contents(file):
    if file.name == "run.json":
        run = json.loads(file.read_text())
        return json.dumps({key: value for key, value in run.items() if key not in UNCOMPARED}).encode()
    return file.read_bytes()


def files(root):
    return {str(path.relative_to(root)): path for path in root.rglob("*") if path.is_file() and path.name != "run.log"}


before, after = (files(pathlib.Path(argument)) for argument in sys.argv[1:3])
bad = [f"only before: {name}" for name in sorted(before.keys() - after.keys())]
bad += [f"only after: {name}" for name in sorted(after.keys() - before.keys())]
for name in sorted(before.keys() & after.keys()):
    if contents(before[name]) != contents(after[name]):
        bad.append(f"differs: {name}")
for line in bad[:40]:
    print(line)
print(f"{len(before.keys() & after.keys())} files compared, {len(bad)} differ")
sys.exit(bool(bad) or not before)
