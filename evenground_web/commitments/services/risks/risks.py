"""The risk register: adding, changing, scoring again, closing."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.utils import timezone

from evenground_web.commitments.models import ImpactAssessment, Risk, RiskReview, RiskScale
from evenground_web.commitments.services.risks.risk_scales import kept_scale
from evenground_web.core import audit
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Group, Organisation, Person

WRITTEN = ("title", "cause", "event", "effect", "mitigation")
LONGEST_TITLE = 200
SIDES = {"": "score", "inherent_": "inherent score", "target_": "target"}
SCORES = tuple(f"{side}{name}" for side in SIDES for name in ("likelihood", "impact"))


class Scores(TypedDict, total=False):
    likelihood: int
    impact: int
    inherent_likelihood: int | None
    inherent_impact: int | None
    target_likelihood: int | None
    target_impact: int | None


class RiskFields(Scores, total=False):
    title: str
    category: str
    cause: str
    event: str
    effect: str
    mitigation: str
    response: str
    response_reason: str
    owner: Organisation
    owner_person: Person | None
    group: Group
    next_review: date | None


@audit.in_turn()
def add_risk(
    *,
    by: Person | None,
    assessment: ImpactAssessment | None = None,
    now: datetime | None = None,
    **fields: Unpack[RiskFields],
) -> Risk:
    """Add a risk to the register, scored on the scale in use; one of harm names its assessment."""
    kind = Risk.Kind.HARM if assessment else Risk.Kind.WORK
    risk = Risk(kind=kind, assessment=assessment, **fields)
    put_on(risk, kept_scale(now))
    check(risk)
    if Risk.objects.open().filter(title__iexact=risk.title, group=risk.group).exists():
        raise RuleBroken(
            f"“{risk}” is already an open risk that {risk.group} watches. Change that one, or give "
            "this one another title."
        )
    risk.save(force_insert=True)
    remember(risk, by=by, note="", now=now)
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
    risk = _locked(risk)
    before, sentence, details = _change(risk, fields, now)
    if not sentence:
        return risk
    if before != _scores(risk):
        remember(risk, by=by, note="", now=now)
    score = before["likelihood"] * before["impact"]
    moved = f"; the score went from {score} to {risk.score}" if risk.score != score else ""
    audit.record("risk.edited", risk, by=by, now=now, sentence=sentence + moved, **details)
    return risk


@audit.in_turn()
def review_risk(
    risk: Risk,
    *,
    by: Person | None,
    note: str,
    next_review: date | None = None,
    now: datetime | None = None,
    **scores: Unpack[Scores],
) -> Risk:
    """Look at a risk again: score it as it stands, also when nothing moved, and say why."""
    risk = _locked(risk)
    if risk.closed_on:
        raise RuleBroken("This risk is closed. Open it again before you score it.")
    if not note.strip():
        raise RuleBroken("Write what you saw: why the score moved, or why it stays.")
    if next_review and next_review <= timezone.localdate(now):
        raise RuleBroken("The next review must be after today.")
    was = risk.score
    before, _, details = _change(risk, {**scores, "next_review": next_review}, now, again=True)
    last = risk.reviews.first()
    if before == _scores(risk) and last and (last.by, last.note) == (by, note.strip()):
        return risk  # pressed twice
    remember(risk, by=by, note=note.strip(), now=now)
    said = f"{risk.score} ({risk.band.lower()})"
    verb = (
        f"left the score at {said}"
        if was == risk.score
        else f"moved the score from {was} to {said}"
    )
    audit.record(
        "risk.reviewed", risk, by=by, now=now, sentence=f"{verb}: {note.strip(' .')}", **details
    )
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
    risk = _locked(risk)
    if risk.closed_on:
        return risk
    return _set_closed(risk, on or timezone.localdate(now), "closed the risk", by, reason, now)


@audit.in_turn()
def reopen_risk(risk: Risk, *, by: Person | None, reason: str, now: datetime | None = None) -> Risk:
    """Open a closed risk again."""
    risk = _locked(risk)
    if risk.closed_on is None:
        return risk
    return _set_closed(risk, None, "opened the risk again", by, reason, now)


def _set_closed(
    risk: Risk, on: date | None, verb: str, by: Person | None, reason: str, now: datetime | None
) -> Risk:
    reason = reason.strip()
    if not reason:
        raise RuleBroken("Write the reason: it stays in the history of the risk.")
    risk.closed_on, risk.closed_reason = on, reason if on else ""
    risk.save(update_fields=["closed_on", "closed_reason"])
    audit.record(
        "risk.closed" if on else "risk.reopened", risk, by=by, now=now,
        sentence=f"{verb}: {reason.strip(' .')}",
    )  # fmt: skip
    return risk


def put_on(risk: Risk, scale: RiskScale) -> None:
    risk.scale = scale
    risk.likelihood_levels, risk.impact_levels = len(scale.likelihoods), len(scale.impacts)


def remember(risk: Risk, *, by: Person | None, note: str, now: datetime | None) -> None:
    """Keep how the risk is scored today, for its history by quarter."""
    RiskReview.objects.create(
        risk=risk, scale=risk.scale, likelihood=risk.likelihood, impact=risk.impact,
        target=risk.target, note=note, at=now or timezone.now(), by=by,
    )  # fmt: skip


def check(risk: Risk) -> None:
    for name in WRITTEN:
        if not getattr(risk, name).strip():
            raise RuleBroken(f"Write the {name} of the risk.")
    if len(risk.title) > LONGEST_TITLE:
        raise RuleBroken(f"The title is too long: use {LONGEST_TITLE} characters or fewer.")
    if risk.category and risk.scale.category(risk.category) is None:
        raise RuleBroken(f"{risk.scale} has no category {risk.category!r}. Choose one that it has.")
    if risk.response and not risk.response_reason.strip():
        raise RuleBroken(f"Write why the response is to {risk.response} the risk.")
    _check_scores(risk)


def _check_scores(risk: Risk) -> None:
    for side, what in SIDES.items():
        given = {name: getattr(risk, f"{side}{name}") for name in ("likelihood", "impact")}
        if side and all(value is None for value in given.values()):
            continue
        for name, value in given.items():
            levels = getattr(risk, f"{name}_levels")
            if value is None:
                raise RuleBroken(f"The {what} needs a likelihood and an impact: give both or none.")
            if not 1 <= value <= levels:
                raise RuleBroken(
                    f"The {name} of the {what} is {value}, and {risk.scale} goes from 1 to "
                    f"{levels}. Choose one of those."
                )
    if risk.target is not None and risk.inherent is not None and risk.target > risk.inherent:
        raise RuleBroken(
            f"The target, {risk.target}, is above the inherent score, {risk.inherent}: nobody works "
            "towards more risk than there would be without any control. Change one of them."
        )


def _locked(risk: Risk) -> Risk:
    return Risk.objects.select_for_update(of=("self",)).select_related("scale").get(pk=risk.pk)


def _change(
    risk: Risk, fields: Mapping[str, Any], now: datetime | None, *, again: bool = False
) -> tuple[dict[str, int], str, dict[str, Any]]:
    """Change what was given; a risk that is scored again is scored on the scale in use.

    Returns the scores as they were, and what changed as a sentence and as details.
    """
    before = _scores(risk)
    proposed = copy(risk)
    for name, value in fields.items():
        setattr(proposed, name, value)
    if again or before != _scores(proposed):
        put_on(proposed, kept_scale(now))
    check(proposed)
    put_on(risk, proposed.scale)
    sentence, details = apply_changes(risk, fields)
    return before, sentence, details


def _scores(risk: Risk) -> dict[str, int]:
    return {name: getattr(risk, name) for name in SCORES} | {"scale": risk.scale_id}
