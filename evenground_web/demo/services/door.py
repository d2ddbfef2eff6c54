"""Who came: to gatherings whose list was ticked off on paper, and to the one whose door is open now."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import partial
from itertools import cycle
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from evenground_web.demo.services.places import made_up, register, sign_up
from evenground_web.demo.story import chapter
from evenground_web.gatherings.models import Gathering, RegistrationPage
from evenground_web.gatherings.services.door import checking_in, counting, paper, walk_ins
from evenground_web.gatherings.services.places import inviting, keeping, pages, registering

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

EVENTS, BEFORE_MAIL, AFTERWARDS = 2, 8, 9
EVERY = timedelta(seconds=30)


def tell(year: Year) -> None:
    """Each registers in the month before, or once it is announced; names of those that are past are gone by now."""
    at, story = year.timeline.on, chapter("door")
    told = {one["key"]: one for one in chapter("gatherings")["gathering"]}
    for entry in story["registered"]:
        gathering = told[entry["gathering"]]
        month = gathering["month"]
        at(gathering.get("announced", month - 1), BEFORE_MAIL, partial(_invite, year, entry))
        if month < 0:
            at(month + 2, BEFORE_MAIL, lambda now: keeping.forget_people(on=now.date(), now=now))
    for entry in story["ticked"]:
        at(told[entry["gathering"]]["month"], EVENTS, partial(_tick_off, year, entry))
        if "found_later" in entry:
            later, others = entry["found_later"]
            at(later, EVENTS, partial(_tick_off_others, year, entry, others))
    at(0, AFTERWARDS, partial(_let_in, year, story["today"]))


def _invite(year: Year, story: dict[str, Any], now: datetime) -> None:
    """Registration opens, some are invited, and made-up people register until the day before."""
    by, gathering = _helper(year), year.gatherings[story["gathering"]]
    until = gathering.starts - timedelta(1)
    page = pages.set_places(
        gathering, by=by, capacity=story["places"], opens=now.date(), closes=until,
        contact=story["contact"], now=now,
    )  # fmt: skip
    kept = {
        name: pages.reserve(page, by=by, community=name, places=places, until=until, now=now)
        for name, places in story.get("kept", [])
    }
    if sectors := story.get("invited"):
        inviting.invite(gathering, by=by, sectors=sectors, answer_by=until, now=now)
    everybody = [who for *who, how_many in story["people"] for _ in range(how_many)]
    pronouns = cycle(story.get("pronouns", [""]))
    for (name, _), (sector, place, community) in zip(
        made_up(year, len(everybody)), everybody, strict=True
    ):
        register(
            gathering, name, now, sector=sector, place=year.cast.places.get(place),
            reserved=kept.get(community), pronouns=next(pronouns),
        )  # fmt: skip
    sign_up(list(paper.expected(page)[: story.get("signed_up", 0)]), now)


def _helper(year: Year) -> Any:
    return year.cast.people[chapter("door")["helper"]]


def _page(year: Year, story: dict[str, Any]) -> RegistrationPage:
    return registering.page_of_gathering(year.gatherings[story["gathering"]])


def came_to(gathering: Gathering) -> int:
    """How many were counted at the door, on its first day."""
    noon = timezone.make_aware(datetime.combine(gathering.starts, time(12)))
    return counting.doors(registering.page_of_gathering(gathering), now=noon)["came"]


def _tick_off(year: Year, story: dict[str, Any], now: datetime) -> None:
    page, away = _page(year, story), story.get("sectors_away", ())
    came = [
        one
        for number, one in enumerate(paper.expected(page))
        if number % story["one_in_stayed_away"] and one.sector not in away
    ]
    day = page.gathering.starts
    paper.tick_off(page, by=_helper(year), day=day, people=came, others=story["others"], now=now)


def _tick_off_others(year: Year, story: dict[str, Any], others: int, now: datetime) -> None:
    page = _page(year, story)
    paper.tick_off(page, by=_helper(year), day=page.gathering.starts, others=others, now=now)


def _let_in(year: Year, story: dict[str, Any], now: datetime) -> None:
    """Most by their code, some who walked in, and those who were ticked off while the network was away."""
    by, page = _helper(year), _page(year, story)
    coming = list(paper.expected(page))
    here, late = coming[: story["here"]], coming[story["here"] :][: story["ticked_off"]]
    for number, one in enumerate(here):
        came, _ = checking_in.check_in(one, by=by, way="code", now=now + number * EVERY)
        if number < story["left"]:
            checking_in.check_out(came, by=by, now=now + 80 * EVERY)
    for said in story["walk_ins"]:
        walk_ins.walk_in(page, by=by, now=now + 40 * EVERY, **said)
    paper.tick_off(page, by=by, day=page.gathering.starts, people=late, now=now + 60 * EVERY)
