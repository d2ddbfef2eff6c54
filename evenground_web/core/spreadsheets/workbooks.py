"""Reading Excel workbooks, whoever made them."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from openpyxl import load_workbook

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import cells
from evenground_web.core.spreadsheets.pages import Page, check_no_programs, page_of
from evenground_web.core.spreadsheets.tables import Line, Sheet, find_table, make_sheet

MOST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 2_000
OTHER_KINDS = {
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
    "xl/workbook.bin": "a binary Excel workbook (.xlsb)",
    "content.xml": "an OpenDocument file",
}


def read(data: bytes, name: str, wanted: str) -> Sheet:
    """The sheet called `wanted`, or the first visible sheet that holds a table."""
    _check_package(data, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            title, lines = _choose(sheets, name, wanted)
    except RuleBroken:
        raise
    except Exception as error:  # a damaged or hostile workbook makes openpyxl raise almost anything
        raise RuleBroken(damaged(name)) from error
    others = tuple(sheet.title for sheet in sheets if sheet.title != title)
    return make_sheet(lines, name, name=title, other_names=others)


def read_pages(data: bytes, name: str) -> list[Page]:
    """Every sheet, hidden ones too. A workbook that carries programs is refused."""
    _check_package(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            check_no_programs(package, name)
            book = load_workbook(io.BytesIO(data), read_only=True)
            return [page_of(sheet, package, name) for sheet in book.worksheets]
    except RuleBroken:
        raise
    except Exception as error:  # a damaged or hostile workbook makes openpyxl raise almost anything
        raise RuleBroken(damaged(name)) from error


def damaged(name: str) -> str:
    return (
        f"‘{name}’ is not a whole Excel workbook. It may be damaged or cut off: "
        "open it in Excel, save it again as .xlsx, and choose it again."
    )


def _choose(sheets: Sequence[Any], name: str, wanted: str) -> tuple[str, list[Line]]:
    best: tuple[Any, list[Line], list[str]] | None = None
    for sheet in sheets:
        if wanted in ("", sheet.title):
            refused: list[str] = []
            lines = find_table(_lines(sheet, name, refused), name)
            is_table = len(lines) > 1 and _side_by_side(lines[0])
            if is_table or best is None or not best[1]:
                best = (sheet, lines, refused)
            if is_table:
                break
    if best is None:
        raise RuleBroken(
            f"‘{name}’ has no sheet called ‘{wanted}’ that can be seen. Choose another sheet."
            if wanted
            else f"‘{name}’ has no sheet that can be seen. Unhide the sheet with your plan."
        )
    sheet, lines, refused = best
    if refused:
        raise RuleBroken(_formulas(refused, sheet.title))
    return sheet.title, lines


def _side_by_side(line: Line) -> bool:
    return sum(1 for value in line[1] if value.strip()) > 1


def _lines(sheet: Any, name: str, refused: list[str]) -> Iterator[Line]:
    """The rows of a sheet as text; cells with a formula or an error are added to `refused`."""
    instead = "Copy only your table into a new workbook."
    for number, row in cells.rows_of(sheet, file=name, instead=instead):
        refused += [cell.coordinate for cell in row if cell.data_type in "fe" and cell.value]
        yield number, [cells.as_text(cell.value) for cell in row]


def _formulas(refused: list[str], title: str) -> str:
    where = f" of the sheet ‘{title}’"
    if len(refused) == 1:
        return (
            f"Cell {refused[0]}{where} holds a formula or an error. "
            "Copy it, paste its value in the same place, and save the file."
        )
    more = f" and {len(refused) - 5:,} more" if len(refused) > 5 else ""
    return (
        f"Cells {', '.join(refused[:5])}{more}{where} hold formulas or errors. "
        "Copy them, paste their values in the same place, and save the file."
    )


def _check_package(data: bytes, name: str) -> None:
    """Refuse, unopened, what is not a workbook and what would unpack to something huge."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except Exception as error:  # what zipfile raises on a damaged file is not documented
        raise RuleBroken(damaged(name)) from error
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        kind = next((words for part, words in OTHER_KINDS.items() if part in names), "a ZIP file")
        raise RuleBroken(
            f"‘{name}’ is {kind}. Put the plan in a table and save it as an Excel workbook (.xlsx)."
        )
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise RuleBroken(
            f"‘{name}’ unpacks to more than Evenground reads. "
            "Copy only your table into a new workbook, without pictures."
        )
