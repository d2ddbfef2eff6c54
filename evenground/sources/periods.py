"""The periods that publishers write: years, financial years, quarters, months and spans of them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
YEAR = re.compile(r"(\d{4})")
FINANCIAL_YEAR = re.compile(r"(\d{4})/(\d{2}|\d{4})")
QUARTER = re.compile(r"(\d{4}) ?Q([1-4])")
FINANCIAL_QUARTER = re.compile(r"(\d{4})/(\d{2}|\d{4}) ?Q([1-4])")
MONTH = re.compile(r"([A-Za-z]{3,9}) (\d{4})|(\d{4}) ([A-Za-z]{3,9})")
SPAN = re.compile(r"(.+?)\s+[-–]\s+(.+)|(\d{4})[-–](\d{2}|\d{4})")


class Period(NamedTuple):
    start: date
    end: date

    @property
    def months(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


def period(text: str) -> Period | None:
    """First and last day of a period, or None when it is not understood.

    A year with a stroke is taken as April to March, whatever year the survey kept.

    >>> period("2020/21 - 24/25")
    Period(start=datetime.date(2020, 4, 1), end=datetime.date(2025, 3, 31))
    """
    text = " ".join(text.split())
    if whole := simple(text):
        return whole
    if not (parts := SPAN.fullmatch(text)):
        return None
    first, last = (parts[1] or parts[3]), (parts[2] or parts[4])
    start, end = simple(first), simple(first[:2] + last) or simple(last)
    if start is None or end is None or end.end <= start.end:
        return None
    return Period(start.start, end.end)


def simple(text: str) -> Period | None:
    if found := YEAR.fullmatch(text):
        return months(int(found[1]), 1, 12)
    if (found := FINANCIAL_YEAR.fullmatch(text)) and follows(found[1], found[2]):
        return months(int(found[1]), 4, 12)
    if found := QUARTER.fullmatch(text):
        return months(int(found[1]), 3 * int(found[2]) - 2, 3)
    if (found := FINANCIAL_QUARTER.fullmatch(text)) and follows(found[1], found[2]):
        return months(int(found[1]), 3 * int(found[3]) + 1, 3)
    if found := MONTH.fullmatch(text):
        number = MONTHS.get((found[1] or found[4])[:3].lower())
        return months(int(found[2] or found[3]), number, 1) if number else None
    return None


def follows(year: str, next_year: str) -> bool:
    return str(int(year) + 1).endswith(next_year)


def months(year: int, month: int, count: int) -> Period | None:
    first, last = year * 12 + month - 1, year * 12 + month - 2 + count
    if not 1000 <= year < 9998:
        return None
    end_year, end_month = last // 12, last % 12 + 1
    start = date(first // 12, first % 12 + 1, 1)
    return Period(start, date(end_year, end_month, monthrange(end_year, end_month)[1]))
