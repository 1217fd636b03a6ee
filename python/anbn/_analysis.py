# SPDX-License-Identifier: Apache-2.0
"""Couplings, tests and encodings of what is in memory."""

import inspect

import numpy as np

from . import _arrays, _native
from ._native import Error
from ._options import TOLD, default_in, split, takes
from ._results import Results, Table

_NEURONS, _NETWORKS = "[volumes x neurons]", "[volumes x networks]"


def _sides(neurons, networks):
    return _arrays.matrix(neurons, "neurons", _NEURONS), _arrays.matrix(networks, "networks", _NETWORKS)


def _places(values, name, count):
    """Where the neurons stand, counted from 1; empty where it is not given."""
    if values is None:
        return []
    values = [_arrays.whole(value, name, 1) for value in _arrays.listed(values, name)]
    if len(values) != count:
        raise Error(f"{name}: found {len(values)}; expected one for each of the {count} neurons")
    return values


def _others(stories, networks):
    stories = [_arrays.matrix(story, "other_stories", _NETWORKS) for story in _arrays.listed(() if stories is None else stories, "other_stories")]
    for story in stories:
        if story.shape[1] != networks.shape[1]:
            raise Error(f"other_stories: found {story.shape[1]} networks; expected the same {networks.shape[1]} as in networks")
    return stories


def _anchors(found, own, other, labels):
    """The table of one side's best partners; labels are those of neurons."""
    partner, correlation = found
    named = labels if own == "neuron" else [labels[i] if i >= 0 else "" for i in partner]
    columns = {own: np.arange(1, len(partner) + 1), other: partner + 1, "label": np.array(named, dtype=object), "correlation": correlation}
    return Table({name: columns[name] for name in ("neuron", "label", "network", "correlation")} if own == "neuron" else columns)


def _reliability(given, stories):
    """name -> number above 0; of all stories None where nothing is given."""
    if given is None:
        return dict.fromkeys(stories)
    if not hasattr(given, "items"):
        raise Error(f"reliability: found {type(given).__name__}; expected a dict, name -> number")
    found = {name: _arrays.number(value, "reliability") for name, value in given.items()}
    if set(found) != set(stories):
        raise Error(f"reliability: found {', '.join(map(str, found)) or 'none'}; expected one number for each of {', '.join(map(str, stories))}")
    for name, value in found.items():
        if not 0 < value < float("inf"):
            raise Error(f"reliability: {value} of {name}; expected a finite number above 0")
    return found


@takes("couple")
def couple(neurons, networks, *, word_rate=None, nuisance=None, labels=None, **options):
    """Pearson correlations of every neuron with every network, and who is anchored to whom.

    Parameters
    ----------
    neurons : array [T x N]
        time courses of artificial neurons; float32 in C order is read where it lies
    networks : array [T x M]
        time courses of brain networks over the same volumes
    word_rate : array [T], optional
        the HRF-convolved number of words a volume, for the lag check; without it `lags` has no rows
    nuisance : frame, dict of columns or array [T x k], optional
        what the lag check takes out of words and networks; goes with word_rate
    labels : list [N], optional
        what the neurons are called

    Returns
    -------
    Results with `correlation` [N x M] (NaN where a series is constant or not finite) and the tables
    `neurons`, `networks` (best partners, counted from 1; 0 for none) and `lags`.
    """
    given, machine = split(options)
    neurons, networks = _sides(neurons, networks)
    rate = None if word_rate is None else _arrays.series(word_rate, "word_rate", "[volumes]")
    if rate is None and nuisance is not None:
        raise Error("nuisance: only the lag check takes it out; expected word_rate beside it, or none of both (correlations are plain ones)")
    if rate is not None and len(rate) != len(networks):
        raise Error(f"word_rate: found {len(rate)} values; expected one for each of the {len(networks)} volumes")
    count = neurons.shape[1]
    labels = [] if labels is None else _arrays.labels(labels, count)  # thousands of texts take as long as the rest: the library makes those of None
    values, names = _arrays.nuisance(nuisance, networks.shape[0])
    told = _native.couple(neurons, networks, rate, values, names, labels, given, machine)
    lags = {**told["lags"], "network": told["lags"]["network"] + 1}
    parts = {"correlation": told["correlation"], "lags": Table({**lags, "noise_95_any": np.full(len(lags["network"]), told["noise_95_any"])})}
    return Results("coupling", kept=told["kept"], parts={**parts, "neurons": lambda: _anchors(told["neurons"], "neuron", "network", labels or _arrays.labels(None, count)),
                                                         "networks": lambda: _anchors(told["networks"], "network", "neuron", labels or _arrays.labels(None, count))})


