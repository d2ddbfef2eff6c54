"""Where a commitment stands: whether it is being done, and whether it makes a difference."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.models import (
    CLOSED,
    Commitment,
    DeliveryStatus,
    ImpactStatus,
    StatusChange,
)
from evenground_web.commitments.services.records.updates import shown_on
from evenground_web.commitments.services.replies.telling import tell_of_status
from evenground_web.core import audit
from evenground_web.core.permissions import Permission, RuleBroken
from evenground_web.people.models import Person


@audit.in_turn()
def change_delivery_status(
    commitment: Commitment,
    *,
    by: Person | None,
    status: str,
    reason: str,
    in_public: bool = False,
    now: datetime | None = None,
) -> Commitment:
    """Say whether it is being done, and why. A closed commitment is opened again the same way."""
    which = StatusChange.Which.DELIVERY
    return _change(
        commitment, which, by=by, status=DeliveryStatus(status), reason=reason,
        in_public=in_public, now=now,
    )  # fmt: skip


@audit.in_turn()
def withdraw(
    commitment: Commitment, *, by: Person | None, reason: str, now: datetime | None = None
) -> Commitment:
    """Take a commitment back, with the reason; the record stays, with all that was done."""
    if not reason.strip():
        raise RuleBroken("Write why it is withdrawn: people were told to expect it.")
    current = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if current.delivery_status == DeliveryStatus.WITHDRAWN:
        return current
    if current.kind == Commitment.Kind.PLEDGE:
        raise RuleBroken(f"{current.reference} is a pledge. Withdraw the pledge on its page.")
    if by and not by.has_perm(Permission.UPDATE_COMMITMENTS, current.owner):
        raise RuleBroken(
            f"Only {current.owner}, who answers for {current.reference}, can withdraw it. Ask a "
            "lead there, or say in an update why you think it should be."
        )
    if current.delivery_status in CLOSED:
        raise RuleBroken(
            f"{current.reference} is {current.delivery_words.lower()} already. Only what is open "
            "can be withdrawn."
        )
    return change_delivery_status(
        commitment, by=by, status=DeliveryStatus.WITHDRAWN, reason=reason, now=now
    )


@audit.in_turn()
def change_impact_status(
    commitment: Commitment,
    *,
    by: Person | None,
    status: str,
    reason: str,
    in_public: bool = False,
    now: datetime | None = None,
) -> Commitment:
    """Say whether it makes a difference to people, and how you know."""
    which = StatusChange.Which.IMPACT
    return _change(
        commitment, which, by=by, status=ImpactStatus(status), reason=reason,
        in_public=in_public, now=now,
    )  # fmt: skip


def _change(
    commitment: Commitment,
    which: StatusChange.Which,
    *,
    by: Person | None,
    status: DeliveryStatus | ImpactStatus,
    reason: str,
    in_public: bool,
    now: datetime | None,
) -> Commitment:
    reason = reason.strip()
    if not reason:
        raise RuleBroken("Write the reason for the status: others rely on it.")
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    old = type(status)(getattr(commitment, f"{which}_status"))
    if (status, reason) == (old, getattr(commitment, f"{which}_reason")):
        return commitment
    if status == DeliveryStatus.COMPLETE:
        _check_evidence(commitment)
    elif which == StatusChange.Which.DELIVERY:
        commitment.verified_on = None
    setattr(commitment, f"{which}_status", status)
    setattr(commitment, f"{which}_reason", reason)
    commitment.save(update_fields=[f"{which}_status", f"{which}_reason", "verified_on"])
    StatusChange.objects.create(
        commitment=commitment, which=which, old=old, new=status, reason=reason, by=by,
        at=now or timezone.now(), shown_on=shown_on(in_public, now),
    )  # fmt: skip
    audit.record(
        f"commitment.{which}_status_changed", commitment, by=by, now=now,
        sentence=_sentence(which, old, status, reason),
    )  # fmt: skip
    if which == StatusChange.Which.DELIVERY and old != status:
        tell_of_status(commitment, now=now or timezone.now())
    return commitment


def _check_evidence(commitment: Commitment) -> None:
    """What came from a plan as complete may keep that status; nobody says so here unproven."""
    if commitment.delivery_status == DeliveryStatus.COMPLETE:
        return
    if not commitment.updates.with_evidence().exists():
        raise RuleBroken(
            f"Nobody has shown yet that {commitment.reference} is done. Add an update with a link "
            "or a file as evidence first, then say that it is complete."
        )


def _sentence(
    which: StatusChange.Which,
    old: DeliveryStatus | ImpactStatus,
    new: DeliveryStatus | ImpactStatus,
    reason: str,
) -> str:
    reason = reason.rstrip(".")
    if new == DeliveryStatus.WITHDRAWN and old != new:
        return f"withdrew it: {reason}"
    if old == new:
        return f"gave a new reason for the {which} status “{new.label}”: {reason}"
    if old in CLOSED and new not in CLOSED:
        return f"opened it again, as “{new.label}”: {reason}"
    return f"changed the {which} status from “{old.label}” to “{new.label}”: {reason}"
