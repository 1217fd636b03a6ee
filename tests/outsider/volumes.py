# SPDX-License-Identifier: Apache-2.0
"""Volumes in double precision: grids, masks, a scan's matrix [T x V], maps and time courses of a chain of RBMs, one step of CD-1.

T volumes, V voxels, M networks, B samples of a batch. Written from METHODS section 2 and docs/formats.md with nibabel, numpy and scipy; shares no code with anbn."""
import json
import pathlib

import nibabel
import numpy as np
from scipy import ndimage, special

from series import cosine_basis


def load(file) -> nibabel.spatialimages.SpatialImage:
    """The image, 5-D with singletons as 4-D."""
    image = nibabel.load(file)
    while image.ndim > 4 and image.shape[-1] == 1:
        image = image.slicer[..., 0]
    return image


def voxel_order(inside: np.ndarray) -> np.ndarray:
    """[V x 3] places of the true voxels of a 3-D array, i running fastest."""
    return np.argwhere(inside.transpose(2, 1, 0))[:, ::-1]


def same_grid(one, other) -> bool:
    """Whether two images have their voxels in the same places, up to a thousandth of a voxel."""
    if one.shape[:3] != other.shape[:3]:
        return False
    corners = np.array(np.meshgrid(*[[0, n - 1] for n in one.shape[:3]], indexing="ij")).reshape(3, -1)
    return bool(np.abs(places_in(one, other.affine, corners) - corners).max() < 1e-3)


def places_in(image, affine: np.ndarray, voxels: np.ndarray) -> np.ndarray:
    """[3 x n]: where voxels [3 x n] of a grid with `affine` lie among the voxels of `image`."""
    through = np.linalg.inv(image.affine) @ affine
    return through[:3, :3] @ voxels + through[:3, 3:]


def on_grid(image, values: np.ndarray, shape, affine, order: int) -> tuple[np.ndarray, np.ndarray]:
    """(values [3-D] resampled to a grid with spline order 0 or 1, whether each voxel lies in the field of view, which ends half a voxel beyond the outermost centres)."""
    voxels = np.indices(shape).reshape(3, -1)
    places = places_in(image, affine, voxels)
    limits = np.array(image.shape[:3])[:, None] - 1
    inside = ((places >= -0.5) & (places < limits + 0.5)).all(axis=0)
    found = ndimage.map_coordinates(values, np.clip(places, 0, limits), order=order, mode="nearest", prefilter=False)
    return np.where(inside, found, 0).reshape(shape), inside.reshape(shape)


def is_inside(image) -> np.ndarray:
    """A mask's voxels that are neither 0 nor NaN."""
    values = np.asarray(image.dataobj, float)
    values = values.reshape(values.shape[:3])
    return np.isfinite(values) & (values != 0)


def study_mask(scans, masks, grid) -> np.ndarray:
    """[3-D] of bool on the grid of the image `grid`: inside every mask (nearest voxel) and in every scan's field of view."""
    inside = np.ones(grid.shape[:3], bool)
    for image in masks:
        own = is_inside(image)
        inside &= own if same_grid(image, grid) else on_grid(image, own.astype(float), grid.shape[:3], grid.affine, 0)[0] > 0.5
    for image in scans:
        if not same_grid(image, grid):
            inside &= on_grid(image, np.zeros(image.shape[:3]), grid.shape[:3], grid.affine, 1)[1]
    return inside


def scan_values(image, mask) -> np.ndarray:
    """[volumes x V] of all volumes on the mask's grid: scaled by the header (by a slope alone rounded to float32, where that has room for the values as stored), trilinear where the grids differ."""
    stored, intercept = image.get_data_dtype(), getattr(image.dataobj, "inter", 0)
    data = np.asarray(image.dataobj, float)  # nibabel scales
    if intercept == 0 and (stored.itemsize <= 2 or stored.newbyteorder("=") == np.float32):
        with np.errstate(over="ignore"):
            data = data.astype(np.float32).astype(float)
    order = tuple(voxel_order(is_inside(mask)).T)
    if same_grid(image, mask):
        return data[order].T
    return np.array([on_grid(image, data[..., t], mask.shape[:3], mask.affine, 1)[0][order] for t in range(data.shape[3])])


