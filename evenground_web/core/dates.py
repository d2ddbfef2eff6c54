"""Days and times as the NHS writes them, in templates and in sentences made outside them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time

from django.utils import timezone


def nhs_date(value: date | datetime | None) -> str:
    """1 May 2026"""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day} {value:%B %Y}"


def nhs_time(value: datetime | time | None) -> str:
    """2:15pm, 9am, midday, midnight"""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).time()
    if (value.hour, value.minute) in {(0, 0), (12, 0)}:
        return "midday" if value.hour else "midnight"
    minutes = f":{value:%M}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def date_range(first: date, last: date) -> str:
    """12 May 2026, 12 to 13 May 2026, 30 April to 1 May 2026, 31 December 2025 to 1 January 2026"""
    if first == last:
        return nhs_date(first)
    if first.year != last.year:
        return f"{nhs_date(first)} to {nhs_date(last)}"
    start = f"{first.day}" if first.month == last.month else f"{first.day} {first:%B}"
    return f"{start} to {nhs_date(last)}"


def time_range(first: time, last: time) -> str:
    """9:30am to 11am"""
    return f"{nhs_time(first)} to {nhs_time(last)}"


def midnight(day: date) -> datetime:
    """The first moment of a day, in local time."""
    return timezone.make_aware(datetime.combine(day, time.min))


def months_after(day: date, months: int) -> date:
    """The same day of another month, or the last of a shorter one; before `day` when below 0.

    >>> months_after(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
