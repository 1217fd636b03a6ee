# SPDX-License-Identifier: Apache-2.0
"""What users have in memory, as the arrays that the library reads where they lie."""

import numpy as np

from ._native import Error


def numbers(value, name, expected):
    """An array of numbers; what a mask of numpy hides is NaN."""
    try:
        array = value if isinstance(value, np.ma.MaskedArray) else np.asarray(value)
    except Exception as error:  # rows of different lengths; whatever another library says of its own types
        raise Error(f"{name}: is no array ({error}); expected numbers, {expected}") from None
    if array.dtype.kind not in "fiub":
        raise Error(f"{name}: found {array.dtype} values; expected numbers, {expected}")
    if isinstance(array, np.ma.MaskedArray):
        array = array.astype(np.result_type(array.dtype, np.float32), copy=False).filled(np.nan)
    return array


def listed(values, name):
    """The items of a list, or of anything like one but a text."""
    if isinstance(values, (str, bytes)) or not hasattr(values, "__iter__"):
        raise Error(f"{name}: found {values!r}; expected a list")
    return list(values)


def number(value, name):
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Error(f"{name} is {value!r}; expected a number") from None


def whole(value, name, least, most=2**31 - 1):
    """A whole number of so much at least and at most, whatever type it has."""
    try:
        if int(value) == value and least <= value <= most:
            return int(value)
    except (TypeError, ValueError, OverflowError):  # texts, NaN, infinities
        pass
    raise Error(f"{name} is {value!r}; expected a whole number from {least} to {most}")


def matrix(value, name, expected):
    """[rows x columns] float32; `value` itself where it is so already.

    Others (float64, Fortran's order, slices) are copied. Numbers too large for float32 become
    infinite: such a series is left out like one with NaN.
    """
    array = numbers(value, name, expected)
    if array.ndim != 2:
        raise Error(f"{name}: found an array of {array.ndim} dimensions; expected two, {expected}")
    if array.shape[0] == 0:
        raise Error(f"{name}: found no volumes; expected one row a volume, {expected}")
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, dtype=np.float32)


def series(value, name, expected):
    """[T] float32."""
    array = numbers(value, name, expected)
    if array.ndim != 1:
        raise Error(f"{name}: found an array of {array.ndim} dimensions; expected one, {expected}")
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(array, dtype=np.float32)


def response(value):
    """A haemodynamic response as a list; empty where there is none."""
    if value is None:
        return []
    values = numbers(value, "hrf", "one a volume").astype(float)
    if values.ndim != 1 or not values.size or not np.isfinite(values).all():
        raise Error(f"hrf: found the shape {values.shape}, NaN or an infinity; expected finite numbers, one a volume")
    return values.tolist()


def nuisance(value, volumes):
    """(values [T x k] float64, names [k]) of a frame, a dict of columns, an array or None."""
    if value is None:
        return np.empty((volumes, 0)), []
    columns = getattr(value, "columns", None)
    if columns is not None and not isinstance(value, np.ndarray):
        return nuisance({str(column): value[column] for column in columns}, volumes)
    if hasattr(value, "items"):
        names = [str(name) for name, _ in value.items()]
        columns = [numbers(column, f"nuisance: {name}", "one a volume") for name, column in value.items()]
        for name, column in zip(names, columns):
            if column.shape != (volumes,):
                raise Error(f"nuisance: {name} has the shape {column.shape}; expected one value for each of the {volumes} volumes")
        array = np.stack(columns, axis=1) if columns else np.empty((volumes, 0))
    else:
        array = numbers(value, "nuisance", "[volumes x regressors]")
        names = [f"regressor {k}" for k in range(1, array.shape[1] + 1 if array.ndim == 2 else 1)]
    if array.ndim != 2 or array.shape[0] != volumes:
        raise Error(f"nuisance: found the shape {array.shape}; expected a row for each of the {volumes} volumes, [volumes x regressors]")
    return np.ascontiguousarray(array, dtype=np.float64), names


def labels(value, count):
    """What the neurons are called: N1, N2, ... where nothing is given."""
    names = [f"N{i}" for i in range(1, count + 1)] if value is None else [str(name) for name in listed(value, "labels")]
    if len(names) != count:
        raise Error(f"labels: found {len(names)}; expected one for each of the {count} neurons")
    return names
