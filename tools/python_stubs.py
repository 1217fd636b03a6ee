# SPDX-License-Identifier: Apache-2.0
"""Writes anbn/__init__.pyi from the signatures that the library tells: python3 tools/python_stubs.py [--check]

With --check nothing is written; the exit code is 1 if the file is another one."""
import inspect
import pathlib
import sys

import anbn
from anbn import _words
from anbn._options import MACHINE, TOLD, python_name

FILE = pathlib.Path(__file__).resolve().parents[1] / "python/anbn/__init__.pyi"

HEAD = '''# SPDX-License-Identifier: Apache-2.0
# Written by tools/python_stubs.py; a test holds it to what the library tells.
import os
import pathlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

__version__: str
Path = str | os.PathLike[str]
Array = npt.ArrayLike
Progress = Literal[True] | Callable[[str, int, int], object] | None
Nuisance = Mapping[str, npt.ArrayLike] | npt.ArrayLike | Any | None
Words = Path | Mapping[str, Sequence[Any]] | Sequence[tuple[str, float, float]] | Any

class Error(ValueError): ...

class Table:
    def __init__(self, columns: Mapping[str, npt.NDArray[Any]] | Any) -> None: ...
    @property
    def columns(self) -> list[str]: ...
    def __getitem__(self, name: str) -> npt.NDArray[Any]: ...
    def __contains__(self, name: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def to_frame(self) -> Any: ...
    def plot(self, x: str, y: str) -> Any: ...

class Results:
    stage: str
    folder: pathlib.Path | None
    record: dict[str, Any] | None
    @property
    def names(self) -> list[str]: ...
    def __getitem__(self, name: str) -> Any: ...
    def __getattr__(self, name: str) -> Any: ...
    def to_frame(self, table: str = "neurons") -> Any: ...
    @property
    def maps_img(self) -> Any: ...
    def plot(self) -> Any: ...
    def save(self, folder: Path) -> None: ...
    def said(self) -> list[str]: ...

class StudyResults:
    folder: pathlib.Path
    def __init__(self, folder: Path) -> None: ...
    @property
    def stages(self) -> list[str]: ...
    def __getitem__(self, name: str) -> Results: ...
    @property
    def summary(self) -> str: ...
    @property
    def report(self) -> pathlib.Path: ...
    def save(self, folder: Path) -> None: ...

class Checked(str):
    good: bool

class Study:
    file: pathlib.Path
    def __init__(self, folder: Path, stories: Mapping[str, Mapping[str, Any]] | None = None, variants: Mapping[str, Any] | None = None, **options: Any) -> None: ...
    @property
    def tables(self) -> dict[str, Any]: ...
    @property
    def results(self) -> StudyResults: ...
    def check(self, *, threads: int = 0, isa: str = "auto", progress: Progress = None, **options: Any) -> Checked: ...
    def run(self, *, threads: int = 0, isa: str = "auto", progress: Progress = None, **options: Any) -> StudyResults: ...

def load(folder: Path) -> Any: ...
def model_folder(name: str, revision: str = "main") -> pathlib.Path: ...
def cosine_regressors(volumes: int, tr_s: float, cutoff_s: float = 128.0) -> dict[str, npt.NDArray[np.float64]]: ...
def top_pairs(queries: Array, keys: Array, count: int = 20) -> Table: ...
def tag(words: Sequence[str]) -> list[str]: ...
def dual_regression(maps: Any, scan: Any, *, mask: Any = None, standardize: bool = True, dual_ridge: float = 0.0, threads: int = 0, isa: str = "auto", progress: Progress = None) -> npt.NDArray[np.float32]: ...
'''

OWN = {"neurons": "Array", "networks": "Array", "word_rate": "Array | None", "nuisance": "Nuisance", "labels": "Sequence[str] | None",
       "layers": "Sequence[int] | None", "heads": "Sequence[int] | None", "delta": 'Literal["signed", "absolute"]', "tr_s": "float",
       "hrf": "Sequence[float] | npt.NDArray[Any] | None", "other_stories": "Sequence[Array]", "story": "str", "listeners": "Sequence[Array]",
       "study": "Path", "stories": "Mapping[str, Sequence[Any]]", "reliability": "Mapping[str, float] | None", "out": "Path | None", "results": "Path | StudyResults", "session": "Path", "neuron": "str", "threads": "int", "isa": "str",
       "progress": "Progress", "mask": "Any", "standardize": "bool", "dual_ridge": "float | None", "seed": "int"}
