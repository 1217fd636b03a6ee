# SPDX-License-Identifier: Apache-2.0
"""What must hold where there is nothing but Python, numpy and the wheel: the module and the program bring their own libraries."""
import importlib.util
import os
import pathlib
import re
import subprocess
import sys

import anbn
import numpy as np

for absent in ("scipy", "pandas", "nibabel", "sklearn", "pytest", "altair"):
    assert importlib.util.find_spec(absent) is None, f"{absent} is installed; expected an empty environment"
random = np.random.default_rng(0)
neurons, networks = random.standard_normal((100, 9)), random.standard_normal((100, 3))
np.testing.assert_allclose(anbn.couple(neurons, networks).correlation, np.corrcoef(neurons.T, networks.T)[:9, 9:], atol=1e-6)
for method, package in (("to_frame", "pandas"), ("plot", "altair")):
    try:
        getattr(anbn.couple(neurons, networks), method)()
        sys.exit(f"{method}() went through without {package}")
    except anbn.Error as error:
        assert package in str(error)

own = pathlib.Path(anbn.__file__).resolve().parent
bundled = own.with_name("anbn.libs")
of_module = set(re.findall(r"\s(/\S+)$", pathlib.Path("/proc/self/maps").read_text(), re.MULTILINE))
# What the loader says it would load for the program, which it does not start then.
listed = subprocess.run([own / "bin/anbn"], capture_output=True, text=True, check=True, env={**os.environ, "LD_TRACE_LOADED_OBJECTS": "1"}).stdout
assert "not found" not in listed, listed
of_program = {str(pathlib.Path(path).resolve()) for path in re.findall(r"=> (/\S+)", listed)}
for whose, loaded in (("module", of_module), ("program", of_program)):
    for library in ("dnnl", "isal", "utf8proc", "fmt", "hwy"):
        from_where = [path for path in loaded if re.search(rf"/lib{library}[-.]", path)]
        assert from_where, f"the {whose} loads no {library}: {sorted(loaded)}"
        assert all(path.startswith(str(bundled)) for path in from_where), from_where
    assert all(path.startswith(str(bundled)) for path in loaded if "/libtomlplusplus" in path), sorted(loaded)

program = pathlib.Path(sys.executable).with_name("anbn")
told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
assert told == f"anbn {anbn.__version__}\n", told
assert subprocess.run([program, "nothing"], capture_output=True).returncode == 2
print("the wheel stands alone")
