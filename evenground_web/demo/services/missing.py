"""How the fictional partnership is made up, and who registered for its first summit."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.story import chapter
from evenground_web.gatherings.services.door import paper
from evenground_web.gatherings.services.places import inviting, keeping, pages, registering
from evenground_web.people import services as people

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

BEFORE_MAIL, AT_NIGHT = 8, 9


def tell(year: Year) -> None:
    at = year.timeline.on
    for entry in chapter("missing")["mix"]:
        at(entry["month"], BEFORE_MAIL, partial(_declare, year, entry))
    story = chapter("missing")["summit"]
    month = {one["key"]: one["month"] for one in chapter("gatherings")["gathering"]}
    summit = month[story["gathering"]]
    at(summit - 1, BEFORE_MAIL, partial(_register, year, story))
    at(summit, AT_NIGHT, partial(_tick_off, year, story))
    at(summit + 2, AT_NIGHT, lambda now: keeping.forget_people(on=now.date(), now=now))


def _declare(year: Year, entry: dict[str, Any], now: datetime) -> None:
    people.declare_mix(
        by=year.cast.people["Tomasz Zielinski"], of=entry["of"], kind=entry["kind"],
        source=entry["source"], as_at=now.date(), rows=entry["rows"], now=now,
    )  # fmt: skip


def _tick_off(year: Year, story: dict[str, Any], now: datetime) -> None:
    host, gathering = year.cast.people["Blessing Oyelaran"], year.gatherings[story["gathering"]]
    page = registering.page_of_gathering(gathering)
    came = [
        one
        for number, one in enumerate(paper.expected(page))
        if number % story["one_in_stayed_away"] and one.sector not in story["stayed_away"]
    ]
    paper.tick_off(page, by=host, day=gathering.starts, people=came, now=now)


def _register(year: Year, story: dict[str, Any], now: datetime) -> None:
    host, gathering = year.cast.people["Blessing Oyelaran"], year.gatherings[story["gathering"]]
    page = pages.set_places(
        gathering, by=host, capacity=story["places"], opens=now.date(), contact=story["contact"],
        now=now,
    )  # fmt: skip
    until = gathering.starts - timedelta(14)
    kept = {
        name: pages.reserve(page, by=host, community=name, places=places, until=until, now=now)
        for name, places in story["kept"]
    }
    inviting.invite(gathering, by=host, sectors=story["invited"], answer_by=until, now=now)
    number = 0
    for sector, place, community, how_many in story["people"]:
        for _ in range(how_many):
            number += 1
            registering.register(
                gathering, name=f"Guest {number}", email=f"guest{number}@example.org", sector=sector,
                place=year.cast.places.get(place), reserved=kept.get(community), now=now,
            )  # fmt: skip