@takes("significance")
def significance(neurons, networks, *, nuisance=None, labels=None, layers=None, delta="signed", tr_s=1.0, hrf=None, other_stories=(), story="", **options):
    """Which couplings noise could not give: p and q values of every neuron and network.

    Parameters
    ----------
    neurons, networks : array [T x N], array [T x M]
        over the same volumes; float32 in C order is read where it lies
    nuisance : frame, dict of columns or array [T x k], optional
        what is regressed out of both sides and of every draw: drift (cosine_regressors) and an
        intercept belong to it. Unlike the program nothing that resembles a network leaves it.
    labels, layers : list [N], optional
        what the neurons are called, and their layers for statistics by layer
    delta : {'signed', 'absolute'}
        which correlation is the largest
    tr_s : float
        repetition time [s], for circular shifts
    hrf : array, optional
        the neurons' haemodynamic response, for the null model shuffle-before-hrf
    other_stories : list of arrays [T' x M], optional
        networks of other stories, for the null model wrong-story
    story : str, optional
        keys the draws: the same name gives the same draws

    Returns
    -------
    Results with the files of the stage: `neurons`, `networks`, `omnibus`, `summary`, ...
    """
    given, machine = split(options)
    neurons, networks = _sides(neurons, networks)
    values, names = _arrays.nuisance(nuisance, networks.shape[0])
    kept = _native.significance(
        neurons, networks, values, names, _arrays.labels(labels, neurons.shape[1]), _places(layers, "layers", neurons.shape[1]), delta, tr_s,
        _arrays.response(hrf), _others(other_stories, networks), str(story), given, machine)
    return Results("significance", kept=kept)


def _story(name, given):
    """A story of pooled(): its name, both sides, and the nuisance's values and names."""
    if not isinstance(given, (tuple, list)) or len(given) not in (2, 3):
        raise Error(f"stories: {name} is no (neurons, networks) or (neurons, networks, nuisance); expected one of these")
    try:
        neurons, networks = _sides(*given[:2])
        return name, neurons, networks, *_arrays.nuisance(given[2] if len(given) == 3 else None, networks.shape[0])
    except Error as error:
        raise Error(f"stories: {name}: {error}") from None


@takes("pooled")
def pooled(stories, *, reliability=None, labels=None, layers=None, delta="signed", **options):
    """One answer from several stories: the mean of their couplings, weighted with their volumes, and its tests.

    Parameters
    ----------
    stories : dict
        name -> (neurons [T x N], networks [T x M]) or (neurons, networks, nuisance) of each story, with
        the same neurons and networks; names key the draws. The null model other-stories of the
        program needs the stories' words and is not there.
    reliability : dict, optional
        name -> a number above 0 for each story, known before its coupling is looked at: a story
        counts with its volumes times that, observed and drawn
    labels, layers : list [N], optional
        what the neurons are called, and their layers for statistics by layer
    delta : {'signed', 'absolute'}
        which correlation is the largest

    Returns
    -------
    Results with the files of the stage: `stories`, `neurons`, `networks`, `omnibus`, `summary`, ...
    """
    given, machine = split(options)
    if not hasattr(stories, "items") or not stories:
        raise Error(f"stories: found {type(stories).__name__} of none; expected a dict of one or more: name -> (neurons, networks) or (neurons, networks, nuisance)")
    weights = _reliability(reliability, stories)
    prepared = [(*_story(str(name), story), weights[name]) for name, story in stories.items()]
    count = prepared[0][1].shape[1]
    kept = _native.pooled(prepared, _arrays.labels(labels, count), _places(layers, "layers", count), delta, given, machine)
    return Results("pooled", kept=kept)


