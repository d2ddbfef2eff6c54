"""Quarters of the financial year, as boards count them: the first begins in April."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from evenground_web.core.dates import months_after


@dataclass(frozen=True, order=True)
class Quarter:
    starts: date

    @property
    def ends(self) -> date:
        return months_after(self.starts, 3) - timedelta(days=1)

    @property
    def name(self) -> str:
        """Quarter 3 of 2026/27"""
        year = self.starts.year - (self.starts.month < 4)
        return f"Quarter {(self.starts.month - 4) % 12 // 3 + 1} of {year}/{(year + 1) % 100:02}"

    def before(self, number: int = 1) -> Quarter:
        return Quarter(months_after(self.starts, -3 * number))


def quarter_of(day: date) -> Quarter:
    return Quarter(date(day.year, (day.month - 1) // 3 * 3 + 1, 1))
