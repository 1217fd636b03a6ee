# SPDX-License-Identifier: Apache-2.0
"""What users have in memory, as the arrays that the library reads where they lie."""

import numpy as np

from ._native import Error


def _numbers(value, name, expected):
    array = np.asarray(value)
    if array.dtype.kind not in "fiub":
        raise Error(f"{name}: found {array.dtype} values; expected numbers, {expected}")
    return array


def matrix(value, name, expected):
    """[rows x columns] float32; `value` itself where it is so already.

    Others (float64, Fortran's order, slices) are copied. Numbers too large for float32 become
    infinite: such a series is left out like one with NaN.
    """
    array = _numbers(value, name, expected)
    if array.ndim != 2:
        raise Error(f"{name}: found an array of {array.ndim} dimensions; expected two, {expected}")
    if array.shape[0] == 0:
        raise Error(f"{name}: found no volumes; expected one row a volume, {expected}")
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, dtype=np.float32)


def series(value, name, expected):
    """[T] float32."""
    array = _numbers(value, name, expected)
    if array.ndim != 1:
        raise Error(f"{name}: found an array of {array.ndim} dimensions; expected one, {expected}")
    return np.ascontiguousarray(array, dtype=np.float32)


def nuisance(value, volumes):
    """(values [T x k] float64, names [k]) of a frame, a dict of columns, an array or None."""
    if value is None:
        return np.empty((volumes, 0)), []
    columns = getattr(value, "columns", None)
    if columns is not None and not isinstance(value, np.ndarray):
        return nuisance({str(column): np.asarray(value[column]) for column in columns}, volumes)
    if hasattr(value, "items"):
        names = [str(name) for name, _ in value.items()]
        columns = [np.asarray(column) for _, column in value.items()]
        for name, column in zip(names, columns):
            if column.shape != (volumes,):
                raise Error(f"nuisance: {name} has the shape {column.shape}; expected one value for each of the {volumes} volumes")
        value = np.stack(columns, axis=1) if columns else np.empty((volumes, 0))
    else:
        value = np.asarray(value)
        names = [f"regressor {k}" for k in range(1, value.shape[1] + 1 if value.ndim == 2 else 1)]
    array = _numbers(value, "nuisance", "[volumes x regressors]")
    if array.ndim != 2 or array.shape[0] != volumes:
        raise Error(f"nuisance: found the shape {array.shape}; expected a row for each of the {volumes} volumes, [volumes x regressors]")
    return np.ascontiguousarray(array, dtype=np.float64), names


def labels(value, count):
    """What the neurons are called: N1, N2, ... where nothing is given."""
    names = [f"N{i}" for i in range(1, count + 1)] if value is None else [str(name) for name in value]
    if len(names) != count:
        raise Error(f"labels: found {len(names)}; expected one for each of the {count} neurons")
    return names
