"""Messages to those who claimed. They say how a claim stands and never how much it is about."""

from __future__ import annotations

from datetime import datetime

from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.gatherings.models import Claim

CLAIMS = kinds.register(
    kinds.Kind(key="claims", name="Payments for taking part", names_reader=False)
)


def tell(claim: Claim, what: str, *, now: datetime) -> None:
    """Write to somebody how their claim stands; whoever left no address is rung instead."""
    if claim.email:
        outbox.send(
            to=claim.email, kind=CLAIMS.key, template="gatherings/mail/claim.txt", now=now,
            context={"claim": claim, "what": what, "gathering": claim.offer.gathering},
            key=f"claim:{claim.pk}:{claim.state}", private=True,
        )  # fmt: skip


def forget(claim: Claim, *, now: datetime) -> None:
    """Erase the address and the words of every message about a claim."""
    outbox.forget_address(f"claim:{claim.pk}:", now=now)
