"""The curve of a gap: a picture, what it says in words, and its numbers in a table beneath."""

from __future__ import annotations

from datetime import date

from evenground_web.core.dates import nhs_date
from evenground_web.reports.blocks import (
    Block,
    Words,
    chart,
    heading,
    paragraph,
    plain,
    runs,
    table,
)
from evenground_web.reports.sections.common import Content, figure, gap

MOST = 12  # periods in the table


def curves(rows: list[Content]) -> list[Block]:
    return [block for row in rows for block in _curve(row)]


def _curve(row: Content) -> list[Block]:
    name = plain(runs(gap(row["gap"])))
    shown = row["measured"][-MOST:]
    cells: list[tuple[Words, Words]] = [(one["period"], figure(one["figure"])) for one in shown]
    if row["expected"]:
        on = nhs_date(date.fromisoformat(row["expected"]["on"]))
        cells.append((f"Led on to {on}, if nothing changes", row["expected"]["text"]))
    if row["target"]:
        cells.append(("Target", row["target"]))
    earlier = len(row["measured"]) - len(shown)
    note = [paragraph(f"{earlier} earlier periods are in the picture alone.")] if earlier else []
    return [
        heading(3, ["The curve of ", gap(row["gap"])]),
        chart(row["drawn"], unit=row["unit"], baseline=row["baseline"], says=says(row, name),
              caption=_caption(row)),
        table(f"The numbers of the curve: {name}", ("Period", "Gap"), cells),
        *note,
    ]  # fmt: skip


def _caption(row: Content) -> str:
    """What the marks of the picture mean, of those that it has."""
    unit = f", {row['unit']}" if row["unit"] else ""
    told = f"The size of the gap{unit}. Bars are 95% confidence limits; the dotted line is the day of the promise."
    if not row["expected"]:
        return told
    return f"{told} The dashed line, with its limits in grey, is where the course before the promise would lead."


def says(row: Content, name: str) -> str:
    """What somebody sees in the picture, in words."""
    first, last = row["measured"][0], row["measured"][-1]
    now = f"in {last['period']} it was {last['figure']['text']}"
    parts = [
        f"{name}. In {first['period']} the gap was {first['figure']['text']}; {now}",
        f"Since the promise: {row['verdict'].lower()}",
    ]
    if row["expected"]:
        on = nhs_date(date.fromisoformat(row["expected"]["on"]))
        parts.append(
            f"The course before the promise would lead to {row['expected']['text']} by {on}"
        )
    if row["target"]:
        parts.append(f"Target: {row['target'][0].lower()}{row['target'][1:]}")
    return ". ".join(parts) + "."
