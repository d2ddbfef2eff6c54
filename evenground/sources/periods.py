"""The periods that publishers write: years, financial years, quarters, months, days and spans."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
LONGEST_SPAN = 50  # years: a longer one is a slip of the pen
YEAR = re.compile(r"(\d{4})")
FINANCIAL_YEAR = re.compile(r"(\d{4})/(\d{2}|\d{4})")
QUARTER = re.compile(r"(\d{4}) ?Q([1-4])")
FINANCIAL_QUARTER = re.compile(r"(\d{4})/(\d{2}|\d{4}) ?Q([1-4])")
MONTH = re.compile(r"([A-Za-z]{3,9}) (\d{4})|(\d{4}) ([A-Za-z]{3,9})")
ISO_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SPAN = re.compile(r"(.+?)\s+[-–]\s+(.+)|(\d{4})[-–](\d{2}|\d{4})")


class Period(NamedTuple):
    start: date
    end: date

    @property
    def months(self) -> int:
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1


def period(text: str) -> Period | None:
    """First and last day of a period, or None when it is not understood.

    A year with a stroke is taken as April to March, whatever year the survey kept. "2024-04" is a
    month; "2010-12", which may be either, is the years 2010 to 2012, as publishers write them.

    >>> period("2020/21 - 24/25")
    Period(start=datetime.date(2020, 4, 1), end=datetime.date(2025, 3, 31))
    """
    text = " ".join(text.split())
    if whole := simple(text):
        return whole
    if parts := SPAN.fullmatch(text):
        start = simple(parts[1] or parts[3])
        end = ending(parts[2] or parts[4], start) if start else None
        if start and end:
            return Period(start.start, end.end)
    found = ISO_MONTH.fullmatch(text)
    return months(int(found[1]), int(found[2]), 1) if found else None


def ending(text: str, start: Period) -> Period | None:
    """The last part of a span, as long as its first and after it: "01" after 1999 is 2001."""
    century = start.start.year // 100
    for written in (text, f"{century}{text}", f"{century + 1}{text}"):
        end = simple(written)
        fits = end and end.months == start.months and start.end < end.end
        if end and fits and end.end.year - start.start.year <= LONGEST_SPAN:
            return end
    return None


def simple(text: str) -> Period | None:
    if DAY.fullmatch(text):
        return day(text)
    if found := YEAR.fullmatch(text):
        return months(int(found[1]), 1, 12)
    if (found := FINANCIAL_YEAR.fullmatch(text)) and follows(found[1], found[2]):
        return months(int(found[1]), 4, 12)
    if found := QUARTER.fullmatch(text):
        return months(int(found[1]), 3 * int(found[2]) - 2, 3)
    if (found := FINANCIAL_QUARTER.fullmatch(text)) and follows(found[1], found[2]):
        return months(int(found[1]), 3 * int(found[3]) + 1, 3)
    if found := MONTH.fullmatch(text):
        name = (found[1] or found[4]).lower()
        number = next((n for n, month in enumerate(MONTHS, 1) if month.startswith(name)), None)
        return months(int(found[2] or found[3]), number, 1) if number else None
    return None


def day(text: str) -> Period | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return Period(found, found)


def follows(year: str, next_year: str) -> bool:
    return str(int(year) + 1).endswith(next_year)


def months(year: int, month: int, count: int) -> Period | None:
    first, last = year * 12 + month - 1, year * 12 + month - 2 + count
    if not 1000 <= year < 9998:
        return None
    end_year, end_month = last // 12, last % 12 + 1
    start = date(first // 12, first % 12 + 1, 1)
    return Period(start, date(end_year, end_month, monthrange(end_year, end_month)[1]))
