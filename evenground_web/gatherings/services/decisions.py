"""What a meeting decides, with its reason, and what becomes of a decision later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import (
    AgendaItem,
    Attendance,
    Decision,
    DecisionReview,
    ItemPaper,
    Meeting,
)
from evenground_web.gatherings.services.attendance import quoracy
from evenground_web.gatherings.services.declarations import check_chair
from evenground_web.gatherings.services.drafting import check_writing, written_by
from evenground_web.people.models import Person


class Details(TypedDict, total=False):
    title: str
    text: str
    reason: str
    options: list[dict[str, str]]
    dissent: str
    evidence: str
    votes: str
    to_be_ratified: bool
    ratifies: Decision | None
    supersedes: Decision | None
    review_on: date | None


@audit.in_turn()
def record_decision(
    item: AgendaItem,
    *,
    by: Person,
    papers: Iterable[ItemPaper] = (),
    dissenters: Iterable[Person] = (),
    now: datetime | None = None,
    **details: Unpack[Details],
) -> Decision:
    """Write down a decision. `dissenters` are those who disagreed and agree to be named."""
    meeting = meeting_of(item)
    check_writing(meeting)
    decision = Decision(item=item, on=meeting.gathering.starts, **details)
    named = list(dissenters)
    check(decision, meeting, named)
    if item.decisions.filter(title__iexact=decision.title).exists():
        raise RuleBroken(f"“{decision.title}” is written down already. Change that one instead.")
    decision.dissenters = sorted(str(person) for person in named)
    decision.reference = _next_reference()
    decision.save(force_insert=True)
    decision.papers.set(papers)
    written_by(meeting, by)
    audit.record(
        "gathering.decided", item.gathering, by=by, now=now,
        sentence=f"wrote down the decision {decision.reference if item.private else decision}"
        f" under {item.in_history}"
        f"{', to be ratified' if decision.to_be_ratified else ''}",
        decision=decision.pk,
    )  # fmt: skip
    return decision


@audit.in_turn()
def edit_decision(
    decision: Decision,
    *,
    by: Person,
    papers: Iterable[ItemPaper] | None = None,
    dissenters: Iterable[Person] | None = None,
    now: datetime | None = None,
    **changes: Any,
) -> Decision:
    """Change a decision while the minutes are a draft."""
    decision = Decision.objects.select_related("item").get(pk=decision.pk)
    meeting = meeting_of(decision.item)
    check_writing(meeting)
    wanted = Decision(item=decision.item, pk=decision.pk)
    for name in Details.__annotations__:
        setattr(wanted, name, changes.get(name, getattr(decision, name)))
    named = list(dissenters or [])
    check(wanted, meeting, named)
    changes["quorate"] = wanted.quorate
    if dissenters is not None:
        changes["dissenters"] = sorted(str(person) for person in named)
    if papers is not None:
        changes["papers"] = list(papers)
    sentence, found = apply_changes(
        decision, changes, unsaid=changes if decision.item.private else {"options", "dissenters"}
    )
    if sentence:
        written_by(meeting, by)
        audit.record(
            "gathering.decision_edited", decision.item.gathering, by=by, now=now,
            sentence=f"{sentence} of the decision {decision.reference}", **found,
        )  # fmt: skip
    return decision


def meeting_of(item: AgendaItem) -> Meeting:
    return Meeting.objects.with_names().get(pk=item.gathering_id)


def check(decision: Decision, meeting: Meeting, named: list[Person]) -> None:
    """Refuse what this meeting cannot decide, and note whether it was quorate."""
    for name, words in (
        ("title", "a title"),
        ("text", "what was decided"),
        ("reason", "the reason"),
    ):
        if not getattr(decision, name).strip():
            raise RuleBroken(f"Write {words}.")
    check_chair(meeting)
    state = quoracy(meeting)
    decision.quorate = state.met
    if state.met is False and not decision.to_be_ratified:
        raise RuleBroken(
            f"{state.words} This meeting may discuss, and what it decides is to be ratified. Mark "
            "the decision as to be ratified."
        )
    if decision.ratifies:
        _check_ratifying(decision, decision.ratifies, quorate=state.met)
    if decision.review_on and decision.review_on <= meeting.gathering.starts:
        raise RuleBroken("The review comes after the meeting. Choose a later day.")
    there = set(
        meeting.attendance.filter(how=Attendance.How.PRESENT).values_list("person", flat=True)
    )
    if absent := [person for person in named if person.pk not in there]:
        raise RuleBroken(f"{absent[0]} is not recorded as present, so cannot have disagreed here.")
    if named and not decision.dissent.strip():
        raise RuleBroken("Write what those who disagreed said.")


def _check_ratifying(decision: Decision, earlier: Decision, *, quorate: bool | None) -> None:
    if earlier.item.gathering.group_id != decision.item.gathering.group_id:
        raise RuleBroken(f"{earlier.reference} is a decision of another group.")
    if not earlier.to_be_ratified:
        raise RuleBroken(f"{earlier.reference} stands already. It need not be ratified.")
    if earlier.ratified_by.exclude(pk=decision.pk).exists():
        raise RuleBroken(f"{earlier.reference} was ratified already.")
    if quorate is False:
        raise RuleBroken("A meeting that is not quorate cannot ratify what another decided.")
    if earlier.item.gathering.starts >= decision.item.gathering.starts:
        raise RuleBroken(f"{earlier.reference} is ratified at a later meeting.")


def _next_reference() -> str:
    last = Decision.objects.order_by("pk").last()
    return f"D{int(last.reference[1:]) + 1 if last else 1}"


@audit.in_turn()
def review_decision(
    decision: Decision,
    *,
    by: Person,
    text: str,
    next_review: date | None = None,
    on: date | None = None,
    now: datetime | None = None,
) -> DecisionReview:
    """Look at a decision again; without a next day it is not looked at any more."""
    on = on or timezone.localdate(now)
    if next_review and next_review <= on:
        raise RuleBroken("The next review is after today. Choose a later day, or none.")
    review, new = DecisionReview.objects.get_or_create(
        decision=decision, on=on, text=text.strip(), defaults={"next_review": next_review, "by": by}
    )
    if new:
        then = f", and again on {nhs_date(next_review)}" if next_review else ""
        audit.record(
            "gathering.decision_reviewed", decision.item.gathering, by=by, now=now,
            sentence=f"looked again at the decision {decision.reference}{then}",
        )  # fmt: skip
    return review
