"""Every row of every sheet of a file, and the cells that hold no plain value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import cells
from evenground_web.core.spreadsheets.tables import Line

MOST_LINES = 20_000
ODD = {"f": "a formula", "e": "an error"}
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
PROGRAMS = ("vbaProject.bin", "vbaProjectSignature.bin")


@dataclass(frozen=True, kw_only=True)
class Page:
    """One sheet, or one CSV file: its filled rows as text, each with the number people see."""

    name: str
    lines: list[Line]
    odd: dict[str, str]  # by address, such as "K12": what the cell holds in place of a value
    merged: list[str]  # such as "B2:B4"


def page_of(sheet: Any, package: zipfile.ZipFile, file_name: str) -> Page:
    """A sheet of a workbook that was opened for reading only."""
    odd: dict[str, str] = {}
    lines = within_limits(_lines(sheet, odd, file_name), file_name)
    path = str(sheet._worksheet_path).lstrip("/")
    merged = [found.decode() for found in MERGED.findall(package.read(path))]
    return Page(name=sheet.title, lines=lines, odd=odd, merged=merged)


def within_limits(lines: Iterable[Line], file_name: str) -> list[Line]:
    """The lines with something in them."""
    kept: list[Line] = []
    for number, values in lines:
        if any(value.strip() for value in values):
            kept.append((number, values))
        if len(kept) > MOST_LINES:
            raise RuleBroken(
                f"‘{file_name}’ has more than {MOST_LINES:,} rows in one table. Keep only the rows "
                "that you changed: a row that is missing means nothing."
            )
    return kept


def check_no_programs(package: zipfile.ZipFile, file_name: str) -> None:
    names = {name.rsplit("/", 1)[-1] for name in package.namelist()}
    if names & set(PROGRAMS):
        raise RuleBroken(
            f"‘{file_name}’ carries macros, which are programs. None of them was run. Save it as an "
            "Excel workbook without macros (.xlsx), and choose it again."
        )


def _lines(sheet: Any, odd: dict[str, str], file_name: str) -> Iterator[Line]:
    instead = "Keep only the rows and columns that came from the download."
    for number, row in cells.rows_of(sheet, file=file_name, instead=instead):
        values = []
        for cell in row:
            if cell.data_type in ODD and cell.value:
                odd[cell.coordinate] = ODD[cell.data_type]
                values.append("")
            else:
                values.append(cells.as_text(cell.value))
        yield number, values
