"""What people who took part in gatherings were paid, as far as it may be told to everybody."""

from __future__ import annotations

from datetime import date
from typing import Any

from evenground_web.core.numbers import pounds
from evenground_web.gatherings.services.payments import totals
from evenground_web.voices.services import is_small, protected


def paid_to_people(*, on: date, after: date | None = None) -> list[dict[str, Any]]:
    """Each gathering of which all claims are settled: one sum, and none where few were paid."""
    return [
        {"gathering": offer.gathering, "paid": _in_words(total)}
        for offer, total in totals.settled(on=on, after=after)
        if total.claims
    ]


def _in_words(total: totals.Totals) -> str:
    if is_small(total.people):
        return f"{protected(total.people)} claims, so how much is not told"
    return f"{pounds(total.paid)} on {protected(total.people)} claims"
