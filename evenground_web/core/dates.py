"""Dates in words, for sentences made outside templates."""

from __future__ import annotations

from datetime import date


def long_date(day: date) -> str:
    """1 May 2026"""
    return f"{day.day} {day:%B %Y}"


def date_range(first: date, last: date) -> str:
    """12 May 2026, 12 to 13 May 2026, 30 April to 1 May 2026, 31 December 2025 to 1 January 2026"""
    if first == last:
        return long_date(first)
    if first.year != last.year:
        return f"{long_date(first)} to {long_date(last)}"
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{start} to {long_date(last)}"
