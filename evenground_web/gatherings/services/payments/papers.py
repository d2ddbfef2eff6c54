"""A claim on paper: the form to fill in by hand, and the letter that says how a claim stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from evenground_web.core.dates import nhs_date
from evenground_web.core.numbers import pounds
from evenground_web.core.pdf import all_showable, set_or_refuse
from evenground_web.gatherings.models import Claim, ClaimLine, PaymentOffer
from evenground_web.gatherings.services.payments import words
from evenground_web.gatherings.services.payments.claiming import lines_of, sums

TEMPLATE = Path(__file__).parents[2] / "typst" / "payments.typ"
BENEFITS_TITLE = "Benefits and tax"


def letter(claim: Claim, *, on: date) -> bytes:
    """How a claim stands today, for somebody who has it on paper."""
    lines, policy = lines_of(claim), claim.offer.policy
    return _set(
        {
            "title": f"Your claim for {claim.offer.gathering}",
            "opening": [f"Dear {claim.name},", _standing(claim, sums(lines))],
            "facts": [[str(line.rate), _line(line, claim)] for line in lines],
            "heading": "What you claimed",
            "benefits": words.about_benefits(policy),
            "closing": [
                *([f"The reason: {claim.reason}"] if claim.reason_is_told else []),
                f"If this is not right, or you have a question, ask {policy.contact}.",
                f"Claim {claim.pk}, {nhs_date(on)}.",
            ],
            "questions": [],
        },
        on=on,
    )


def blank_form(offer: PaymentOffer, *, on: date) -> bytes:
    """The form to fill in by hand, with the same questions as the page."""
    policy = offer.policy
    booked = [rate.name for rate in policy.rates.all() if rate.booked]
    pay = ", ".join(label.lower() for label in Claim.Pay.labels)
    return _set(
        {
            "title": f"Claim a payment: {offer.gathering}",
            "opening": [
                *policy.words.split("\n\n"),
                (
                    f"Hand this form in by {nhs_date(offer.last_day)}. Fill in what fits, and leave the "
                    f"rest empty. Questions? Ask {policy.contact}."
                ),
                (
                    "Do not write the number of a bank account or a card. Whoever pays asks you for what "
                    "they need."
                ),
            ],
            "benefits": words.about_benefits(policy),
            "heading": "Your claim",
            "facts": [],
            "questions": [
                ["Your name", ""],
                ["Your email address or telephone number", "We write to you, or ring you"],
                *(
                    [words.question(rate), f"{rate.explained} {words.in_words(rate)}".strip()]
                    for rate in policy.rates.all()
                ),
                *([["What should we book and pay for you?", ", ".join(booked)]] if booked else []),
                ["How would you like to be paid?", pay],
                ["Do you need the money before you come? Yes or no", ""],
                ["Is there anything we should know?", ""],
                ["Your signature and the date", ""],
            ],
            "closing": [],
        },
        on=on,
    )


def _standing(claim: Claim, sum_of: dict[str, Any]) -> str:
    paid = pounds(sum_of["paid"] or Decimal(0))
    booked = f" We book and pay {pounds(sum_of['booked'])} for you." if sum_of["booked"] else ""
    match claim.state:
        case Claim.State.AGREED:
            return f"Your claim is agreed. You get {paid}.{booked}"
        case Claim.State.PAID:
            return f"We paid you {paid} on {nhs_date(claim.paid_on)}.{booked}"
        case Claim.State.REFUSED:
            return "Your claim was not agreed, and nothing is paid."
        case _:
            return f"We have your claim since {nhs_date(claim.claimed_on)}. It is not agreed yet."


def _line(line: ClaimLine, claim: Claim) -> str:
    asked = "To be booked" if line.booked else f"You asked for {pounds(line.asked)}"
    return f"{asked}. Agreed: {pounds(line.paid)}." if claim.agreed_on else f"{asked}."


def _set(data: dict[str, Any], *, on: date) -> bytes:
    shown, _ = all_showable({**data, "benefits_title": BENEFITS_TITLE})
    return set_or_refuse(TEMPLATE, shown, day=on)
