"""A gathering whose people are paid, for tests of claims."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from evenground_web.gatherings.models import Claim, PaymentOffer, PaymentRate
from evenground_web.gatherings.services.payments import claiming, deciding, policies
from tests.web.place_records import AT, open_summit
from tests.web.programme_records import FIRST

AFTER = datetime(2026, 5, 20, 12, tzinfo=UTC)
ON = date(2026, 5, 20)


def paid_summit(u: Any) -> PaymentOffer:
    """A summit on 12 and 13 May 2026 for which the example policy is offered."""
    finance = u.by_role["finance"]
    policies.put_in_force(policies.begin_policy(by=finance, now=AT), by=finance, now=AT)
    return policies.offer_payments(open_summit(u), by=u.by_role["host"], now=AT)


def rate(offer: PaymentOffer, name: str) -> PaymentRate:
    return offer.policy.rates.select_related("policy").get(name__startswith=name)


def claimed(offer: PaymentOffer, name: str = "Ama", **given: Any) -> tuple[Claim, str]:
    """Somebody claims three hours and £12.50 for the bus."""
    wanted = {rate(offer, "Your time, by"): Decimal(3), rate(offer, "Bus"): Decimal("12.50")}
    values = {
        "name": name, "email": f"{name.lower()}@example.org", "pay": "bank", "wanted": wanted,
        "now": AFTER, **given,
    }  # fmt: skip
    return claiming.claim(offer, **values)


def checked(claim: Claim, u: Any, **given: Any) -> Claim:
    lines = claiming.lines_of(claim)
    values: dict[str, Any] = {
        "amounts": {line.pk: claiming.payable(line) for line in lines},
        "receipts": [line.pk for line in lines], "by": u.by_role["host"], "now": AFTER, **given,
    }  # fmt: skip
    return deciding.check(claim, **values)


def paid(claim: Claim, u: Any) -> Claim:
    """A claim that went all the way."""
    finance = u.by_role["finance"]
    deciding.agree(checked(claim, u), by=finance, now=AFTER)
    return deciding.note_paid(claim, by=finance, on=ON, now=AFTER)


__all__ = ["AFTER", "AT", "FIRST", "ON", "checked", "claimed", "paid", "paid_summit", "rate"]
