# SPDX-License-Identifier: Apache-2.0
"""The examples of docs/python.md, one after the other, and README's."""
import re

import pytest
from conftest import ROOT


def test_examples_run(study_folder, tmp_path, monkeypatch, capsys):
    pytest.importorskip("altair")
    (tmp_path / "model").symlink_to(study_folder.parent / "model")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "docs/python.md").read_text(), re.DOTALL)
    assert len(blocks) == 8
    names = {}
    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)
    said = capsys.readouterr().out
    # What comments promise.
    for words in ("(40, 5)", "\n8\n", "0.00199", "--alpha is 2; expected more than 0 and less than 1 (", "(2, 100) logcosh", "(20, 64) L1H1D1", "[0 0 1]", "True own/study.toml"):
        assert words in said, words
