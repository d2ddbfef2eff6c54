"""A year in the life of the fictional partnership, told in the order in which it happened.

Everything goes through the services that people use, each on its day, so that papers issued
half a year ago say what was known then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Commitment
from evenground_web.demo.services import (
    actions,
    answers,
    closing,
    door,
    draws,
    missing,
    paper,
    payments,
    places,
    pledges,
    programme,
    replies,
    room,
    spreadsheet,
    themes,
    tracker,
    translations,
)
from evenground_web.demo.services.accessible import tell_formats
from evenground_web.demo.services.crowd import Crowd
from evenground_web.demo.services.duties import tell_duties
from evenground_web.demo.services.harm import Funding, Harm
from evenground_web.demo.services.meetings import Boardroom
from evenground_web.demo.services.numbers import Gaps
from evenground_web.demo.services.papers import tell_papers
from evenground_web.demo.services.partnership import Cast
from evenground_web.demo.services.risks import Register
from evenground_web.demo.services.voices import Voices
from evenground_web.demo.story import chapter, months_from
from evenground_web.gatherings import services as gatherings
from evenground_web.gatherings.models import Gathering
from evenground_web.voices import services as voices

MEETINGS, RECORDS, EVENTS, PAPERS, MINUTES = range(5)


@dataclass
class Timeline:
    """Things that happen, each on a day; told in order of day, then of kind."""

    today: date
    happenings: list[tuple[date, int, Callable[[datetime], Any]]] = field(default_factory=list)

    def on(self, months: int, kind: int, happening: Callable[[datetime], Any]) -> None:
        self.happenings.append((months_from(self.today, months), kind, happening))

    def tell(self) -> None:
        for day, _, happening in sorted(self.happenings, key=lambda entry: entry[:2]):
            happening(timezone.make_aware(datetime.combine(min(day, self.today), time(10))))


class Year:
    """The records made so far, and how each entry of the story becomes one."""

    def __init__(self, cast: Cast, gaps: Gaps) -> None:
        self.cast, self.gaps = cast, gaps
        self.timeline = Timeline(cast.today)
        self.gatherings: dict[str, Gathering] = {}
        self.commitments: dict[str, Commitment] = {}
        self.secretary = cast.people["Siân Prosser"]
        self.lead = cast.people["Grace Adeyemi"]
        self.facilitator = cast.people["Abdi Warsame"]
        self.crowd = Crowd(self)

    def tell(self) -> None:
        """Bring the whole story into the database."""
        at = self.timeline.on
        for entry in chapter("gatherings")["gathering"]:
            announced = entry.get("announced", entry["month"] - 1)
            at(announced, MEETINGS, partial(self.announce, entry))
        for month in chapter("gatherings")["meetings"]["months"]:
            at(month - 1, MEETINGS, partial(self.plan_board_meeting, month))
        for entry in chapter("gatherings")["voice"]:
            at(entry["month"], EVENTS, partial(self.hear, entry))
        for entry in chapter("commitments")["commitment"]:
            at(self.agreed(entry), RECORDS, partial(self.promise, entry))
            for title, due, done in entry.get("milestones", []):
                if done:
                    at(due, EVENTS, partial(self.reach_milestone, entry["ref"], title))
            for event in entry.get("events", []):
                at(event["month"], EVENTS, partial(self.follow_up, entry["ref"], event))
        pledges.tell(self, lambda month, happening: at(month, EVENTS, happening))
        Boardroom(self).plan()
        programme.schedule(self, records=RECORDS, events=EVENTS)
        actions.schedule(self, records=RECORDS, events=EVENTS)
        replies.schedule(self, events=EVENTS)
        tell_papers(self)
        tell_duties(self)
        spreadsheet.tell(self, kind=MINUTES)
        translations.tell(self)
        tell_formats(self)
        for register in (Register(self), Harm(self), Funding(self), Voices(self)):
            register.plan()
        self.crowd.plan(kind=EVENTS)
        room.tell(self, kind=EVENTS)
        paper.tell(self, kind=MINUTES)
        themes.tell(self, kind=MINUTES)
        draws.tell(self, kind=EVENTS)
        answers.tell(self, kind=MINUTES)
        tracker.tell(self, kind=MINUTES)
        closing.tell(self, kind=MINUTES)
        places.tell(self)
        missing.tell(self)
        door.tell(self)
        payments.tell(self)
        self.timeline.tell()

    def agreed(self, entry: dict[str, Any]) -> int:
        months = {g["key"]: g["month"] for g in chapter("gatherings")["gathering"]}
        return int(months[entry["from"]])

    def announce(self, entry: dict[str, Any], now: datetime) -> None:
        starts = months_from(self.cast.today, entry["month"])
        partners = list(self.cast.organisations.values())
        self.gatherings[entry["key"]] = gatherings.add_gathering(
            by=self.facilitator,
            title=entry["title"],
            kind=entry["kind"],
            starts=starts,
            ends=starts + timedelta(days=entry["days"] - 1),
            venue=entry["venue"],
            place=self.cast.places[entry["place"]],
            group=self.cast.groups.get(entry.get("group", "")),
            purpose=entry["purpose"],
            organisations=partners[:: 1 if entry["kind"] == "summit" else 3]
            if entry["month"] < 0
            else [],
            topics=entry.get("topics", []),
            reply_due=months_from(self.cast.today, entry["reply_due"])
            if "reply_due" in entry
            else None,
            now=now,
        )

    def plan_board_meeting(self, month: int, now: datetime) -> None:
        self.gatherings[f"board {month}"] = gatherings.plan_meeting(
            self.cast.groups["board"],
            by=self.secretary,
            on=months_from(self.cast.today, month),
            venue="Saltmere Town Hall",
            place=self.cast.places["Saltmere"],
            now=now,
        )

    def hear(self, entry: dict[str, Any], now: datetime) -> None:
        gathering = self.gatherings.get(entry.get("gathering", ""))
        topic = gathering.topics.get(title=entry["topic"]) if gathering else None
        voice, _ = voices.record_voice(
            by=self.facilitator if gathering else None,
            text=entry["text"],
            kind=entry["kind"],
            consent=entry["consent"],
            source="gathering" if gathering else "open_page",
            gathering=gathering,
            topic=topic,
            place=self.cast.places.get(entry.get("place", "")),
            gap=self.gaps.find(entry["gap"]) if "gap" in entry else None,
            on=now.date(),
        )
        voices.clear(voice, by=self.facilitator, looked=True, on=now.date())

    def promise(self, entry: dict[str, Any], now: datetime) -> None:
        gathering = self.gatherings[entry["from"]]
        topic = gathering.topics.filter(title=entry.get("topic", "")).first()
        commitment = commitments.add_commitment(
            by=self.lead,
            kind=entry["kind"],
            reference=entry["ref"],
            title=entry["title"],
            success_measure=entry["success"],
            mechanism=entry.get("why", ""),
            priority_population=entry["population"],
            population_reason=entry.get("population_reason", ""),
            plan=chapter("commitments")["plan"],
            owner=self.cast.organisations[entry["owner"]],
            owner_person=self.cast.somebody_at(entry["owner"]),
            partners=[self.cast.organisations[name] for name in entry.get("partners", [])],
            group=self.cast.groups["board"],
            gathering=gathering,
            topic=topic,
            parent=self.commitments.get(entry.get("parent", "")),
            starts=now.date(),
            due=months_from(self.cast.today, entry["due"]),
            milestones=[
                (title, months_from(self.cast.today, due))
                for title, due, _ in entry.get("milestones", [])
            ],
            now=now,
        )
        self.commitments[entry["ref"]] = commitment
        for key in entry.get("gaps", []):
            commitments.name_gap(commitment, by=self.lead, gap=self.gaps.find(key), now=now)

    def reach_milestone(self, reference: str, title: str, now: datetime) -> None:
        milestone = self.commitments[reference].milestones.get(title=title)
        commitments.complete_milestone(milestone, by=self.lead, now=now)

    def follow_up(self, reference: str, event: dict[str, Any], now: datetime) -> None:
        commitment = self.commitments[reference]
        by = commitment.owner_person
        if "update" in event:
            commitments.add_update(
                commitment,
                by=by,
                text=event["update"],
                evidence_link=event.get("link", ""),
                now=now,
            )
        if "due" in event:
            due = months_from(self.cast.today, event["due"])
            commitments.move_due_date(commitment, by=by, due=due, reason=event["reason"], now=now)
        if "status" in event:
            commitments.change_delivery_status(
                commitment, by=by, status=event["status"], reason=event["reason"], now=now
            )
        if "impact" in event:
            commitments.change_impact_status(
                commitment, by=by, status=event["impact"], reason=event["reason"], now=now
            )
