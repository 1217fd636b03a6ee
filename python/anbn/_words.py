# SPDX-License-Identifier: Apache-2.0
"""Tokens and neurons of words in memory: the stages of the program, in a folder that goes with their results."""

import inspect

from . import _native
from ._files import model_of, tokenizer_of, write_words
from ._native import Error
from ._options import TOLD, document, split
from ._results import TemporaryFolder, load

_STAGES = ("tokens", "activations", "timecourses")
# What the functions give to the stages by themselves.
_FILLED = ("words", "vocabulary", "tokens", "model", "activations")


def _options_of(*stages):
    """The options of stages by name; one of several stages (`seed`) is given to each of them, and tells of both."""
    merged = {}
    for stage in stages:
        for option in TOLD["stages"][stage]["options"]:
            if option["name"] not in _FILLED:
                earlier = merged.get(option["name"])
                merged[option["name"]] = {**option, "help": f"{earlier['help']}; {option['help']}"} if earlier else option
    return merged


def _made(stage, held, given, machine):
    """The results of a stage in the temporary folder `held`, which stays as long as they do."""
    folder = held.path / stage
    _native.stage(stage, str(folder), given, machine)
    results = load(folder)
    results._temporary = held
    return results


def _documented(function, *stages):
    own = [p for p in inspect.signature(function).parameters.values() if p.kind != inspect.Parameter.VAR_KEYWORD]
    return document(function, list(_options_of(*stages).values()), own)


def tokens(words, vocabulary, **options):
    """The tokens of a story, each with its word, segment, part of speech and volume.

    Parameters
    ----------
    words : path, frame, dict of columns or list of (word, onset_s, duration_s)
        the W words with their times [s of the audio]; frames and dicts have the columns word, onset_s and
        duration_s, optionally upos, and further ones, which are carried along. NaN: a word without times.
    vocabulary : path, str or tokenizer
        the tokenizer: its file or folder, the id of a model in the local cache of Hugging Face, or one of transformers

    Returns
    -------
    Results with the tables `tokens`, `words` and `volumes`, as the stage `tokens` writes them. Throws Error
    where words or options are wrong.
    """
    given, machine = split(options)
    held = TemporaryFolder()
    return _made("tokens", held, {**given, "words": write_words(words, held.path / "words.tsv"), "vocabulary": tokenizer_of(vocabulary, held.path / "tokenizer")}, machine)


def neurons(words, model, *, config=None, tokenizer=None, **options):
    """The blood response that every artificial neuron of a model predicts for a story.

    Parameters
    ----------
    words : path, frame, dict of columns or list of (word, onset_s, duration_s)
        as in tokens()
    model : path, str, model of transformers, or state dict
        a folder with config.json and model.safetensors; the id of a model in the local cache of Hugging
        Face; or weights in memory: name -> torch tensor or array (float64, float32, float16, bfloat16)
    config : dict, optional
        what config.json of a state dict says, or transformers' object of it
    tokenizer : path, str or tokenizer, optional
        as vocabulary of tokens(); by default that of the model's folder. A model in memory needs one.

    Returns
    -------
    Results with `timecourses` [T x N] (float32), the table `neurons` [N], and the Results `tokens` and
    `activations` of the stages before. These lie in a temporary folder, whose activations may be large
    (float32 of every token and neuron, of queries and of keys), until the results are gone. Throws Error where words, model or options are wrong.
    """
    given, machine = split(options)
    known = {stage: _options_of(stage) for stage in _STAGES}
    for name in given:
        if not any(name in names for names in known.values()):
            raise Error(f"unknown option {name}; expected one of {' '.join(_options_of(*_STAGES))}")
    taken = {stage: {name: value for name, value in given.items() if name in names} for stage, names in known.items()}
    held = TemporaryFolder()
    folder, vocabulary = model_of(model, config, tokenizer, held.path / "model")
    heard = _made("tokens", held, {**taken["tokens"], "words": write_words(words, held.path / "words.tsv"), "vocabulary": vocabulary}, machine)
    active = _made("activations", held, {**taken["activations"], "tokens": heard.folder, "model": folder}, machine)
    found = _made("timecourses", held, {**taken["timecourses"], "activations": active.folder, "tokens": heard.folder}, machine)
    found._parts.update(tokens=heard, activations=active)
    return found


_documented(tokens, "tokens")
_documented(neurons, *_STAGES)
