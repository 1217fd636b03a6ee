# SPDX-License-Identifier: Apache-2.0
"""The stubs: what pyright accepts, and that it sees mistakes."""
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import anbn
import pytest

pytestmark = pytest.mark.skipif(importlib.util.find_spec("pyright") is None, reason="pyright is not installed")
HERE = pathlib.Path(__file__).parent


def errors(folder):
    """What pyright finds wrong in the files of a folder: (file, line)."""
    (folder / "pyrightconfig.json").write_text(json.dumps({"extraPaths": [str(pathlib.Path(anbn.__file__).parents[1])]}))
    done = subprocess.run([sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", folder], capture_output=True, text=True,
                          env={**os.environ, "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"})
    found = re.findall(r"/([^/:]+):(\d+):\d+ - error: ", done.stdout)
    assert found, done.stdout + done.stderr
    return {(file, int(line)) for file, line in found}, done.stdout


def test_right_use_is_right_and_mistakes_are_seen(tmp_path):
    """In the stubs themselves, the notebooks and typed_use.py there is none; behind a copy of the latter there are some."""
    text = (HERE / "typed_use.py").read_text()
    lines = text.count("\n")
    wrong = ('anbn.couple(neurons, neurons, delta="large")', "anbn.couple(neurons)", "anbn.significance(neurons, neurons, permutation=5)", 'anbn.ICA(components="five")',
             'anbn.simulate("folder")', 'anbn.run(3)', 'anbn.tokens([("once", 0.0, 0.3)], "model", segments="evn")', 'anbn.neurons("words.tsv")')
    (tmp_path / "use.py").write_text(text + "\n".join(wrong) + "\n")
    for file in (pathlib.Path(anbn.__file__).with_name("__init__.pyi"), *(HERE.parent / "notebooks").glob("*.py")):
        shutil.copy(file, tmp_path)
    found, said = errors(tmp_path)
    assert found == {("use.py", line) for line in range(lines + 1, lines + 1 + len(wrong))}, said
