"""Whom commitments may help or harm, and the money there is."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import ImpactAssessment, Risk
from evenground_web.demo.services.risks import THEN, scores
from evenground_web.demo.story import chapter, months_from

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year


class Harm:
    """Assessments, each written by the owner and signed by the board secretary."""

    def __init__(self, year: Year) -> None:
        self.year, self.cast = year, year.cast
        self.assessments: dict[str, ImpactAssessment] = {}
        self.risks: dict[str, Risk] = {}

    def plan(self) -> None:
        at = self.year.timeline.on
        for entry in chapter("harm")["assessment"]:
            at(entry["month"], THEN, partial(self.write, entry))
            if "signed" in entry:
                at(entry["signed"], THEN, partial(self.sign, entry))
            for harm in entry["harms"]:
                at(harm["month"], THEN, partial(self.see_harm, entry, harm))
                at(harm["review"]["month"], THEN, partial(self.look_again, harm))

    def write(self, entry: dict[str, Any], now: datetime) -> None:
        commitment = self.year.commitments[entry["commitment"]]
        by = commitment.owner_person
        assessment = commitments.start_assessment(commitment, by=by, now=now)
        self.assessments[entry["commitment"]] = assessment
        for group, benefit, harm, basis in entry["effects"]:
            commitments.say_effect(
                assessment, by=by, group=group, benefit=benefit, harm=harm, basis=basis, now=now
            )
        for reference in entry["actions"]:
            action = self.year.commitments[reference]
            commitments.ask_for_action(assessment, by=by, commitment=action, now=now)
        written: dict[str, Any] = {
            name: entry[name]
            for name in ("evidence", "said", "decision", "reason")
            if name in entry
        }
        if "review" in entry:
            written["review_on"] = months_from(self.cast.today, entry["review"])
        commitments.edit_assessment(assessment, by=by, now=now, **written)

    def sign(self, entry: dict[str, Any], now: datetime) -> None:
        assessment = self.assessments[entry["commitment"]]
        commitments.sign_assessment(assessment, by=self.year.secretary, now=now)

    def see_harm(self, entry: dict[str, Any], harm: dict[str, Any], now: datetime) -> None:
        assessment = self.assessments[entry["commitment"]]
        assessment.refresh_from_db()
        commitment = assessment.commitment
        self.risks[harm["title"]] = commitments.add_risk(
            by=self.year.lead,
            assessment=assessment,
            title=harm["title"],
            category="people",
            cause=harm["cause"],
            event=harm["event"],
            effect=commitments.effect_on(assessment, harm["group"])["harm"],
            mitigation=harm["mitigation"],
            **scores("", harm["now"]),
            **scores("inherent_", harm["inherent"]),
            **scores("target_", harm["target"]),
            response="treat",
            response_reason=entry["reason"],
            owner=commitment.owner,
            owner_person=commitment.owner_person,
            group=self.cast.groups["board"],
            next_review=months_from(self.cast.today, 2),
            now=now,
        )

    def look_again(self, harm: dict[str, Any], now: datetime) -> None:
        risk, review = self.risks[harm["title"]], harm["review"]
        commitments.review_risk(
            risk,
            by=risk.owner_person,
            note=review["note"],
            next_review=months_from(self.cast.today, 2),
            **scores("", review["score"]),
            now=now,
        )


class Funding:
    """The register of money."""

    def __init__(self, year: Year) -> None:
        self.year, self.cast = year, year.cast

    def plan(self) -> None:
        for entry in chapter("money")["money"]:
            self.year.timeline.on(entry["starts"], THEN, partial(self.receive, entry))

    def receive(self, entry: dict[str, Any], now: datetime) -> None:
        line = commitments.add_funding(
            by=self.year.lead,
            **{name: entry[name] for name in ("title", "source", "kind", "population")},
            amount=Decimal(entry["amount"]),
            starts=months_from(self.cast.today, entry["starts"]),
            ends=months_from(self.cast.today, entry["ends"]) if "ends" in entry else None,
            holder=self.cast.organisations[entry["holder"]],
            places=[self.cast.places[name] for name in entry["places"]],
            now=now,
        )
        for reference in entry["commitments"]:
            commitment = self.year.commitments[reference]
            commitments.fund(line, by=self.year.lead, commitment=commitment, now=now)
        for key in entry.get("gaps", []):
            gap = self.year.gaps.find(key)
            commitments.fund(line, by=self.year.lead, gap=gap, now=now)
