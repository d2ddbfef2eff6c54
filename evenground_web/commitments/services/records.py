"""Commitments: adding, editing, moving the due date, milestones."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db.models.functions import Length
from django.utils import timezone

from evenground_web.commitments.models import Commitment, DueDateMove, Milestone
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import Conflict, apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Group, Organisation, Person

PREFIXES = {
    Commitment.Kind.RECOMMENDATION: "R",
    Commitment.Kind.PLEDGE: "P",
    Commitment.Kind.ACTION: "A",
}
MOST_DIGITS = 6
LONGEST = {  # what is written on one line
    "title": ("title", 300),
    "reference": ("reference", 40),
    "plan": ("name of the plan", 200),
    "priority_population": ("priority population", 200),
}


class Details(TypedDict, total=False):
    text: str
    success_measure: str
    priority_population: str
    plan: str
    owner_person: Person | None
    group: Group | None
    gathering: Gathering | None
    topic: Topic | None
    parent: Commitment | None
    starts: date | None


class Changes(Details, total=False):
    title: str
    owner: Organisation


@audit.in_turn()
def add_commitment(
    *,
    by: Person | None,
    kind: str,
    title: str,
    owner: Organisation,
    reference: str = "",
    due: date | None = None,
    partners: Iterable[Organisation] = (),
    milestones: Iterable[tuple[str, date | None]] = (),
    created: date | None = None,
    now: datetime | None = None,
    **details: Unpack[Details],
) -> Commitment:
    """Add a recommendation, pledge or action. Without a reference it gets the next one."""
    commitment = Commitment(
        kind=kind, title=title, owner=owner, reference=reference, due=due,
        original_due=due, created=created or timezone.localdate(now), **details,
    )  # fmt: skip
    for name in LONGEST:
        setattr(commitment, name, one_line(getattr(commitment, name)))
    _check(commitment)
    if commitment.reference:
        _check_reference(commitment.reference)
    else:
        _check_not_said_already(commitment)
        commitment.reference = _next_reference(kind)
    commitment.save(force_insert=True)
    commitment.partners.set(_without_owner(partners, owner))
    Milestone.objects.bulk_create(
        Milestone(commitment=commitment, title=name, due=milestone_due)
        for name, milestone_due in milestones
    )
    until = f", due {nhs_date(due)}" if due else ""
    audit.record(
        "commitment.added", commitment, by=by, now=now,
        sentence=f"added the {kind} {commitment}, owned by {owner}{until}",
    )  # fmt: skip
    return commitment


@audit.in_turn()
def edit_commitment(
    commitment: Commitment,
    *,
    by: Person | None,
    revision: int,
    partners: Iterable[Organisation] | None = None,
    now: datetime | None = None,
    **changes: Unpack[Changes],
) -> Commitment:
    """Change what was given. `revision` is the one the person had read: when somebody saved
    another in the meantime, this raises Conflict. Saving the same twice changes nothing."""
    current = _locked(commitment)
    wanted = {name: one_line(str(v)) if name in LONGEST else v for name, v in changes.items()}
    proposed = copy(current)
    for name, value in wanted.items():
        setattr(proposed, name, value)
    if partners is not None:
        wanted["partners"] = _without_owner(partners, proposed.owner)
    if revision != current.revision and _differs(current, wanted):
        raise Conflict(current, verb="commitment.edited", what=current.reference)
    _check(proposed)
    sentence, details = apply_changes(current, wanted)
    if sentence:
        current.revision += 1
        current.save(update_fields=["revision"])
        audit.record("commitment.edited", current, by=by, sentence=sentence, now=now, **details)
    return current


@audit.in_turn()
def move_due_date(
    commitment: Commitment,
    *,
    by: Person | None,
    due: date,
    reason: str = "",
    now: datetime | None = None,
) -> Commitment:
    """Move the due date, or set the first one, which needs no reason and counts as no move."""
    current = _locked(commitment)
    old = current.due
    if old == due:
        return current
    if old and not reason.strip():
        raise RuleBroken("Write why the due date moves.")
    current.due = due
    current.original_due = current.original_due or due
    _check_dates(current)
    current.save(update_fields=["due", "original_due"])
    if old:
        DueDateMove.objects.create(
            commitment=current, old=old, new=due, reason=reason.strip(), by=by,
            at=now or timezone.now(),
        )  # fmt: skip
        sentence = (
            f"moved the due date from {nhs_date(old)} to {nhs_date(due)}: {reason.strip(' .')}"
        )
    else:
        sentence = f"set the due date to {nhs_date(due)}"
    audit.record("commitment.due_date_moved", current, by=by, sentence=sentence, now=now)
    return current


@audit.in_turn()
def add_milestone(
    commitment: Commitment,
    *,
    by: Person | None,
    title: str,
    due: date | None = None,
    now: datetime | None = None,
) -> Milestone:
    """Add a step on the way; the same step is added once."""
    current = _locked(commitment)
    title = title.strip()
    if not title:
        raise RuleBroken("Write what the milestone is.")
    milestone, is_new = Milestone.objects.get_or_create(commitment=current, title=title, due=due)
    if is_new:
        audit.record(
            "commitment.milestone_added", current, by=by, now=now,
            sentence=f"added the milestone “{title}”",
        )  # fmt: skip
    return milestone


@audit.in_turn()
def complete_milestone(
    milestone: Milestone, *, by: Person | None, on: date | None = None, now: datetime | None = None
) -> Milestone:
    """Record that a step is done; pressing twice keeps the first date."""
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.done_on is None:
        milestone.done_on = on or timezone.localdate(now)
        milestone.save(update_fields=["done_on"])
        audit.record(
            "commitment.milestone_completed", milestone.commitment, by=by, now=now,
            sentence=f"completed the milestone “{milestone.title}”",
        )  # fmt: skip
    return milestone


def _locked(commitment: Commitment) -> Commitment:
    return Commitment.objects.select_for_update().get(pk=commitment.pk)


def _differs(commitment: Commitment, wanted: dict[str, Any]) -> bool:
    return any(
        set(commitment.partners.all()) != set(value)
        if name == "partners"
        else getattr(commitment, name) != value
        for name, value in wanted.items()
    )


def _without_owner(partners: Iterable[Organisation], owner: Organisation) -> list[Organisation]:
    return [partner for partner in partners if partner != owner]


def _check(commitment: Commitment) -> None:
    if not commitment.title:
        raise RuleBroken("Write a title for the commitment.")
    for name, (words, longest) in LONGEST.items():
        if len(getattr(commitment, name)) > longest:
            raise RuleBroken(f"The {words} is too long: use {longest} characters or fewer.")
    _check_dates(commitment)
    topic = commitment.topic
    if topic and topic.gathering_id != commitment.gathering_id:
        raise RuleBroken(
            f"The topic “{topic}” was discussed at {topic.gathering}. Choose that gathering, or "
            "another topic."
        )
    ancestor = commitment.parent
    while ancestor:
        if ancestor.pk == commitment.pk:
            raise RuleBroken(
                f"{commitment.parent} already follows from {commitment.reference}, so it cannot "
                "also be what it puts into practice."
            )
        ancestor = ancestor.parent


def _check_dates(commitment: Commitment) -> None:
    if commitment.starts and commitment.due and commitment.due < commitment.starts:
        raise RuleBroken(
            f"The due date, {nhs_date(commitment.due)}, is before the start, "
            f"{nhs_date(commitment.starts)}. Change one of them."
        )


def _check_reference(reference: str) -> None:
    if other := Commitment.objects.filter(reference__iexact=reference).first():
        raise RuleBroken(
            f"The reference {reference} is already used, by “{other.title}”. Choose another, or "
            "leave it empty to get the next one."
        )


def _check_not_said_already(commitment: Commitment) -> None:
    same = Commitment.objects.filter(
        kind=commitment.kind, title__iexact=commitment.title, owner=commitment.owner,
        plan=commitment.plan,
    )  # fmt: skip
    if other := same.first():
        raise RuleBroken(
            f"{other.reference} already says this. Open it to change it, or give this one its own "
            "reference."
        )


def _next_reference(kind: str) -> str:
    """The number after the last one; a reference that somebody made up is stepped over."""
    prefix = PREFIXES[Commitment.Kind(kind)]
    number = _last_number(prefix) + 1
    while Commitment.objects.filter(reference__iexact=f"{prefix}{number}").exists():
        number += 1
    return f"{prefix}{number}"


def _last_number(prefix: str) -> int:
    last = (
        Commitment.objects.filter(reference__regex=rf"^{prefix}[0-9]{{1,{MOST_DIGITS}}}$")
        .order_by(Length("reference").desc(), "-reference")
        .values_list("reference", flat=True)
        .first()
    )
    return int(last[len(prefix) :]) if last else 0
