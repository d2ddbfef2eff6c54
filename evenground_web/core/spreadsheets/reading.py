"""Reading a table from a CSV file or an Excel workbook, or saying in words why not."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import workbooks
from evenground_web.core.spreadsheets.pages import Page, within_limits
from evenground_web.core.spreadsheets.tables import Line, Sheet, find_table, make_sheet
from evenground_web.core.tables import restored

ACCEPTED = "Evenground reads Excel workbooks (.xlsx) and CSV files."
FAULTS = {
    "unexpected end": "begins a cell with a quotation mark that is never closed. The file may have "
    "been cut off: save it again",
    "field larger": "holds more text than fits in one cell. Shorten it",
}


def read(data: bytes, name: str, *, sheet: str = "") -> Sheet:
    """The table in a CSV or XLSX file; `sheet` picks a sheet of a workbook by its name.

    Raises RuleBroken, in words, for anything else.
    """
    if _is_workbook(data, name):
        return workbooks.read(data, name, sheet)
    return make_sheet(find_table(_lines(_text(data, name), name), name), name)


def read_pages(data: bytes, name: str) -> list[Page]:
    """Every table in a CSV or XLSX file, row by row. Raises RuleBroken, in words, for anything else."""
    if _is_workbook(data, name):
        return workbooks.read_pages(data, name)
    lines = within_limits(_lines(_text(data, name), name), name)
    return [Page(name="", lines=lines, odd={}, merged=[])]


def _is_workbook(data: bytes, name: str) -> bool:
    if not data.strip():
        raise RuleBroken(f"‘{name}’ is empty. Choose the file that holds your table.")
    if data.startswith(b"PK\x03\x04"):
        return True
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise RuleBroken(
            f"‘{name}’ is an old Excel file (.xls) or is locked with a password. "
            "Open it in Excel and save it as an Excel workbook (.xlsx) without a password."
        )
    if name.lower().endswith((".xlsx", ".xlsm")):
        raise RuleBroken(workbooks.damaged(name))
    return False


def _text(data: bytes, name: str) -> str:
    if data.startswith(b"%PDF"):
        raise RuleBroken(f"‘{name}’ is a PDF. {ACCEPTED}")
    if data.lstrip().startswith(b"<"):
        raise RuleBroken(
            f"‘{name}’ is a web page. Open it in Excel and save it as an Excel workbook (.xlsx)."
        )
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RuleBroken(f"‘{name}’ is not a table. {ACCEPTED}")


def _lines(text: str, name: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    number = 0
    try:
        for number, values in enumerate(reader, start=1):
            yield number, [restored(value) for value in values]
    except csv.Error as error:
        what = next(
            (words for start, words in FAULTS.items() if str(error).startswith(start)), None
        )
        what = what or "has a quotation mark in the wrong place. Save it again as CSV"
        raise RuleBroken(f"Row {number + 1} of ‘{name}’ {what}, and choose it again.") from error


def _delimiter(text: str) -> str:
    """The separator that cuts the largest share of the first rows into the same number of cells."""

    def evenness(delimiter: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text[:200_000], newline=""), delimiter=delimiter)
        try:
            widths = Counter(len(values) for values, _ in zip(reader, range(200), strict=False))
        except csv.Error:
            return (0, 0)
        rows = widths.total()
        return max(((n / rows, width) for width, n in widths.items() if width > 1), default=(0, 0))

    return max(",;\t", key=evenness)
