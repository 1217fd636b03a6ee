# SPDX-License-Identifier: Apache-2.0
"""Every array that a public function takes, laid out in every way, and wrong in every way: the right answer or an error that names it."""
import itertools
import re

import anbn
import numpy as np
import pytest

random = np.random.default_rng(5)
NEURONS, NETWORKS, OTHERS = (random.standard_normal((60, n)).astype(np.float32) for n in (6, 3, 3))
DRIFT = np.stack(list(anbn.cosine_regressors(60, 2.0, 60).values()), axis=1)
HRF = anbn.double_gamma_hrf(2.0)
SCANS = [random.laplace(size=(60, 2)).astype(np.float32) @ random.laplace(size=(2, 40)).astype(np.float32) + random.standard_normal((60, 40)).astype(np.float32)
         for _ in range(2)]
TEST = {"permutations": 4, "noise_draws": 2}
RIDGE = {"features": "all", "permutations": 3, "folds": 2, "inner_folds": 2, "gap_s": 0, "penalties": [1]}
SPLIT = {"listener_draws": 3, "splits": 2, "sign_flips": 4}
ICA = anbn.ICA(components=2, restarts=1).fit(SCANS)
DBN = {"units": [4, 2], "epochs": 1, "batch": 20}
COURSES = ICA.transform(SCANS[0])
ONSETS = np.arange(30) * 1.5
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", "fox"]


@pytest.fixture(scope="module")
def at(tmp_path_factory):
    """A new path with each call."""
    folder, number = tmp_path_factory.mktemp("hostile"), itertools.count()
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY) + "\n")
    return lambda: folder / str(next(number))


def of_study(at, x):
    study = anbn.Study(at(), {"s": {"networks": x}}, {"main": at()})
    return np.load(study.file.parent / study.tables["story"][0]["networks"]).astype(np.float32)


def of_words(at, x):
    words = {"word": ["fox."] * 30, "onset_s": x, "duration_s": ONSETS * 0 + 0.5}
    return anbn.tokens(words, at().with_name("vocab.txt"), tr_s=1.5, volumes=30)


#: function.argument -> (its call with an array, an array that is right, whether rows are the volumes that others have too).
CALLS = {
    "couple.neurons": (lambda at, x: anbn.couple(x, NETWORKS), NEURONS, True),
    "couple.networks": (lambda at, x: anbn.couple(NEURONS, x), NETWORKS, True),
    "couple.word_rate": (lambda at, x: anbn.couple(NEURONS, NETWORKS, word_rate=x, lag_draws=5), OTHERS[:, 0], True),
    "couple.nuisance": (lambda at, x: anbn.couple(NEURONS, NETWORKS, word_rate=OTHERS[:, 0], nuisance=x, lag_draws=5), DRIFT, True),
    "significance.neurons": (lambda at, x: anbn.significance(x, NETWORKS, **TEST), NEURONS, True),
    "significance.networks": (lambda at, x: anbn.significance(NEURONS, x, **TEST), NETWORKS, True),
    "significance.nuisance": (lambda at, x: anbn.significance(NEURONS, NETWORKS, nuisance=x, **TEST), DRIFT, True),
    "significance.hrf": (lambda at, x: anbn.significance(NEURONS, NETWORKS, hrf=x, nulls=["shuffle", "phase", "shuffle-before-hrf"], **TEST), HRF, False),
    "significance.other_stories": (lambda at, x: anbn.significance(NEURONS, NETWORKS, other_stories=[x], nulls=["shuffle", "phase", "wrong-story"], **TEST), OTHERS, False),
    "pooled.neurons": (lambda at, x: anbn.pooled({"a": (x, NETWORKS), "b": (NEURONS, OTHERS)}, **TEST), NEURONS, True),
    "pooled.networks": (lambda at, x: anbn.pooled({"a": (NEURONS, x), "b": (NEURONS, OTHERS)}, **TEST), NETWORKS, True),
    "pooled.nuisance": (lambda at, x: anbn.pooled({"a": (NEURONS, NETWORKS, x), "b": (NEURONS, OTHERS)}, **TEST), DRIFT, True),
    "encode.neurons": (lambda at, x: anbn.encode(x, NETWORKS, **RIDGE), NEURONS, True),
    "encode.networks": (lambda at, x: anbn.encode(NEURONS, x, **RIDGE), NETWORKS, True),
    "encode.nuisance": (lambda at, x: anbn.encode(NEURONS, NETWORKS, nuisance=x, **RIDGE), DRIFT, True),
    "encode.hrf": (lambda at, x: anbn.encode(NEURONS, NETWORKS, hrf=x, null="shuffle-before-hrf", **RIDGE), HRF, False),
    "encode.other_stories": (lambda at, x: anbn.encode(NEURONS, NETWORKS, other_stories=[x], null="wrong-story", **RIDGE), OTHERS, False),
    "listeners.neurons": (lambda at, x: anbn.listeners(x, [NETWORKS, OTHERS], **SPLIT), NEURONS, True),
    "listeners.listeners": (lambda at, x: anbn.listeners(NEURONS, [NETWORKS, x], **SPLIT), OTHERS, True),
    "listeners.nuisance": (lambda at, x: anbn.listeners(NEURONS, [NETWORKS, OTHERS], nuisance=x, **SPLIT), DRIFT, True),
    "top_pairs.queries": (lambda at, x: anbn.top_pairs(x, NETWORKS[:, 0], 5), OTHERS[:, 0], True),
    "top_pairs.keys": (lambda at, x: anbn.top_pairs(NETWORKS[:, 0], x, 5), OTHERS[:, 0], True),
    "dual_regression.maps": (lambda at, x: anbn.dual_regression(x, SCANS[0]), ICA.components_, False),
    "dual_regression.scan": (lambda at, x: anbn.dual_regression(ICA.components_, x), SCANS[0], False),
    "ICA.fit.X": (lambda at, x: anbn.ICA(components=2, restarts=1).fit([SCANS[0], x]).components_, SCANS[1], False),
    "ICA.transform.X": (lambda at, x: ICA.transform(x), SCANS[0], False),
    "ICA.inverse_transform.courses": (lambda at, x: ICA.inverse_transform(x), COURSES, False),
    "DBN.fit.X": (lambda at, x: anbn.DBN(**DBN).fit([SCANS[0], x]).components_, SCANS[1], False),
    "Study.networks": (of_study, NETWORKS, False),
    "tokens.words": (of_words, ONSETS, True),
}
#: Public names that take no arrays, or pass all they take to one of the above.
WITHOUT_ARRAYS = {"Error", "Results", "StudyResults", "Table", "check", "compare", "cosine_regressors", "double_gamma_hrf", "load", "model_folder", "neurons", "pairs",
                  "report", "run", "simulate", "stages", "tag"}
