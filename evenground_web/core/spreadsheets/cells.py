"""What one cell says: text that stays text, numbers and dates as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.tables import restored
from evenground_web.core.text import one_line

CONTROL = re.compile("_x(00[01][0-9A-Fa-f])_")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})")
IN_WORDS = ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%d %B %y")

MOST_CELLS = 5_000_000
LAST_ROW = 1_048_576


def rows_of(sheet: Any, *, file: str, instead: str) -> Iterator[tuple[int, Any]]:
    """The numbered rows of a sheet; what is too large to read is refused, with what to do `instead`."""
    sheet.reset_dimensions()  # the size a file claims for itself is not to be trusted
    seen = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        seen += len(row)
        if seen > MOST_CELLS or number > LAST_ROW:
            raise RuleBroken(
                f"The sheet ‘{sheet.title}’ of ‘{file}’ is too large to read. {instead}"
            )
        yield number, row


def as_text(value: Any) -> str:
    """A cell of a workbook as text: dates as 2026-03-31, whole numbers without “.0”."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, str):
        return restored(CONTROL.sub(_character, value))
    return str(value)


def _character(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if character in "\t\n\r" else ""


def read_date(text: str) -> date:
    """A date as people in Britain type it; raises RuleBroken saying what is wrong."""
    text = one_line(text)
    try:
        if day_first := DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in day_first.groups())
            return date(year + 2000 if year < 100 else year, month, day)
        if re.match(r"\d{4}-\d{2}-\d{2}", text):
            return datetime.fromisoformat(text).date()
    except ValueError as error:
        raise RuleBroken(f"{text} is not a real date") from error
    for form in IN_WORDS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
    raise RuleBroken(f"‘{text}’ is not a date. Write day, month and year, such as 31/03/2026")
