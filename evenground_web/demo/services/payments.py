"""What the fictional partnership pays to people who take part, and what they claim."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify

from evenground_web.demo.story import chapter
from evenground_web.gatherings.models import Claim, PaymentOffer
from evenground_web.gatherings.services.payments import claiming, deciding, keeping, policies
from evenground_web.people.models import Person

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

BEFORE_MAIL = 8


class Payments:
    """The two who see to payments, and what they do."""

    def __init__(self, year: Year) -> None:
        self.year, self.story = year, chapter("payments")
        self.host, self.finance = (year.cast.people[self.story[who]] for who in ("host", "finance"))

    def put_in_force(self, now: datetime) -> None:
        policy = policies.begin_policy(by=self.finance, now=now)
        words = {name: self.story[name] for name in ("contact", "advice")}
        policies.edit_policy(policy, by=self.finance, now=now, **words)
        policies.put_in_force(policy, by=self.finance, now=now)

    def offer(self, gathering: str, now: datetime) -> None:
        policies.offer_payments(self.year.gatherings[gathering], by=self.host, now=now)

    def pay_workshop(self, now: datetime) -> None:
        story = self.story["workshop"]
        offer = PaymentOffer.objects.get(gathering=self.year.gatherings[story["gathering"]])
        for number, name in enumerate(story["people"]):
            wanted = {"Your time, by the hour": story["hours"], "Bus, train or tram": story["bus"]}
            if number % 3 == 0:
                wanted["Care for somebody you look after"] = story["care"]
            claim = self.claim(offer, name, wanted, now)
            self.agree(claim, now)
            deciding.note_paid(claim, by=self.finance, on=now.date(), now=now)

    def claim_for_summit(self, now: datetime) -> None:
        gathering = self.year.gatherings["next_summit"]
        offer = policies.offer_payments(gathering, by=self.host, now=now)
        for entry in self.story["summit"]:
            rates = {rate.name: rate for rate in offer.policy.rates.select_related("policy")}
            claim = self.claim(
                offer, entry["name"], entry["claimed"], now, pay=entry["pay"],
                booked=[rates[name] for name in entry.get("booked", ())],
                early=entry.get("early", False), about=entry.get("about", ""),
                by=self.host if entry.get("paper") else None,
                how=Claim.How.PAPER if entry.get("paper") else Claim.How.PAGE,
            )  # fmt: skip
            if entry["state"] == "agreed":
                self.agree(claim, now)
            elif entry["state"] == "checked":
                self.check(claim, now, by=self.host)
        policies.begin_policy(by=self.finance, now=now)

    def claim(
        self, offer: PaymentOffer, name: str, wanted: dict[str, str], now: datetime, **given: Any
    ) -> Claim:
        rates = {rate.name: rate for rate in offer.policy.rates.select_related("policy")}
        claim, _ = claiming.claim(
            offer, name=name, email=f"{slugify(name).replace('-', '.')}@example.org", now=now,
            wanted={rates[rate]: Decimal(number) for rate, number in wanted.items()},
            **{"pay": Claim.Pay.BANK, **given},
        )  # fmt: skip
        return claim

    def check(self, claim: Claim, now: datetime, *, by: Person) -> None:
        lines = claiming.lines_of(claim)
        deciding.check(
            claim, by=by, amounts={line.pk: claiming.payable(line) for line in lines},
            receipts=[line.pk for line in lines], now=now,
        )  # fmt: skip

    def agree(self, claim: Claim, now: datetime) -> None:
        self.check(claim, now, by=self.host)
        deciding.agree(claim, by=self.finance, now=now)


def tell(year: Year) -> None:
    """Names of those who claimed for the workshop are gone by now; what was paid stays."""
    told, at = Payments(year), year.timeline.on
    month = {one["key"]: one["month"] for one in chapter("gatherings")["gathering"]}
    workshop = told.story["workshop"]["gathering"]
    at(told.story["begins"], BEFORE_MAIL, told.put_in_force)
    at(month[workshop] - 1, BEFORE_MAIL, partial(told.offer, workshop))
    at(month[workshop] + 1, BEFORE_MAIL, told.pay_workshop)
    at(month["next_summit"], BEFORE_MAIL, told.claim_for_summit)
    at(0, BEFORE_MAIL, lambda now: keeping.forget_claimants(on=now.date(), now=now))
