"""What a table is: one row of headings, and the rows below it with the numbers people see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line

MOST_ROWS = 5_000
MOST_COLUMNS = 200

Line = tuple[int, list[str]]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table of a file; each row has the number a person sees beside it."""

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]
    heading_row: int
    name: str = ""
    other_names: tuple[str, ...] = ()


def find_table(lines: Iterable[Line], file_name: str) -> list[Line]:
    """The row of headings and the rows below it, without blank rows and titles above.

    The headings are the first row with two filled cells, or the first filled row when no row has two.
    """
    above: list[Line] = []
    table: list[Line] = []
    for number, values in lines:
        filled = sum(1 for value in values if value.strip())
        if table and filled:
            table.append((number, values))
        elif filled > 1:
            table = [(number, values)]
        elif filled:
            above.append((number, values))
        if max(len(table), len(above)) > MOST_ROWS + 1:
            raise RuleBroken(
                f"‘{file_name}’ has more than {MOST_ROWS:,} rows. Split it into smaller files."
            )
    return table or above


def make_sheet(
    lines: list[Line], file_name: str, *, name: str = "", other_names: tuple[str, ...] = ()
) -> Sheet:
    """The table as columns and rows, checked."""
    if not lines:
        raise RuleBroken(f"‘{file_name}’ has nothing in its cells. Choose another file.")
    (heading_row, headings), *body = lines
    used = max(i + 1 for _, values in lines for i, value in enumerate(values) if value.strip())
    if used > MOST_COLUMNS:
        raise RuleBroken(
            f"‘{file_name}’ has more than {MOST_COLUMNS} columns. Delete those that are not needed."
        )
    columns = [one_line(heading) for heading in _padded(headings, used)]
    _check_headings(columns, heading_row, body)
    if not body:
        raise RuleBroken(
            f"‘{file_name}’ has headings in row {heading_row} and nothing beneath them. "
            "Add a row for each record."
        )
    return Sheet(
        columns=[column for column in columns if column],
        rows=[
            (number, {c: v for c, v in zip(columns, _padded(values, used), strict=True) if c})
            for number, values in body
        ],
        heading_row=heading_row,
        name=name,
        other_names=other_names,
    )


def _padded(values: list[str], width: int) -> list[str]:
    return values[:width] + [""] * (width - len(values))


def _check_headings(columns: list[str], heading_row: int, body: list[Line]) -> None:
    letter_of: dict[str, str] = {}
    for index, column in enumerate(columns):
        letter = get_column_letter(index + 1)
        if column:
            if other := letter_of.get(column.casefold()):
                raise RuleBroken(
                    f"Columns {other} and {letter} are both headed ‘{column}’ in row {heading_row}. "
                    "Give each column its own heading."
                )
            letter_of[column.casefold()] = letter
        elif row := next((n for n, vs in body if index < len(vs) and vs[index].strip()), None):
            raise RuleBroken(
                f"Column {letter} has no heading in row {heading_row}, but cell {letter}{row} is "
                "filled in. Give the column a heading, or empty it. If your headings are further "
                "down, delete the rows above them."
            )
