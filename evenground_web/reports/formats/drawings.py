"""The picture of a chart, drawn from the numbers that were frozen with the paper.

The same numbers give the same picture, which is kept under them. Where none can be drawn, every
format says in words what it would show.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from evenground_web.insight.charts import SCREENS, Screen
from evenground_web.insight.curves import Curve, OnCurve, curve_spec
from evenground_web.insight.services import ChartNotDrawn, as_png, drawn
from evenground_web.reports.blocks import Block

PAGES = {  # as wide as a page of A4, where their letters are 12 points or 18 points and more
    "print": Screen(width=600, height=330, font=16, labels=6),
    "large": Screen(width=380, height=340, font=16, labels=3),
}
NOT_DRAWN = "The picture could not be drawn. It shows: {}"


def svg_of(block: Block, *, screen: str) -> str:
    """The SVG of a chart for a `wide` or `narrow` screen, `print` or `large` print.

    The first time all of them are drawn. Raises ChartNotDrawn.
    """
    curve, sizes = curve_of(block["curve"]), {**SCREENS, **PAGES}
    specs = {name: curve_spec(curve, unit=block["unit"], screen=at) for name, at in sizes.items()}
    return drawn(specs, screen=screen)


def pictures(blocks: list[Block], *, size: str) -> list[Block]:
    """The blocks with the SVG of each chart; where there is none, with its words."""
    return [_with_picture(block, size) if block["kind"] == "chart" else block for block in blocks]


def _with_picture(block: Block, size: str) -> Block:
    try:
        return {**block, "svg": svg_of(block, screen=size)}
    except ChartNotDrawn:
        return in_words(block)


def png_of(block: Block) -> bytes | None:
    """The same picture for a file that cannot show SVG; None where it could not be drawn."""
    try:
        return as_png(svg_of(block, screen="print"))
    except ChartNotDrawn:
        return None


def in_words(block: Block) -> Block:
    return {"kind": "paragraph", "runs": [{"text": NOT_DRAWN.format(block["says"])}]}


def curve_of(data: dict[str, Any]) -> Curve:
    return Curve(
        measured=[_point(point) for point in data["measured"]],
        ahead=[_point(point) for point in data["ahead"]],
        target=_point(data["target"]) if data["target"] else None,
        promised=date.fromisoformat(data["promised"]),
    )


def _point(data: dict[str, Any]) -> OnCurve:
    return OnCurve(**{**data, "day": date.fromisoformat(data["day"])})