LAYOUTS = {
    "float64": lambda x: x.astype(float), "Fortran": np.asfortranarray, "strided": lambda x: np.repeat(x, 2, axis=-1)[..., ::2], "rows apart": lambda x: np.repeat(x, 3, axis=0)[::3],
    "reversed": lambda x: x[::-1].copy()[::-1], "big-endian": lambda x: x.astype(x.dtype.newbyteorder(">")), "list": lambda x: x.tolist(), "masked nowhere": np.ma.masked_array,
}


def with_one(value):
    def changed(x):
        x = x.copy()
        x[np.unravel_index(np.abs(x).argmax(), x.shape)] = value  # one that counts
        return x
    return changed


def hidden(x):
    return np.ma.masked_array(x, np.isnan(with_one(np.nan)(x)))


#: Wrong in their kind: never an answer.
REFUSED = {
    "complex": lambda x: x.astype(complex), "text": lambda x: x.astype(str), "objects": lambda x: x.astype(object), "ragged": lambda x: [*x.tolist()[:-1], [1.0, 2.0, [3.0]]],
    "no rows": lambda x: x[:0], "a dimension more": lambda x: x[None, None], "a number": lambda x: 3.0, "none of its numbers": lambda x: object(),
}


def plain(told):
    """All that an answer holds, as bytes."""
    if isinstance(told, anbn.Results):
        return {file.name: file.read_bytes() for file in told._files().rglob("*.*") if file.name not in ("run.json", "stage.json")}
    return {name: told[name].tobytes() for name in told} if isinstance(told, anbn.Table) else np.asarray(told).tobytes()


def outcome(call, at, x, name):
    """What a call tells; None where it refuses, naming the argument."""
    try:
        return plain(call(at, x))
    except anbn.Error as error:
        argument = name.split(".")[-1].removesuffix("s")
        assert re.search(rf"\b{argument}", str(error)), f"{name}: {error}"
        return None


def test_every_public_name_is_here():
    assert {name.split(".")[0] for name in CALLS} | WITHOUT_ARRAYS == set(anbn.__all__)
    assert not {name.split(".")[0] for name in CALLS} & WITHOUT_ARRAYS


