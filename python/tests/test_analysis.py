# SPDX-License-Identifier: Apache-2.0
"""Couplings and tests in memory, beside numpy, scipy and the program."""
import gc
import inspect
import os

import anbn
import numpy as np
import pytest
import scipy.signal
import scipy.stats
from anbn import _native


def plain(neurons, networks):
    """The correlations as numpy finds them, in double."""
    return np.corrcoef(neurons.T.astype(float), networks.T.astype(float))[: neurons.shape[1], neurons.shape[1]:]


def test_couple_is_numpy_s(series):
    found = anbn.couple(*series)
    expected = plain(*series)
    np.testing.assert_allclose(found.correlation, expected, atol=1e-6)
    assert found.correlation.dtype == np.float32
    assert (found.neurons["network"] == expected.argmax(axis=1) + 1).all()
    assert (found.networks["neuron"] == expected.argmax(axis=0) + 1).all()
    assert found.networks["label"].tolist() == [f"N{i}" for i in expected.argmax(axis=0) + 1]
    np.testing.assert_array_equal(found.neurons["correlation"], found.correlation.max(axis=1))
    absolute = anbn.couple(*series, delta="absolute")
    assert (absolute.neurons["network"] == np.abs(expected).argmax(axis=1) + 1).all()


def test_other_layouts_give_the_same(series):
    neurons, networks = series
    expected = anbn.couple(neurons, networks).correlation.copy()
    wide = np.repeat(neurons, 2, axis=1)
    frozen = neurons.copy()
    frozen.flags.writeable = False
    for other in (neurons.astype(np.float64), np.asfortranarray(neurons), wide[:, ::2], neurons[::-1][::-1], frozen, neurons.tolist(),
                  neurons.astype(">f4")):
        np.testing.assert_array_equal(anbn.couple(other, networks).correlation, expected)


def test_float32_in_c_order_is_read_where_it_lies(series):
    from anbn._arrays import matrix

    frozen = series[0].copy()
    frozen.flags.writeable = False
    for array in (series[0], frozen):
        assert matrix(array, "x", "") is array
        assert _native.address_of(matrix(array, "x", "")) == array.ctypes.data
    assert _native.address_of(matrix(series[0].astype(float), "x", "")) != series[0].ctypes.data
    with pytest.raises(TypeError):  # the native functions themselves never copy
        _native.address_of(series[0].astype(float))


def test_public_functions_copy_nothing(series, monkeypatch):
    """What reaches the library lies where it was given: every float32 array that a native function is handed."""
    neurons, networks = series
    others = [networks[:, ::-1].copy(), networks + 1]
    maps, scan = np.random.default_rng(3).standard_normal((2, 3, 150)).astype(np.float32)
    ica = anbn.ICA(components=2, restarts=1, standardize=False).fit(np.random.default_rng(4).standard_normal((40, 150)))
    seen = []

    def arrays(given):
        if isinstance(given, np.ndarray) and given.dtype == np.float32:
            yield given
        elif isinstance(given, (list, tuple)):
            for one in given:
                yield from arrays(one)

    for name in ("couple", "significance", "encode", "listeners", "pooled", "dual_regression", "top_pairs"):
        def wrapped(*given, native=getattr(_native, name)):
            seen.extend(array.ctypes.data for array in arrays(given))
            return native(*given)
        monkeypatch.setattr(_native, name, wrapped)
    quick = {"permutations": 2, "noise_draws": 0}
    for call, given in ((lambda: anbn.couple(neurons, networks, word_rate=maps[0], lag_draws=1), [neurons, networks, maps[0]]),
                        (lambda: anbn.significance(neurons, networks, other_stories=others, **quick), [neurons, networks, *others]),
                        (lambda: anbn.encode(neurons, networks, features="all", permutations=1), [neurons, networks]),
                        (lambda: anbn.listeners(neurons, [networks, *others], listener_draws=1), [neurons, networks, *others]),
                        (lambda: anbn.pooled({"a": series, "b": (neurons, others[0])}, **quick), [neurons, networks, neurons, others[0]]),
                        (lambda: anbn.dual_regression(maps, scan, standardize=False), [maps, scan]), (lambda: ica.transform(scan), [ica.components_, scan]),
                        (lambda: anbn.top_pairs(maps[0], maps[1]), [maps[0], maps[1]])):
        seen.clear()
        call()
        assert seen == [array.ctypes.data for array in given]


def test_nan_constant_and_empty(series):
    neurons, networks = (x.copy() for x in series)
    neurons[3, 0], neurons[:, 1], networks[5, 0] = np.nan, 4, np.inf
    found = anbn.couple(neurons, networks)
    assert np.isnan(found.correlation[:2]).all() and np.isnan(found.correlation[:, 0]).all()
    assert np.isfinite(found.correlation[2:, 1:]).all()
    assert (found.neurons["network"][:2] == 0).all() and found.networks["neuron"][0] == 0
    assert anbn.couple(neurons[:, :0], networks).correlation.shape == (0, 4)
    assert anbn.couple(neurons, networks[:, :0]).correlation.shape == (12, 0)
    for bad, words in (((neurons[:0], networks[:0]), "no volumes"), ((neurons[0], networks), "1 dimensions"), ((neurons[:-1], networks), "149 volumes"),
                       ((neurons.astype(complex), networks), "complex128"), (([["a"]], networks), "expected numbers")):
        with pytest.raises(anbn.Error, match=words):
            anbn.couple(*bad)


