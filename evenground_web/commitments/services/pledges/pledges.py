"""Pledges: proposed, agreed at a gathering, shown in public, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evenground_web.commitments.models import (
    CLOSED,
    Commitment,
    DeliveryStatus,
    Pledge,
    PledgeStep,
    Wish,
)
from evenground_web.commitments.models.pledges import HEIGHTS, Level, State
from evenground_web.commitments.services.pledges.wishes import take_up
from evenground_web.commitments.services.records.records import add_commitment
from evenground_web.commitments.services.records.statuses import change_delivery_status
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering
from evenground_web.people.models import Person


@audit.in_turn()
def propose_pledge(
    *,
    by: Person | None,
    level: str,
    promised_to: str = "",
    review_on: date | None = None,
    wish: Wish | None = None,
    reasons_later: bool = False,
    now: datetime | None = None,
    **details: Any,
) -> Pledge:
    """Write a pledge down. It is agreed later, once somebody has signed it."""
    commitment = add_commitment(
        by=by, kind=Commitment.Kind.PLEDGE, reasons_later=reasons_later or level == Level.PERSONAL,
        now=now, **details,
    )  # fmt: skip
    pledge = commitment.pledge
    pledge.level, pledge.promised_to = Level(level), promised_to.strip()
    pledge.review_on = review_on
    _check(pledge)
    pledge.save()
    if wish:
        take_up(wish, by=by, pledge=pledge, now=now)
    return pledge


@audit.in_turn()
def describe_pledge(
    pledge: Pledge,
    *,
    by: Person | None,
    level: str,
    promised_to: str,
    review_on: date | None,
    now: datetime | None = None,
) -> Pledge:
    """Change its level, to whom it is made, or the day of its review."""
    pledge = locked(pledge)
    if pledge.level != level and pledge.state != State.PROPOSED:
        raise RuleBroken(
            f"{pledge.commitment.reference} was agreed as a "
            f"{pledge.get_level_display().lower()} pledge, so its level stays as it is."
        )
    level_was, pledge.level = pledge.level, Level(level)
    _check(pledge)
    pledge.level = level_was
    changes = {"level": Level(level), "promised_to": promised_to.strip(), "review_on": review_on}
    sentence, details = apply_changes(pledge, changes)
    if sentence:
        audit.record(
            "pledge.described", pledge.commitment, by=seen_as(by, pledge), now=now,
            sentence=sentence, **details,
        )  # fmt: skip
    return pledge


@audit.in_turn()
def agree_pledges(
    pledges: Iterable[Pledge],
    *,
    by: Person | None,
    gathering: Gathering,
    words: str = "",
    now: datetime | None = None,
) -> list[Pledge]:
    """Record that a gathering agreed these pledges: all of them, or none when one cannot be.

    A pledge that was agreed a moment ago, by the same button, stays as it was.
    """
    today = timezone.localdate(now)
    if gathering.starts > today:
        raise RuleBroken(
            f"{gathering} begins on {nhs_date(gathering.starts)}. Pledges are agreed there, not before."
        )
    chosen = [locked(pledge) for pledge in pledges]
    waiting = [pledge for pledge in chosen if not _agreed_there(pledge, gathering)]
    for pledge in waiting:
        _check_agreeable(pledge, gathering)
    for pledge in waiting:
        if pledge.commitment.gathering_id is None:
            pledge.commitment.gathering = gathering
            pledge.commitment.save(update_fields=["gathering"])
        topic = f" on {pledge.commitment.topic}" if pledge.commitment.topic else ""
        move(
            pledge, State.AGREED, by=by, now=now, gathering=gathering, reason=words.strip(),
            on=min(gathering.ends, today),
            sentence=f"recorded that {gathering}{topic} agreed it",
        )  # fmt: skip
    return chosen


@audit.in_turn()
def publish_pledge(pledge: Pledge, *, by: Person | None, now: datetime | None = None) -> Pledge:
    """Show an agreed pledge to everybody; of people, the names that may be shown in public."""
    pledge = locked(pledge)
    reference = pledge.commitment.reference
    if pledge.published_on:
        return pledge
    if pledge.state in {State.PROPOSED, State.WITHDRAWN}:
        raise RuleBroken(
            f"{reference} is {pledge.get_state_display().lower()}. Only what was agreed is made "
            "public."
        )
    if pledge.level == Level.PERSONAL and not pledge.signatures.named_in_public().exists():
        raise RuleBroken(
            f"{reference} is a personal pledge, and its person has not allowed their name in "
            "public. They can, with their code or their account."
        )
    pledge.published_on = timezone.localdate(now)
    if pledge.state == State.AGREED:
        move(pledge, State.PUBLIC, by=by, now=now, sentence="made it public")
    else:
        pledge.save(update_fields=["published_on"])
        record("pledge.published", pledge, by=by, sentence="made it public", now=now)
    return pledge


@audit.in_turn()
def unpublish_pledge(
    pledge: Pledge, *, by: Person | None, reason: str, now: datetime | None = None
) -> Pledge:
    """Take a pledge off the public pages, with the reason; everything else stays."""
    pledge, reason = locked(pledge), reason.strip()
    if pledge.published_on is None:
        return pledge
    if not reason:
        raise RuleBroken("Write why it leaves the public pages.")
    pledge.published_on = None
    if pledge.state == State.PUBLIC:
        sentence = f"took it off the public pages: {reason.rstrip('.')}"
        move(pledge, State.AGREED, by=by, now=now, reason=reason, sentence=sentence)
    else:
        pledge.save(update_fields=["published_on"])
        sentence = f"took it off the public pages: {reason.rstrip('.')}"
        record("pledge.unpublished", pledge, by=by, sentence=sentence, now=now)
    return pledge


@audit.in_turn()
def withdraw_pledge(
    pledge: Pledge, *, by: Person | None, reason: str, now: datetime | None = None
) -> Pledge:
    """Say openly that it is no longer promised, and why. Nobody can sign it any more."""
    pledge, reason = locked(pledge), reason.strip()
    if pledge.state == State.WITHDRAWN:
        return pledge
    if not pledge.is_open:
        raise RuleBroken(
            f"{pledge.commitment.reference} was judged: {pledge.get_state_display().lower()}. What "
            "was judged is not withdrawn."
        )
    if not reason:
        raise RuleBroken("Write why it is withdrawn: those who signed it, and others, read it.")
    sentence = f"withdrew it: {reason.rstrip('.')}"
    move(pledge, State.WITHDRAWN, by=by, now=now, reason=reason, sentence=sentence)
    if pledge.commitment.delivery_status not in CLOSED:
        change_delivery_status(
            pledge.commitment, by=seen_as(by, pledge), status=DeliveryStatus.WITHDRAWN,
            reason=reason, now=now,
        )  # fmt: skip
    return pledge


def locked(pledge: Pledge) -> Pledge:
    rows = Pledge.objects.select_for_update(of=("self",)).select_related("commitment__topic")
    return rows.get(pk=pledge.pk)


def seen_as(by: Person | None, pledge: Pledge) -> Person | None:
    """Who is written down: nobody, when a person acts on their own personal pledge."""
    own = by and pledge.level == Level.PERSONAL and pledge.signatures.filter(person=by).exists()
    return None if own else by


def move(
    pledge: Pledge,
    state: State,
    *,
    by: Person | None,
    sentence: str,
    reason: str = "",
    gathering: Gathering | None = None,
    on: date | None = None,
    now: datetime | None = None,
) -> None:
    """Take the pledge to another state; the step is kept for good, and the agreed words with it."""
    old, pledge.state = State(pledge.state), state
    pledge.save(update_fields=["state", "published_on"])
    agreed = state == State.AGREED
    seen = seen_as(by, pledge)
    PledgeStep.objects.create(
        pledge=pledge, old=old, new=state, reason=reason, gathering=gathering,
        topic=pledge.commitment.topic if agreed else None,
        words=wording(pledge.commitment) if agreed else "",
        on=on or timezone.localdate(now), at=now or timezone.now(), by=seen,
    )  # fmt: skip
    record(f"pledge.{state}", pledge, by=seen, sentence=sentence, now=now)


def wording(commitment: Commitment) -> str:
    """The words that people agree to."""
    return "\n\n".join(part for part in (commitment.title, commitment.text) if part)


def record(
    verb: str, pledge: Pledge, *, by: Person | None, sentence: str, now: datetime | None
) -> None:
    audit.record(verb, pledge.commitment, by=by, sentence=sentence, now=now)


def _check(pledge: Pledge) -> None:
    """What a pledge puts into practice stands at its own level or above."""
    parent = Pledge.objects.filter(pk=pledge.commitment.parent_id).first()
    below = Pledge.objects.filter(commitment__parent=pledge.pk)
    height = HEIGHTS[Level(pledge.level)]
    too_low = parent if parent and HEIGHTS[Level(parent.level)] < height else None
    too_high = next((one for one in below if HEIGHTS[Level(one.level)] > height), None)
    for upper, lower in ((too_low, pledge), (pledge, too_high)):
        if upper and lower:
            raise RuleBroken(
                f"A {lower.get_level_display().lower()} pledge cannot put a "
                f"{upper.get_level_display().lower()} pledge into practice. Choose another level."
            )


def _agreed_there(pledge: Pledge, gathering: Gathering) -> bool:
    return (
        pledge.state != State.PROPOSED
        and pledge.steps.filter(new=State.AGREED, gathering=gathering).exists()
    )


def _check_agreeable(pledge: Pledge, gathering: Gathering) -> None:
    commitment = pledge.commitment
    if pledge.state != State.PROPOSED:
        raise RuleBroken(
            f"{commitment.reference} is {pledge.get_state_display().lower()} already. Take it out "
            "of the choice."
        )
    if commitment.gathering_id not in {None, gathering.pk}:
        raise RuleBroken(
            f"{commitment.reference} was proposed at {commitment.gathering}, not here."
        )
    if not pledge.signatures.standing().exists():
        raise RuleBroken(
            f"Nobody has signed {commitment.reference} yet. A pledge is agreed once somebody "
            "stands behind it: add a signatory first. Nothing was agreed."
        )
