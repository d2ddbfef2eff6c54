"""Numbers as the NHS writes them, in templates and in sentences made outside them."""

from __future__ import annotations

from decimal import Decimal

MINUS = "−"


def number(value: float | Decimal | None, decimals: int | None = None) -> str:
    """12,345; −3.2. Decimals: as many as asked for, else none for whole numbers and one otherwise."""
    if value is None or value != value:  # not a number
        return ""
    if decimals is None:
        decimals = 0 if value == int(value) else 1
    text = f"{abs(value):,.{decimals}f}"
    return f"{MINUS}{text}" if value < 0 and text.strip("0.,") else text


def pounds(amount: Decimal | None) -> str:
    """£12,500; £12,500.50"""
    if amount is None:
        return ""
    return f"£{amount:,.2f}".removesuffix(".00")
