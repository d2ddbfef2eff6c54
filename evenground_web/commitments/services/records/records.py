"""Commitments: adding, editing, moving the due date, milestones."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db.models.functions import Length
from django.utils import timezone

from evenground_web.commitments.models import Commitment, DueDateMove, Milestone, Pledge
from evenground_web.commitments.services.records.reasons import check_reasons, check_words
from evenground_web.commitments.services.records.updates import shown_on
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import Conflict, apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import Gathering, Session, Topic
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
    mechanism: str
    priority_population: str
    population_reason: str
    plan: str
    owner_person: Person | None
    group: Group | None
    gathering: Gathering | None
    topic: Topic | None
    session: Session | None
    parent: Commitment | None
    weight: int
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
    carried_from: Commitment | None = None,
    reasons_later: bool = False,
    created: date | None = None,
    now: datetime | None = None,
    **details: Unpack[Details],
) -> Commitment:
    """Add a recommendation, pledge or action. Without a reference it gets the next one.
    What somebody pledges in their own name needs no reasons, and what is said in a room has them
    later."""
    commitment = Commitment(
        kind=kind, title=title, owner=owner, reference=reference, due=due,
        original_due=due, carried_from=carried_from, created=created or timezone.localdate(now),
        **of_session(dict(details)),
    )  # fmt: skip
    for name in LONGEST:
        setattr(commitment, name, one_line(getattr(commitment, name)))
    _check(commitment)
    if not reasons_later:
        check_reasons(commitment)
    if commitment.reference:
        _check_reference(commitment.reference)
    else:
        _check_not_said_already(commitment)
        commitment.reference = _next_reference(kind)
    commitment.save(force_insert=True)
    commitment.partners.set(_without_owner(partners, owner))
    if kind == Commitment.Kind.PLEDGE:
        Pledge.objects.create(commitment=commitment)
    Milestone.objects.bulk_create(
        Milestone(commitment=commitment, title=name, due=milestone_due, original_due=milestone_due)
        for name, milestone_due in milestones
    )
    until = f", due {nhs_date(due)}" if due else ""
    after = f", carrying on {carried_from.reference}" if carried_from else ""
    audit.record(
        "commitment.added", commitment, by=by, now=now,
        sentence=f"added the {kind} {commitment}, owned by {owner}{until}{after}",
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
    current = locked(commitment)
    wanted = {name: one_line(str(v)) if name in LONGEST else v for name, v in changes.items()}
    wanted = of_session(wanted)
    proposed = copy(current)
    for name, value in wanted.items():
        setattr(proposed, name, value)
    if partners is not None:
        wanted["partners"] = _without_owner(partners, proposed.owner)
    if revision != current.revision and _differs(current, wanted):
        raise Conflict(current, verb="commitment.edited", what=current.reference)
    _check(proposed)
    check_reasons(proposed, was=current)
    check_words(proposed, was=current)
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
    in_public: bool = False,
    now: datetime | None = None,
) -> Commitment:
    """Move the due date, or set the first one, which needs no reason and counts as no move."""
    current = locked(commitment)
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
            at=now or timezone.now(), shown_on=shown_on(in_public, now),
        )  # fmt: skip
        sentence = (
            f"moved the due date from {nhs_date(old)} to {nhs_date(due)}: {reason.strip(' .')}"
        )
    else:
        sentence = f"set the due date to {nhs_date(due)}"
    audit.record("commitment.due_date_moved", current, by=by, sentence=sentence, now=now)
    return current


def locked(commitment: Commitment) -> Commitment:
    """The commitment as it stands, kept from other changes until this one is done."""
    return Commitment.objects.select_for_update().get(pk=commitment.pk)


def _differs(commitment: Commitment, wanted: dict[str, Any]) -> bool:
    return any(
        set(commitment.partners.all()) != set(value)
        if name == "partners"
        else getattr(commitment, name) != value
        for name, value in wanted.items()
    )


def of_session(details: dict[str, Any]) -> dict[str, Any]:
    """What came from a session came from its gathering, and from its topic unless another is named."""
    session = details.get("session")
    if session is None:
        return details
    return {
        **details,
        "gathering": details.get("gathering") or session.gathering,
        "topic": details.get("topic") or session.topic,
    }


def _without_owner(partners: Iterable[Organisation], owner: Organisation) -> list[Organisation]:
    return [partner for partner in partners if partner != owner]


def _check(commitment: Commitment) -> None:
    if not commitment.title:
        raise RuleBroken("Write a title for the commitment.")
    for name, (words, longest) in LONGEST.items():
        if len(getattr(commitment, name)) > longest:
            raise RuleBroken(f"The {words} is too long: use {longest} characters or fewer.")
    if commitment.weight < 1:
        raise RuleBroken("A commitment counts at least once: write a weight of 1 or more.")
    _check_dates(commitment)
    topic = commitment.topic
    if topic and topic.gathering_id != commitment.gathering_id:
        raise RuleBroken(
            f"The topic “{topic}” was discussed at {topic.gathering}. Choose that gathering, or "
            "another topic."
        )
    session = commitment.session
    if session and session.gathering_id != commitment.gathering_id:
        raise RuleBroken(
            f"The session “{session}” was held at {session.gathering}. Choose that gathering, or "
            "another session."
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
