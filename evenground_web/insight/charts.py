"""The chart of a gap: both groups over time with their limits, as a Vega-Lite specification.

A pure function of its points. Shapes, line styles and labels tell the groups apart without
colour. Widths are those of a wide and a narrow screen, so that letters keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FONT = "Frutiger W01, Arial, sans-serif"
INK, PALE = "#212b32", "#d8dde0"
COLOURS, SHAPES, DASHES = ("#005eb8", "#7c2855"), ("square", "circle"), ([1, 0], [6, 3])


@dataclass(frozen=True)
class Point:
    period: str
    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Line:
    name: str
    points: Sequence[Point]


@dataclass(frozen=True)
class Screen:
    width: int
    height: int
    font: int
    labels: int


SCREENS = {
    "wide": Screen(width=720, height=340, font=15, labels=8),
    "narrow": Screen(width=340, height=300, font=14, labels=3),
}


def spec(lines: Sequence[Line], *, unit: str, screen: Screen) -> dict[str, Any]:
    """Two lines over the same periods, under a key that says which is which."""
    names = [line.name for line in lines]
    values = [{**vars(point), "group": line.name} for line in lines for point in line.points]
    left, top, bottom = 52, 2.2 * screen.font * len(lines), 2.2 * screen.font
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
                "data": {"values": values},
                "encoding": {
                    **_axes([point.period for point in lines[0].points], screen),
                    "color": _look(names, COLOURS),
                },
                "layer": _marks(names),
            },
            _key([f"{name} ({unit})" if unit else name for name in names], names, screen),
        ],
    }


def _axes(periods: Sequence[str], screen: Screen) -> dict[str, Any]:
    letters = {"labelFontSize": screen.font, "labelColor": INK, "title": None}
    labels = spaced(periods, screen.labels)
    return {
        "x": {
            "field": "period", "type": "ordinal", "sort": periods,
            "axis": {**letters, "labelAngle": 0, "values": labels, "domainColor": INK},
            "scale": {"type": "point", "padding": 0.6},
        },
        "y": {
            "field": "value", "type": "quantitative", "scale": {"zero": True, "nice": True},
            "axis": {**letters, "gridColor": PALE, "tickCount": 5, "domain": False},
        },
    }  # fmt: skip


def _look(names: Sequence[str], choices: Sequence[Any]) -> dict[str, Any]:
    scale = {"domain": names, "range": choices}
    return {"field": "group", "type": "nominal", "scale": scale, "legend": None}


def _marks(names: Sequence[str]) -> list[dict[str, Any]]:
    has_limits = {"filter": "datum.lower !== null && datum.upper !== null"}
    return [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.55},
            "transform": [has_limits],
            "encoding": {"y": {"field": "lower"}, "y2": {"field": "upper"}},
        },
        {
            "mark": {"type": "line", "strokeWidth": 2},
            "encoding": {"strokeDash": _look(names, DASHES)},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
            "encoding": {"shape": _look(names, SHAPES)},
        },
    ]


def _key(texts: Sequence[str], names: Sequence[str], screen: Screen) -> dict[str, Any]:
    row = 2.2 * screen.font
    values = [
        {"text": text, "group": name, "row": position}
        for position, (text, name) in enumerate(zip(texts, names, strict=True))
    ]
    down = {"domain": [0, len(names)], "range": [screen.font - row * len(names), screen.font]}
    return {
        "data": {"values": values},
        "encoding": {
            "x": {"value": -30},
            "y": {"field": "row", "type": "quantitative", "axis": None, "scale": down},
        },
        "resolve": {"scale": {"y": "independent"}},
        "layer": [
            {
                "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
                "encoding": {"color": _look(names, COLOURS), "shape": _look(names, SHAPES)},
            },
            {
                "mark": {
                    "type": "text", "align": "left", "baseline": "middle", "dx": 14,
                    "color": INK, "fontSize": screen.font, "limit": screen.width - 50,
                },
                "encoding": {"text": {"field": "text"}},
            },
        ],
    }  # fmt: skip


def spaced(periods: Sequence[str], most: int) -> list[str]:
    """At most `most` of the periods, evenly spaced, the last always among them."""
    step = -(-len(periods) // most)
    return list(periods[::-1][::step][::-1])
