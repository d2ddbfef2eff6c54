"""The register of risks, quarter by quarter."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Risk
from evenground_web.demo.story import chapter, months_from

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

FIRST, THEN = 1, 2  # with the records, and with what follows from them


class Register:
    """The risks seen so far, and what is done about each on its day."""

    def __init__(self, year: Year) -> None:
        self.year, self.cast = year, year.cast
        self.risks: dict[str, Risk] = {}

    def plan(self) -> None:
        """Put every day of the register into the year."""
        at = self.year.timeline.on
        for entry in chapter("risks")["threshold"]:
            at(-13, FIRST, partial(self.set_threshold, entry))
        for entry in chapter("risks")["risk"]:
            at(entry["month"], THEN, partial(self.see, entry))
            for review in entry["reviews"]:
                at(review["month"], THEN, partial(self.look_again, entry, review))
            if "closed" in entry:
                at(entry["closed"]["month"], THEN, partial(self.close, entry))

    def set_threshold(self, entry: dict[str, Any], now: datetime) -> None:
        commitments.set_escalation(
            self.cast.groups[entry["group"]],
            by=self.year.secretary,
            threshold=entry["score"],
            to=self.cast.groups[entry["to"]],
            now=now,
        )

    def see(self, entry: dict[str, Any], now: datetime) -> None:
        response, reason = entry["response"]
        words = ("title", "category", "cause", "event", "effect", "mitigation")
        risk = self.risks[entry["title"]] = commitments.add_risk(
            by=self.year.lead,
            **{name: entry[name] for name in words},
            **scores("", entry["now"]),
            **scores("inherent_", entry["inherent"]),
            **scores("target_", entry["target"]),
            response=response,
            response_reason=reason,
            owner=self.cast.organisations[entry["owner"]],
            owner_person=self.cast.somebody_at(entry["owner"]),
            group=self.cast.groups[entry["group"]],
            next_review=months_from(self.cast.today, entry.get("next", 1)),
            now=now,
        )
        by = risk.owner_person
        for text, gap in entry.get("controls", []):
            commitments.add_control(risk, by=by, text=text, gap=gap, now=now)
        for line, text, gap in entry.get("assurances", []):
            commitments.add_assurance(risk, by=by, line=line, text=text, gap=gap, now=now)
        for reference in entry.get("actions", []):
            commitment = self.year.commitments[reference]
            commitments.link_action(risk, by=by, commitment=commitment, now=now)

    def look_again(self, entry: dict[str, Any], review: dict[str, Any], now: datetime) -> None:
        risk = self.risks[entry["title"]]
        commitments.review_risk(
            risk,
            by=risk.owner_person,
            note=review["note"],
            next_review=self.next_after(entry, now),
            **scores("", review["score"]),
            now=now,
        )

    def next_after(self, entry: dict[str, Any], now: datetime) -> Any:
        day = months_from(self.cast.today, entry.get("next", 1))
        return day if day > now.date() else None

    def close(self, entry: dict[str, Any], now: datetime) -> None:
        risk, reason = self.risks[entry["title"]], entry["closed"]["reason"]
        commitments.close_risk(risk, by=self.year.lead, reason=reason, now=now)


def scores(side: str, pair: list[int]) -> dict[str, Any]:
    return {f"{side}likelihood": pair[0], f"{side}impact": pair[1]}
