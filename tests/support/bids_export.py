# SPDX-License-Identifier: Apache-2.0
"""Checks a dataset that `anbn run --bids` wrote, without BIDS' own validator: `bids_export.py DATASET`. Names are legal and differ in more than
case, every column is described, every label is explained, numbers are those of the results beside it."""
import csv
import json
import os
import pathlib
import re
import sys

import numpy as np

root = pathlib.Path(sys.argv[1])
results = root.parent
LABEL = "[0-9a-zA-Z]+"
NAMES = [rf"(dataset_description|descriptions)\.json|descriptions\.tsv|README\.md|\.bidsignore|docs/[a-z]+\.(html|json|txt|bib)",
         rf"task-{LABEL}_events\.(tsv|json)", rf"group/(task-{LABEL}_)?desc-{LABEL}(\+{LABEL})?_[a-z0-9]+\.(tsv|json)",
         rf"tpl-({LABEL})/(anat|func)/tpl-\1_desc-{LABEL}_[a-z]+\.(nii\.gz|json)"]


def table(file: pathlib.Path) -> list[dict]:
    with open(file, newline="") as text:
        rows = list(csv.reader(text, delimiter="\t"))
    assert all(len(row) == len(rows[0]) for row in rows) and len(set(rows[0])) == len(rows[0]), file
    assert not any(cell in ("", "nan", "NaN") for row in rows for cell in row), file
    return [dict(zip(rows[0], row)) for row in rows[1:]] or [dict.fromkeys(rows[0])]


files = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file())
for name in files:
    assert any(re.fullmatch(pattern, name) for pattern in NAMES), name
    if name.endswith((".tsv", ".nii.gz")):
        assert re.sub(r"\.(tsv|nii\.gz)$", ".json", name) in files, name
assert len({name.lower() for name in files}) == len(files)

described = 0
for name in files:
    if not name.endswith(".tsv"):
        continue
    said = json.load(open(root / name.replace(".tsv", ".json")))
    assert said["Description"], name
    rows = table(root / name)
    for column in rows[0]:
        about = said[column]
        assert about["Description"].strip(), (name, column)
        if "Levels" in about:
            assert all(row[column] in (None, "n/a", *about["Levels"]) for row in rows), (name, column, {row[column] for row in rows})
        if "Units" in about:
            for row in rows:
                assert row[column] in (None, "n/a") or np.isfinite(float(row[column])), (name, column)
        described += 1
explained = {row["desc_id"] for row in table(root / "descriptions.tsv")}
used = {match[0] for name in files if (match := re.search(r"desc-[0-9a-zA-Z+]+", name))}
assert used <= explained, used - explained

description = json.load(open(root / "dataset_description.json"))
assert description["DatasetType"] == "derivative" and description["GeneratedBy"][0]["Name"] == "anbn" and description["GeneratedBy"][0]["Version"]
assert "License" not in description and "Authors" not in description  # whose would they be

# Words: their times are those of the results, moved to the beginning of the scan.
study = json.load(open(results / "study.json"))
readme = (root / "README.md").read_text()
labels = {match[2]: match[1] for match in re.finditer(r"^\* `task-([^`]+)`: the story `([^`]+)`", readme, re.M)}
assert sorted(labels) == sorted(story["name"] for story in study["stories"]), labels
for story, label in labels.items():
    options = json.load(open(results / "main" / story / "tokens" / "stage.json"))["options"]
    events, words = table(root / f"task-{label}_events.tsv"), table(results / "main" / story / "tokens" / "words.tsv")
    assert [e["text"] for e in events] == [w["text"] for w in words]
    for event, word in zip(events, words):
        assert abs(float(event["onset"]) - float(word["onset_s"]) - options["audio_start_s"]) < 1e-6
    # Time courses: the same numbers.
    for name, array in (("desc-networks", results / "networks" / f"{story}.npy"),
                        ("desc-main+timecourses", results / "main" / story / "timecourses" / "timecourses.npy")):
        file = root / "group" / f"task-{label}_{name}_timeseries.tsv"
        assert file.exists() == array.exists(), file
        if array.exists():
            courses = np.array([[float(v) for v in row.values()] for row in table(file)], "float32")
            np.testing.assert_array_equal(courses, np.load(array))
            said = json.load(open(file.with_suffix(".json")))
            assert abs(said["SamplingFrequency"] * options["tr_s"] - 1) < 1e-12 and said["StartTime"] == options["first_volume"] * options["tr_s"]
            assert said["TaskName"] == story
    # What is the same as in the results takes no space again.
    assert os.path.samefile(root / "group" / f"task-{label}_desc-main+coupling_neurons.tsv", results / "main" / story / "coupling" / "neurons.tsv")
print(f"{len(files)} files, {described} columns described")
