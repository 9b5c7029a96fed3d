"""What was measured, as plotly figures."""

from __future__ import annotations

import html
import importlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lintrain.reporters.series import acted, by_optimizer
from lintrain.reporters.visible import visible
from lintrain.smoking.series import Point

Figure = dict[str, Any]

COLOURS = ("#0063a5", "#c1440e", "#00785a", "#a4397f", "#8a6100", "#4b4fa8")
"""Told apart by whoever sees few colours, each with a contrast of 4.5 to the page; ``page.js`` knows their
counterparts on a dark one."""

DEPTHS = ("#3f7fd0", "#1f9e89", "#b98a1b", "#d0563f")
"""From a model's first layers to its last: neither too light nor too dark for either page."""

RED, GREY, GREEN = "#c62828", "#6b7280", "#2e7d32"

HEALTHY = (1e-4, 1e-2)
"""The update ratios around the usual thousandth."""

TICKS = 45
"""So many layers at most are named beside a heatmap."""

LONG = 34
"""A longer name is shown by its end."""

LEGEND = 10
"""More lines than this are told apart by pointing at them."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of ``height`` pixels, and what it shows, in words."""

    name: str
    title: str
    caption: str
    figure: Figure
    height: int = 300


def charts(points: Sequence[Point]) -> list[Chart]:
    """Return the charts for which there are numbers."""
    named = by_optimizer(points)
    drawn = [_losses(named), _norms(named), *_layers(named), *_ratios(named)]
    return [chart for chart in drawn if chart is not None]


# --- one number for each step ---


def _losses(named: Mapping[str, Sequence[Point]]) -> Chart | None:
    curves = [
        _curve(
            visible(name) if len(named) > 1 else "loss",
            [(p.step, p.loss) for p in own],
            COLOURS[index % len(COLOURS)],
        )
        for index, (name, own) in enumerate(named.items())
    ]
    caption = "The sum of the losses that each step's gradients come from, without a loss scale."
    return _drawn("loss", "Loss", caption, _present(curves))


def _norms(named: Mapping[str, Sequence[Point]]) -> Chart | None:
    curves, said = [], []
    for index, (name, own) in enumerate(named.items()):
        whose = f"{visible(name)}: " if len(named) > 1 else ""
        curves += _present(_norm_curves(own, whose, COLOURS[index % len(COLOURS)]))
        if sentence := acted(own):
            said.append(f"{whose}{sentence}" if whose else sentence.capitalize())
    caption = f"{'; '.join(said)}. " if said else "No clip by norm was seen. "
    caption += "The norm that a step uses is measured on sampled steps."
    title = "Total gradient norm and clipping" if said else "Total gradient norm"
    return _drawn("norm", title, caption, curves, logarithmic=True)


def _norm_curves(own: Sequence[Point], whose: str, colour: str) -> list[Figure]:
    """Return what a clip has found, what it allows, and as rings what the step has used."""
    found = _curve(f"{whose}before the clip", [(point.step, point.clip_norm) for point in own], colour)
    most = _curve(f"{whose}threshold", [(point.step, point.clip_threshold) for point in own], RED)
    used = _curve(f"{whose}used by the step", [(point.step, point.norm) for point in own], colour)
    ring = {"color": colour if whose else GREEN, "size": 10, "symbol": "circle-open", "line": {"width": 2}}
    dashed = {"color": RED, "width": 2, "dash": "dash"}
    return [found, {**most, "mode": "lines", "line": dashed}, {**used, "mode": "markers", "marker": ring}]


def _drawn(
    name: str, title: str, caption: str, curves: Sequence[Figure], logarithmic: bool = False
) -> Chart | None:
    if not curves:
        return None
    kind = _powers([value for curve in curves for value in curve["y"]]) if logarithmic else {}
    axis = {"title": {"text": title.partition(" and ")[0].lower()}, **kind}
    layout = _layout(yaxis=axis, showlegend=len(curves) > 1 or curves[0]["mode"] == "markers")
    return Chart(name, title, caption + _gaps(curves), _figure(curves, layout))


def _powers(values: Iterable[float | None]) -> Figure:
    """Return a logarithmic axis; where numbers span more than two powers of ten, a few of these are named."""
    known = [math.log10(value) for value in values if value]
    span = max(known, default=0.0) - min(known, default=0.0)
    far = {"dtick": math.ceil(span / 6), "exponentformat": "power"}
    ticks = far if span > 2 else {"dtick": "D2"} if span > 0.5 else {}
    return {"type": "log", **ticks} if known else {}


