"""A summit with places, for tests of who comes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any

from evenground_web.core.outbox.models import Message
from evenground_web.gatherings.models import Gathering, Registration, RegistrationPage, Session
from evenground_web.gatherings.services import programme
from evenground_web.gatherings.services.places import pages, registering
from tests.web.programme_records import FIRST, summit

OPENS = date(2026, 4, 1)
AT = datetime(2026, 4, 10, 12, tzinfo=UTC)


def open_summit(u: Any, *, capacity: int | None = 2, **settings: Any) -> Gathering:
    """A summit on 12 and 13 May 2026 that takes registrations from 1 April on."""
    gathering = summit(u)
    pages.set_places(
        gathering,
        by=u.by_role["host"],
        now=AT,
        **{"capacity": capacity, "opens": OPENS, "contact": "ring 0113 496 0000", **settings},
    )
    return Gathering.objects.get(pk=gathering.pk)


def page_of(gathering: Gathering) -> RegistrationPage:
    return RegistrationPage.objects.select_related("gathering").get(gathering=gathering)


def come(gathering: Gathering, name: str, **given: Any) -> Registration:
    """Somebody registers on the public page."""
    values = {"name": name, "email": f"{name.lower()}@example.org", "now": AT, **given}
    registration, _ = registering.register(gathering, **values)
    assert registration
    return registration


def state(registration: Registration, session: Session | None = None) -> str:
    booking = registration.bookings.filter(session=session).order_by("-pk").first()
    return booking.state if booking else ""


def workshop(gathering: Gathering, u: Any, title: str = "Interpreters", **details: Any) -> Session:
    values = {"begins": time(10), "ends": time(11), "day": FIRST, "places": 1, **details}
    return programme.add_session(gathering, by=u.lead, title=title, sign_up=True, **values)


def written_to(email: str) -> list[Message]:
    return list(Message.objects.filter(to=email).order_by("pk"))


def link_in(message: Message) -> str:
    """The address in a message that was not sent yet."""
    return str(re.findall(r": (/gatherings/\S+)", message.text)[0])