def repetition_time_s(file: pathlib.Path) -> float:
    """TR of the sidecar, else of the header."""
    sidecar = pathlib.Path(str(file).removesuffix(".gz").removesuffix(".nii") + ".json")
    if sidecar.exists():
        described = json.loads(sidecar.read_text())
        if "RepetitionTime" in described:
            return float(described["RepetitionTime"])
    image = load(file)
    return float(image.header.get_zooms()[3]) / {"msec": 1e3, "usec": 1e6}.get(image.header.get_xyzt_units()[1], 1)


def confounds(file: pathlib.Path, names) -> np.ndarray:
    """[volumes x columns] of a TSV with header; what is missing at the beginning is 0 in derivatives and else the next value."""
    rows = [line.split("\t") for line in file.read_text().splitlines()]
    columns = []
    for name in names:
        values = [row[rows[0].index(name)] for row in rows[1:]]
        first = next(i for i, value in enumerate(values) if value not in ("n/a", ""))
        columns.append([0.0 if "derivative" in name else float(values[first])] * first + [float(value) for value in values[first:]])
    return np.array(columns).T


def cleaned(values: np.ndarray, nuisance: np.ndarray, detrend: int, high_pass_s: float, tr_s: float) -> np.ndarray:
    """[volumes x V] without what nuisance, a polynomial of degree `detrend` and cosines slower than `high_pass_s` explain in one model, whose intercept stays."""
    count = len(values)
    time = np.linspace(-1, 1, count)
    columns = [np.ones(count)] + [time**n for n in range(1, detrend + 1)] + list(nuisance.T)
    if high_pass_s:
        columns += list(cosine_basis(count, tr_s, high_pass_s)[:, 1:].T)
    if len(columns) == 1:
        return values
    model = np.array(columns[1:]).T
    model = model - model.mean(axis=0)  # the intercept is then the mean, and stays
    length = np.linalg.norm(model, axis=0)
    model = model[:, length > 0] / length[length > 0]
    return values - model @ np.linalg.lstsq(model, values - values.mean(axis=0), rcond=1e-10)[0]


def smoothed(values: np.ndarray, mask, used: np.ndarray, fwhm_mm: float) -> np.ndarray:
    """[volumes x V] smoothed by a Gaussian (cut off at 4 standard deviations) inside the mask: what lies outside, or is not `used` [V], has no weight and stays as it is."""
    if not fwhm_mm:
        return values
    order = tuple(voxel_order(is_inside(mask)).T)
    sigma = fwhm_mm / np.sqrt(8 * np.log(2)) / np.linalg.norm(mask.affine[:3, :3], axis=0)

    def blurred(row):
        volume = np.zeros(mask.shape)
        volume[order] = np.where(used, row, 0)
        return ndimage.gaussian_filter(volume, sigma, mode="constant", truncate=4)[order]

    weight = blurred(np.ones(len(used)))
    return np.array([np.where(used, blurred(row) / np.where(used, weight, 1), row) for row in values])


