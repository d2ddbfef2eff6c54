"""Whether a pledge was kept: judged by those who made it, checked by somebody else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.utils import timezone

from evenground_web.commitments.models import (
    CLOSED,
    DeliveryStatus,
    Finding,
    Pledge,
    PledgeReview,
    Signature,
)
from evenground_web.commitments.models.pledges import OUTCOMES, PROMISED, State
from evenground_web.commitments.services.pledges.pledges import locked, move, record, seen_as
from evenground_web.commitments.services.records.statuses import change_delivery_status
from evenground_web.commitments.services.records.updates import add_update
from evenground_web.commitments.services.records.verification import verify
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Membership, Organisation, Person


@audit.in_turn()
def review_pledge(
    pledge: Pledge,
    *,
    by: Person | None,
    outcome: str,
    reason: str,
    evidence_link: str = "",
    evidence_file: File[bytes] | None = None,
    now: datetime | None = None,
) -> PledgeReview:
    """Say whether it was kept, and show it. Somebody of another organisation checks it after."""
    pledge, reason = locked(pledge), reason.strip()
    _check_review(pledge, outcome, reason, bool(evidence_link or evidence_file))
    said = pledge.reviews.filter(checked_at=None, outcome=outcome, reason=reason).first()
    if said:
        return said
    seen = seen_as(by, pledge)
    evidence = None
    if evidence_link or evidence_file:
        evidence = add_update(
            pledge.commitment, by=seen, text=reason, evidence_link=evidence_link,
            evidence_file=evidence_file, now=now,
        )  # fmt: skip
    last = pledge.reviews.first()
    was = last.was if last and not last.checked_at else pledge.state
    review = PledgeReview.objects.create(
        pledge=pledge, outcome=outcome, reason=reason, evidence=evidence, was=was,
        by=seen, at=now or timezone.now(),
    )  # fmt: skip
    label = State(outcome).label.lower()
    move(
        pledge, State(outcome), by=by, now=now, reason=reason,
        sentence=f"said that it was {label}: {reason.rstrip('.')}",
    )  # fmt: skip
    return review


@audit.in_turn()
def check_review(
    review: PledgeReview,
    *,
    by: Person,
    agrees: bool,
    words: str = "",
    now: datetime | None = None,
) -> PledgeReview:
    """Somebody whose organisation neither owns nor signed the pledge looks at the evidence.

    When they do not agree, the pledge is again what it was before the review.
    """
    pledge = locked(review.pledge)
    review = pledge.reviews.get(pk=review.pk)
    if review.checked_at:
        return _checked_already(review, by)
    if review != pledge.reviews.first():
        raise RuleBroken(
            "There is a newer review of this pledge. Open the pledge to check that one."
        )
    organisation = _checker(pledge, review, by, timezone.localdate(now))
    if not agrees and not words.strip():
        raise RuleBroken("Write what the evidence does not show, so that they know what to do.")
    review.checked_at, review.checked_by = now or timezone.now(), by
    review.checked_for, review.agrees, review.check_words = organisation, agrees, words.strip()
    review.save()
    label = State(review.outcome).label.lower()
    if agrees:
        sentence = f"checked for {organisation} that it was {label}"
        record("pledge.checked", pledge, by=by, sentence=sentence, now=now)
        _complete(pledge, review, by=by, now=now)
    else:
        sentence = f"did not find, for {organisation}, that it was {label}: {words.strip(' .')}"
        move(
            pledge, _before(pledge, review), by=by, now=now, reason=words.strip(), sentence=sentence
        )
    return review


def _check_review(pledge: Pledge, outcome: str, reason: str, shown: bool) -> None:
    reference = pledge.commitment.reference
    if pledge.state in {State.PROPOSED, State.WITHDRAWN}:
        raise RuleBroken(
            f"{reference} is {pledge.get_state_display().lower()}: there is nothing to judge yet."
            if pledge.state == State.PROPOSED
            else f"{reference} was withdrawn, so nobody can say any more whether it was kept."
        )
    if outcome not in OUTCOMES:
        raise RuleBroken("Choose whether it was kept, partly kept or not kept.")
    if not reason:
        raise RuleBroken("Write what happened: others rely on it.")
    if outcome != State.NOT_KEPT and not shown:
        raise RuleBroken(
            f"Show that {reference} was {State(outcome).label.lower()}: give a link to evidence, or "
            "a file."
        )


def _checked_already(review: PledgeReview, by: Person) -> PledgeReview:
    if review.checked_by_id == by.pk:
        return review
    raise RuleBroken(
        f"{review.checked_by} of {review.checked_for} checked this review already. A new review "
        "can be checked again."
    )


def _checker(pledge: Pledge, review: PledgeReview, by: Person, on: date) -> Organisation:
    """The organisation for which this person may check, or a refusal in words."""
    if review.by_id == by.pk or pledge.signatures.filter(person=by).exists():
        raise RuleBroken("You signed this pledge or judged it, so somebody else has to check it.")
    own = {m.organisation for m in by.memberships.current(on=on).select_related("organisation")}
    behind = organisations_behind(pledge, on=on)
    if concerned := sorted(str(one) for one in own if one.pk in behind):
        raise RuleBroken(
            f"{concerned[0]} owns this pledge or stands among its signatories. Ask somebody of "
            "another organisation to check it."
        )
    if not own:
        raise RuleBroken("Only somebody with a role at a partner organisation can check it.")
    return min(own, key=str)


def organisations_behind(pledge: Pledge, *, on: date) -> set[int]:
    """Who owns or signed it, with the organisations of the members who signed as themselves."""
    signed = Signature.objects.filter(pledge=pledge)
    of_people = Organisation.objects.filter(
        memberships__in=_memberships_of(signed, on=on)
    ).values_list("pk", flat=True)
    named = signed.exclude(organisation=None).values_list("organisation", flat=True)
    return {pledge.commitment.owner_id, *of_people, *(key for key in named if key)}


def _memberships_of(signed: Any, *, on: date) -> Any:
    return Membership.objects.current(on=on).filter(person__in=signed.values("person"))


def _before(pledge: Pledge, review: PledgeReview) -> State:
    """What the pledge was before somebody said that it was kept or not."""
    if review.was in PROMISED:
        return State.PUBLIC if pledge.published_on else State.AGREED
    return State(review.was)


def _complete(pledge: Pledge, review: PledgeReview, *, by: Person, now: datetime | None) -> None:
    """A pledge that was kept, with evidence that somebody else checked, is complete and verified."""
    if review.outcome != State.KEPT or review.evidence is None:
        return
    commitment = pledge.commitment
    if commitment.delivery_status not in CLOSED:
        commitment = change_delivery_status(
            commitment, by=by, status=DeliveryStatus.COMPLETE, reason=review.reason, now=now
        )
    if commitment.delivery_status == DeliveryStatus.COMPLETE:
        words = review.check_words or "It shows that the pledge was kept"
        verify(review.evidence, by=by, finding=Finding.COMPLETE, words=words, now=now)
