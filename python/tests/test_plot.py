# SPDX-License-Identifier: Apache-2.0
"""Charts, without a browser: they are valid Vega-Lite, and their numbers are the tables'."""
import json
import math
import sys

import anbn
import numpy as np
import pytest
from conftest import ROOT

altair = pytest.importorskip("altair")


def data_of(chart):
    """The rows of each data set of a chart, which altair has checked against its schema; plain JSON without NaN."""
    told = chart.to_dict()
    json.dumps(told, allow_nan=False)
    return list(told["datasets"].values())


def same(rows, table, but=()):
    """Asserts that every column that rows have is that of a table, in its order."""
    assert len(rows) == len(table) > 0
    for name in set(rows[0]) - set(but):
        for row, value in zip(rows, table[name].tolist()):
            assert row[name] == value or (row[name] is None and math.isnan(value)), name


def test_altair_draws_with_the_page_s_vega_lite():
    pinned = json.loads((ROOT / "web/package.json").read_text())["dependencies"]["vega-lite"]
    assert altair.SCHEMA_VERSION.split(".")[0] == "v" + pinned.split(".")[0]


def test_coupling(series):
    labels = [f"L{1 + i // 6}H1D{1 + i % 6}" for i in range(12)]
    found = anbn.couple(*series, labels=labels, word_rate=series[1][:, 0], lag_draws=20)
    networks, neurons, lags = data_of(found.plot())
    same(networks, found.networks)
    same(neurons, found.neurons, but=["layer"])
    assert [row["layer"] for row in neurons] == [1] * 6 + [2] * 6
    same(lags, found.lags)
    constant = series[0].copy()
    constant[:, 0] = 1
    networks, = data_of(anbn.couple(constant, series[1]).plot())  # names that tell no layer, and no lag check
    assert len(networks) == 4


def test_significance(series):
    neurons = series[0].copy()
    neurons[:, 5] = 3
    found = anbn.significance(neurons, series[1], permutations=60, noise_draws=20)
    rows, = data_of(found.plot())
    assert [row["rank"] for row in rows] == list(range(1, 12)), "a constant neuron has no place"
    assert [row["neuron"] for row in rows if row["named"] == "named"] == (np.flatnonzero(found.neurons["phase_p_fwe"] <= 0.05) + 1).tolist() == [3]
    order = np.array([row["neuron"] for row in rows]) - 1
    for name in ("phase_correlation", "phase_p_fwe", "expected", "expected_95"):
        assert [row[name] for row in rows] == found.neurons[name][order].tolist()
    assert f"p = {found.summary['omnibus']['p']:.3g}" in found.plot().to_json()


def test_charts_of_a_study(study_folder):
    study = anbn.StudyResults(study_folder / "results")
    for stage, table in (("lighthouse/encoding", "groups"), ("lighthouse/listeners", "figures"), ("pooled-encoding", "groups")):
        found = study[f"main/{stage}"]
        rows, = data_of(found.plot())
        same(rows, found[table])
    for stage in ("pooled", "lighthouse/layers", "pooled-layers"):
        assert len(data_of(study[f"main/{stage}"].plot())[0]) > 1
    with pytest.raises(anbn.Error, match="no chart of tokens; expected one of coupling significance"):
        study["main/lighthouse/tokens"].plot()


def test_a_table_s_columns():
    table = anbn.Table({"a.b[0]": np.array([1.5, np.nan]), "who": np.array(["x", "<y>"], dtype=object)})
    chart = table.plot("a.b[0]", "who")
    rows, = data_of(chart)
    same(rows, table)
    assert chart.to_dict()["encoding"]["x"]["field"] == r"a\.b\[0\]" and chart.to_dict()["encoding"]["y"]["type"] == "nominal"
    with pytest.raises(anbn.Error, match="no column nobody"):
        table.plot("who", "nobody")


def test_without_altair_or_with_another(series, monkeypatch):
    found = anbn.couple(*series)
    monkeypatch.setattr(altair, "SCHEMA_VERSION", "v6.1.0")
    with pytest.raises(anbn.Error, match="Vega-Lite 6.1.0; expected altair 5"):
        found.plot()
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(anbn.Error, match="no altair; expected altair 5.*pip install"):
        found.plot()
