"""Where the gaps stand, with limits, and what became of them since the promise."""

from __future__ import annotations

from evenground_web.reports.blocks import Block, Words, paragraph, run, table
from evenground_web.reports.sections.common import (
    Content,
    dated,
    figure,
    gap,
    references,
    the_rest,
)
from evenground_web.reports.sections.curves import curves

COLOURS = {"worse": "red", "better": "green"}
TODAY = ("Gap", "Period", "Group", "Compared with", "Difference", "Ratio", "Named by")
THEN = ("Gap and commitments", "Then", "Now", "Change")


def gaps(content: Content, most: int) -> list[Block]:
    listed = content["gaps"]
    if not listed:
        return [
            paragraph(
                "None of these commitments names a gap, so nobody can say whether they make a "
                "difference."
            )
        ]
    return [
        paragraph(
            "The gaps that these commitments name, the steepest first. Figures carry 95% "
            "confidence limits; each links to its release."
        ),
        table("Newest figures", TODAY, [_today(row, most) for row in listed[:most]]),
        *the_rest(len(listed), most, "gaps", order="The steepest"),
        *_since_the_promise(content["then_and_now"], most),
        *curves(content.get("curves", [])),
    ]


def _today(row: Content, most: int) -> list[Words]:
    name: list[Words] = [gap(row["gap"])]
    if row["judgement"]:
        name += [". ", run(row["judgement"], tag=COLOURS.get(row["standing"], "grey"))]
    names = references(row["commitments"], most)
    if row["reason"]:
        none: Words = "No number"
        return [name, row["period"] or "None", row["reason"], none, none, none, names]
    return [
        name, row["period"], figure(row["value"]), figure(row["reference"]),
        figure(row["difference"]), figure(row["ratio"], "Not given"), names,
    ]  # fmt: skip


def _since_the_promise(rows: list[Content], most: int) -> list[Block]:
    if not rows:
        return []
    cells = [
        (
            [gap(row["gap"]), " (", references(row["commitments"], most), ")"],
            [figure(row["then"]), f", {row['then_period']}"],
            dated(row["now"], row["now_period"], otherwise="Nothing newer"),
            [row["verdict"], *[part for note in row["notes"] for part in (". ", figure(note))]],
        )
        for row in rows[:most]
    ]
    return [
        table("On the day of the promise, and now", THEN, cells),
        *the_rest(len(rows), most, "promises about gaps", order="The first"),
    ]
