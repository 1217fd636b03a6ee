# SPDX-License-Identifier: Apache-2.0
"""A study of what is in memory: its study.toml, and the files that it names."""

import html
import json
import os
import pathlib
import re

import numpy as np

from . import _arrays, _native
from ._files import columns_of, is_path, model_of, write_table, write_words
from ._native import Error
from ._options import TOLD
from ._results import StudyResults
from ._said import many
from ._study import check, run

_HEAD = "# Written by anbn.Study in Python, which writes it again; comments would be lost.\n"
# Keys whose texts are paths: those that stages read, folders of other stages aside, and those that a study alone has.
_PATHS = {"control_nuisance", "networks", "out"} | {option["name"] for stage in TOLD["stages"].values() for option in stage["options"]
                                                    if option["is_input"] and not option["type"].startswith("stage")}
# Keys of files of columns: a dict is one there, and a table of keys elsewhere.
_COLUMNS = {"words", "nuisance_file", "control_nuisance", "confounds"}


def _toml(value):
    if isinstance(value, bool):
        return '"yes"' if value else '"no"'
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, (int, float)):
        return repr(value)
    raise Error(f"found {type(value).__name__}; expected a number, a text, True or False, or a list of these")


def _lines(head, table):
    """[head] with its keys, and the tables in it."""
    name = re.sub(r"[\[\]]", "", head)
    plain = [f"{key} = {_toml(value)}\n" for key, value in table.items() if not isinstance(value, dict)]
    return f"\n{head}\n" + "".join(plain) + "".join(_lines(f"[{name}.{key}]", value) for key, value in table.items() if isinstance(value, dict))


def _write_array(array, file):
    """In the types that the program reads: float32 as it is, all others as float64."""
    array = _arrays.numbers(array, file.name, "[volumes x networks] or [listeners x volumes x networks]")
    array = array.astype("<f4" if array.dtype.kind == "f" and array.dtype.itemsize == 4 else "<f8", copy=False)
    np.save(file.with_suffix(".npy"), array)
    return file.with_suffix(".npy")


def _write_image(image, file):
    import nibabel

    nibabel.save(image, file.with_suffix(".nii.gz"))
    return file.with_suffix(".nii.gz")


def _writer(key, value):
    """What writes a file of what is in memory; None of what study.toml says itself."""
    if key == "words":
        return lambda words, file: write_words(words, file.with_suffix(".tsv"))
    if hasattr(value, "dataobj"):
        return _write_image
    if isinstance(value, np.ndarray):
        return _write_array
    return (lambda table, file: write_table(columns_of(table), file.with_suffix(".tsv"))) if columns_of(value) is not None else None


