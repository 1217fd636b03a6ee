# SPDX-License-Identifier: Apache-2.0
"""Whole studies: the commands and stages of the program, run in this process."""

import inspect
import types

from . import _native
from ._options import TOLD, document, split
from ._results import StudyResults, load


def run(study, **options):
    """All stages of a study, from words and networks to the report: computes what is not up to date.

    Returns StudyResults. Ctrl-C stops; what is finished is kept, and the same call goes on from there.
    """
    given, machine = split(options)
    folder = _native.folder_of_study(str(study), str(given.get("out") or ""))
    _native.command("run", {"study": study, **given}, machine)
    return StudyResults(folder)


class Checked(str):
    """What `anbn check` says; `good` is whether the study can run."""

    good = False


def check(study, **options):
    """What a study is, what it needs, and what is wrong with it, before anything is computed.

    Returns the text, whose `good` tells whether `run` would go through.
    """
    given, machine = split(options)
    text, good = _native.command("check", {"study": study, **given}, machine)
    checked = Checked(text)
    checked.good = good
    return checked


def simulate(out, **options):
    """A study whose truth is known, in the new folder `out`. Returns the text that the program prints."""
    given, machine = split(options)
    return _native.command("simulate", {"out": out, **given}, machine)[0]


def compare(*results, **options):
    """Models beside each other: variants of one finished study, or several studies.

    `results` are folders (or StudyResults). Returns the text that the program prints.
    """
    given, machine = split(options)
    folders = [getattr(study, "folder", study) for study in results]
    return _native.command("compare", {"results": folders, **given}, machine)[0]


def pairs(session, neuron, **options):
    """The words that make one neuron active, in context. Returns the text that the program prints."""
    given, machine = split(options)
    return _native.command("pairs", {"session": session, "neuron": neuron, **given}, machine)[0]


def report(results, *, out=None, **options):
    """The report of a study's results, written again. Returns the page's path.

    `out` is the folder of the page; by default `report` in `results`.
    """
    results = getattr(results, "folder", results)
    out = f"{results}/report" if out is None else str(out)
    given, machine = split(options)
    _native.stage("report", out, {"results": results, **given}, machine)
    return StudyResults(results).report if out == f"{results}/report" else load(out).folder / "report.html"


def _stage(name):
    def function(*, out, **options):
        given, machine = split(options)
        _native.stage(name, str(out), given, machine)
        return load(out)

    told = TOLD["stages"][name]
    function.__name__ = function.__qualname__ = name.replace("-", "_")
    function.__module__ = "anbn.stages"
    function.__doc__ = f"{told['summary']}\n\nOne stage of a study, as the program's: writes the folder `out` unless it is up to date, and returns\nits Results."
    return function


def _documented(function, name):
    """Gives a function the options of its command (or stage) beside the parameters that it names itself."""
    own = [p for p in inspect.signature(function).parameters.values() if p.kind != inspect.Parameter.VAR_KEYWORD]
    named = {p.name for p in own}
    options = [option for option in TOLD["commands" if name in TOLD["commands"] else "stages"][name]["options"] if option["name"] not in named]
    return document(function, options, own)


for _function in (run, check, simulate, compare, pairs, report):
    _documented(_function, _function.__name__)

#: The stages by their names, with _ for -: anbn.stages.coupling(out=..., timecourses=..., ...).
stages = types.SimpleNamespace(**{name.replace("-", "_"): _documented(_stage(name), name) for name in TOLD["stages"]})
