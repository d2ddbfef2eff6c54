"""What a gathering paid to those who took part, for those who keep claims and for papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum

from evenground_web.core.numbers import pounds
from evenground_web.gatherings.models import Claim, ClaimLine, PaymentOffer, PaymentRate
from evenground_web.people.services.small_numbers import is_small, protected

NOTHING = Decimal(0)


@dataclass
class Totals:
    """Paid to people for their time and for what they spent, booked for them, and still to pay."""

    involvement: Decimal = NOTHING
    expenses: Decimal = NOTHING
    booked: Decimal = NOTHING
    to_pay: Decimal = NOTHING
    claims: dict[str, int] = field(default_factory=dict)

    @property
    def paid(self) -> Decimal:
        return self.involvement + self.expenses + self.booked

    @property
    def people(self) -> int:
        """How many claims were paid."""
        return self.claims.get(Claim.State.PAID, 0)


def totals(gatherings: Collection[int], *, of: QuerySet[Claim] | None = None) -> dict[int, Totals]:
    """By the key of each gathering, of all its claims or `of` some; two queries however many."""
    found = {key: Totals() for key in gatherings}
    claims = (Claim.objects.all() if of is None else of).filter(
        offer__gathering__in=list(gatherings)
    )
    rows = (
        ClaimLine.objects.filter(agreed=True, claim__in=claims)
        .values_list("claim__offer__gathering", "claim__state", "booked", "rate__kind")
        .annotate(Sum("paid"))
        .order_by()
    )
    for gathering, state, booked, kind, amount in rows:
        _add(found[gathering], state, booked, kind, amount)
    counts = claims.order_by().values_list("offer__gathering", "state").annotate(Count("pk"))
    for gathering, state, number in counts:
        found[gathering].claims[state] = number
    return found


def paid_to_people(*, on: date, after: date | None = None) -> list[dict[str, Any]]:
    """What everybody may know: of each gathering that is settled one sum, and none where few were paid."""
    return [
        {"gathering": offer.gathering, "paid": _in_words(total)}
        for offer, total in settled(on=on, after=after)
        if total.claims
    ]


def _in_words(total: Totals) -> str:
    if is_small(total.people):
        return f"{protected(total.people)} claims, so how much is not told"
    return f"{pounds(total.paid)} on {protected(total.people)} claims"


def settled(*, on: date, after: date | None = None) -> list[tuple[PaymentOffer, Totals]]:
    """Gatherings of which all claims made in time are settled, with what was paid on these.

    Nothing is told before that, and a claim that is written down later is never in it: by a total
    that grows anybody could tell what the last person was paid.
    """
    offers = (
        PaymentOffer.objects.filter(gathering__ends__lt=on)
        .select_related("gathering", "policy")
        .order_by("gathering__starts", "pk")
    )
    past = {offer: offer.last_day for offer in offers if offer.last_day < on}
    in_time = Claim.objects.filter(_made_by(past))
    waiting = Count("pk", filter=Q(state__in=Claim.OPEN))
    rows = in_time.order_by().values_list("offer").annotate(open=waiting, last=Max("settled_on"))
    state = {offer: (open_, last) for offer, open_, last in rows}
    told = []
    for offer, last_day in past.items():
        open_, last = state.get(offer.pk, (0, None))
        day = max(last_day, last or last_day)
        if not open_ and day < on and (after is None or day >= after):
            told.append(offer)
    found = totals([offer.gathering_id for offer in told], of=in_time)
    return [(offer, found[offer.gathering_id]) for offer in told]


def _made_by(last_days: dict[PaymentOffer, date]) -> Q:
    """Claims that were made by the last day on which they were taken."""
    offers: dict[date, list[int]] = defaultdict(list)
    for offer, day in last_days.items():
        offers[day].append(offer.pk)
    made = Q(pk__in=[])
    for day, keys in offers.items():
        made |= Q(offer__in=keys, claimed_on__lte=day)
    return made


def _add(total: Totals, state: str, booked: bool, kind: str, amount: Decimal) -> None:
    if state == Claim.State.AGREED:
        total.to_pay += amount
    elif state == Claim.State.PAID:
        if booked:
            total.booked += amount
        elif kind == PaymentRate.Kind.INVOLVEMENT:
            total.involvement += amount
        else:
            total.expenses += amount