@pytest.mark.parametrize("name", CALLS)
def test_layouts_change_nothing(name, at):
    call, right, _ = CALLS[name]
    expected = plain(call(at, right))
    frozen = right.copy()
    frozen.flags.writeable = False
    for layout, x in {"read-only": frozen, **{layout: made(right) for layout, made in LAYOUTS.items()}}.items():
        if layout != "list" or name != "Study.networks":  # a list there is one of several files
            assert plain(call(at, x)) == expected, layout


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", CALLS)
def test_what_is_wrong_is_refused_or_left_out(name, at):
    call, right, shares_volumes = CALLS[name]
    expected = plain(call(at, right))
    for kind, made in REFUSED.items():
        if name in ("Study.networks", "tokens.words"):  # files, which the program reads and checks
            outcome(call, at, made(right), name) if kind in ("complex", "text") else None
        else:
            assert outcome(call, at, made(right), name) is None, kind
    nan, infinite, masked = (outcome(call, at, x, name) for x in (with_one(np.nan)(right), with_one(np.inf)(right), hidden(right)))
    assert nan != expected and masked == nan, "NaN is not left out, or what is masked is no NaN"
    assert name in ("Study.networks", "ICA.inverse_transform.courses", "tokens.words") or infinite == nan
    if right.ndim == 2 and name not in ("Study.networks",):
        outcome(call, at, right[:, :0], name)
    if shares_volumes and name != "tokens.words":
        assert outcome(call, at, right[:-1], name) is None, "a volume less"


def test_numbers_out_of_range():
    for wrong in (0, -1, 17, np.nan, np.inf, "x", None, [1.5, 2]):
        for call in (lambda: anbn.significance(NEURONS, NETWORKS, tr_s=wrong, **TEST), lambda: anbn.encode(NEURONS, NETWORKS, tr_s=wrong, **RIDGE),
                     lambda: anbn.cosine_regressors(60, wrong), lambda: anbn.double_gamma_hrf(wrong)):
            if wrong is not None:  # as everywhere the default
                with pytest.raises(anbn.Error, match="--tr-s is .*expected.* more than 0 and at most 16 s"):
                    call()
    for wrong in (-1, 1.5, "x", np.nan, None, 2**40):
        for call, name in ((lambda: anbn.cosine_regressors(wrong, 2), "volumes"), (lambda: anbn.top_pairs([1], [1], wrong), "count"),
                           (lambda: anbn.significance(NEURONS, NETWORKS, layers=[wrong] * 6, **TEST), "layers"),
                           (lambda: anbn.encode(NEURONS, NETWORKS, layers=[wrong] * 6), "layers")):
            with pytest.raises(anbn.Error, match=f"{name} is .*; expected a whole number from [01] to"):
                call()
    for given, said in (({"threads": "x"}, "threads is 'x'; expected a whole number"), ({"threads": 1.5}, "threads is 1.5"), ({"threads": 10**12}, "threads is 1000000000000"),
                        ({"isa": 3}, "isa is 3; expected the name"), ({"isa": "x"}, "x"), ({"progress": 5}, "progress is 5; expected True or a function"),
                        ({"seed": object()}, "seed: found object; expected a number"), ({"delta": 3}, "--delta is 3; expected one of signed absolute"),
                        ({"delta": "x"}, "--delta is \"x\"; expected one of"), ({"labels": "abcdef"}, "labels: found 'abcdef'; expected a list"),
                        ({"labels": ["a"]}, "labels: found 1; expected one for each of the 6")):
        with pytest.raises(anbn.Error, match=said):
            anbn.couple(NEURONS, NETWORKS, **given)
    for given, said in (({"seed": -1}, "--seed is -1; expected 0 or more"), ({"seed": "x"}, "--seed is \"x\""), ({"dual_ridge": -1}, "--dual-ridge is -1; expected 0 to"),
                        ({"threads": "x"}, "threads is 'x'")):
        with pytest.raises(anbn.Error, match=said):
            anbn.DBN(**DBN, **given).fit(SCANS)
    with pytest.raises(anbn.Error, match="--dual-ridge is \"x\"; expected number"):
        anbn.dual_regression(ICA.components_, SCANS[0], dual_ridge="x")


def test_what_does_not_go_together():
    with pytest.raises(anbn.Error, match="nuisance: only the lag check takes it out; expected word_rate"):
        anbn.couple(NEURONS, NETWORKS, nuisance=DRIFT)
    assert anbn.encode(NEURONS[:, :0], NETWORKS, layers=[], **{**RIDGE, "features": "layer"}).groups is not None
    for stories in ({}, [], None, {"a": NEURONS}, {"a": (NEURONS,)}, {"a": (NEURONS, NETWORKS, DRIFT, DRIFT)}):
        with pytest.raises(anbn.Error, match="stories: "):
            anbn.pooled(stories)
    for wrong in (3, {"a": "x"}, {"a": None}, {"b": 1}, {"a": np.inf}):
        with pytest.raises(anbn.Error, match="reliability"):
            anbn.pooled({"a": (NEURONS, NETWORKS)}, reliability=wrong)
    for given in ({"listeners": 3}, {"listeners": []}, {"listeners": [NETWORKS]}):
        with pytest.raises(anbn.Error, match="listener"):
            anbn.listeners(NEURONS, **given)
    found = anbn.encode(NEURONS, NETWORKS, **{**RIDGE, "penalties": np.array([1.0, 10])})
    assert plain(found) == plain(anbn.encode(NEURONS, NETWORKS, **{**RIDGE, "penalties": [1, 10]}))