def test_lag_check(series):
    neurons, networks = series
    rate = np.roll(networks[:, 2], 0)
    lags = anbn.couple(neurons, networks, word_rate=rate, lag_draws=50).lags
    at_zero = lags["lag_volumes"].tolist().index(0)
    assert len(lags) == 21 and lags["network"][at_zero] == 3
    assert lags["correlation"][at_zero] == pytest.approx(1, abs=1e-6)
    assert len(anbn.couple(neurons, networks).lags) == 0


def test_errors_are_those_of_the_program(series):
    assert issubclass(anbn.Error, ValueError)
    for options, words in (({"delta": "large"}, '--delta is "large"; expected one of signed absolute'),
                           ({"lag_draws": -1}, "--lag-draws is -1; expected 0 to 1000000"), ({"lag_draws": 1.5}, "--lag-draws is 1.5; expected integer"),
                           ({"lag_draw": 1}, "unknown option --lag-draw; did you mean 'lag_draws'?")):
        with pytest.raises(anbn.Error) as raised:
            anbn.couple(*series, **options)
        assert words in str(raised.value), str(raised.value)
    with pytest.raises(anbn.Error, match="--permutations is 0"):
        anbn.significance(*series, permutations=0)
    with pytest.raises(anbn.Error, match="seed: found object"):
        anbn.couple(*series, seed=object())


def test_signatures_and_docstrings_are_told_by_the_library():
    parameters = inspect.signature(anbn.significance).parameters
    assert parameters["permutations"].default == 5000 and parameters["nulls"].default == ("shuffle", "phase")
    assert parameters["alpha"].default == 0.01 and parameters["threads"].default == 0
    assert "alpha : number, default 0.01\n    level at which q values are called significant; more than 0 and less than 1" in anbn.significance.__doc__
    assert inspect.signature(anbn.DBN).parameters["preset"].default == "paper"


def test_significance_finds_what_is_planted(series):
    tests = anbn.significance(*series, permutations=300, noise_draws=10, seed=3)
    assert tests.neurons["phase_max_p"].argmin() == 2 and tests.neurons["phase_max_p"].min() == pytest.approx(1 / 301)
    assert tests.summary["permutations"] == 300
    again = anbn.significance(*series, permutations=300, noise_draws=10, seed=3, threads=1)
    for column in tests.neurons.columns:
        assert tests.neurons[column].tolist() == again.neurons[column].tolist() or np.isnan(tests.neurons[column].astype(float)).any()


def test_temporary_folders_go(series):
    tests = anbn.significance(*series, permutations=5, noise_draws=0)
    kept, folder = tests.neurons["phase_max_p"], tests._temporary.path
    assert os.path.isdir(folder)
    del tests
    gc.collect()
    assert not os.path.exists(folder) and len(kept) == 12


def test_temporary_folders_outlive_forks(series):
    """A forked process that lets results go leaves the folder to the one that made it."""
    tests = anbn.significance(*series, permutations=5, noise_draws=0)
    folder = tests["neurons"] and tests._temporary.path
    child = os.fork()
    if child == 0:
        del tests
        gc.collect()
        os._exit(0)
    os.waitpid(child, 0)
    assert folder.is_dir()


def test_nuisance_is_regressed_out(series):
    neurons, networks = (x.copy() for x in series)
    drift = anbn.cosine_regressors(len(neurons), tr_s=2.0, cutoff_s=100)
    basis = np.stack(list(drift.values()), axis=1)
    np.testing.assert_allclose(basis.T @ basis, np.eye(basis.shape[1]), atol=1e-12)
    cleaned = [x - basis @ (basis.T @ x.astype(float)) for x in (neurons, networks)]
    expected = plain(*cleaned).max(axis=1)
    for nuisance in (drift, basis):
        tests = anbn.significance(neurons, networks, nuisance=nuisance, permutations=20, noise_draws=0)
        np.testing.assert_allclose(tests.neurons["phase_correlation"], expected, atol=1e-5)
    with pytest.raises(anbn.Error, match="150 volumes"):
        anbn.significance(neurons, networks, nuisance=basis[:-1])


def test_hrf_is_scipy_s():
    t = np.arange(0, 32 + 1e-9, 1.5)
    expected = scipy.stats.gamma.pdf(t, 6) - scipy.stats.gamma.pdf(t, 16) / 6
    np.testing.assert_allclose(anbn.double_gamma_hrf(1.5), expected / expected.sum(), rtol=1e-10)
    with pytest.raises(anbn.Error):
        anbn.double_gamma_hrf(0)


