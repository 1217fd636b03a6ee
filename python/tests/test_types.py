# SPDX-License-Identifier: Apache-2.0
"""The stubs: what pyright accepts, and that it sees mistakes."""
import importlib.util
import json
import os
import pathlib
import shutil
import subprocess
import sys

import anbn
import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("pyright") is None, reason="pyright is not installed")
HERE = pathlib.Path(__file__).parent


def errors(text, folder, *more):
    """The lines of `text`, and of further files, that pyright finds wrong."""
    (folder / "use.py").write_text(text)
    for file in more:
        shutil.copy(file, folder)
    (folder / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(pathlib.Path(anbn.__file__).parents[1])]}))
    done = subprocess.run([sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", folder], capture_output=True, text=True,
                          env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})
    found = [line for line in done.stdout.splitlines() if " error: " in line]
    assert found or "0 errors" in done.stdout, done.stdout + done.stderr
    return found


def test_right_use_is_right_and_mistakes_are_seen(tmp_path):
    text = (HERE / "typed_use.py").read_text()
    (tmp_path / "right").mkdir()
    assert errors(text, tmp_path / "right", pathlib.Path(anbn.__file__).with_name("__init__.pyi"), *(HERE.parent / "notebooks").glob("*.py")) == []
    lines = text.count("\n")
    wrong = ('anbn.couple(neurons, neurons, delta="large")', "anbn.couple(neurons)", "anbn.significance(neurons, neurons, permutation=5)", 'anbn.ICA(components="five")',
             'anbn.simulate("folder")', 'anbn.run(3)', 'anbn.tokens([("once", 0.0, 0.3)], "model", segments="evn")', 'anbn.neurons("words.tsv")')
    seen = errors(text + "\n".join(wrong) + "\n", tmp_path)
    assert {int(line.split("use.py:")[1].split(":")[0]) for line in seen} == set(range(lines + 1, lines + 1 + len(wrong))), "\n".join(seen)
