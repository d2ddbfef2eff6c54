"""The curve of one gap: measured, as it would go if nothing changes, and the target.

A pure function of its points, like the chart of the groups. Dashes, shapes and words tell what is what
without colour; days are years with a fraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from evenground_web.insight.charts import COLOURS, FONT, INK, PALE, Screen

MEASURED, AHEAD, TARGET = "Measured", "If nothing changes", "Target"
DAYS_IN_A_YEAR = 365.25


@dataclass(frozen=True)
class OnCurve:
    day: date
    value: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Curve:
    """What is drawn; `promised` is the day from which the line is led on."""

    measured: Sequence[OnCurve]
    ahead: Sequence[OnCurve]
    target: OnCurve | None
    promised: date


def curve_spec(curve: Curve, *, unit: str, screen: Screen) -> dict[str, Any]:
    """One gap over the years, under a key that says what each mark is."""
    series = {
        MEASURED: curve.measured,
        AHEAD: curve.ahead,
        TARGET: [curve.target] if curve.target else [],
    }
    names = [name for name, points in series.items() if points]
    left, top, bottom = 52, 2.2 * screen.font * len(names), 2.2 * screen.font
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": screen.width - left - 12,
        "height": screen.height - top - bottom,
        "autosize": "none",
        "padding": {"left": left, "right": 12, "top": top, "bottom": bottom},
        "background": "white",
        "config": {"font": FONT, "aria": False, "view": {"stroke": None}},
        "layer": [
            {
                "encoding": _axes(screen),
                "layer": [
                    _ahead(curve.ahead),
                    _promise(curve.promised),
                    _measured(curve.measured),
                    _target(series[TARGET]),
                ],
            },
            _names(names, unit, screen),
        ],
    }


def _rows(points: Sequence[OnCurve]) -> dict[str, Any]:
    return {
        "values": [
            {"year": _year(p.day), "value": p.value, "lower": p.lower, "upper": p.upper}
            for p in points
        ]
    }


def _year(day: date) -> float:
    return round(day.year + (day.timetuple().tm_yday - 1) / DAYS_IN_A_YEAR, 3)


def _axes(screen: Screen) -> dict[str, Any]:
    letters = {"labelFontSize": screen.font, "labelColor": INK, "title": None}
    return {
        "x": {
            "field": "year", "type": "quantitative", "scale": {"zero": False, "padding": 14},
            "axis": {
                **letters, "format": "d", "tickMinStep": 1, "tickCount": screen.labels,
                "grid": False, "domainColor": INK,
            },
        },
        "y": {
            "field": "value", "type": "quantitative", "scale": {"zero": True, "nice": True},
            "axis": {**letters, "gridColor": PALE, "tickCount": 5, "domain": False},
        },
    }  # fmt: skip


def _measured(points: Sequence[OnCurve]) -> dict[str, Any]:
    limits = {"filter": "datum.lower !== null && datum.upper !== null"}
    bars = {"y": {"field": "lower"}, "y2": {"field": "upper"}}
    colour = {"color": COLOURS[0]}
    return {
        "data": _rows(points),
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.55, **colour},
             "transform": [limits], "encoding": bars},
            {"mark": {"type": "line", "strokeWidth": 2, **colour}},
            {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1,
                      "shape": "square", **colour}},
        ],
    }  # fmt: skip


def _ahead(points: Sequence[OnCurve]) -> dict[str, Any]:
    edge = {"y": {"field": "lower"}, "y2": {"field": "upper"}}
    return {
        "data": _rows(points),
        "layer": [
            {"mark": {"type": "area", "color": PALE, "opacity": 0.7}, "encoding": edge},
            {"mark": {"type": "line", "strokeWidth": 2, "strokeDash": [6, 4], "color": INK}},
        ],
    }


def _promise(day: date) -> dict[str, Any]:
    return {
        "data": {"values": [{"year": _year(day)}]},
        "mark": {"type": "rule", "strokeWidth": 1, "strokeDash": [2, 3], "color": INK},
        "encoding": {"y": None},
    }


def _target(points: Sequence[OnCurve]) -> dict[str, Any]:
    return {
        "data": _rows(points),
        "mark": {"type": "point", "filled": True, "size": 160, "opacity": 1, "shape": "diamond",
                 "color": COLOURS[1]},
    }  # fmt: skip


LOOKS: dict[str, tuple[str, str]] = {
    MEASURED: ("square", COLOURS[0]),
    AHEAD: ("M-1.2,-0.12H-0.2V0.12H-1.2ZM0.2,-0.12H1.2V0.12H0.2Z", INK),
    TARGET: ("diamond", COLOURS[1]),
}


def _names(names: Sequence[str], unit: str, screen: Screen) -> dict[str, Any]:
    """The key above the chart, a row for each mark."""
    row = 2.2 * screen.font
    values = [
        {"text": f"{name} ({unit})" if unit and name == MEASURED else name, "name": name, "row": n}
        for n, name in enumerate(names)
    ]
    down = {"domain": [0, len(names)], "range": [screen.font - row * len(names), screen.font]}
    shapes, colours = zip(*(LOOKS[name] for name in names), strict=True)
    look = {"field": "name", "type": "nominal", "legend": None}
    return {
        "data": {"values": values},
        "encoding": {
            "x": {"value": -30},
            "y": {"field": "row", "type": "quantitative", "axis": None, "scale": down},
        },
        "resolve": {"scale": {"y": "independent"}},
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1,
                         "strokeWidth": 0},
                "encoding": {
                    "shape": {**look, "scale": {"domain": names, "range": shapes}},
                    "color": {**look, "scale": {"domain": names, "range": colours}},
                },
            },
            {
                "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 14,
                         "color": INK, "fontSize": screen.font, "limit": screen.width - 50},
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }  # fmt: skip
