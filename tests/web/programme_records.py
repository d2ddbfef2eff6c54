"""A summit of two days, with rooms, for tests of its programme."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from evenground_web.gatherings import services
from evenground_web.gatherings.models import Gathering, Session
from evenground_web.gatherings.services import programme

FIRST, SECOND = date(2026, 5, 12), date(2026, 5, 13)


def summit(u: Any, **details: Any) -> Gathering:
    return services.add_gathering(
        **{
            "by": u.lead,
            "title": "Race and Inequalities Summit",
            "kind": "summit",
            "starts": FIRST,
            "ends": SECOND,
            "venue": "Harbour Stadium",
            "topics": ["Workforce", "Digital exclusion"],
            **details,
        }
    )


def session(gathering: Gathering, u: Any, **details: Any) -> Session:
    return programme.add_session(
        gathering,
        **{
            "by": u.lead,
            "title": "Jobs that last",
            "day": FIRST,
            "begins": time(10),
            "ends": time(11),
            **details,
        },
    )
