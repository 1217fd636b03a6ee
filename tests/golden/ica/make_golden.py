# SPDX-License-Identifier: Apache-2.0
"""Makes the golden of method `ica` with numpy and scikit-learn's FastICA.

    VENV/bin/python tests/golden/ica/make_golden.py

bold.npy         two scans of 12 volumes, one under the other [24 x 300]: four skewed sources (the last one weak) and noise, a mean of 0 a voxel and scan.
maps_CONTRAST.tsv    CONTRAST is logcosh or cube; columns source_1..source_3 [300 rows], independent components of both scans: numpy's SVD of the volumes centred over
                 voxels, then sklearn.decomposition.FastICA (parallel, whiten="unit-variance", tol 1e-12) on its three leading components. Z-scored, skew positive, in falling order of variance.
variance_CONTRAST.tsv  columns network, variance (share of all volumes' centred sum of squares), by least squares of the volumes on one map at a time.
courses_CONTRAST.tsv   columns volume_source_1..3 [24 rows]: numpy.linalg.lstsq of the centred volumes on the centred maps, not standardized.
"""
import pathlib
import platform

import numpy as np
import sklearn
from sklearn.decomposition import FastICA

HERE = pathlib.Path(__file__).resolve().parent
VOLUMES, VOXELS, COMPONENTS = 24, 300, 3


def table(name, columns, rows):
    lines = ["\t".join(columns)] + ["\t".join(str(v) for v in row) for row in rows]
    (HERE / name).write_text("\n".join(lines) + "\n")


def bold():
    rng = np.random.default_rng(5)
    sources = rng.exponential(size=(4, VOXELS)) ** 2
    x = rng.normal(size=(VOLUMES, 4)) @ (sources * [[2], [1.5], [1], [0.2]]) + rng.normal(size=(VOLUMES, VOXELS))
    for scan in (x[:12], x[12:]):
        scan -= scan.mean(axis=0)
    return x.astype(np.float32)


def main():
    x = bold()
    np.save(HERE / "bold.npy", x)
    centred = x.astype(float) - x.astype(float).mean(axis=1, keepdims=True)
    _, sizes, patterns = np.linalg.svd(centred, full_matrices=False)
    leading = (sizes[:, None] * patterns)[:COMPONENTS]
    for contrast in ("logcosh", "cube"):
        ica = FastICA(algorithm="parallel", whiten="unit-variance", fun=contrast, tol=1e-12, max_iter=5000, random_state=1)
        maps = ica.fit_transform(leading.T).T
        maps = (maps - maps.mean(axis=1, keepdims=True)) / maps.std(axis=1, keepdims=True)
        maps *= np.sign((maps**3).mean(axis=1, keepdims=True))
        shares = np.array([((centred @ m) ** 2).sum() / (m @ m) for m in maps]) / (centred**2).sum()
        order = np.argsort(-shares)
        maps, shares = maps[order], shares[order]
        names = [f"source_{j + 1}" for j in range(COMPONENTS)]
        table(f"maps_{contrast}.tsv", names, maps.T)
        table(f"variance_{contrast}.tsv", ["network", "variance"], zip(range(1, COMPONENTS + 1), shares))
        table(f"courses_{contrast}.tsv", names, np.linalg.lstsq(maps.T, centred.T, rcond=None)[0].T)
        print(contrast, ica.n_iter_, shares, (maps**3).mean(axis=1))
    (HERE / "versions.txt").write_text(
        f"python {platform.python_version()}\nnumpy {np.__version__}\nscikit-learn {sklearn.__version__}\n")


if __name__ == "__main__":
    main()