def _gaps(curves: Sequence[Figure]) -> str:
    steps = sorted({x for curve in curves for x, y in zip(curve["x"], curve["y"], strict=True) if y is None})
    named = ", ".join(map(str, steps[:8])) + (", …" if len(steps) > 8 else "")
    return f" Not finite, and so not drawn: step{'s' if len(steps) > 1 else ''} {named}." if steps else ""


def _curve(name: str, pairs: Iterable[tuple[int, float | None]], colour: str) -> Figure:
    known = [(step, value) for step, value in pairs if value is not None]
    few = len(known) <= 40
    return {
        "type": "scatter",
        "mode": "lines+markers" if few else "lines",
        "name": html.escape(name),
        "x": [step for step, _ in known],
        "y": [value if math.isfinite(value) else None for _, value in known],
        "line": {"color": colour, "width": 2},
        "marker": {"color": colour, "size": 5},
        "cliponaxis": False,
        "hovertemplate": "step %{x}: %{y:.4g}<extra>%{fullData.name}</extra>",
    }


def _present(curves: Iterable[Figure]) -> list[Figure]:
    return [curve for curve in curves if curve["x"]]


# --- a number for each layer on sampled steps ---


def _layers(named: Mapping[str, Sequence[Point]]) -> Iterable[Chart]:
    for index, (name, own) in enumerate(named.items()):
        sampled = [point for point in own if point.gradients]
        if sampled:
            whose = f" of {visible(name)}" if len(named) > 1 else ""
            yield _heatmap(f"gradients-{index}", f"Gradient norms by layer{whose}", sampled)


