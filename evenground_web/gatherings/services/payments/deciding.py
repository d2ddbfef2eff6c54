"""A claim is checked by one person, agreed by another, and paid outside; or refused, with a reason."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import fingerprint
from evenground_web.core.numbers import pounds
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import same_words
from evenground_web.gatherings.models import Claim, ClaimLine
from evenground_web.gatherings.services.payments.account_numbers import refuse_account_numbers
from evenground_web.gatherings.services.payments.claiming import lines_of, payable, sums
from evenground_web.gatherings.services.payments.keeping import erase
from evenground_web.gatherings.services.payments.telling import tell
from evenground_web.people.models import Person

State = Claim.State


@audit.in_turn()
def check(
    claim: Claim,
    *,
    by: Person,
    amounts: Mapping[int, Decimal],
    receipts: Collection[int] = (),
    reason: str = "",
    now: datetime | None = None,
) -> Claim:
    """Say how much of each line the policy pays; a claim that was checked can be checked again.

    `amounts` and `receipts` name lines by their keys. Less than the policy pays needs a reason, and
    so does a receipt that nobody saw.
    """
    claim = _standing(claim, *Claim.UNDECIDED)
    _not_by_the_claimant(claim, by)
    reason = reason.strip()
    refuse_account_numbers(reason)
    lines = lines_of(claim)
    for line in lines:
        line.paid = amounts.get(line.pk, Decimal(0))
        line.receipt_seen = line.pk in receipts
        _check_line(line, reason, early=claim.early)
    ClaimLine.objects.bulk_update(lines, ["paid", "receipt_seen"])
    claim.state, claim.reason = State.CHECKED, reason
    claim.checked_by, claim.checked_on = by, timezone.localdate(now)
    claim.save(update_fields=["state", "reason", "checked_by", "checked_on"])
    audit.record("claim.checked", claim, by=by, now=now, sentence=f"checked it: {_comes_to(lines)}")
    return claim


def _check_line(line: ClaimLine, reason: str, *, early: bool) -> None:
    paid = line.paid or Decimal(0)
    most = line.rate.most if line.booked else payable(line)
    if paid < 0 or (most is not None and paid > most):
        raise RuleBroken(f"{line.rate}: the policy pays between £0 and {pounds(most)}.")
    if not line.booked and paid < payable(line) and not reason:
        raise RuleBroken(
            f"{line.rate}: the policy pays {pounds(payable(line))}. Say why it is less, so that the "
            "person can read it."
        )
    unseen = line.rate.receipt and paid and not line.receipt_seen
    if unseen and not (line.booked or early or reason):
        raise RuleBroken(
            f"{line.rate}: the policy asks for a receipt. Tick it once you saw it, or say why it is "
            "paid without one."
        )


def _comes_to(lines: list[ClaimLine]) -> str:
    """£85 for the person; £85 for the person, and £30 booked for them"""
    own, booked = sums(lines)["paid"] or Decimal(0), sums(lines)["booked"]
    return f"{pounds(own)} for the person" + (
        f", and {pounds(booked)} booked for them" if booked else ""
    )


def mark_of(claim: Claim, lines: Iterable[ClaimLine]) -> str:
    """What somebody has before them who agrees a claim; a claim checked anew has another mark."""
    paid = (f"{line.pk} {line.paid} {line.receipt_seen}" for line in lines)
    return fingerprint([*paid, str(claim.checked_by_id), claim.reason])


@audit.in_turn()
def agree(
    claim: Claim, *, by: Person, seen: str | None = None, now: datetime | None = None
) -> Claim:
    """Somebody who neither claimed, wrote it down nor checked it says that it is paid.

    `seen` is the mark of what they had before them, where it could be older.
    """
    now = now or timezone.now()
    claim = _standing(claim, State.CHECKED)
    _not_by_the_claimant(claim, by)
    if by == claim.checked_by:
        raise RuleBroken("You checked this claim, so somebody else agrees it.")
    if by == claim.helper:
        raise RuleBroken("You wrote this claim down, so somebody else agrees it.")
    lines = lines_of(claim)
    if seen is not None and seen != mark_of(claim, lines):
        raise RuleBroken("This claim was checked again while you read it. Read it again.")
    claim.lines.update(agreed=True)
    claim.state, claim.agreed_by = State.AGREED, by
    claim.agreed_on = timezone.localdate(now)
    claim.save(update_fields=["state", "agreed_by", "agreed_on"])
    tell(claim, "Your claim is agreed", now=now)
    audit.record("claim.agreed", claim, by=by, now=now, sentence=f"agreed it: {_comes_to(lines)}")
    return claim


@audit.in_turn()
def note_paid(claim: Claim, *, by: Person, on: date, now: datetime | None = None) -> Claim:
    """Write down that the money went, outside this site, or that all was booked and paid."""
    now = now or timezone.now()
    claim, today = _standing(claim, State.AGREED), timezone.localdate(now)
    _not_by_the_claimant(claim, by)
    if claim.agreed_on and not claim.agreed_on <= on <= today:
        raise RuleBroken(
            f"It was agreed on {nhs_date(claim.agreed_on)}. Choose a day from then to today."
        )
    claim.state, claim.paid_on, claim.settled_on = State.PAID, on, today
    claim.save(update_fields=["state", "paid_on", "settled_on"])
    tell(claim, "You are paid", now=now)
    audit.record(
        "claim.paid", claim, by=by, now=now, sentence=f"noted it as paid on {nhs_date(on)}"
    )
    return claim


@audit.in_turn()
def refuse(claim: Claim, *, by: Person, reason: str, now: datetime | None = None) -> Claim:
    """Nothing is paid; the person reads why, and can claim anew."""
    now = now or timezone.now()
    claim = _standing(claim, *Claim.OPEN)
    _not_by_the_claimant(claim, by)
    reason = reason.strip()
    if not reason:
        raise RuleBroken("Say why, and what the person can do. They read it.")
    refuse_account_numbers(reason)
    claim.reason = reason
    _settle(claim, State.REFUSED, now=now)
    tell(claim, "Your claim was not agreed", now=now)
    audit.record("claim.refused", claim, by=by, now=now, sentence="refused it, with a reason")
    return claim


@audit.in_turn()
def withdraw(claim: Claim, *, by: Person | None = None, now: datetime | None = None) -> Claim:
    """The person no longer asks; what is known of them is erased at once."""
    now = now or timezone.now()
    claim = _standing(claim, *Claim.UNDECIDED)
    _settle(claim, State.WITHDRAWN, now=now)
    erase(claim, now=now)
    audit.record("claim.withdrawn", claim, by=by, now=now, sentence="noted that it is taken back")
    return claim


def _settle(claim: Claim, state: str, *, now: datetime) -> None:
    claim.state, claim.settled_on = state, timezone.localdate(now)
    claim.save(update_fields=["state", "settled_on", "reason"])


def _standing(claim: Claim, *states: str) -> Claim:
    found = Claim.objects.with_all().get(pk=claim.pk)
    if found.state not in states:
        raise RuleBroken(
            f"This claim has moved on: {found.get_state_display().lower()}. Look at it again."
        )
    return found


def _not_by_the_claimant(claim: Claim, by: Person) -> None:
    if is_of(claim, by):
        raise RuleBroken("This claim is in your name, so somebody else sees to it.")


def is_of(claim: Claim, person: Person) -> bool:
    """Whether somebody who signed in has the name or the address of the claimant."""
    same_address = claim.email and claim.email == (person.email or "").strip().lower()
    return bool(same_address or same_words(claim.name) == same_words(person.name))