def test_top_pairs_are_numpy_s():
    random = np.random.default_rng(1)
    queries, keys = random.standard_normal((2, 60)).astype(np.float32)
    queries[4] = np.nan
    products = np.where(np.isnan(queries)[:, None], -np.inf, queries[:, None] * keys[None, :])
    order = np.argsort(-products, axis=None, kind="stable")[:15]
    found = anbn.top_pairs(queries, keys, 15)
    assert (found["query"] == order // 60).all() and (found["key"] == order % 60).all()
    assert found["product"].tolist() == products.ravel()[order].tolist()
    assert len(anbn.top_pairs([], [], 5)) == 0


def test_tag():
    assert anbn.tag(["She", "did", "n't", "see", "the", "old", "dog", "."]) == ["PRON", "AUX", "PART", "VERB", "DET", "ADJ", "NOUN", "PUNCT"]
    assert anbn.tag([]) == []
    with pytest.raises(anbn.Error, match="expected a list"):
        anbn.tag("a text")


def test_couple_is_scikit_learn_s(series):
    """r of one neuron and one network is the root of the r^2 of a line between them."""
    selection = pytest.importorskip("sklearn.feature_selection")
    found = anbn.couple(*series)
    for network in range(4):
        np.testing.assert_allclose(found.correlation[:, network], selection.r_regression(series[0].astype(float), series[1][:, network].astype(float)), atol=1e-6)


def test_encode_is_scikit_learn_s():
    """Held-out r of every group and network from scikit-learn's ridge, by the folds and penalties that were chosen."""
    linear = pytest.importorskip("sklearn.linear_model")
    pipeline, preprocessing = pytest.importorskip("sklearn.pipeline"), pytest.importorskip("sklearn.preprocessing")
    random = np.random.default_rng(4)
    networks = scipy.signal.lfilter([1], [1, -0.6], random.standard_normal((200, 3)), axis=0)
    neurons = scipy.signal.lfilter([1], [1, -0.6], random.standard_normal((200, 20)), axis=0)
    neurons[:, :4] += networks @ random.standard_normal((3, 4))
    drift = anbn.cosine_regressors(200, tr_s=2.0, cutoff_s=120)
    layers, gap = [1] * 8 + [2] * 12, 3
    found = anbn.encode(neurons, networks, nuisance=drift, layers=layers, tr_s=2.0, gap_s=2.0 * gap, folds=4, permutations=5)
    basis = np.stack(list(drift.values()), axis=1)
    x, y = (side - basis @ np.linalg.lstsq(basis, side, rcond=None)[0] for side in (neurons, networks))
    expected = np.empty((2, 3))
    for group, layer in enumerate((1, 2)):
        features = x[:, np.array(layers) == layer]
        truth, predicted = np.empty_like(y), np.empty_like(y)
        for fold, (first, count) in enumerate(zip(found.folds["first_volume"], found.folds["volumes"])):
            held = np.arange(first, first + count)
            train = np.array([t for t in range(200) if t < first - gap or t >= first + count + gap])
            assert len(train) == found.folds["training_volumes"][fold]
            for network in range(3):
                alpha = float(found.penalty[4 * group + fold, network]) * features.shape[1]
                model = pipeline.make_pipeline(preprocessing.StandardScaler(), linear.Ridge(alpha=alpha)).fit(features[train], y[train, network])
                told = model.predict(features[held])
                truth[held, network], predicted[held, network] = y[held, network] - y[held, network].mean(), told - told.mean()
        expected[group] = [np.corrcoef(truth[:, network], predicted[:, network])[0, 1] for network in range(3)]
    assert expected[0].min() > 0.5
    np.testing.assert_allclose(found.correlation, expected, atol=1e-4)


def test_encode_and_listeners(series):
    neurons, networks = series
    networks = scipy.signal.lfilter([1], [1, -0.5], networks, axis=0)
    neurons = neurons.copy()
    neurons[:, 2] += 4 * networks[:, 1].astype(np.float32)
    found = anbn.encode(neurons, networks, layers=[1] * 6 + [2] * 6, permutations=20, gap_s=5, folds=3)
    assert found.groups["label"].tolist() == ["L1", "L2"] and found.correlation.shape == (2, 4)
    assert found.correlation[0, 1] > 0.7 > np.abs(found.correlation[1]).max()
    with pytest.raises(anbn.Error, match="layers"):
        anbn.encode(neurons, networks)
    noise = np.random.default_rng(2).standard_normal((3, *networks.shape))
    told = anbn.listeners(neurons, [networks + one for one in noise], listener_draws=10, labels=[f"cell {i}" for i in range(12)])
    assert told.neurons["label"][0] == "cell 0" and len(told.networks) == 4
    with pytest.raises(anbn.Error):
        anbn.listeners(neurons, [networks])