class Study:
    """A study: its words, networks or scans, and models. `check()` and `run()` are those of its study.toml.

    Parameters
    ----------
    folder : path
        where study.toml and the files of what is in memory are written; or a study.toml that there is already
        (then nothing else is given)
    stories : dict
        name -> the keys of its table [[story]] as a dict (docs/formats.md): `words` as anbn.tokens() takes them,
        `networks` as arrays [volumes x networks] (or [listeners x volumes x networks]), one or a list, or `scans` and
        `masks` as nibabel images, one or a list; paths wherever the file has them
    variants : dict
        name -> model, or the keys of its table [[variant]] as a dict; the first is called main. A model is a
        folder, an id of Hugging Face's local cache, or, with `config` and `tokenizer`, what anbn.neurons() takes
    **options
        a dict is the table of that name (`significance={"permutations": 200}`; _ for - in names), anything
        else a key of [study] (`name`, `seed`, `controls`, ...; `out` is by default results in the folder)

    Unlike in the file, paths are relative to where Python runs, as everywhere in this module. Throws Error where
    the folder has a study.toml of another's hand, or a value is none that the file can have.
    """

    def __init__(self, folder, stories=None, variants=None, **options):
        folder = pathlib.Path(folder)
        if stories is None and variants is None and not options:
            self.file = folder / "study.toml" if folder.is_dir() else folder
            if not self.file.is_file():
                raise Error(f"{self.file}: no such study; expected a study.toml, or stories and variants to write one of")
            return
        self.file = folder / "study.toml"
        if self.file.exists() and not self.file.read_text(encoding="utf-8").startswith(_HEAD):
            raise Error(f"{self.file}: was not written by anbn.Study; expected another folder, so that nothing is overwritten")
        folder.mkdir(parents=True, exist_ok=True)
        self.file.write_text(_HEAD + self._text(folder.resolve(), stories or {}, variants or {}, options), encoding="utf-8")

    def _text(self, folder, stories, variants, options):
        tables = {name.replace("_", "-"): value for name, value in options.items() if isinstance(value, dict)}
        study = {name: value for name, value in options.items() if not isinstance(value, dict)}
        text = _lines("[study]", {"out": "results", **self._table(folder, folder, study)})
        for name, variant in variants.items():
            text += _lines("[[variant]]", {"name": name, **self._variant(folder, name, variant)})
        for name, story in stories.items():
            text += _lines("[[story]]", {"name": name, **self._table(folder, folder / name, story)})
        return text + "".join(_lines(f"[{name}]", self._table(folder, folder / name, table)) for name, table in tables.items())

    def _variant(self, folder, name, given):
        table = dict(given) if isinstance(given, dict) and "model" in given else {"model": given}
        model, tokenizer = model_of(table["model"], table.pop("config", None), table.pop("tokenizer", None), folder / "models" / name)
        if tokenizer.parent != model:
            table["vocabulary"] = tokenizer
        return self._table(folder, folder / name, {**table, "model": model})

    def _table(self, folder, at, table):
        return {key: self._table(folder, at / key, value) if isinstance(value, dict) and key not in _COLUMNS else self._told(folder, at, key, value)
                for key, value in table.items() if value is not None}

    def _told(self, folder, at, key, value):
        """What study.toml says for a value; what is in memory is written below `at`."""
        if isinstance(value, (list, tuple)) and key != "words":
            return [self._told(folder, at, f"{key}-{number}" if not is_path(one) else key, one) for number, one in enumerate(value, 1)]
        if isinstance(value, os.PathLike) or isinstance(value, str) and value and key in _PATHS:
            path = pathlib.Path(os.path.abspath(value))
            return str(path.relative_to(folder) if path.is_relative_to(folder) else path)
        if isinstance(value, np.generic) or isinstance(value, np.ndarray) and value.ndim < 2:
            return value.tolist()
        write = None if isinstance(value, str) else _writer(key, value)
        if write is None:
            return value
        at.mkdir(parents=True, exist_ok=True)
        return str(write(value, at / key).relative_to(folder))

    @property
    def tables(self):
        """study.toml as a dict."""
        import tomllib  # here, since few need it and importing anbn is to be quick

        return tomllib.loads(self.file.read_text(encoding="utf-8-sig"))

    @property
    def results(self):
        """The StudyResults where this study's results go."""
        return StudyResults(_native.folder_of_study(str(self.file), ""))

    def check(self, **options):
        """What the study is, what it needs and what is wrong with it: anbn.check()."""
        return check(self.file, **options)

    def run(self, **options):
        """All stages that are not up to date: anbn.run()."""
        return run(self.file, **options)

    def __repr__(self):
        return f"<anbn.Study in {self.file}>"

    def _repr_html_(self):
        tables = self.tables
        stories, variants = ([one.get("name", "") for one in tables.get(kind, [])] for kind in ("story", "variant"))
        lines = [f"{many(len(stories), 'story', 'stories')}: {', '.join(stories)}", f"{many(len(variants), 'variant')}: {', '.join(variants)}", str(self.file)]
        told = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
        try:
            results = self.results
            found = results._repr_html_() if results.stages else "<p>not run yet</p>"
        except Error as error:
            found = f"<p>{html.escape(str(error))}</p>"
        return f"<p><b>{html.escape(tables.get('study', {}).get('name', 'a study'))}</b></p><ul>{told}</ul>{found}"
