"""People who come to the door of a summit on 12 and 13 May 2026."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from evenground_web.gatherings.models import CheckIn, Gathering, Registration
from evenground_web.gatherings.services.door import checking_in

MORNING = datetime(2026, 5, 12, 8, 30, tzinfo=UTC)
SECOND_MORNING = datetime(2026, 5, 13, 8, 30, tzinfo=UTC)


def let_in(registration: Registration, u: Any, **details: Any) -> CheckIn:
    came, _ = checking_in.check_in(
        registration, **{"by": u.by_role["door"], "now": MORNING, **details}
    )
    return came


def came_to(gathering: Gathering) -> int:
    return CheckIn.objects.at(gathering.registration_page).count()
