# SPDX-License-Identifier: Apache-2.0
"""Where maps lie, in double precision: labels in a mask, parts of maps, shares, Dice, clusters, left and right.

V voxels. Written from METHODS section 6 and docs/formats.md with nibabel, numpy and scipy; shares no code with anbn."""
import csv
import pathlib

import nibabel
import numpy as np
from scipy import ndimage

from volumes import is_inside, voxel_order


def places_mm(mask) -> np.ndarray:
    """[V x 3] millimetres of the mask's voxels."""
    return nibabel.affines.apply_affine(mask.affine, voxel_order(is_inside(mask)))


def labels_at(atlas, places: np.ndarray) -> np.ndarray:
    """[V] label of the atlas's voxel nearest to each place; 0 outside. Of two as near, the one farther right, front or top."""
    canonical = nibabel.as_closest_canonical(atlas)  # axes to the right, front and top: a tie is then one of floor(x + 0.5)
    data = np.asarray(canonical.dataobj).reshape(canonical.shape[:3])
    at = np.floor(nibabel.affines.apply_affine(np.linalg.inv(canonical.affine), places) + 0.5 + 1e-4).astype(int)
    inside = ((at >= 0) & (at < data.shape)).all(axis=1)
    found = np.zeros(len(places), int)
    found[inside] = np.rint(data[tuple(at[inside].T)]).astype(int)
    return found


def region_names(file, labels) -> dict:
    """Names by label of the formats that anbn's tests use: CSV with index and name, lines of number and name, a name a line."""
    if not file:
        return {label: f"label {label}" for label in labels}
    text = pathlib.Path(file).read_text().replace("\r", "")
    if text.startswith("index,"):
        names = {int(row["index"]): row["name"] for row in csv.DictReader(text.splitlines())}
    else:
        lines = [line.split() for line in text.splitlines() if line.strip()]
        names = {int(line[0]): line[1] for line in lines} if lines[0][0].isdigit() else {n: line[0] for n, line in enumerate(lines, 1)}
    return {label: names.get(label, f"label {label}") for label in labels}


def parts(values: np.ndarray, threshold: float) -> dict:
    """{sign: [V] of |value|, 0 below the threshold}; empty parts are left out."""
    largest = np.abs(values).max()
    strong = (np.abs(values) >= threshold * largest) & (largest > 0)
    found = {"positive": np.where(strong & (values > 0), values, 0), "negative": np.where(strong & (values < 0), -values, 0)}
    return {sign: part for sign, part in found.items() if part.any()}


def shares(part: np.ndarray, labels: np.ndarray, region: int) -> tuple[float, float, float]:
    """(share of the part's mass in a region, enrichment over the mask's base rate, Dice)."""
    here = labels == region
    share = part[here].sum() / part.sum()
    dice = 2 * (here & (part > 0)).sum() / (here.sum() + (part > 0).sum())
    return share, share / here.mean(), dice


def laterality(part: np.ndarray, places: np.ndarray, step_mm: float) -> float:
    """(left - right) / (left + right); what lies within a quarter of a voxel of x = 0 is neither."""
    left, right = part[places[:, 0] < -step_mm / 4].sum(), part[places[:, 0] > step_mm / 4].sum()
    return (left - right) / (left + right) if left + right > 0 else np.nan


def clusters(part: np.ndarray, mask) -> list:
    """(voxels, value, number of the peak's voxel in the mask) of each cluster joined by faces, the largest value first."""
    order = voxel_order(is_inside(mask))
    volume, number = np.zeros(mask.shape[:3]), np.zeros(mask.shape[:3], int)
    volume[tuple(order.T)] = part
    number[tuple(order.T)] = np.arange(len(order))
    named, count = ndimage.label(volume > 0)  # faces alone
    found = []
    for cluster in range(1, count + 1):
        here = named == cluster
        inside = number[here]
        peak = inside[np.lexsort((inside, -part[inside]))[0]]
        found.append((int(here.sum()), part[peak], int(peak)))
    return sorted(found, key=lambda c: (-c[1], c[2]))
