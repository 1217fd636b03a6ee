# SPDX-License-Identifier: Apache-2.0
"""What must hold where there is nothing but Python, numpy and the wheel: the module and the program bring their own libraries."""
import importlib.util
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
loaded = set(re.findall(r"\s(/\S+)$", pathlib.Path("/proc/self/maps").read_text(), re.MULTILINE))
for library in ("dnnl", "isal", "utf8proc", "fmt", "hwy", "tomlplusplus"):
    from_where = [path for path in loaded if re.search(rf"/lib{library}", path)]
    assert all(path.startswith(str(bundled)) for path in from_where), from_where
assert any("dnnl" in path for path in loaded), "oneDNN is not there"

program = pathlib.Path(sys.executable).with_name("anbn")
told = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
assert told == f"anbn {anbn.__version__}\n", told
assert subprocess.run([program, "nothing"], capture_output=True).returncode == 2
print("the wheel stands alone")
