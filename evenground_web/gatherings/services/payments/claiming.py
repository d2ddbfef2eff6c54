"""Somebody asks to be paid for taking part: on the page, through staff, or on paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from evenground_web.core import audit, codes
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import Claim, ClaimLine, PaymentOffer, PaymentRate
from evenground_web.gatherings.services.payments.account_numbers import refuse_account_numbers
from evenground_web.gatherings.services.payments.telling import tell
from evenground_web.gatherings.services.places.registering import check_address
from evenground_web.people.models import Person

CODES = "claim"
LARGEST = Decimal(9999)
PENNY = Decimal("0.01")


@audit.in_turn()
def claim(
    offer: PaymentOffer,
    *,
    name: str,
    pay: str,
    wanted: Mapping[PaymentRate, Decimal],
    booked: Collection[PaymentRate] = (),
    email: str = "",
    telephone: str = "",
    early: bool = False,
    about: str = "",
    how: str = Claim.How.PAGE,
    press: str = "",
    by: Person | None = None,
    now: datetime | None = None,
) -> tuple[Claim, str]:
    """Keep a claim; return it with its code. One press of one button makes one claim.

    `wanted` says how many hours, miles or pounds of each rate, `booked` what is booked and paid for
    the person, of whom nothing else is then claimed.
    """
    now = now or timezone.now()
    offer = PaymentOffer.objects.select_related("gathering", "policy").get(pk=offer.pk)
    code = codes.new_code(press, of=CODES)
    pressed = codes.digest(press or code, of=f"{CODES}.press")
    if before := Claim.objects.with_all().filter(press=pressed).first():
        return before, code
    email, about = email.strip().lower(), about.strip()
    _check(offer, name=name, email=email, telephone=telephone, about=about, how=how, now=now)
    lines = _lines(offer, wanted, booked)
    made = Claim.objects.create(
        offer=offer, name=one_line(name), email=email, telephone=one_line(telephone), pay=pay,
        early=early, about=about, how=how, helper=by, claimed_on=timezone.localdate(now),
        digest=codes.digest(code, of=CODES), press=pressed,
    )  # fmt: skip
    for line in lines:
        line.claim = made
    ClaimLine.objects.bulk_create(lines)
    tell(made, "We have your claim", now=now)
    words = "wrote down a claim for somebody" if by else "received a claim"
    audit.record("claim.made", made, by=by, now=now, sentence=f"{words} at {offer.gathering}")
    return made, code


def _check(
    offer: PaymentOffer,
    *,
    name: str,
    email: str,
    telephone: str,
    about: str,
    how: str,
    now: datetime,
) -> None:
    if not name.strip():
        raise RuleBroken("There is no name yet. Write the name of the person who is paid.")
    if email:
        check_address(email)
    if how == Claim.How.PAGE:
        if not (email or telephone.strip()):
            raise RuleBroken("Write an email address or a telephone number, so that we reach you.")
        if timezone.localdate(now) > offer.last_day:
            raise RuleBroken(
                f"Claims were taken until {nhs_date(offer.last_day)}. You can still ask: "
                f"{offer.policy.contact}."
            )
    refuse_account_numbers(name, about)


def _lines(
    offer: PaymentOffer, wanted: Mapping[PaymentRate, Decimal], booked: Collection[PaymentRate]
) -> list[ClaimLine]:
    chosen = {rate: number for rate, number in wanted.items() if number}
    if not chosen and not booked:
        raise RuleBroken("Nothing is claimed yet. Say for how long you came, or what it cost you.")
    for rate in {*chosen, *booked}:
        if rate.policy_id != offer.policy_id:
            raise RuleBroken("This is not paid for this gathering. Choose again.")
    for rate in booked:
        if not rate.booked:
            raise RuleBroken(f"{rate} cannot be booked for you. Ask us: {offer.policy.contact}.")
        if rate in chosen:
            raise RuleBroken(
                f"{rate}: either we book it, or we pay back what it cost you. Choose one of the two."
            )
    for rate, number in chosen.items():
        if not 0 < number <= LARGEST:
            raise RuleBroken(f"{rate}: write a number above 0, and no more than {LARGEST:,}.")
    own = [
        ClaimLine(rate=rate, number=number, asked=asked_for(rate, number))
        for rate, number in chosen.items()
    ]
    return [
        *own,
        *(ClaimLine(rate=rate, number=0, asked=Decimal(0), booked=True) for rate in booked),
    ]


def asked_for(rate: PaymentRate, number: Decimal) -> Decimal:
    """What so many hours or miles come to, or what something cost, to the penny."""
    return (number * (rate.amount or Decimal(1))).quantize(PENNY)


def payable(line: ClaimLine) -> Decimal:
    """As much of what is asked as the policy pays."""
    return line.asked if line.rate.most is None else min(line.asked, line.rate.most)


def find_by_code(code: str) -> Claim | None:
    return Claim.objects.with_all().filter(digest=codes.digest(code, of=CODES)).first()


@audit.in_turn()
def renew_code(claim: Claim, *, by: Person, now: datetime | None = None) -> str:
    """A new code for somebody who lost theirs; the old one opens nothing from now on."""
    claim = Claim.objects.get(pk=claim.pk)
    if claim.removed:
        raise RuleBroken("The names of this claim were removed, so nobody needs a code for it.")
    code = codes.new_code(of=CODES)
    claim.digest = codes.digest(code, of=CODES)
    claim.save(update_fields=["digest"])
    audit.record("claim.code_renewed", claim, by=by, now=now, sentence="made a new code for it")
    return code


def lines_of(claim: Claim) -> list[ClaimLine]:
    return list(claim.lines.select_related("rate"))


def sums(lines: Collection[ClaimLine]) -> dict[str, Any]:
    """What is asked, what the policy pays of it, and what was agreed for the person themselves."""
    own = [line for line in lines if not line.booked]
    agreed = [line.paid for line in own if line.paid is not None]
    return {
        "asked": sum((line.asked for line in own), Decimal(0)),
        "payable": sum((payable(line) for line in own), Decimal(0)),
        "paid": sum(agreed, Decimal(0)) if agreed else None,
        "booked": sum((line.paid or Decimal(0) for line in lines if line.booked), Decimal(0)),
    }
