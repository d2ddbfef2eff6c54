"""What became of the pledges of the summit: who signed, what was agreed, kept, checked, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments.models import Pledge
from evenground_web.commitments.services.pledges import (
    pledge_outcomes,
    pledges,
    rewording,
    signatures,
    wishes,
)
from evenground_web.demo.story import chapter, months_from

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

SUMMIT = -9


def tell(year: Year, at: Callable[[int, Callable[[datetime], Any]], None]) -> None:
    """Add the days of the pledges to the year; `at` takes a month and what happens then."""
    story = Story(year)
    for entry in chapter("pledges")["wish"]:
        at(SUMMIT, partial(story.wish, entry))
    for entry in chapter("pledges")["summit"]:
        at(SUMMIT, partial(story.sign, entry))
    at(SUMMIT, story.agree)
    for entry in chapter("pledges")["summit"]:
        at(SUMMIT + 1, partial(story.publish, entry["ref"]))
    for entry in chapter("pledges")["pledge"]:
        at(entry["month"], partial(story.propose, entry))
    for entry in [*chapter("pledges")["summit"], *chapter("pledges")["pledge"]]:
        if judged := entry.get("judged"):
            at(judged["month"], partial(story.judge, entry["ref"], judged))
        if reworded := entry.get("reworded"):
            at(reworded["month"], partial(story.reword, entry["ref"], reworded))
        if withdrawn := entry.get("withdrawn"):
            at(withdrawn["month"], partial(story.withdraw, entry["ref"], withdrawn["reason"]))


class Story:
    def __init__(self, year: Year) -> None:
        self.year, self.cast = year, year.cast

    def pledge(self, reference: str) -> Pledge:
        return Pledge.objects.get(commitment__reference=reference)

    def wish(self, entry: dict[str, Any], now: datetime) -> None:
        summit = self.year.gatherings["summit"]
        wish = wishes.add_wish(
            by=self.year.facilitator,
            text=entry["text"],
            gathering=summit,
            topic=summit.topics.get(title=entry["topic"]),
            now=now,
        )
        if "pledge" in entry:
            pledge = self.pledge(entry["pledge"])
            wishes.take_up(wish, by=self.year.facilitator, pledge=pledge, now=now)

    def sign(self, entry: dict[str, Any], now: datetime) -> None:
        """A pledge that is in the plan already: say who pledges to whom, and who signed."""
        pledge = pledges.describe_pledge(
            self.pledge(entry["ref"]),
            by=self.year.lead,
            level=entry["level"],
            promised_to=entry["to"],
            review_on=months_from(self.cast.today, entry["review"]),
            now=now,
        )
        self._organisations_sign(pledge, entry["signed"], now)

    def agree(self, now: datetime) -> None:
        pledges.agree_pledges(
            [self.pledge(entry["ref"]) for entry in chapter("pledges")["summit"]],
            by=self.year.facilitator,
            gathering=self.year.gatherings["summit"],
            words=chapter("pledges")["agreed"],
            now=now,
        )

    def publish(self, reference: str, now: datetime) -> None:
        pledges.publish_pledge(self.pledge(reference), by=self.year.lead, now=now)

    def propose(self, entry: dict[str, Any], now: datetime) -> None:
        """A pledge that came later, or that people made in their own name."""
        due = months_from(self.cast.today, entry["due"])
        gathering = self.year.gatherings[entry.get("from", "summit")]
        personal = entry["level"] == "personal"
        pledge = pledges.propose_pledge(
            by=None if "member" in entry else self.year.lead,
            reference=entry["ref"],
            level=entry["level"],
            title=entry["title"],
            promised_to=entry["to"],
            success_measure=entry["success"],
            mechanism=entry.get("why", ""),
            priority_population=entry.get("population", ""),
            owner=self.cast.organisations[entry["owner"]],
            parent=self.pledge(entry["parent"]).commitment if "parent" in entry else None,
            gathering=gathering,
            due=due,
            review_on=due,
            created=now.date(),
            now=now,
        )
        self._organisations_sign(pledge, entry.get("signed", []), now)
        self._people_sign(pledge, entry, now)
        if entry.get("signed"):
            pledges.agree_pledges([pledge], by=self.year.secretary, gathering=gathering, now=now)
        if entry.get("signed") or self._may_be_public(pledge, personal):
            pledges.publish_pledge(pledge, by=self.year.lead, now=now)

    @staticmethod
    def _may_be_public(pledge: Pledge, personal: bool) -> bool:
        return personal and pledge.signatures.named_in_public().exists()

    def _organisations_sign(self, pledge: Pledge, signed: list[list[str]], now: datetime) -> None:
        for name, words in signed:
            signatures.sign_for_organisation(
                pledge, by=self.cast.somebody_at(name),
                organisation=self.cast.organisations[name], words=words, now=now,
            )  # fmt: skip

    def _people_sign(self, pledge: Pledge, entry: dict[str, Any], now: datetime) -> None:
        if member := entry.get("member"):
            signatures.sign(
                pledge, by=self.cast.people[member["name"]], naming=member["naming"],
                words=member["words"], now=now,
            )  # fmt: skip
        for somebody in entry.get("written", []):
            signatures.write_down_signature(pledge, by=self.year.facilitator, **somebody, now=now)

    def judge(self, reference: str, judged: dict[str, Any], now: datetime) -> None:
        pledge = self.pledge(reference)
        review = pledge_outcomes.review_pledge(
            pledge,
            by=self.cast.somebody_at(str(pledge.commitment.owner)),
            outcome=judged["outcome"],
            reason=judged["reason"],
            evidence_link=judged.get("link", ""),
            now=now,
        )
        if checker := judged.get("checked"):
            pledge_outcomes.check_review(
                review,
                by=self.cast.somebody_at(checker),
                agrees=True,
                words=judged["words"],
                now=now,
            )

    def reword(self, reference: str, reworded: dict[str, Any], now: datetime) -> None:
        rewording.reword_pledge(
            self.pledge(reference), by=self.year.lead, title=reworded["title"],
            text=reworded["text"], reason=reworded["reason"], now=now,
        )  # fmt: skip

    def withdraw(self, reference: str, reason: str, now: datetime) -> None:
        pledge = self.pledge(reference)
        by = self.cast.somebody_at(str(pledge.commitment.owner))
        pledges.withdraw_pledge(pledge, by=by, reason=reason, now=now)
