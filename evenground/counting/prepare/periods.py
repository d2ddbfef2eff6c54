"""Years as periods: their names, and their first and last day."""

from __future__ import annotations

import re
from datetime import date

from evenground.counting.prepare.recipe import Period

FINANCIAL, CALENDAR = re.compile(r"(\d{4})/(\d{2})"), re.compile(r"(\d{4})")


def day_of(name: str, period: Period) -> date | None:
    """The day of a period on which ages and places are taken; None when the name is not of this kind of year."""
    days = days_of(name, period.year)
    return days and (days[0] if period.day == "first" else days[1])


def days_of(name: str, year: str) -> tuple[date, date] | None:
    """The first and the last day of a year: 2025/26 begins on 1 April 2025."""
    if year == "calendar":
        found = CALENDAR.fullmatch(name)
        return (date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)) if found else None
    found = FINANCIAL.fullmatch(name)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    start = int(found[1])
    return date(start, 4, 1), date(start + 1, 3, 31)


def start_of(name: str, year: str) -> int | None:
    """The calendar year in which a period starts; None when the name is not of this kind of year."""
    days = days_of(name, year)
    return days[0].year if days else None


def name_of(start: int, year: str) -> str:
    return str(start) if year == "calendar" else f"{start}/{(start + 1) % 100:02d}"


def start_sql(day: str, period: Period) -> str:
    """SQL of the calendar year in which the period of a date starts."""
    if period.year == "calendar":
        return f"year({day})"
    return f"(year({day}) - CAST(month({day}) < 4 AS INTEGER))"