def standardized(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(each column with mean 0 and population standard deviation 1, or 0 where it is bad; whether it is: constant or not finite)."""
    finite = np.isfinite(values).all(axis=0)
    with np.errstate(invalid="ignore"):
        deviation = values.std(axis=0)
        constant = finite & (deviation <= 1e-6 * np.abs(values).max(axis=0))
        good = finite & ~constant
        return np.where(good, (values - values.mean(axis=0)) / np.where(good, deviation, 1), 0), ~good


# A chain of RBMs. A layer is a dictionary: weights [below x units], visible_bias, hidden_bias, and with batch normalization mean, variance and `normalized`, the side that has them.


def sigmoid(x):
    return special.expit(x)


def pre_activation(below: np.ndarray, layer: dict, epsilon: float) -> np.ndarray:
    """What a hidden unit is told: below W / variance + b. With batch normalization below W (of the hidden side) or below (of the visible side) is standardized first, by the saved moments."""
    normalized = layer.get("normalized")
    standard = lambda values: (values - layer["mean"]) / np.sqrt(layer["variance"] + epsilon)
    told = (standard(below) if normalized == "visible" else below) @ layer["weights"] / layer.get("visible_variance", 1)
    return (standard(told) if normalized == "hidden" else told) + layer["hidden_bias"]


def chain(below: np.ndarray, layers, kind: str, epsilon: float, unit_rows: bool = False) -> np.ndarray:
    """[T x M] what the top units do: kind "sigmoid" or, without any, "linear". Where a layer has `output_mean` and `output_variance` its probabilities are standardized for the next one;
    with `unit_rows` each volume is brought to unit length for the next one."""
    for layer in layers:
        below = pre_activation(below, layer, epsilon)
        if kind == "sigmoid":
            below = sigmoid(below)
        if layer is layers[-1]:
            break
        if kind == "sigmoid" and "output_mean" in layer:
            below = (below - layer["output_mean"]) / np.sqrt(layer["output_variance"] + epsilon)
        if unit_rows:
            length = np.linalg.norm(below, axis=1, keepdims=True)
            below = below / np.where(length > 0, length, 1)
    return below


def products(layers) -> list[np.ndarray]:
    """[V x units]: W1, W1 W2, W1 W2 W3, ..."""
    found = [layers[0]["weights"]]
    for layer in layers[1:]:
        found.append(found[-1] @ layer["weights"])
    return found


def dual_regression(bold: np.ndarray, maps: np.ndarray, ridge: float = 0) -> np.ndarray:
    """[T x M]: each volume as a sum of all maps [V x M] by least squares, volumes and maps centred over the voxels; `ridge` times the squares of the courses of maps of unit length are added
    to what is made small."""
    centred = maps - maps.mean(axis=0)
    length = np.linalg.norm(centred, axis=0)
    unit, volumes = centred / length, (bold - bold.mean(axis=1, keepdims=True)).T
    if ridge == 0:
        return (np.linalg.lstsq(unit, volumes, rcond=None)[0] / length[:, None]).T
    more = np.vstack([unit, np.sqrt(ridge) * np.eye(maps.shape[1])])  # a ridge is volumes of 0 in voxels of their own
    return (np.linalg.lstsq(more, np.vstack([volumes, np.zeros((maps.shape[1], volumes.shape[1]))]), rcond=None)[0] / length[:, None]).T


def cd1(batch: np.ndarray, layer: dict, drawn: np.ndarray, learning_rate: float, l1: float, visible: str, proximal: bool = False,
        momentum: float = 0.0, velocity=None, hidden_normalized: bool = False, epsilon: float = 1e-5, noise=0.0, variance: float = 1.0):
    """One step of CD-1 on `batch` [B x below]: (layer after the step, velocity, p(h0), reconstruction, p(h1)).

    A hidden unit is on where its number in `drawn` [B x units] is below its probability. Gaussian visible units have the variance `variance`, and `noise` [B x below] is added to their reconstruction;
    Bernoulli ones are fed with probabilities. With batch normalization both phases are standardized by what the batch's data have. With momentum m the soft threshold of proximal L1 is
    rate l1 / (1 - m), as much as all that one subgradient step brings about in time."""
    weights = layer["weights"]
    told = batch @ weights / variance
    mean, scale = (told.mean(axis=0), np.sqrt(told.var(axis=0) + epsilon)) if hidden_normalized else (0.0, 1.0)

    def hidden(states):
        return sigmoid((states @ weights / variance - mean) / scale + layer["hidden_bias"])

    first = hidden(batch)
    sampled = (drawn < first).astype(float)
    back = sampled @ weights.T + layer["visible_bias"]
    back = sigmoid(back) if visible == "bernoulli" else back + noise
    second = hidden(back)
    size = len(batch)
    decay = 0.0 if proximal else l1 * np.sign(weights)
    step = {"weights": (batch.T @ sampled - back.T @ second) / size - decay, "visible_bias": (batch - back).mean(axis=0), "hidden_bias": (sampled - second).mean(axis=0)}
    before = velocity or {name: np.zeros_like(value) for name, value in step.items()}
    velocity = {name: momentum * before[name] + learning_rate * step[name] for name in step}
    after = {name: layer[name] + velocity[name] for name in step}
    if proximal:
        after["weights"] = np.sign(after["weights"]) * np.maximum(np.abs(after["weights"]) - learning_rate * l1 / (1 - momentum), 0)
    return after, velocity, first, back, second
