"""Who came: a forum whose list was ticked off on paper, and a day whose door is open now."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.services.places import made_up, register
from evenground_web.demo.story import chapter
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import Gathering, Registration
from evenground_web.gatherings.services.door import checking_in, paper, walk_ins
from evenground_web.gatherings.services.places import keeping, pages, registering

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

BEFORE_MAIL, AFTERWARDS = 8, 9
EVERY = timedelta(seconds=40)


def tell(year: Year) -> None:
    """Names of the forum are gone by now; what stays is how many came."""
    at, story = year.timeline.on, chapter("door")
    month = {one["key"]: one["month"] for one in chapter("gatherings")["gathering"]}
    forum = month[story["forum"]["gathering"]]
    at(forum - 1, BEFORE_MAIL, partial(_invite_forum, year, story["forum"]))
    at(forum, AFTERWARDS, partial(_tick_off_forum, year, story["forum"]))
    at(forum + 2, BEFORE_MAIL, lambda now: keeping.forget_people(on=now.date(), now=now))
    at(-1, BEFORE_MAIL, partial(_invite_today, year, story["today"]))
    year.timeline.happenings.append(  # also on a weekend
        (year.cast.today, AFTERWARDS, partial(_let_in, year, story["today"]))
    )


def _invite_forum(year: Year, story: dict[str, Any], now: datetime) -> None:
    _open(year, year.gatherings[story["gathering"]], story, now)


def _open(year: Year, gathering: Gathering, story: dict[str, Any], now: datetime) -> None:
    pages.set_places(
        gathering, by=_helper(year), capacity=story["places"], opens=now.date(),
        closes=gathering.starts - timedelta(1), contact=story["contact"], now=now,
    )  # fmt: skip
    places, pronouns = list(year.cast.places.values()), story.get("pronouns", [""])
    for number, (name, sector) in enumerate(made_up(year, story["registered"])):
        register(
            gathering, name, now, sector=sector, place=places[number * number % len(places)],
            pronouns=pronouns[number % len(pronouns)],
        )  # fmt: skip


def _helper(year: Year) -> Any:
    return year.cast.people[chapter("door")["helper"]]


def _tick_off_forum(year: Year, story: dict[str, Any], now: datetime) -> None:
    gathering = year.gatherings[story["gathering"]]
    page = registering.page_of_gathering(gathering)
    came = [
        one
        for number, one in enumerate(paper.expected(page))
        if number % 11 != story["stayed_away"]
    ]
    paper.tick_off(
        page, by=_helper(year), day=gathering.starts, people=came, others=story["others"], now=now
    )


def _invite_today(year: Year, story: dict[str, Any], now: datetime) -> None:
    open_day = gatherings.add_gathering(
        by=year.facilitator, title=story["title"], kind="forum", starts=year.cast.today,
        ends=year.cast.today, venue=story["venue"], place=year.cast.places[story["place"]],
        purpose=story["purpose"], topics=story["topics"], now=now,
    )  # fmt: skip
    year.gatherings["open_day"] = open_day
    _open(year, open_day, story, now)


def _let_in(year: Year, story: dict[str, Any], now: datetime) -> None:
    by, page = _helper(year), registering.page_of_gathering(year.gatherings["open_day"])
    coming: list[Registration] = list(paper.expected(page)[: story["here"]])
    for number, one in enumerate(coming):
        came, _ = checking_in.check_in(one, by=by, way="code", now=now + number * EVERY)
        if number < story["left"]:
            checking_in.check_out(came, by=by, now=now + 60 * EVERY)
    for said in story["walk_ins"]:
        walk_ins.walk_in(page, by=by, now=now + 30 * EVERY, **said)