@takes("encode")
def encode(neurons, networks, *, nuisance=None, layers=None, heads=None, tr_s=1.0, hrf=None, other_stories=(), story="", **options):
    """How well all neurons of a layer together predict each network in volumes held out.

    Parameters
    ----------
    neurons, networks : array [T x N], array [T x M]
        over the same volumes; float32 in C order is read where it lies
    nuisance : frame, dict of columns or array [T x k], optional
        what is regressed out of both sides and of every draw
    layers, heads : list [N], optional
        where the neurons stand, counted from 1; needed unless features is 'all'
    tr_s : float
        repetition time [s], for gaps and circular shifts
    hrf, other_stories, story
        as in significance()

    Returns
    -------
    Results with the files of the stage: `groups`, `networks`, `pairs`, `folds`, `correlation`, ...
    """
    given, machine = split(options)
    neurons, networks = _sides(neurons, networks)
    count, features = neurons.shape[1], given.get("features") or "layer"
    if (features in ("layer", "head") and layers is None) or (features == "head" and heads is None):
        raise Error(f"features is {features}, and layers{' or heads' * (features == 'head')} are not given; expected where each neuron stands, or features=\"all\"")
    layers, heads = _places(layers, "layers", count), _places(heads, "heads", count)
    values, names = _arrays.nuisance(nuisance, networks.shape[0])
    kept = _native.encode(neurons, networks, values, names, [str(layer) for layer in layers or [1] * count], [str(head) for head in heads or [1] * count], tr_s,
                          _arrays.response(hrf), _others(other_stories, networks), str(story), given, machine)
    return Results("encoding", kept=kept)


@takes("listeners")
def listeners(neurons, listeners, *, nuisance=None, labels=None, delta="signed", **options):
    """The coupling in single listeners, beside the same in noise.

    Parameters
    ----------
    neurons : array [T x N]
    listeners : list of arrays [T x M]
        the networks of two or more listeners
    nuisance : frame, dict of columns or array [T x k], optional
        what is regressed out
    labels : list [N], optional
        what the neurons are called
    delta : {'signed', 'absolute'}
        which correlation is the largest

    Returns
    -------
    Results with the files of the stage.
    """
    given, machine = split(options)
    neurons = _arrays.matrix(neurons, "neurons", _NEURONS)
    series = [_arrays.matrix(listener, "listeners", _NETWORKS) for listener in _arrays.listed(listeners, "listeners")]
    values, names = _arrays.nuisance(nuisance, neurons.shape[0])
    kept = _native.listeners(neurons, series, values, names, _arrays.labels(labels, neurons.shape[1]), delta, given, machine)
    return Results("listeners", kept=kept)


def double_gamma_hrf(tr_s, **shape):
    """SPM's haemodynamic response, one sample a volume, summing to 1: array of float64.

    `tr_s` is the repetition time [s], more than 0 and at most 16; the others are the parameters
    of spm_hrf with its defaults.
    """
    for name in shape:
        if name not in TOLD["hrf"]:
            raise Error(f"unknown option {name}; expected one of {' '.join(TOLD['hrf'])}")
    return _native.double_gamma_hrf(tr_s, *(_arrays.number(value, name) for name, value in {**TOLD["hrf"], **shape}.items()))


double_gamma_hrf.__signature__ = inspect.Signature([
    inspect.Parameter("tr_s", inspect.Parameter.POSITIONAL_OR_KEYWORD),
    *(inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=value) for name, value in TOLD["hrf"].items())])


def cosine_regressors(volumes, tr_s, cutoff_s=default_in("nuisance", "cutoff_s")):
    """The intercept and the cosines of a high-pass filter, as a dict of columns [T] for `nuisance`."""
    names, columns = _native.cosine_regressors(_arrays.whole(volumes, "volumes", 1), tr_s, _arrays.number(cutoff_s, "cutoff_s"))
    return dict(zip(names, columns))


def top_pairs(queries, keys, count=20):
    """The largest products of a neuron's queries with its keys over the tokens of one segment.

    `queries` and `keys` are arrays [n]; returns a Table of `query`, `key` (tokens, from 0) and
    `product` in falling order. Tokens with NaN take no part.
    """
    query, key, product = _native.top_pairs(_arrays.series(queries, "queries", "[tokens]"), _arrays.series(keys, "keys", "[tokens]"), _arrays.whole(count, "count", 0))
    return Table({"query": query, "key": key, "product": product})


def tag(words):
    """The universal part of speech of each word of one English sentence.

    `words` are the words as Universal Dependencies count them: "do", "n't"; "," too.
    """
    words = _arrays.listed(words, "words")
    for word in words:
        if not isinstance(word, str):
            raise Error(f"words: found {word!r}; expected a list of words, such as text.split()")
    return _native.tag(words)
