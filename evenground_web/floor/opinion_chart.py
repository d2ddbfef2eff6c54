"""How many of each group agree with each statement, as a Vega-Lite specification.

A pure function of protected counts: no person is on it. Where a count is too small to be told, a line
shows where the share may lie. Shapes tell the groups apart without colour.
"""

from __future__ import annotations

from typing import Any

from evenground_web.floor.models import Opinions
from evenground_web.floor.opinion_words import name_of

FONT, INK, PALE = "Frutiger W01, Arial, sans-serif", "#212b32", "#d8dde0"
COLOURS = ["#005eb8", "#7c2855", "#006747", "#ae2573", "#425563"]
SHAPES = ["square", "circle", "diamond", "triangle-up", "cross"]
WIDTHS, FONTS = {"wide": 720, "narrow": 340}, {"wide": 15, "narrow": 14}
ROW, KEY = 30, 30


def spec(opinions: Opinions, *, screen: str) -> dict[str, Any]:
    """A row for each statement, in the order of the question; a mark for each group."""
    names = [name_of(group) for group in range(len(opinions.groups))]
    letters = {"labelFontSize": FONTS[screen], "titleFontSize": FONTS[screen], "labelColor": INK}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTHS[screen] - 130,
        "height": {"step": ROW},
        "background": "white",
        "config": {"font": FONT, "aria": False, "view": {"stroke": None}},
        "data": {"values": shares(opinions)},
        "encoding": {
            "y": {
                "field": "statement", "type": "ordinal", "title": "Statement",
                "axis": {**letters, "grid": True, "gridColor": PALE, "domain": False, "ticks": False},
            },
            "yOffset": {"field": "group", "type": "nominal", "scale": {"domain": names}},
            "color": {"field": "group", "type": "nominal", "scale": {"domain": names, "range": COLOURS},
                      "legend": {"orient": "top", "title": None, "labelFontSize": FONTS[screen],
                                 "symbolSize": 110, "columns": 2}},
        },
        "layer": [_lines(letters), _points(names)],
    }  # fmt: skip


def _lines(letters: dict[str, Any]) -> dict[str, Any]:
    axis = {**letters, "gridColor": PALE, "tickCount": 5, "values": [0, 25, 50, 75, 100]}
    return {
        "mark": {"type": "rule", "strokeWidth": 3},
        "encoding": {
            "x": {"field": "from", "type": "quantitative", "title": "Agree, out of 100 who voted",
                  "scale": {"domain": [0, 100]}, "axis": axis},
            "x2": {"field": "upto"},
        },
    }  # fmt: skip


def _points(names: list[str]) -> dict[str, Any]:
    return {
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1},
        "transform": [{"filter": "datum.told"}],
        "encoding": {
            "x": {"field": "upto", "type": "quantitative"},
            "shape": {"field": "group", "type": "nominal",
                      "scale": {"domain": names, "range": SHAPES}, "legend": None},
        },
    }  # fmt: skip


def shares(opinions: Opinions) -> list[dict[str, Any]]:
    """By statement and group how many of a hundred agree, or between which shares that is."""
    return [
        {"statement": row["number"], "group": name_of(number), **between}
        for row in sorted(opinions.statements, key=lambda row: int(row["number"]))
        for number, group in enumerate(row["groups"])
        if (between := _share(group, opinions.found["threshold"]))
    ]


def _share(group: dict[str, Any], threshold: int) -> dict[str, Any] | None:
    """Of counts that are rounded; None where too few of the group voted."""
    voted, agree = group["voted"], group["agree"]
    if not voted:
        return None
    share = min(100, round(100 * (threshold - 1 if agree is None else agree) / voted))
    told = agree is not None
    return {"from": share if told else 0, "upto": share, "told": told}
