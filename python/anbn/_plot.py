# SPDX-License-Identifier: Apache-2.0
"""Charts of results, by Altair: what was observed in blue, what noise gives in grey, as on the page."""

import re

from ._native import Error

_OBSERVED, _NOISE, _NAMED = "#0b5cad", "#7b838d", "#c24d00"
_HOW = 'expected altair 5, which draws with Vega-Lite 5 as the page does; pip install "altair>=5.5,<6" has it'


def _altair():
    try:
        import altair
    except ImportError:
        raise Error(f"plot() found no altair; {_HOW}") from None
    if not altair.SCHEMA_VERSION.startswith("v5"):
        raise Error(f"plot() found altair {altair.__version__}, which draws with Vega-Lite {altair.SCHEMA_VERSION[1:]}; {_HOW}")
    return altair


def rows_of(table, *names, **more):
    """The columns `names` (all where none is named) and `more` as one dict a row; NaN, which JSON has not, as None."""
    columns = {name: table[name].tolist() for name in names or table.columns} | {name: list(values) for name, values in more.items()}
    return [{name: None if value != value else value for name, value in zip(columns, row)} for row in zip(*columns.values())]


def _chart(rows, **how):
    """`rows` stand in the chart themselves: altair needs no pandas then, and has no limit to their number."""
    altair = _altair()
    return altair.Chart(altair.InlineData(values=rows), **how)


def _field(name):
    """As Vega-Lite takes it for one column: dots and brackets would be a path into it."""
    return re.sub(r"([.\[\]\\])", r"\\\1", name)


def _x(name, title, **how):
    return _altair().X(field=name, type="quantitative", title=title, **how)


def _counted(name, rows, title=None):
    """An axis of whole numbers; where there are few, at these alone."""
    altair, values = _altair(), sorted({row[name] for row in rows})
    ticks = {"values": values} if len(values) < 10 else {"tickMinStep": 1}
    return _x(name, title or name, scale=altair.Scale(zero=False), axis=altair.Axis(format="d", **ticks))


def _y(name, title):
    return _altair().Y(field=name, type="quantitative", title=title)


def _tips(rows):
    return [{"field": _field(name), "title": name, "type": "nominal" if isinstance(value, str) else "quantitative"} for name, value in (rows[0].items() if rows else ())]


def _layer_of(label):
    """8 of L8H2D51; None of a name that tells no layer."""
    found = re.match(r"L(\d+)", label)
    return int(found[1]) if found else None


def coupling(results):
    """The largest correlation of every network, and of every neuron by its layer where names tell layers; the lag check with its noise."""
    altair = _altair()
    networks, neurons, lags = results["networks"], results["neurons"], results["lags"]
    parts = [_points(rows_of(networks), "network", "its neurons' largest correlation")]
    layers = [_layer_of(label) for label in neurons["label"]]
    if len(layers) and None not in layers:
        parts.append(_points(rows_of(neurons, layer=layers), "layer", "its neurons' correlations"))
    if len(lags):
        base = _chart(rows_of(lags), title="lag check: the networks' largest |r| with the rate of words").encode(
            x=_x("lag_volumes", "lag [volumes]"))
        noise = base.mark_line(color=_NOISE, strokeDash=[4, 3]).encode(y=_y("noise_95", "|r|"))
        parts.append(noise + base.mark_line(color=_OBSERVED, point=True).encode(y=_y("correlation", "|r|"), tooltip=_tips(rows_of(lags))))
    return altair.vconcat(*parts, title="coupling")


def _points(rows, x, title):
    return _chart(rows).mark_point(color=_OBSERVED, filled=True, opacity=0.6, size=18).encode(x=_counted(x, rows), y=_y("correlation", title), tooltip=_tips(rows))


