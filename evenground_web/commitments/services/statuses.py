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
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person


@audit.in_turn()
def change_delivery_status(
    commitment: Commitment,
    *,
    by: Person | None,
    status: str,
    reason: str,
    now: datetime | None = None,
) -> Commitment:
    """Say whether it is being done, and why. A closed commitment is opened again the same way."""
    which = StatusChange.Which.DELIVERY
    return _change(commitment, which, by=by, status=DeliveryStatus(status), reason=reason, now=now)


@audit.in_turn()
def change_impact_status(
    commitment: Commitment,
    *,
    by: Person | None,
    status: str,
    reason: str,
    now: datetime | None = None,
) -> Commitment:
    """Say whether it makes a difference to people, and how you know."""
    which = StatusChange.Which.IMPACT
    return _change(commitment, which, by=by, status=ImpactStatus(status), reason=reason, now=now)


def _change(
    commitment: Commitment,
    which: StatusChange.Which,
    *,
    by: Person | None,
    status: DeliveryStatus | ImpactStatus,
    reason: str,
    now: datetime | None,
) -> Commitment:
    reason = reason.strip()
    if not reason:
        raise RuleBroken("Write the reason for the status: others rely on it.")
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    old = type(status)(getattr(commitment, f"{which}_status"))
    if (status, reason) == (old, getattr(commitment, f"{which}_reason")):
        return commitment
    setattr(commitment, f"{which}_status", status)
    setattr(commitment, f"{which}_reason", reason)
    commitment.save(update_fields=[f"{which}_status", f"{which}_reason"])
    StatusChange.objects.create(
        commitment=commitment, which=which, old=old, new=status, reason=reason, by=by,
        at=now or timezone.now(),
    )  # fmt: skip
    audit.record(
        f"commitment.{which}_status_changed", commitment, by=by, now=now,
        sentence=_sentence(which, old, status, reason),
    )  # fmt: skip
    return commitment


def _sentence(
    which: StatusChange.Which,
    old: DeliveryStatus | ImpactStatus,
    new: DeliveryStatus | ImpactStatus,
    reason: str,
) -> str:
    reason = reason.rstrip(".")
    if old == new:
        return f"gave a new reason for the {which} status “{new.label}”: {reason}"
    if old in CLOSED and new not in CLOSED:
        return f"opened it again, as “{new.label}”: {reason}"
    return f"changed the {which} status from “{old.label}” to “{new.label}”: {reason}"
