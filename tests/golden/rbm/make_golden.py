# SPDX-License-Identifier: Apache-2.0
"""Makes the goldens of one step of contrastive divergence, with the outsider's numpy (tests/outsider/volumes.py), in double precision.

    /usr/bin/python3 tests/golden/rbm/make_golden.py        # versions.txt says with what it was last run

cases.tsv   one row a case: sizes, visible units, batch normalization, how L1 is applied, learning rate, L1, momentum, standard deviation of the noise
draws.tsv   an input: what anbn's generator gives at `index` of two streams, uniform({1, 2}, index) and normal({1, 3}, index). Unit j of row i of B is on where the uniform number i H + j is below
            its probability; the noise of visible unit j is the standard normal number (B + i) V + j. So the hidden states are given from outside, and anbn can be given the same.
cd1.tsv     every number, long: case, matrix, row, column (from 0), value. Matrices that go in: `batch` [B x V], `weights` [V x H], `visible_bias`, `hidden_bias`, `velocity_weights`,
            `velocity_visible_bias`, `velocity_hidden_bias` (zeros without momentum). They are floats exactly. Matrices that come out: `after_` weights, biases and velocities. Vectors have one row.
"""
import pathlib
import sys

import numpy as np
import scipy

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "outsider"))
import volumes  # noqa: E402

NAMES = ("weights", "visible_bias", "hidden_bias")
CASES = [  # name, B, V, H, visible, batch_normalization, l1_method, learning_rate, l1, momentum, noise
    ("layer_1", 5, 7, 4, "gaussian", "none", "subgradient", 0.001, 0.001, 0.0, 0.0),
    ("layer_2", 5, 6, 4, "bernoulli", "none", "subgradient", 0.0005, 0.00005, 0.0, 0.0),
    ("layer_3", 4, 9, 3, "bernoulli", "none", "subgradient", 0.0005, 0.00005, 0.0, 0.0),
    ("large_steps", 3, 5, 4, "gaussian", "none", "subgradient", 0.1, 0.3, 0.0, 0.0),
    ("momentum", 5, 7, 4, "gaussian", "none", "subgradient", 0.05, 0.02, 0.9, 0.0),
    ("proximal", 6, 8, 5, "gaussian", "none", "proximal", 0.1, 0.6, 0.5, 0.0),
    ("noisy", 5, 7, 4, "gaussian", "none", "subgradient", 0.01, 0.1, 0.0, 0.01),
    ("normalized", 8, 7, 4, "gaussian", "hidden", "subgradient", 0.01, 0.001, 0.0, 0.0),
    ("normalized_bernoulli", 8, 6, 4, "bernoulli", "hidden", "subgradient", 0.01, 0.001, 0.0, 0.0),
    ("one_sample", 1, 3, 2, "gaussian", "none", "subgradient", 0.01, 0.1, 0.0, 0.0),
]


def as_float(values) -> np.ndarray:
    return np.asarray(values, np.float32).astype(float)


def main() -> None:
    rng = np.random.default_rng(20)
    draws = np.loadtxt(HERE / "draws.tsv", skiprows=1)
    header = ("case", "samples", "visible_units", "hidden_units", "visible", "batch_normalization", "l1_method", "learning_rate", "l1", "momentum", "noise")
    cases, cells = ["\t".join(header)], ["case\tmatrix\trow\tcolumn\tvalue"]

    def put(case, name, matrix):
        for (row, column), value in np.ndenumerate(np.atleast_2d(matrix)):
            cells.append(f"{case}\t{name}\t{row}\t{column}\t{float(value)!r}")

    for case, size, visible_units, hidden_units, visible, normalization, method, rate, l1, momentum, noise_sd in CASES:
        cases.append("\t".join(map(str, (case, size, visible_units, hidden_units, visible, normalization, method, rate, l1, momentum, noise_sd))))
        batch = as_float(rng.standard_normal((size, visible_units)) if visible == "gaussian" else rng.random((size, visible_units)))
        layer = {"weights": as_float(0.3 * rng.standard_normal((visible_units, hidden_units))), "visible_bias": as_float(0.1 * rng.standard_normal(visible_units)),
                 "hidden_bias": as_float(0.1 * rng.standard_normal(hidden_units))}
        layer["weights"][0, 0] = 0  # sign(0) = 0
        velocity = {name: as_float(0.02 * rng.standard_normal(layer[name].shape)) * (momentum > 0) for name in NAMES}
        uniform = draws[:size * hidden_units, 1].reshape(size, hidden_units)
        noise = noise_sd * draws[batch.size:2 * batch.size, 2].reshape(batch.shape)
        after, moved, first, _, _ = volumes.cd1(batch, layer, uniform, rate, l1, visible, method == "proximal", momentum, velocity, normalization == "hidden", noise=noise)
        assert np.abs(first - uniform).min() > 1e-4, f"{case}: a hidden unit is on or off by rounding"
        for name, matrix in {"batch": batch, **layer, **{f"velocity_{n}": velocity[n] for n in NAMES}, **{f"after_{n}": after[n] for n in NAMES},
                             **{f"after_velocity_{n}": moved[n] for n in NAMES}}.items():
            put(case, name, matrix)
    (HERE / "cases.tsv").write_text("\n".join(cases) + "\n")
    (HERE / "cd1.tsv").write_text("\n".join(cells) + "\n")
    (HERE / "versions.txt").write_text(f"python {sys.version.split()[0]}, numpy {np.__version__}, scipy {scipy.__version__}\n")


if __name__ == "__main__":
    main()
