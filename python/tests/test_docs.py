# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/python.md, one after the other, and README's three lines."""
import re

import numpy as np
import pytest
from conftest import ROOT


def blocks_of(file):
    return re.findall(r"```python\n(.*?)```", (ROOT / file).read_text(encoding="utf-8"), re.DOTALL)


def test_examples_run(study_folder, tmp_path, monkeypatch, capsys):
    pytest.importorskip("altair")
    (tmp_path / "model").symlink_to(study_folder.parent / "model")
    monkeypatch.chdir(tmp_path)
    blocks = blocks_of("docs/python.md")
    assert len(blocks) == 8
    names = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    said = capsys.readouterr().out
    # What comments promise.
    for words in ("(40, 5)", "\n8\n", "0.00199", "--alpha is 2; expected more than 0 and less than 1 (", "(2, 100) logcosh", "(20, 64) L1H1D1", "[0 0 1]", "True own/study.toml"):
        assert words in said, words


def test_readme_runs(study_folder, series, monkeypatch):
    """With what its lines take for given: neurons, networks and a study, which is up to date."""
    monkeypatch.chdir(study_folder)
    block, = blocks_of("README.md")
    names = dict(zip(("neurons", "networks"), series))
    exec(compile(block, "README.md", "exec"), names)
    assert names["coupling"].correlation.shape == (12, 4) and names["results"].summary


def test_tables_are_read_as_formats_says(study_folder, monkeypatch):
    import pandas

    monkeypatch.chdir(study_folder / "results/main/lighthouse/tokens")
    block, = blocks_of("docs/formats.md")
    names = {"pandas": pandas}
    exec(compile(block, "docs/formats.md", "exec"), names)
    assert len(names["table"]) > 20 and np.isnan(names["table"]["onset_s"].iloc[0])
