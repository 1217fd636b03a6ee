#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A module may include only modules of lower rows, and some headers only in their corner; and no type of the library is defined twice.

usage: check_includes.py ROOT
"""
import pathlib
import re
import sys

ROWS = ["core", "io signal backend", "text model brain stats", "neurons interpret analysis",
        "results", "runner", "report", "stages", "study", "commands", "cli"]
ROW = {module: row for row, line in enumerate(ROWS) for module in line.split()}
CORNERS = {  # a costly or foreign header -> where it may be included
    r"nlohmann/": r"^(io/.*\.cpp|(runner|stages|study)/.*|results/(.*\.cpp|fields\.h)|commands/.*\.cpp|cli/.*\.cpp)$",
    r"toml\+\+/": r"^io/.*\.cpp$",
    r"CLI/": r"^cli/main\.cpp$",
    r"(oneapi/dnnl/|dnnl)": r"^backend/cpu.*\.cpp$",
    r"Eigen/": r"^(stats/(ridge|banded_model|banded_ridge_test)|brain/(networks/dual_regression|ica/\w+))\.cpp$",
    r"hwy/": r"^(backend/cpu_\w+(\.cpp|-inl\.h)|brain/rbm/rbm_training_test\.cpp)$",
    r"isa-l": r"^io/gzip\.cpp$",
    r"Random123/": r"^core/random\.cpp$",
    r"gtest/": r"_test\.cpp$",
    r"benchmark/": r"_bench\.cpp$",
}

root = pathlib.Path(sys.argv[1]) / "anbn"
bad = checked = 0
defined = {}  # (namespaces, name) -> header
for file in sorted(p for p in root.rglob("*") if p.suffix in {".h", ".cpp", ".cu"}):
    place = file.relative_to(root)
    module = place.parts[0]
    if module not in ROW:
        print(f"{file}: the folder {module} has no row in tools/check_includes.py")
        bad += 1
        continue
    for number, line in enumerate(file.read_text().splitlines(), 1):
        found = re.match(r'\s*#\s*include\s+[<"]([^>"]+)[>"]', line)
        if not found:
            continue
        checked += 1
        own = re.match(r"anbn/(\w+)/", found[1])
        if own and own[1] != module and ROW[own[1]] >= ROW[module]:
            print(f"{file}:{number}: {module} (row {ROW[module]}) may not include {own[1]} (row {ROW[own[1]]})")
            bad += 1
        for header, allowed in CORNERS.items():
            if re.match(header, found[1]) and not re.search(allowed, place.as_posix()):
                print(f"{file}:{number}: {found[1]} may not be included here, only in {allowed}")
                bad += 1
    namespaces = []
    for line in file.read_text().splitlines() if file.suffix == ".h" else ():
        if opened := re.match(r"namespace ([\w:]+) \{", line):
            namespaces.append(opened[1])
        elif line.startswith("}  // namespace"):
            namespaces.pop()
        elif found := re.match(r"(?:struct|class|enum class) (\w+)\b[^;]*\{", line):
            first = defined.setdefault((*namespaces, found[1]), file)
            if first != file:
                print(f"{file}: {found[1]} is defined in {first} too")
                bad += 1
print(f"{checked} includes checked, {bad} against the rules")
sys.exit(bad > 0 or checked == 0)
