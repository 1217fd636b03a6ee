# SPDX-License-Identifier: Apache-2.0
"""Signatures and docstrings of functions whose options the library tells."""

import inspect
import json
import keyword

from . import _native
from ._native import Error

TOLD = _native.told()

#: What every function that computes takes beside its options.
MACHINE = {
    "threads": (0, "how many threads compute; by default all available processors. The results are the same"),
    "isa": ("auto", "instruction set to pin results to, such as avx2; by default the best that there is"),
    "progress": (None, "a function of what is done, how many steps of it, and of how many; or True for tqdm's bar"),
}


def default_of(option):
    """The value that an option has where it is not given; None where another decides or there is none."""
    text = option["default"]
    if option["is_input"] or option["is_list"]:
        return tuple(json.loads(text)) if text.startswith("[") else None
    if option["type"] in ("number", "integer"):
        return None if text == "" or text.startswith("by ") else json.loads(text)
    return None if text == "" or text.startswith("by") else text


def default_in(stage, name):
    """The default of one option of a stage."""
    return next(default_of(option) for option in TOLD["stages"][stage]["options"] if option["name"] == name)


def described(option):
    """One option, as numpy's docstrings have parameters."""
    kind = "{" + ", ".join(map(repr, option["allowed"])) + "}" if option["allowed"] else option["type"]
    value = "required" if option["is_required"] else f"default {option['default'] or 'none'}"
    extent = f"; {option['range']}" if option["range"] else ""
    return f"{python_name(option)} : {kind}, {value}\n    {option['help'].removeprefix('dbn: ').removeprefix('ica: ')}{extent}"


def python_name(option):
    """`as` is a word of Python's own: it is called as_."""
    return option["name"] + "_" * keyword.iskeyword(option["name"])


def parameters_of(options):
    """As keywords of a signature: those that must be given have no default."""
    return [inspect.Parameter(python_name(option), inspect.Parameter.KEYWORD_ONLY,
                              default=inspect.Parameter.empty if option["is_required"] else default_of(option)) for option in options]


def document(function, options, own):
    """Adds the options to the docstring of `function`, and to its signature behind the parameters `own`."""
    lines = [function.__doc__.rstrip(), "", "Options", "-------"]
    lines += [described(option) for option in options]
    lines += [f"{name} : default {value!r}\n    {help}" for name, (value, help) in MACHINE.items()]
    function.__doc__ = inspect.cleandoc("\n".join(lines[:1])) + "\n" + "\n".join(lines[1:]) + "\n"
    machine = [inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value) for name, (value, _) in MACHINE.items()]
    function.__signature__ = inspect.Signature([*own, *parameters_of(options), *machine])
    return function


def takes(name):
    """For a function whose keywords `**options` are those of the analysis `name`."""

    def decorated(function):
        own = [p for p in inspect.signature(function).parameters.values() if p.kind != inspect.Parameter.VAR_KEYWORD]
        return document(function, TOLD["analysis"][name], own)

    return decorated


def split(keywords):
    """(options, what the machine is told)."""
    machine = {name: keywords[name] for name in MACHINE if name in keywords}
    machine["progress"] = progress_of(machine.get("progress"))
    return {name.removesuffix("_"): value for name, value in keywords.items() if name not in MACHINE}, machine


def progress_of(given):
    """The function that hears of progress: tqdm's bar for True, where tqdm is installed."""
    if given is not True:
        if given and not callable(given):
            raise Error(f"progress is {given!r}; expected True or a function of what is done, how many steps of it, and of how many")
        return given or None
    try:
        from tqdm.auto import tqdm
    except ImportError:
        return None
    bars = {}

    def show(what, done, total):
        if what not in bars:
            for bar in bars.values():
                bar.close()
            bars.clear()
            bars[what] = tqdm(total=total, desc=what)
        bars[what].n = done
        bars[what].refresh()
        if done >= total:
            bars.pop(what).close()

    return show
