"""Who is coming to the gatherings of the fictional partnership, and what they need."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from evenground_web.demo.story import chapter
from evenground_web.gatherings.models import Gathering, Registration, RegistrationPage
from evenground_web.gatherings.services.places import (
    arranging,
    inviting,
    keeping,
    pages,
    registering,
    signing_up,
)

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

BEFORE_MAIL = 8


def tell(year: Year) -> None:
    """Registration opens when a gathering is announced; names of the workshop are gone by now."""
    at = year.timeline.on
    month = {one["key"]: one["month"] for one in chapter("gatherings")["gathering"]}
    story = chapter("places")
    at(month[story["summit"]["gathering"]] - 1, BEFORE_MAIL, partial(_summit, year))
    workshop = month[story["workshop"]["gathering"]]
    at(workshop - 1, BEFORE_MAIL, partial(_workshop, year))
    at(workshop + 2, BEFORE_MAIL, lambda now: keeping.forget_people(on=now.date(), now=now))


def _open(year: Year, story: dict[str, Any], now: datetime) -> tuple[Gathering, RegistrationPage]:
    gathering = year.gatherings[story["gathering"]]
    page = pages.set_places(
        gathering, by=year.cast.people[chapter("places")["host"]], capacity=story["places"],
        opens=now.date(), welcome=story.get("welcome", ""), contact=story["contact"], now=now,
    )  # fmt: skip
    return gathering, page


def _workshop(year: Year, now: datetime) -> None:
    story = chapter("places")["workshop"]
    host = year.cast.people[chapter("places")["host"]]
    gathering, _ = _open(year, story, now)
    for number, name in enumerate(story["people"]):
        access = story["access"] if number < story["with_needs"] else ""
        registration = register(gathering, name, now, access=access)
        for need in registration.needs.all():
            arranging.arrange(need, by=host, owner=host, arranged=story["arranged"], now=now)


def _summit(year: Year, now: datetime) -> None:
    story = chapter("places")["summit"]
    host = year.cast.people[chapter("places")["host"]]
    gathering, page = _open(year, story, now)
    kept = {
        one["community"]: pages.reserve(
            page, by=host, community=one["community"], places=one["places"],
            until=gathering.starts - timedelta(one["days_before"]), now=now,
        )
        for one in story["reserved"]
    }  # fmt: skip
    for entry in story["person"]:
        _come(entry, gathering, kept.get(entry.get("community", "")), host, now)
    others = [
        register(gathering, name, now, sector=sector)
        for name, sector in made_up(year, story["others"])
    ]
    for entry in story["invite"]:
        inviting.invite(
            gathering, by=host, sectors=entry.get("sectors", ()), addresses=entry.get("addresses", ()),
            reserved=kept.get(entry.get("community", "")), answer_by=gathering.starts - timedelta(14),
            now=now,
        )  # fmt: skip
    registering.give_up(others[0], now=now)
    sign_up(others[1:7], now)


def _come(
    entry: dict[str, Any], gathering: Gathering, reserved: Any, host: Any, now: datetime
) -> None:
    registration = register(
        gathering, entry["name"], now, reserved=reserved, access=entry.get("access", ""),
        companions=entry.get("companions", ()), diet=entry.get("diet", ""),
    )  # fmt: skip
    for need in registration.needs.filter(kind="access") if "arranged" in entry else ():
        arranging.arrange(need, by=host, owner=host, arranged=entry["arranged"], now=now)
        if entry.get("confirmed"):
            arranging.confirm(need, now=now)


def register(gathering: Gathering, name: str, now: datetime, **given: Any) -> Registration:
    email = f"{slugify(name).replace('-', '.')}@example.org"
    registration, _ = registering.register(gathering, name=name, email=email, now=now, **given)
    return registration or Registration.objects.get(page__gathering=gathering, email=email)


def made_up(year: Year, how_many: int) -> list[tuple[str, str]]:
    """Names that nobody has, each from one of the sectors."""
    names = chapter("partnership")["names"]
    sectors = list(dict.fromkeys(o.sector for o in year.cast.organisations.values()))
    given, family = names["given"], names["family"][::-1]
    return [
        (
            f"{given[n % len(given)]} {family[(n * 7 + 3) % len(family)]}-Doe",
            sectors[n % len(sectors)],
        )
        for n in range(how_many)
    ]


def sign_up(people: list[Registration], now: datetime) -> None:
    """Each for one of the sessions that ask for it, in turn."""
    for number, registration in enumerate(people):
        if choices := signing_up.choices(registration, now=now):
            session = choices[number % len(choices)]["session"]
            signing_up.sign_up(registration, session, now=now)
