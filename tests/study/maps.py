# SPDX-License-Identifier: Apache-2.0
"""Which of the networks that were found is which of those that were planted, by their maps. Standard library only."""
import array
import gzip
import math
import operator
import pathlib
import struct

FOUND = 0.5  # a planted network counts as found if its map correlates above this with that of its match


def read_volumes(path: pathlib.Path) -> list[array.array]:
    """The volumes of a NIfTI-1 file of type uint8 or float32, little-endian and unscaled: what anbn writes."""
    data = gzip.decompress(path.read_bytes())
    dim = struct.unpack_from("<8h", data, 40)
    kind = {2: "B", 16: "f"}.get(struct.unpack_from("<h", data, 70)[0])
    if struct.unpack_from("<i", data)[0] != 348 or kind is None:
        raise SystemExit(f"{path}: found another NIfTI than anbn writes for maps and masks")
    voxels, volumes = dim[1] * dim[2] * dim[3], max(dim[4], 1)
    values = array.array(kind)
    begin = int(struct.unpack_from("<f", data, 108)[0])
    values.frombytes(data[begin:begin + voxels * volumes * values.itemsize])
    return [values[v * voxels:(v + 1) * voxels] for v in range(volumes)]


def unit(values) -> list[float]:
    """With mean 0 and length 1; a constant becomes 0."""
    mean = math.fsum(values) / len(values)
    centred = [v - mean for v in values]
    length = math.sqrt(math.fsum(v * v for v in centred))
    return [v / length if length else 0.0 for v in centred]


def unit_maps(path: pathlib.Path, mask) -> list[list[float]]:
    return [unit([v for v, inside in zip(volume, mask) if inside]) for volume in read_volumes(path)]


def correlations(planted: list[list[float]], found: list[list[float]]) -> list[list[float]]:
    return [[sum(map(operator.mul, a, b)) for b in found] for a in planted]


def best_matching(gain: list[list[float]]) -> list[int | None]:
    """For each row the column of its own such that the sum of gains is largest; None for rows left over.

    Source: H. W. Kuhn, The Hungarian method for the assignment problem (1955), with shortest augmenting paths."""
    rows, cols = len(gain), len(gain[0])
    if rows > cols:
        turned = best_matching([[gain[r][c] for r in range(rows)] for c in range(cols)])
        return [turned.index(r) if r in turned else None for r in range(rows)]
    row_price, col_price = [0.0] * (rows + 1), [0.0] * (cols + 1)
    row_of = [0] * (cols + 1)  # counted from 1; column 0 holds the row that looks for a place
    for row in range(1, rows + 1):
        row_of[0], col = row, 0
        least, before, visited = [math.inf] * (cols + 1), [0] * (cols + 1), [False] * (cols + 1)
        while row_of[col]:
            visited[col], here, nearest, step = True, row_of[col], 0, math.inf
            for c in range(1, cols + 1):
                if visited[c]:
                    continue
                cost = -gain[here - 1][c - 1] - row_price[here] - col_price[c]
                if cost < least[c]:
                    least[c], before[c] = cost, col
                if least[c] < step:
                    nearest, step = c, least[c]
            for c in range(cols + 1):
                if visited[c]:
                    row_price[row_of[c]] += step
                    col_price[c] -= step
                else:
                    least[c] -= step
            col = nearest
        while col:
            row_of[col] = row_of[before[col]]
            col = before[col]
    match: list[int | None] = [None] * rows
    for c in range(1, cols + 1):
        if row_of[c]:
            match[row_of[c] - 1] = c - 1
    return match


class Match:
    """The network found (counted from 1; None: fewer were found than planted) for a planted one, and how much their maps are alike."""

    def __init__(self, network: int | None, map_correlation: float):
        self.network, self.map_correlation = network, map_correlation

    found = property(lambda self: abs(self.map_correlation) > FOUND)


def matches(planted: pathlib.Path, found: pathlib.Path, mask: pathlib.Path) -> list[Match]:
    """For each planted map its match among those found; the sum of |r| over all is the largest possible."""
    inside = [v != 0 for v in read_volumes(mask)[0]]
    r = correlations(unit_maps(planted, inside), unit_maps(found, inside))
    columns = best_matching([[abs(value) for value in row] for row in r])
    return [Match(None, 0.0) if c is None else Match(c + 1, r[m][c]) for m, c in enumerate(columns)]