def _heatmap(name: str, title: str, sampled: Sequence[Point]) -> Chart:
    layers = list(dict.fromkeys(layer for point in sampled for layer in point.gradients))
    rows = [[point.gradients.get(layer) for point in sampled] for layer in layers]
    shown = [html.escape(visible(layer)) for layer in layers]
    every = math.ceil(len(layers) / TICKS)
    ticks = list(range(0, len(layers), every))
    steps = [str(point.step) for point in sampled]
    heat = {
        "type": "heatmap",
        "z": [[math.log10(v) if v and math.isfinite(v) else None for v in row] for row in rows],
        "x": steps,
        "y": list(range(len(layers))),
        "text": [
            [f"{layer}<br>step {s}: {_said(v)}" for s, v in zip(steps, row, strict=True)]
            for layer, row in zip(shown, rows, strict=True)
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "hoverongaps": False,
        "colorscale": "Viridis",
        "xgap": 2,
        "ygap": 1 if len(layers) <= TICKS else 0,
        "colorbar": _colorbar(rows),
    }
    layout = _layout(
        xaxis={"title": {"text": "sampled step"}, "type": "category", "showgrid": False},
        yaxis={
            "autorange": "reversed",
            "tickmode": "array",
            "tickvals": ticks,
            "ticktext": [_short(layers[tick]) for tick in ticks],
            "showgrid": False,
            "zeroline": False,
        },
        annotations=_exceptions(rows, steps),
    )
    caption = (
        "Each parameter's gradient, as the step uses it, in the order in which the model calls its layers: "
        "the first on top."
    )
    if every > 1:
        caption += f" One layer in {every} is named; point at a field to see which it is."
    height = min(max(120 + 22 * len(layers), 240), 900)
    return Chart(name, title, caption, _figure([heat], layout), height)


def _said(value: float | None) -> str:
    return "no gradient" if value is None else f"{value:.4g}"


def _colorbar(rows: Sequence[Sequence[float | None]]) -> Figure:
    """Return a colour bar that is labelled with norms, not with their logarithms."""
    known = [math.log10(v) for row in rows for v in row if v and math.isfinite(v)]
    bar: Figure = {"title": {"text": "norm", "side": "right"}, "thickness": 12, "outlinewidth": 0}
    if not known or max(known) - min(known) < 1e-9:
        return bar | {"tickvals": known[:1], "ticktext": [f"{10**value:.2g}" for value in known[:1]]}
    low, high = min(known), max(known)
    ticks = [low + (high - low) * part / 4 for part in range(5)]
    return bar | {"tickvals": ticks, "ticktext": [f"{10**tick:.2g}" for tick in ticks]}


def _exceptions(rows: Sequence[Sequence[float | None]], steps: Sequence[str]) -> list[Figure]:
    """Write into a field what has no colour: a zero, and what is not finite."""
    found = [
        (index, column, value)
        for index, row in enumerate(rows)
        for column, value in enumerate(row)
        if value is not None and (value == 0 or not math.isfinite(value))
    ]
    return [
        {
            "x": column,
            "y": index,
            "text": "0" if value == 0 else "NaN" if math.isnan(value) else "∞",
            "showarrow": False,
            "font": {"color": GREY if value == 0 else RED, "size": 11},
        }
        for index, column, value in found[:400]
    ]


def _ratios(named: Mapping[str, Sequence[Point]]) -> Iterable[Chart]:
    for index, (name, own) in enumerate(named.items()):
        sampled = [point for point in own if point.ratios]
        if sampled:
            whose = f" of {visible(name)}" if len(named) > 1 else ""
            yield _bundle(f"ratios-{index}", f"Update ratios by layer{whose}", sampled)


def _bundle(name: str, title: str, sampled: Sequence[Point]) -> Chart:
    """One line for each weight matrix, coloured by depth, with the band where most trainings are."""
    layers = list(dict.fromkeys(layer for point in sampled for layer in point.ratios))
    colours = _by_depth(len(layers))
    curves = _present(
        {**_curve(visible(layer), _positive(sampled, layer), colour), "mode": "lines+markers"}
        for layer, colour in zip(layers, colours, strict=True)
    )
    low, high = HEALTHY
    band = {
        "type": "rect",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "y0": low,
        "y1": high,
        "fillcolor": GREEN,
        "opacity": 0.12,
        "line": {"width": 0},
        "layer": "below",
    }
    known = [value for curve in curves for value in curve["y"] if value]
    reach = [math.log10(min([low, *known])) - 0.2, math.log10(max([high, *known])) + 0.2]
    layout = _layout(
        yaxis={
            "title": {"text": "‖update‖ / ‖weights‖"},
            "type": "log",
            "range": reach,
            "dtick": 1,
            "exponentformat": "power",
        },
        shapes=[band],
        showlegend=len(layers) <= LEGEND,
    )
    caption = (
        "How far a step moves each weight matrix, over the norm of the matrix before it. About a thousandth "
        "is usual; the band goes from 10⁻⁴ to 10⁻². Weights that begin at zero move by all of their norm."
    )
    if len(layers) > LEGEND:
        caption += " From blue, the model's first layers, to red, its last; point at a line to see its name."
    return Chart(name, title, caption, _figure(curves, layout), 360)


def _positive(sampled: Sequence[Point], layer: str) -> list[tuple[int, float | None]]:
    """A ratio of zero has no place on a logarithmic axis."""
    return [(point.step, value) for point in sampled if (value := point.ratios.get(layer))]


def _by_depth(count: int) -> list[str]:
    if count <= len(COLOURS):
        return list(COLOURS[:count])
    sample = importlib.import_module("plotly.colors").sample_colorscale
    colours: list[str] = sample(list(DEPTHS), [index / (count - 1) for index in range(count)])
    return colours


def _short(layer: str) -> str:
    """Return the end of a long name: its beginning is what it shares with others."""
    shown = visible(layer)
    return html.escape(shown if len(shown) <= LONG else "…" + shown[1 - LONG :])


# --- what all have in common ---


def _layout(**given: Any) -> Figure:  # noqa: ANN401  # plotly's own vocabulary
    axis: Figure = {"gridcolor": "#e3e6ea", "linecolor": "#c9ced6", "automargin": True, "zeroline": False}
    base: Figure = {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": "#24292f"},
        "margin": {"l": 56, "r": 16, "t": 16, "b": 44},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"},
        "hoverlabel": {"align": "left", "namelength": -1},
        "showlegend": True,
        **given,
    }
    x = {"title": {"text": "optimizer step"}, "tickformat": "d", "rangemode": "tozero"}
    base["xaxis"] = axis | (given.get("xaxis") or x)
    base["yaxis"] = axis | (given.get("yaxis") or {})
    return base


def _figure(traces: Sequence[Figure], layout: Figure) -> Figure:
    """Return a figure that plotly has looked through: it refuses what it does not know."""
    graph = importlib.import_module("plotly.graph_objects")
    figure = graph.Figure(data=list(traces), layout=layout, skip_invalid=False)
    figure.layout.template = None
    plain: Figure = figure.to_plotly_json()
    return {"data": list(plain["data"]), "layout": plain["layout"]}
