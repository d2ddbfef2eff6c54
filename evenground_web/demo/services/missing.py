"""How the fictional partnership is made up: what stands beside who came."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.story import chapter
from evenground_web.people import services as people

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

BEFORE_MAIL = 8


def tell(year: Year) -> None:
    at = year.timeline.on
    for entry in chapter("missing")["mix"]:
        at(entry["month"], BEFORE_MAIL, partial(_declare, year, entry))


def _declare(year: Year, entry: dict[str, Any], now: datetime) -> None:
    people.declare_mix(
        by=year.cast.people["Tomasz Zielinski"], of=entry["of"], kind=entry["kind"],
        source=entry["source"], as_at=now.date(), rows=entry["rows"], now=now,
    )  # fmt: skip
