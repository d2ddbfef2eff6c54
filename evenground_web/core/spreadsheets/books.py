"""Writing a workbook of several tables, each on its sheet, that people edit and send back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets.writing import LONGEST_CELL
from evenground_web.core.tables import PROTECTED, RISKY

NARROW, WIDE = 18, 45
SPARE_ROWS = 500  # below the table, where choices are offered too
TITLE_ROWS = 2


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A column: what is greyed is not for people to change, and what is hidden they need not see."""

    text: str
    wide: bool = False
    grey: bool = False
    hidden: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One sheet with one table."""

    name: str
    note: str
    headings: Sequence[Heading]
    rows: Sequence[Sequence[str | int | float | date | None]]


def write_book(
    leaves: Sequence[Leaf], *, title: str, cover: Sequence[str], cover_name: str, now: datetime
) -> bytes:
    """A workbook with a cover in words, then a sheet for each table."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "font_size": 14})
    sheet = book.add_worksheet(cover_name)
    sheet.set_column(0, 0, 100)
    sheet.write_string(0, 0, title, bold)
    lines = book.add_format({"text_wrap": True, "valign": "top"})
    for number, words in enumerate(cover, start=1):
        sheet.write_string(number, 0, words, lines)
    formats = _Formats(book)
    for leaf in leaves:
        _write(book.add_worksheet(leaf.name), leaf, formats, bold)
    book.close()
    return out.getvalue()


class _Formats:
    """How cells look: open or greyed, and within that text, a day, or text that stays text."""

    def __init__(self, book: Any) -> None:
        look = {"text_wrap": True, "valign": "top"}
        self.heading = book.add_format({**look, "bold": True, "bottom": 1})
        self.of = {
            grey: {
                "text": book.add_format({**look, **shade}),
                "day": book.add_format({**look, **shade, "num_format": "d mmmm yyyy"}),
                "stays": book.add_format({**look, **shade, "quote_prefix": True}),
            }
            for grey, shade in ((False, {}), (True, {"bg_color": "#F0F4F5"}))
        }


def _write(sheet: Any, leaf: Leaf, formats: _Formats, bold: Any) -> None:
    sheet.write_string(0, 0, leaf.name, bold)
    sheet.write_string(1, 0, leaf.note)
    top, last = TITLE_ROWS, len(leaf.headings) - 1
    for place, heading in enumerate(leaf.headings):
        width = WIDE if heading.wide else NARROW
        sheet.set_column(
            place, place, width, formats.of[heading.grey]["text"], {"hidden": heading.hidden}
        )
        if heading.choices:
            sheet.data_validation(
                top + 1, place, top + len(leaf.rows) + SPARE_ROWS, place,
                {"validate": "list", "source": list(heading.choices), "error_type": "warning"},
            )  # fmt: skip
    sheet.add_table(
        top, 0, top + max(len(leaf.rows), 1), last,
        {
            "name": leaf.name.replace(" ", "_"),
            "style": "Table Style Light 1",
            "columns": [{"header": h.text, "header_format": formats.heading} for h in leaf.headings],
        },
    )  # fmt: skip
    sheet.freeze_panes(top + 1, 2)
    for number, row in enumerate(leaf.rows, start=top + 1):
        for place, cell in enumerate(row):
            if cell is not None and cell != "":
                look = formats.of[leaf.headings[place].grey]
                _cell(sheet, number, place, cell, look, leaf.name)


def _cell(
    sheet: Any, number: int, place: int, cell: str | float | date, look: dict[str, Any], name: str
) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(number, place, cell, look["day"])
    elif isinstance(cell, int | float):
        sheet.write_number(number, place, cell, look["text"])
    elif len(cell) > LONGEST_CELL:
        raise RuleBroken(
            f"A text of the sheet ‘{name}’, row {number + 1}, is longer than an Excel cell can hold. "
            "Download the CSV file of that table instead."
        )
    else:
        text = f"'{cell}" if PROTECTED.match(cell) else cell
        sheet.write_string(number, place, text, look["stays" if RISKY.match(cell) else "text"])