def significance(results):
    """Neurons by their largest partial correlation, strongest first, beside what noise gives each (mean to 95th percentile); those named stand out."""
    altair = _altair()
    table, p = results["neurons"], results["summary"]["omnibus"]["p"]
    rows = rows_of(table, "neuron", "label", "phase_network", "phase_correlation", "phase_p_fwe", "expected", "expected_95")
    rows = sorted((row for row in rows if row["phase_correlation"] is not None), key=lambda row: -row["phase_correlation"])
    rows = [{"rank": rank, **row, "named": "named" if row["phase_p_fwe"] <= 0.05 else "not named"} for rank, row in enumerate(rows, 1)]
    base = _chart(rows, title=f"{results.stage}: any coupling p = {'n/a' if p is None else format(p, '.3g')}").encode(
        x=_counted("rank", rows, "neurons, the strongest first"))
    band = base.mark_area(color=_NOISE, opacity=0.3).encode(y=_y("expected", "largest partial correlation"), y2="expected_95")
    points = base.mark_point(filled=True, size=18).encode(
        y=_y("phase_correlation", "largest partial correlation"), tooltip=_tips(rows),
        color=altair.Color(field="named", type="nominal", title=None, scale=altair.Scale(domain=["named", "not named"], range=[_NAMED, _OBSERVED])))
    return band + points


def encoding(results):
    """Held-out r of every group of neurons, mean over the networks, beside the middle 95 % of what noise gives; and with the network predicted best."""
    altair = _altair()
    rows = rows_of(results["groups"])
    base = _chart(rows, title="mean over the networks").encode(x=altair.X(field="label", type="nominal", sort=None, title="neurons"))
    noise = base.mark_rule(color=_NOISE, strokeWidth=8, opacity=0.4).encode(y=_y("mean_noise_low", "held-out r"), y2="mean_noise_high")
    mean = noise + base.mark_point(color=_OBSERVED, filled=True, opacity=1).encode(y=_y("mean", "held-out r"), tooltip=_tips(rows))
    bar = base.mark_tick(color=_NOISE, thickness=2).encode(y=_y("noise_95", "held-out r"))
    best = bar + base.mark_point(color=_OBSERVED, filled=True, opacity=1).encode(y=_y("correlation", "held-out r"), tooltip=_tips(rows))
    return altair.hconcat(mean, best.properties(title="network predicted best, and 95 % of noise"), title=results.stage)


def listeners(results):
    """What is seen in single listeners and held out, each figure beside the middle 95 % of the same in noise."""
    altair = _altair()
    rows = rows_of(results["figures"])
    base = altair.Chart().encode(y=altair.Y(field="figure", type="nominal", sort=None, title=None))  # without data: each side sees its own
    noise = base.mark_rule(color=_NOISE, strokeWidth=8, opacity=0.4).encode(x=_x("low", "mean over the series"), x2="high")
    points = base.mark_point(color=_OBSERVED, filled=True, opacity=1).encode(x=_x("observed", "mean over the series"), tooltip=_tips(rows))
    sides = altair.layer(noise, points, data=altair.InlineData(values=rows)).facet(row=altair.Row(field="side", type="nominal", sort=None, title=None))
    return sides.resolve_scale(y="independent").properties(title=results.stage)


def layers(results):
    """The largest partial correlation of every layer, beside the median and the 95th percentile of noise."""
    altair = _altair()
    rows = rows_of(results["layers"], "layer", "tested_label", "tested_network", "tested_correlation", "tested_p_fwe", "noise_median", "noise_95", "layer_p")
    base = _chart(rows, title=results.stage).encode(x=_counted("layer", rows))
    band = base.mark_area(color=_NOISE, opacity=0.3).encode(y=_y("noise_median", "largest partial correlation"), y2="noise_95")
    return band + base.mark_line(color=_OBSERVED, point=True).encode(y=_y("tested_correlation", "largest partial correlation"), tooltip=_tips(rows))


_OF_STAGES = {"coupling": coupling, "significance": significance, "pooled": significance, "encoding": encoding, "pooled-encoding": encoding,
              "listeners": listeners, "layers": layers, "pooled-layers": layers}


def plot(results):
    """The chart of a stage's results."""
    if results.stage not in _OF_STAGES:
        raise Error(f"plot() has no chart of {results.stage}; expected one of {' '.join(_OF_STAGES)}. A table draws two of its columns: results[\"table\"].plot(x, y)")
    return _OF_STAGES[results.stage](results)


def plot_table(table, x, y):
    """Two columns as points."""
    altair = _altair()
    rows = rows_of(table)
    told = lambda name: {"field": _field(name), "title": name, "type": "nominal" if table[name].dtype == object else "quantitative", "sort": None}
    return _chart(rows).mark_point(color=_OBSERVED).encode(x=altair.X(**told(x)), y=altair.Y(**told(y)), tooltip=_tips(rows))
