"""The risk register."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack

from django.db.models import F, QuerySet
from django.utils import timezone

from evenground_web.commitments.models import Risk
from evenground_web.core import audit
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Group, Organisation, Person


class RiskFields(TypedDict):
    title: str
    cause: str
    event: str
    effect: str
    mitigation: str
    likelihood: int
    impact: int
    owner: Organisation
    group: Group


def risks_worst_first() -> QuerySet[Risk]:
    score = F("likelihood") * F("impact")
    return Risk.objects.select_related("owner", "group").order_by(score.desc(), "title")


@audit.in_turn()
def add_risk(
    *, by: Person | None, now: datetime | None = None, **fields: Unpack[RiskFields]
) -> Risk:
    """Add a risk to the register."""
    risk = Risk(**fields)
    _check(risk)
    if Risk.objects.filter(title__iexact=risk.title, group=risk.group, closed_on=None).exists():
        raise RuleBroken(
            f"“{risk}” is already an open risk that {risk.group} watches. Change that one, or give "
            "this one another title."
        )
    risk.save()
    audit.record(
        "risk.added", risk, by=by, now=now,
        sentence=f"added the risk “{risk}”, scored {risk.score} ({risk.band.lower()})",
    )  # fmt: skip
    return risk


@audit.in_turn()
def edit_risk(
    risk: Risk, *, by: Person | None, now: datetime | None = None, **fields: Unpack[RiskFields]
) -> Risk:
    """Change a risk; the record shows what it said before."""
    risk = Risk.objects.select_for_update().get(pk=risk.pk)
    score = risk.score
    _check(Risk(**fields))
    sentence, details = apply_changes(risk, fields)
    moved = f"; the score went from {score} to {risk.score}" if risk.score != score else ""
    if sentence:
        audit.record("risk.edited", risk, by=by, now=now, sentence=sentence + moved, **details)
    return risk


@audit.in_turn()
def close_risk(
    risk: Risk,
    *,
    by: Person | None,
    reason: str,
    on: date | None = None,
    now: datetime | None = None,
) -> Risk:
    """Close a risk that can no longer happen, or that was accepted."""
    risk = Risk.objects.select_for_update().get(pk=risk.pk)
    if risk.closed_on:
        return risk
    return _set_closed(risk, on or timezone.localdate(now), "closed the risk", by, reason, now)


@audit.in_turn()
def reopen_risk(risk: Risk, *, by: Person | None, reason: str, now: datetime | None = None) -> Risk:
    """Open a closed risk again."""
    risk = Risk.objects.select_for_update().get(pk=risk.pk)
    if risk.closed_on is None:
        return risk
    return _set_closed(risk, None, "opened the risk again", by, reason, now)


def _set_closed(
    risk: Risk, on: date | None, verb: str, by: Person | None, reason: str, now: datetime | None
) -> Risk:
    if not reason.strip():
        raise RuleBroken("Write the reason: it stays in the history of the risk.")
    risk.closed_on = on
    risk.save(update_fields=["closed_on"])
    audit.record(
        "risk.closed" if on else "risk.reopened", risk, by=by, now=now,
        sentence=f"{verb}: {reason.strip(' .')}",
    )  # fmt: skip
    return risk


def _check(risk: Risk) -> None:
    for name in ("title", "cause", "event", "effect", "mitigation"):
        if not getattr(risk, name).strip():
            raise RuleBroken(f"Write the {name} of the risk.")
    if not (1 <= risk.likelihood <= 5 and 1 <= risk.impact <= 5):
        raise RuleBroken("Score the likelihood and the impact from 1 to 5.")
