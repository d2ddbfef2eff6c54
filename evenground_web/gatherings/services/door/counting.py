"""How many came through a door, and how many of them are there now."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from evenground_web.gatherings.models import CheckIn, RegistrationPage, Session


def doors(
    page: RegistrationPage, session: Session | None = None, *, now: datetime
) -> dict[str, int]:
    """At the door of a gathering on this day, or at that of a session."""
    there = CheckIn.objects.at(page, session)
    if session is None:
        there = there.filter(day=timezone.localdate(now))
    return there.aggregate(came=Count("pk"), inside=Count("pk", filter=Q(left_at=None)))
