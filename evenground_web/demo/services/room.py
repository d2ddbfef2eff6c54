"""What the fictional room was asked and answered: one floor that closed, and one that is open now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.records.room import make_of_room
from evenground_web.core.languages import ENGLISH
from evenground_web.demo.story import chapter, months_from
from evenground_web.floor import services
from evenground_web.floor.models import Note, Prompt
from evenground_web.gatherings.models import Gathering

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

SIGNS = {"+": 1, "-": -1, "0": 0}
VOTES = (("agree", 1), ("disagree", -1), ("pass", 0))


def tell(year: Year, *, kind: int) -> None:
    for entry in chapter("room")["floor"]:
        year.timeline.on(entry["month"], kind, partial(_open, year, entry))


def _open(year: Year, entry: dict[str, Any], now: datetime) -> None:
    gathering = year.gatherings[entry["gathering"]]
    part_of = _parts(gathering)
    by, helper = year.lead, year.facilitator
    floor = services.open_floor(gathering, by=by, expected=entry["expected"], now=now)
    asked_first = None
    for question in entry["question"]:
        asked = {name: question[name] for name in ASKED if name in question}
        prompt = services.add_prompt(floor, by=by, now=now, **asked, **part_of(question))
        services.open_prompt(prompt, by=by, now=now)
        asked_first = asked_first or prompt
        _answer(year, prompt, question, now)
    for number, note in enumerate(entry["note"]):
        written = services.write_note(
            floor, by=(by, helper)[number % 2], table=note["table"], words=note["words"], now=now,
            **part_of(note),
        )  # fmt: skip
        if "became" in note:
            _become(year, written, note["became"], now)
    if entry.get("closed"):
        services.close_floor(floor, by=by, now=now)
    elif asked_first:
        services.put_on_wall(asked_first, by=by, now=now)


def _parts(gathering: Gathering) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Of what is asked or written down: the session or the topic that it belongs to."""
    sessions = {session.title: session for session in gathering.sessions.all()}
    topics = {topic.title: topic for topic in gathering.topics.all()}
    return lambda entry: (
        {"session": sessions[entry["session"]]}
        if "session" in entry
        else {"topic": topics.get(entry.get("topic", ""))}
    )


def _become(year: Year, note: Note, entry: dict[str, Any], now: datetime) -> None:
    """A table's note is a pledge as soon as it is written down."""
    make_of_room(
        note, by=year.lead, kind=Commitment.Kind.PLEDGE, title=entry["title"],
        owner=year.cast.organisations[entry["owner"]],
        due=months_from(year.cast.today, entry["due"]), now=now,
    )  # fmt: skip


ASKED = ("kind", "words", "lines", "asks_for", "results_when_closed")


def _answer(year: Year, prompt: Prompt, question: dict[str, Any], now: datetime) -> None:
    for number, said in enumerate(question.get("said", [])):
        _say(year, prompt, said, phone=f"phone {number}", now=now)
    for option, count in zip(prompt.options.all(), question.get("votes", []), strict=False):
        for number in range(count):
            services.choose(option, phone=f"{option.order} {number}")
    if "minds" in question:
        _of_one_mind(year, prompt, question["minds"], now)
        return
    for index, statement in enumerate(prompt.statements.all()):
        number = 0
        for name, value in VOTES:
            for _ in range(question[name][index]):
                services.vote(statement, phone=f"phone {number}", value=value)
                number += 1


def _of_one_mind(year: Year, prompt: Prompt, minds: list[tuple[str, int]], now: datetime) -> None:
    """People who vote alike; then it is closed, looked at, and made public."""
    for mind, count in minds:
        for number in range(count):
            for statement, sign in zip(prompt.statements.all(), mind, strict=True):
                if sign in SIGNS:
                    services.vote(statement, phone=f"{mind} {number}", value=SIGNS[sign])
    services.close_prompt(prompt, by=year.lead, now=now)
    opinions = services.look_for_groups(prompt, by=year.lead, now=now)
    services.publish_opinions(opinions, by=year.lead, now=now)


def _say(year: Year, prompt: Prompt, said: dict[str, Any], *, phone: str, now: datetime) -> None:
    contribution, _ = services.say(
        prompt, phone=phone, words=said["words"], consent=said["consent"],
        language=said.get("language", ENGLISH), now=now,
    )  # fmt: skip
    match said.get("decided"):
        case None:
            return
        case "shown" | "kept" as decided:
            services.keep(contribution, by=year.facilitator, shown=decided == "shown", now=now)
        case reason:
            services.decline(contribution, by=year.facilitator, reason=reason, now=now)
