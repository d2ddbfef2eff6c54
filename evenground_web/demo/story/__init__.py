"""The fictional partnership, as data. Months count from the day the demonstration is built."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from evenground_web.core.dates import months_after

FRIDAY = 4


@cache
def chapter(name: str) -> dict[str, Any]:
    """One file of the story: such as partnership, gatherings or commitments."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


def months_from(today: date, months: int) -> date:
    """The same day `months` later or earlier, or the last working day before it; today is today.

    >>> months_from(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 27)
    """
    if not months:
        return today
    day = months_after(today, months)
    return day - timedelta(days=max(0, day.weekday() - FRIDAY))
