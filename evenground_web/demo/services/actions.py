"""How recommendations were answered and actions were followed up, in the story."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments import services as commitments
from evenground_web.demo.story import chapter, months_from
from evenground_web.people.models import Organisation, Person

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year


def schedule(year: Year, *, records: int, events: int) -> None:
    """Put this chapter on the days on which it happened."""
    FollowUp(year).schedule(records, events)


class FollowUp:
    def __init__(self, year: Year) -> None:
        self.year, self.story = year, chapter("actions")

    def schedule(self, records: int, events: int) -> None:
        at = self.year.timeline.on
        reviewed = -12
        for entry in self.story["addressed"]:
            at(reviewed, events, partial(self.address, entry))
        at(reviewed, events, self.recommend_in_vain)
        for entry in self.story["answer"]:
            at(entry["month"], events, partial(self.answer, entry))
        for entry in self.story["wait"]:
            at(entry["month"], events, partial(self.wait, entry))
        for entry in self.story["check"]:
            at(entry["month"], events, partial(self.check, entry))
        for entry in self.story["milestone"]:
            at(entry["month"], events, partial(self.move, entry))
        for entry in self.story["by_hand"]:
            at(entry["month"], events, partial(self.set_by_hand, entry))
        for month in self.story["frozen"]:
            at(month, events, self.freeze)
        at(self.story["withdrawn"]["month"], events, self.withdraw)
        carried = self.story["carried"]
        at(carried["month"], records, self.carry_on)
        for title, due, done in carried["milestones"]:
            if done:
                at(due, events, partial(self.year.reach_milestone, carried["ref"], title))

    def months(self, count: int) -> Any:
        return months_from(self.year.cast.today, count)

    def organisations(self, names: list[str]) -> list[Organisation]:
        return [self.year.cast.organisations[name] for name in names]

    def leads(self, organisation: str) -> Person | None:
        """Who leads there, of those who use the system."""
        return next(
            (
                person
                for person in self.year.cast.staff[organisation]
                if any(one.role == "organisation_lead" for one in person.current_memberships)
            ),
            None,
        )

    def source(self, number: str, now: datetime) -> dict[str, Any]:
        return {**self.story["source"], "dated": now.date(), "reference": number}

    def address(self, entry: dict[str, Any], now: datetime) -> None:
        recommendation, by = self.year.commitments[entry["ref"]], self.year.lead
        commitments.set_source(recommendation, by=by, now=now, **self.source(entry["number"], now))
        for organisation in self.organisations(entry["to"]):
            commitments.address(
                recommendation, by=by, organisation=organisation, now=now,
                response_due=self.months(entry["due"]),
            )  # fmt: skip

    def recommend_in_vain(self, now: datetime) -> None:
        entry = self.story["withdrawn"]
        to = self.organisations(entry["to"])
        self.year.commitments["withdrawn"] = commitments.add_recommendation(
            by=self.year.lead, title=entry["title"], owner=to[0], addressees=to,
            response_due=self.months(entry["due"]), source=self.source(entry["number"], now),
            priority_population=entry["population"], plan=chapter("commitments")["plan"], now=now,
        )  # fmt: skip

    def withdraw(self, now: datetime) -> None:
        commitments.withdraw(
            self.year.commitments["withdrawn"], by=self.year.lead, now=now,
            reason=self.story["withdrawn"]["reason"],
        )  # fmt: skip

    def answer(self, entry: dict[str, Any], now: datetime) -> None:
        recommendation = self.year.commitments[entry["ref"]]
        commitments.respond(
            recommendation.addressees.get(organisation__name=entry["of"]),
            by=self.leads(entry["of"]) or self.year.lead,
            answer=entry["answer"],
            reason=entry.get("reason", ""),
            spoken_by=entry.get("spoken", ""),
            now=now,
        )

    def wait(self, entry: dict[str, Any], now: datetime) -> None:
        waits, needs = (self.year.commitments[entry[name]] for name in ("ref", "needs"))
        by = waits.owner_person
        commitments.wait_for(waits, by=by, needs=needs, reason=entry["reason"], now=now)

    def check(self, entry: dict[str, Any], now: datetime) -> None:
        update = self.year.commitments[entry["ref"]].updates.with_evidence()[0]
        commitments.verify(
            update, by=self.year.lead, finding=entry["finding"], words=entry["words"], now=now
        )

    def move(self, entry: dict[str, Any], now: datetime) -> None:
        commitment = self.year.commitments[entry["ref"]]
        commitments.move_milestone(
            commitment.milestones.get(title=entry["title"]), by=commitment.owner_person,
            due=self.months(entry["due"]), reason=entry["reason"], now=now,
        )  # fmt: skip

    def set_by_hand(self, entry: dict[str, Any], now: datetime) -> None:
        commitment = self.year.commitments[entry["ref"]]
        commitments.set_progress(
            commitment, by=commitment.owner_person, percent=entry["percent"],
            reason=entry["reason"], now=now,
        )  # fmt: skip

    def freeze(self, now: datetime) -> None:
        commitments.freeze_plan(chapter("commitments")["plan"], by=self.year.lead, now=now)

    def carry_on(self, now: datetime) -> None:
        entry = self.story["carried"]
        earlier = self.year.commitments[entry["after"]]
        begin = commitments.to_begin_with(after=str(earlier.pk))
        later = commitments.add_commitment(
            by=self.year.lead,
            **begin
            | {
                "reference": entry["ref"], "title": entry["title"], "mechanism": entry["why"],
                "success_measure": entry["success"], "due": self.months(entry["due"]),
                "parent": self.year.commitments[entry["parent"]],
                "owner_person": self.year.cast.somebody_at(entry["owner"]),
                "milestones": [(t, self.months(due)) for t, due, _ in entry["milestones"]],
            },
            now=now,
        )  # fmt: skip
        self.year.commitments[entry["ref"]] = later
