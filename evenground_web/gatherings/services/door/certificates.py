"""A certificate for somebody who came, from what the door wrote down; nothing of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from evenground_web.core.dates import nhs_date
from evenground_web.core.models import Partnership
from evenground_web.core.pdf import all_showable, set_or_refuse
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import in_a_row
from evenground_web.gatherings.models import CheckIn, Registration

TEMPLATE = Path(__file__).parents[2] / "typst" / "certificate.typ"
NOTES = (
    "Whoever is at the door wrote down who came. Nobody wrote down who stayed until the end.",
    "Whoever keeps your record of learning (CPD) decides how many of these hours count.",
)


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What can be said of somebody who came."""

    name: str
    gathering: str
    by: str
    days: list[date]
    sessions: list[str]
    hours: timedelta
    on: date

    @property
    def sentences(self) -> list[str]:
        days = in_a_row([nhs_date(day) for day in self.days])
        said = [f"came to {self.gathering} on {days}."]
        if self.hours:
            said.append(f"Together the sessions below lasted {in_hours(self.hours)}.")
        return said


def in_hours(time: timedelta) -> str:
    """2 hours and 30 minutes"""
    hours, minutes = divmod(round(time.total_seconds() / 60), 60)
    parts = [
        f"{number} {name}{'' if number == 1 else 's'}"
        for number, name in ((hours, "hour"), (minutes, "minute"))
        if number
    ]
    return " and ".join(parts)


def certificate(registration: Registration, *, now: datetime | None = None) -> Certificate:
    """What the door wrote down of somebody; refused where it wrote nothing."""
    there = CheckIn.objects.standing().filter(registration=registration)
    found = list(there.select_related("session").order_by("day", "session__begins"))
    page, gathering = registration.page, registration.page.gathering
    if not found:
        raise RuleBroken(
            f"Nobody wrote down yet that you came to {gathering}. If you were there: {page.contact}."
        )
    if not registration.name:
        raise RuleBroken(
            f"We have no name to write on a certificate. If you want one: {page.contact}."
        )
    sessions = [one.session for one in found if one.session]
    return Certificate(
        name=registration.name, gathering=str(gathering), by=str(Partnership.objects.first() or ""),
        days=sorted({one.day for one in found}),
        sessions=[f"{one}, {one.when}" for one in sessions],
        hours=sum((one.ends_at - one.starts_at for one in sessions), timedelta(0)),
        on=timezone.localdate(now),
    )  # fmt: skip


def as_pdf(made: Certificate) -> bytes:
    """The certificate as PDF/UA."""
    data: dict[str, Any] = {
        "title": "Certificate of attendance", "name": made.name, "by": made.by,
        "sentences": [*made.sentences, f"{made.by}, {nhs_date(made.on)}".removeprefix(", ")],
        "sessions": made.sessions, "notes": list(NOTES),
    }  # fmt: skip
    shown, _ = all_showable(data)
    return set_or_refuse(TEMPLATE, shown, day=made.on)