RETURNS = {"run": "StudyResults", "check": "Checked", "simulate": "str", "compare": "str", "pairs": "str", "report": "pathlib.Path",
           "double_gamma_hrf": "npt.NDArray[np.float64]"}
ONE = {"number": "float", "integer": "int", "text": "str", "choice": "str"}


def type_of(option):
    """Of an option's values; None stands for the default."""
    if option["is_input"]:
        return "Path | Sequence[Path] | None" if option["is_list"] else "Path | None"
    kind = option["type"].removesuffix("s") if option["is_list"] else option["type"]
    one = f"Literal[{', '.join(map(repr, option['allowed']))}]" if option["allowed"] else ONE[kind]
    if option["allowed"] == ["no", "yes"]:
        one += " | bool"
    return (f"Sequence[{one}] | {one}" if option["is_list"] else one) + " | None"


def parameter(given, options, own):
    name = given.name
    annotation = type_of(options[name]) if name in options else own.get(name) or OWN.get(name, "float")
    if given.default is inspect.Parameter.empty:
        return f"{'*' * (given.kind == inspect.Parameter.VAR_POSITIONAL)}{name}: {annotation.removesuffix(' | None')}"
    return f"{name}: {annotation} = {given.default!r}"


def function(name, signature, options, returns, first=(), own={}):
    options = {python_name(option): option for option in options}
    parts, starred = list(first), False
    for given in signature.parameters.values():
        if given.kind == inspect.Parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        starred = starred or given.kind == inspect.Parameter.VAR_POSITIONAL
        parts.append(parameter(given, options, own))
    return f"def {name}({', '.join(parts)}) -> {returns}: ..."


def estimator(cls):
    options = TOLD["networks"][cls._method]
    init = function("__init__", inspect.signature(cls), options, "None", ["self"])
    lines = ["components_: npt.NDArray[np.float32]", "names_: list[str]", "reproducibility_: npt.NDArray[np.float64]", "n_features_in_: int", "dual_ridge_: float", "maps_img_: Any", init,
             "def get_params(self, deep: bool = True) -> dict[str, Any]: ...", f"def set_params(self, **parameters: Any) -> {cls.__name__}: ...",
             f"def set_output(self, *, transform: str | None = None) -> {cls.__name__}: ...",
             f"def fit(self, X: Any, y: Any = None) -> {cls.__name__}: ...", "def transform(self, X: Any) -> Any: ...",
             "def fit_transform(self, X: Any, y: Any = None) -> Any: ...", "def inverse_transform(self, courses: Array) -> Any: ...",
             "def get_feature_names_out(self, input_features: Any = None) -> npt.NDArray[Any]: ..."]
    return f"class {cls.__name__}:\n" + "\n".join(f"    {line}" for line in lines)


def text():
    parts = [HEAD]
    for name in ("couple", "significance", "pooled", "encode", "listeners", "double_gamma_hrf"):
        parts.append(function(name, inspect.signature(getattr(anbn, name)), TOLD["analysis"].get(name, []), RETURNS.get(name, "Results")))
    for name, own in (("tokens", {"words": "Words", "vocabulary": "Any"}), ("neurons", {"words": "Words", "model": "Any", "config": "Any", "tokenizer": "Any"})):
        stages = ("tokens",) if name == "tokens" else _words._STAGES
        parts.append(function(name, inspect.signature(getattr(anbn, name)), list(_words._options_of(*stages).values()), "Results", own=own))
    for name in ("run", "check", "simulate", "compare", "pairs", "report"):
        told = TOLD["commands"].get(name) or TOLD["stages"][name]
        own = [option for option in told["options"] if option["name"] not in OWN or name in ("simulate", "run") and option["name"] != "out"]
        parts.append(function(name, inspect.signature(getattr(anbn, name)), own, RETURNS[name]))
    stages = [function(name.replace("-", "_"), inspect.signature(getattr(anbn.stages, name.replace("-", "_"))), TOLD["stages"][name]["options"], "Results")
              for name in TOLD["stages"]]
    parts.append("class stages:\n" + "\n".join(f"    @staticmethod\n    {line}" for line in stages))
    parts += [estimator(anbn.DBN), estimator(anbn.ICA)]
    return "\n".join(parts) + "\n"


def main():
    if "--check" not in sys.argv:
        FILE.write_text(text(), encoding="utf-8")
        return 0
    same = FILE.read_text(encoding="utf-8") == text()
    print("anbn/__init__.pyi is up to date" if same else "anbn/__init__.pyi is not what the library tells; run tools/python_stubs.py")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
