"""How many came through a door, how many of them are there now, and how many took part online."""

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
    online = Q(way=CheckIn.Way.ONLINE)
    return there.aggregate(
        came=Count("pk", filter=~online),
        inside=Count("pk", filter=~online & Q(left_at=None)),
        online=Count("pk", filter=online),
    )
