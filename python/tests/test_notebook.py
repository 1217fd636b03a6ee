# SPDX-License-Identifier: Apache-2.0
"""The percent scripts of python/notebooks, run from beginning to end where their data are there (environment: ANBN_LEBEL, ANBN_MODEL)."""
import os
import pathlib
import subprocess
import sys

import pytest
from conftest import ROOT


def test_three_stories(tmp_path):
    given = {name: os.environ.get(name, "") for name in ("ANBN_LEBEL", "ANBN_MODEL")}
    for name, file in (("ANBN_LEBEL", "UTS03/kiksuya.npy"), ("ANBN_MODEL", "model.safetensors")):
        if not given[name] or not (pathlib.Path(given[name]) / file).is_file():
            pytest.skip(f"{name} names no folder with {file}")
    done = subprocess.run([sys.executable, ROOT / "python/notebooks/three_stories.py"], capture_output=True, text=True,
                          env={**os.environ, "ANBN_NOTEBOOK_FOLDER": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "main: any coupling p = " in done.stdout and "untrained: " in done.stdout and "neurons named" in done.stdout
    assert (tmp_path / "results/report/report.html").is_file()
