# SPDX-License-Identifier: Apache-2.0
"""The outsider's own nuisance set of a story: drift, and what words are without their meaning. Shares no code with anbn.

T volumes, K tokens. Written from docs/methods.md, section 5."""
import json
import pathlib

import numpy as np

import series
from inputs import Table

PARTS = {"word-rate": ["word_rate"], "speech": ["speech"],
         "segment-position": ["segment_position", "segment_position_squared", "segment_start_20", "segment_start_100"]}


def of_words(volumes, segments, word, count: int, tr_s: float, place=None) -> dict:
    """name -> [T]: from each token's volume (NOWHERE: none), segment (or its place where it is read) and word (less than 1: a special), convolved with the HRF over the whole audio, then cut."""
    start, length = series.whole_audio(volumes, count)
    heard, volumes = volumes != series.NOWHERE, np.where(volumes == series.NOWHERE, 0, volumes - start)
    first = np.unique(word[word > 0], return_index=True)[1]  # of each word's tokens
    words = np.bincount(volumes[word > 0][first], minlength=length).astype(float)
    if place is None:
        starts = np.r_[0, np.flatnonzero(np.diff(segments)) + 1]
        place = np.arange(len(segments)) - np.repeat(starts, np.diff(np.r_[starts, len(segments)]))
    tokens = np.bincount(volumes[heard], minlength=length)
    p = np.bincount(volumes[heard], weights=place[heard], minlength=length) / np.maximum(tokens, 1) / 512
    there = tokens > 0
    raw = {"word_rate": words, "speech": (words > 0).astype(float), "segment_position": p, "segment_position_squared": p**2,
           "segment_start_20": there * np.exp(-20 * p), "segment_start_100": there * np.exp(-100 * p)}
    return {name: series.convolved(values, tr_s)[-start:count - start] for name, values in raw.items()}


def regressors(folder: pathlib.Path, volumes, segments, word, count: int, tr_s: float) -> dict:
    """name -> [T] of the set that the stage in `folder` was asked for."""
    options = json.loads((folder / "stage.json").read_text())["options"]
    drift = series.cosine_basis(count, tr_s, float(options["cutoff_s"]) or np.inf)
    found = {"intercept" if k == 0 else f"cosine_{k}": column for k, column in enumerate(drift.T)}
    if options["story_time"] == "yes":
        found["story_time"] = np.linspace(-1, 1, count)
        found["story_time_squared"] = found["story_time"]**2
    left_out = list(PARTS) if options["nuisance"] == "drift" else options["nuisance_without"]
    speech = of_words(volumes, segments, word, count, tr_s)
    found |= {name: speech[name] for part, names in PARTS.items() if part not in left_out for name in names}
    file = json.loads((folder / "run.json").read_text())["inputs"].get("nuisance_file")
    if file:
        table = Table(pathlib.Path(file))
        found |= {name: table.numbers(name) for name in table.header}
    return found


def drift_basis(own: dict) -> np.ndarray:
    """[T x rank]: what is not made from words, for the lag check, which looks for the words' own trace."""
    words = sum(PARTS.values(), [])
    return basis_of([column for name, column in own.items() if name not in words])


def basis_of(columns) -> np.ndarray:
    """[T x rank]: orthonormal columns that span `columns`; what others explain to a millionth adds nothing."""
    basis = np.empty((len(columns[0]), 0))
    for column in columns:
        size = np.linalg.norm(column)
        rest = column / (size if size > 0 else 1)
        for _ in range(2):
            rest = rest - basis @ (basis.T @ rest)
        if np.linalg.norm(rest) > 1e-6:
            basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
    return basis


def check(report, folder: pathlib.Path, volumes, segments, word, count: int, tr_s: float) -> tuple[np.ndarray, np.ndarray]:
    """(own basis [T x rank], that without what is made from words), the regressors compared with anbn's."""
    own, table = regressors(folder, volumes, segments, word, count, tr_s), Table(folder / "regressors.tsv")
    if not report.check(list(own) == table.header, "nuisance", f"{', '.join(own)}; anbn has {', '.join(table.header)}"):
        return basis_of(list(own.values())), drift_basis(own)
    for name, column in own.items():
        scale = max(np.abs(column).max(), 1e-12)
        report.close(table.numbers(name) / scale, column / scale, 1e-5, f"nuisance {name}", "relative to its largest", lambda index: f"volume {index[0]}")
    return basis_of(list(own.values())), drift_basis(own)
