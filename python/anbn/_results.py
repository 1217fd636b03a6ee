# SPDX-License-Identifier: Apache-2.0
"""Results as tables and arrays, whether they come from a folder or from memory."""

import html
import json
import os
import pathlib
import re
import shutil
import tempfile
import weakref

import numpy as np

from . import _native, _plot
from ._native import Error
from ._networks import image_of
from ._said import sentences

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?inf")
_CELL = re.compile(r'("(?:[^"]|"")*"|[^\t\n]*)([\t\n]|$)')
# Names and pieces of text: a story called 7 is none of the numbers.
_TEXTS = re.compile(r".*label|name|story|.*piece|.*_word|text|region|first|second|brain|without|same_text_as")


def _rows(text):
    """The cells of a TSV file as (text, whether it stood in quotes), line by line (docs/formats.md)."""
    rows, row = [], []
    for found in _CELL.finditer(text):
        cell, end = found.groups()
        if end == "" and not row and cell == "":
            break
        row.append((cell[1:-1].replace('""', '"'), True) if cell.startswith('"') else (cell, False))
        if end != "\t":
            rows.append(row)
            row = []
    return rows


def _column(name, cells):
    """int64 where all cells are whole numbers, float64 (NaN where absent) where all are numbers, else texts ("" where absent)."""
    absent = [not quoted and cell in ("", "n/a") for cell, quoted in cells]
    texts = ["" if none else cell for (cell, _), none in zip(cells, absent)]
    present = [cell for cell in texts if cell]
    if _TEXTS.fullmatch(name) or any(quoted for _, quoted in cells) or not all(map(_NUMBER.fullmatch, present)):
        return np.array(texts, dtype=object)
    if not any(absent) and all(re.fullmatch(r"[+-]?\d{1,18}", cell) for cell in texts):
        return np.array(texts, dtype=np.int64) if texts else np.empty(0, np.int64)
    return np.array([np.nan if none else float(cell) for cell, none in zip(texts, absent)])


class Table:
    """Columns by name, each an array of one value a row.

    `table["column"]`, `table.columns`, `len(table)` (rows); numbers of neurons and networks count
    from 1, as in the files.
    """

    def __init__(self, columns):
        self._columns = dict(columns)

    @property
    def columns(self):
        return list(self._columns)

    def __getitem__(self, name):
        if name not in self._columns:
            raise Error(f"no column {name}; expected one of {' '.join(self._columns)}")
        return self._columns[name]

    def __contains__(self, name):
        return name in self._columns

    def __iter__(self):
        return iter(self._columns)

    def __len__(self):
        return len(next(iter(self._columns.values()), ()))

    def to_frame(self):
        """A pandas.DataFrame. Throws Error if pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise Error("to_frame() needs pandas; install it, or take the columns as they are: table[\"column\"]") from None
        return pandas.DataFrame(self._columns)

    def plot(self, x, y):
        """An altair.Chart of one column over another, a point a row. Throws Error where altair 5 is not installed."""
        return _plot.plot_table(self, x, y)

    def __repr__(self):
        return f"<anbn.Table of {len(self)} rows: {' '.join(self._columns)}>"

    def _repr_html_(self, most=10):
        cell = lambda value: html.escape(f"{value:.4g}" if isinstance(value, float) else str(value))
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self._columns)
        rows = zip(*(column[:most].tolist() for column in self._columns.values()))
        body = "".join("<tr>" + "".join(f"<td>{cell(value)}</td>" for value in row) + "</tr>" for row in rows)
        more = f"<p>{len(self) - most} more rows</p>" if len(self) > most else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"


def read_table(file):
    """A TSV file as a Table."""
    with open(file, encoding="utf-8", newline="") as opened:
        head, *rows = _rows(opened.read())
    columns = zip(*rows) if rows else [()] * len(head)
    return Table((name, _column(name, cells)) for (name, _), cells in zip(head, columns))


def _remove(folder, process):
    """Not from a process that was forked off, whose copy of the results is not the last one."""
    if os.getpid() == process:
        shutil.rmtree(folder, ignore_errors=True)


class TemporaryFolder:
    """A folder that goes with the last one who holds it."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="anbn-"))
        weakref.finalize(self, _remove, self.path, os.getpid())


def _new_folder(folder):
    folder = pathlib.Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Error(f"{folder}: not empty; expected a new folder, so that nothing is overwritten")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


