"""Writing a table so that no program runs what is in its cells."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.tables import PROTECTED, RISKY

LONGEST_CELL = 32_767  # of Excel
WIDTH = 30

Cell = str | date | int | float | None


def write_xlsx(
    columns: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    title: str,
    notes: Sequence[str],
    now: datetime,
) -> bytes:
    """A workbook of one marked-up table below its title, as the government's guidance asks."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    sheet = book.add_worksheet("Action plan")
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    for number, note in enumerate(notes, start=1):
        sheet.write_string(number, 0, note)
    top = len(notes) + 1
    sheet.add_table(
        top, 0, top + max(len(rows), 1), len(columns) - 1,
        {
            "name": "action_plan",
            "style": "Table Style Medium 2",
            "columns": [{"header": column} for column in columns],
        },
    )  # fmt: skip
    sheet.set_column(0, len(columns) - 1, WIDTH)
    sheet.freeze_panes(top + 1, 0)
    fill(book, sheet, rows, top + 1)
    book.close()
    return out.getvalue()


def fill(book: Any, sheet: Any, rows: Sequence[Sequence[Cell]], top: int) -> None:
    """Write rows from `top` on; a text that a program would run as a formula stays text."""
    look = {"text_wrap": True, "valign": "top"}
    plain, day = book.add_format(look), book.add_format({**look, "num_format": "d mmmm yyyy"})
    text_only = book.add_format({**look, "quote_prefix": True})
    for number, row in enumerate(rows, start=top):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell, plain)
            elif cell:
                if len(cell) > LONGEST_CELL:
                    raise RuleBroken(
                        f"Row {number + 1} has a text longer than an Excel cell can hold. "
                        "Download the CSV file instead."
                    )
                text = f"'{cell}" if PROTECTED.match(cell) else cell
                look_of_text = text_only if RISKY.match(cell) else plain
                sheet.write_string(number, column, text, look_of_text)
