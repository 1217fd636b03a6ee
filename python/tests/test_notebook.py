# SPDX-License-Identifier: Apache-2.0
"""The percent scripts of python/notebooks, run from beginning to end where their data are there.

Environment: ANBN_LEBEL (the long one runs where it is given), ANBN_MODEL, ANBN_DATA; by default what lies at its usual place."""
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import ROOT


def place(name, usual, file):
    """The folder that the environment or else its usual place gives; skips the test where `file` is not in it."""
    folder = os.environ.get(name) or usual
    if not folder or not (pathlib.Path(folder) / file).is_file():
        pytest.skip(f"{name} names no folder with {file}")
    return str(folder)


def model():
    return place("ANBN_MODEL", os.environ.get("ANBN_MODEL_DIR") or ROOT / "build/models/all-minilm-l6-v2", "model.safetensors")


def said_by(notebook, **given):
    done = subprocess.run([sys.executable, ROOT / f"python/notebooks/{notebook}.py"], capture_output=True, text=True, env={**os.environ, **given})
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_three_stories(tmp_path):
    said = said_by("three_stories", ANBN_LEBEL=place("ANBN_LEBEL", "", "UTS03/kiksuya.npy"), ANBN_MODEL=model(), ANBN_NOTEBOOK_FOLDER=str(tmp_path))
    assert "main: any coupling p = " in said and "untrained: " in said and "neurons named" in said
    assert (tmp_path / "results/report/report.html").is_file()


def test_from_transcript():
    data = place("ANBN_DATA", ROOT / "../shared/data", "narratives/pieman/align.csv")
    place("ANBN_DATA", ROOT / "../shared/data", "pieman_htfa/pieman_htfa100_subjects_even.npy")
    said = said_by("from_transcript", ANBN_DATA=data, ANBN_MODEL=model())
    assert "957 words" in said and "(282, 2304)" in said and "L3H2D11: " in said and "any coupling: p = " in said


def test_own_networks():
    said = said_by("own_networks")
    assert "images: (12, 14, 12, 2)" in said and "named: N8 with network" in said and "nilearn" in said