class Results:
    """The results of one stage: its tables, arrays and what is said of them as a whole.

    `results["neurons"]` is the Table of neurons.tsv, `results["correlation"]` the array of
    correlation.npy, `results["summary"]` the dict of summary.json; so is `results.neurons`, ...
    What is not asked for is not read. `names` lists all.
    """

    def __init__(self, stage, folder=None, kept=None, record=None, parts=None):
        self.stage, self.folder, self.record = stage, folder and pathlib.Path(folder), record
        self._kept, self._parts, self._temporary = kept, dict(parts or {}), None

    def _files(self):
        """The folder of the results; those of memory are written to a temporary one."""
        if self.folder:
            return self.folder
        if not self._temporary:
            self._temporary = TemporaryFolder()
            self._kept.write(str(self._temporary.path))
        return self._temporary.path

    @property
    def names(self):
        found = {file.stem for file in self._files().iterdir() if file.suffix in (".tsv", ".npy", ".json")}
        return sorted((found | set(self._parts)) - {"stage", "run"})

    def __getitem__(self, name):
        part = self._parts.get(name)
        if part is None or callable(part):  # a table of memory is made when it is first asked for
            part = self._parts[name] = part() if part else self._read(name)
        return part

    def _read(self, name):
        file = self._files() / name
        if (tsv := file.with_name(name + ".tsv")).is_file():
            return read_table(tsv)
        if (npy := file.with_name(name + ".npy")).is_file():
            return np.load(npy, mmap_mode="r")
        if (text := file.with_name(name + ".json")).is_file():
            return json.loads(text.read_text(encoding="utf-8"))
        raise Error(f"{self.stage}: nothing called {name}; expected one of {' '.join(self.names)}")

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except Error as error:
            raise AttributeError(str(error)) from None

    def to_frame(self, table="neurons"):
        """A table as a pandas.DataFrame."""
        return self[table].to_frame()

    def plot(self):
        """An altair.Chart of what the stage found, beside what noise gives where the stage measured that.

        Of coupling, significance, pooled, encoding, pooled-encoding, listeners, layers and pooled-layers.
        Its numbers are those of the tables. Throws Error of other stages, and where altair 5 is not installed.
        """
        return _plot.plot(self)

    @property
    def maps_img(self):
        """The maps of the stage `networks`, where it has found or imported some, as an image: a maps_img of nilearn."""
        file = self._files() / "maps.nii.gz"
        if not file.is_file():
            raise Error(f"{self.stage}: there is no maps.nii.gz; expected results of the stage networks from scans")
        return image_of(file)

    def save(self, folder):
        """Writes the stage's folder: its files, byte for byte, and stage.json and run.json, which tell how they came about.
        load() and later stages of the program take it. `folder` must be new or empty."""
        folder = _new_folder(folder)
        if self.folder:
            shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        else:
            self._kept.write(str(folder))
            self._kept.write_record(str(folder))

    def said(self):
        """What is said of the results as a whole, one line each: in sentences where the stage has some, then what it noted, tables and arrays."""
        lines = sentences(self) + [f"{name}: {value}" for name, value in (self.record or {}).get("facts", {}).items()]
        for name in self.names:
            part = self[name]
            if isinstance(part, Table):
                lines.append(f"{name}: a table of {len(part)} rows")
            elif isinstance(part, np.ndarray):
                lines.append(f"{name}: {' x '.join(map(str, part.shape))} numbers")
        return lines

    def __repr__(self):
        return f"<anbn.Results of {self.stage}: {' '.join(self.names)}>"

    def _repr_html_(self):
        lines = "".join(f"<li>{html.escape(line)}</li>" for line in self.said())
        return f"<p><b>{html.escape(self.stage)}</b></p><ul>{lines}</ul>"


class StudyResults:
    """The folder of a study's results: `results["main/pieman/coupling"]` is one stage's."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    @property
    def stages(self):
        """Where the results of stages lie, below the folder."""
        found = (file.parent for file in self.folder.rglob("stage.json"))
        return sorted(str(at.relative_to(self.folder)) for at in found if not any(part.endswith(".partial") for part in at.parts))

    def __getitem__(self, name):
        return load(self.folder / name)

    @property
    def summary(self):
        """What was found, in words: report/summary.txt; empty where there is no report."""
        file = self.folder / "report" / "summary.txt"
        return file.read_text(encoding="utf-8") if file.is_file() else ""

    @property
    def report(self):
        """The page."""
        return self.folder / "report" / "report.html"

    def save(self, folder):
        """Copies all of it, as it is, to `folder`, which must be new or empty."""
        shutil.copytree(self.folder, _new_folder(folder), dirs_exist_ok=True)

    def __repr__(self):
        return f"<anbn.StudyResults in {self.folder}: {len(self.stages)} stages>"

    def _repr_html_(self):
        said = f"<pre>{html.escape(self.summary)}</pre>" if self.summary else f"<p>{len(self.stages)} stages are finished, and no report is written.</p>"
        return f"{said}<p>{html.escape(str(self.report if self.summary else self.folder))}</p>"


def load(folder):
    """The results in a folder: of a stage, or of a study (with study.json).

    Of the stages coupling, significance, encoding, listeners and pooled the library's own readers
    check that the files are whole and agree with each other; of others the files are read as they are.
    Throws Error if there is no finished result, or files are missing or damaged.
    """
    folder = pathlib.Path(folder)
    if (folder / "study.json").is_file():
        return StudyResults(folder)
    record = _native.record_of(str(folder))
    return Results(record["stage"], folder, _native.read(record["stage"], str(folder)), record)
