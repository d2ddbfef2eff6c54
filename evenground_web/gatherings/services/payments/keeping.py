"""Who claimed is forgotten on its day, by the nightly command; what was paid stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from evenground_web.core import audit
from evenground_web.gatherings.models import Claim
from evenground_web.gatherings.services.payments.telling import forget

LONGEST_OPEN = timedelta(days=366)


def remove_on(claim: Claim) -> date | None:
    """The day on which the name goes; not known until a claim is settled."""
    kept = claim.offer.policy.days_kept
    return claim.settled_on + timedelta(kept) if claim.settled_on else None


def lapses_on(claim: Claim) -> date:
    """The day on which a claim that nobody settled ends, a year after the gathering."""
    return max(claim.offer.gathering.ends, claim.claimed_on) + LONGEST_OPEN


def forget_claimants(*, on: date, now: datetime) -> None:
    """End what nobody settled in a year, and remove the names that are due to go."""
    for claim in Claim.objects.with_all().filter(
        state__in=Claim.OPEN, claimed_on__lte=on - LONGEST_OPEN
    ):
        if lapses_on(claim) <= on:
            _lapse(claim, on=on, now=now)
    for claim in Claim.objects.with_all().filter(settled_on__lte=on, removed=False):
        due = remove_on(claim)
        if due and due <= on:
            _forget(claim, now=now)


@audit.in_turn()
def _lapse(claim: Claim, *, on: date, now: datetime) -> None:
    claim.state, claim.settled_on = Claim.State.LAPSED, on
    claim.save(update_fields=["state", "settled_on"])
    audit.record(
        "claim.lapsed", claim, by=None, now=now, sentence="ended it: nobody settled it in a year"
    )


@audit.in_turn()
def _forget(claim: Claim, *, now: datetime) -> None:
    erase(claim, now=now)
    audit.record("claim.name_removed", claim, by=None, now=now, sentence="removed who claimed it")


def erase(claim: Claim, *, now: datetime) -> None:
    """Nothing of the person stays with the claim, nor the code that opened it."""
    claim.name = claim.email = claim.telephone = claim.about = claim.reason = claim.digest = ""
    claim.removed = True
    claim.save()
    forget(claim, now=now)
