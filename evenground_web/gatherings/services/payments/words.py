"""What people read about payments, the same on pages and on paper."""

from __future__ import annotations

from evenground_web.core.numbers import pounds
from evenground_web.gatherings.models import PaymentPolicy, PaymentRate

BENEFITS = (
    (
        "Being paid can change the benefits you get and the tax you pay. Payment for your time and money "
        "back for what you spent may be treated differently, and saying no to a payment can matter too."
    ),
    (
        "We cannot tell you what it means for you. Before you claim, ask somebody who can: whoever pays "
        "your benefits, the tax office, or a free adviser who knows about benefits."
    ),
    "You choose what you claim. You can claim only what you spent, or nothing at all.",
)
HOW_MANY = {
    PaymentRate.Unit.COST: "how much did it cost, in pounds?",
    PaymentRate.Unit.HOUR: "how many hours?",
    PaymentRate.Unit.HALF_DAY: "how many half days?",
    PaymentRate.Unit.DAY: "how many days?",
    PaymentRate.Unit.MILE: "how many miles?",
}


def question(rate: PaymentRate) -> str:
    """Your own car: how many miles?"""
    return f"{rate}: {HOW_MANY[PaymentRate.Unit(rate.unit)]}"


def in_words(rate: PaymentRate) -> str:
    """£15 for each hour, up to £60."""
    each = (
        f"{pounds(rate.amount)} {rate.get_unit_display().lower()}"
        if rate.amount
        else "What it cost"
    )
    most = f", up to {pounds(rate.most)}" if rate.most else ""
    return f"{each}{most}.{' Keep the receipt.' if rate.receipt else ''}"


def about_benefits(policy: PaymentPolicy) -> list[str]:
    """What everybody who claims reads, and where people near them can ask."""
    near = [f"Near you: {policy.advice}"] if policy.advice else []
    return [*BENEFITS[:2], *near, BENEFITS[2]]
