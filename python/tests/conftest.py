# SPDX-License-Identifier: Apache-2.0
"""What several tests need: series with a coupling, and a small study that the program has run."""
import os
import pathlib
import re
import subprocess
import sys

import numpy as np
import pytest

ROOT = pathlib.Path(os.environ.get("ANBN_SOURCE_DIR", pathlib.Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(ROOT / "tests/study"))


def pytest_sessionfinish(session):
    """A test that is skipped for another reason than $ANBN_MAY_SKIP (a pattern) fails the run: it would be taken for one that passed."""
    reporter, allowed = session.config.pluginmanager.get_plugin("terminalreporter"), os.environ.get("ANBN_MAY_SKIP")
    odd = {report.longrepr[2] for report in reporter.stats.get("skipped", ()) if allowed and not re.search(allowed, report.longrepr[2])}
    if odd:
        reporter.write_line(f"skipped, and should have run: {odd}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def program(*words):
    """The command line's `anbn`; returns what it prints."""
    done = subprocess.run(["anbn", *map(str, words)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def same_files(one, other, but=()):
    """Asserts that two folders hold the same bytes, files named in `but` aside."""
    listed = [sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and file.name not in but) for folder in (one, other)]
    assert listed[0] == listed[1]
    assert listed[0], f"{one} is empty"
    for name in listed[0]:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


@pytest.fixture
def series():
    """Neurons [150 x 12] and networks [150 x 4]; neuron 3 follows network 2 (from 1)."""
    random = np.random.default_rng(7)
    neurons = random.standard_normal((150, 12)).astype(np.float32)
    networks = random.standard_normal((150, 4)).astype(np.float32)
    neurons[:, 2] += 2 * networks[:, 1]
    return neurons, networks


@pytest.fixture(scope="session")
def study_folder(tmp_path_factory):
    """A simulated study of two stories, made and run by the program; the model's weights are random."""
    from study import small_model

    folder = tmp_path_factory.mktemp("study")
    small_model(folder / "model", layers=2, heads=2)
    program("simulate", "--as", "networks", "--model", folder / "model", "--weights", "random", "--listeners", 3, "--networks", 5, "--driven", 2,
            "--permutations", 40, "--out", folder / "simulated")
    toml = folder / "simulated/study.toml"
    toml.write_text(toml.read_text() + "\n[encoding]\npermutations = 20\nfeatures = \"all\"\n" * ("[encoding]" not in toml.read_text()))
    program("run", toml)
    return folder / "simulated"
