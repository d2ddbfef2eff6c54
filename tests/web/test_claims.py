"""Somebody claims; one person checks, another agrees, and the money goes outside."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Claim, ClaimLine, PaymentRate
from evenground_web.gatherings.services.payments import claiming, deciding, policies, totals
from evenground_web.gatherings.services.payments.account_numbers import refuse_account_numbers
from tests.web.at_once import at_once
from tests.web.payment_records import AFTER, ON, checked, claimed, paid, paid_summit, rate
from tests.web.place_records import written_to


@pytest.fixture
def offer(universe):
    return paid_summit(universe)


def test_a_claim_goes_from_asking_to_being_paid_and_the_person_is_told(universe, offer, finance):
    claim, _ = claimed(offer)
    assert claim.state == "claimed"
    assert checked(claim, universe).state == "checked"
    assert deciding.agree(claim, by=finance, now=AFTER).state == "agreed"
    settled = deciding.note_paid(claim, by=finance, on=ON, now=AFTER)
    assert (settled.state, settled.paid_on, settled.settled_on) == ("paid", ON, ON)
    assert [one.subject.partition(":")[0] for one in written_to("ama@example.org")] == [
        "We have your claim", "Your claim is agreed", "You are paid",
    ]  # fmt: skip
    assert not any("45" in one.text for one in written_to("ama@example.org"))


def test_each_thing_is_paid_up_to_its_limit(offer):
    wanted = {rate(offer, "Your time, by"): Decimal(9), rate(offer, "Taxi"): Decimal("39.99")}
    claim, _ = claimed(offer, wanted=wanted)
    sums = claiming.sums(claiming.lines_of(claim))
    assert (sums["asked"], sums["payable"]) == (Decimal("174.99"), Decimal("99.99"))


def test_whoever_checked_or_wrote_it_down_does_not_agree_it(universe, offer, finance):
    host = universe.by_role["host"]
    claim, _ = claimed(offer, by=finance, how="paper")
    checked(claim, universe)
    with pytest.raises(RuleBroken, match="You wrote this claim down"):
        deciding.agree(claim, by=finance)
    other, _ = claimed(offer, "Bo")
    checked(other, universe, by=finance)
    with pytest.raises(RuleBroken, match="You checked this claim"):
        deciding.agree(other, by=finance)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=other.pk).update(agreed_by=finance, agreed_on=ON, state="agreed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(agreed_by=host, agreed_on=ON, state="agreed")


@pytest.mark.parametrize("as_whom", ["name", "email"])
def test_nobody_sees_to_a_claim_of_their_own(universe, offer, finance, as_whom):
    own = (
        {"name": finance.name, "email": "a@example.org"}
        if as_whom == "name"
        else {"email": finance.email.upper()}
    )
    claim, _ = claimed(offer, **own)
    checked(claim, universe)
    with pytest.raises(RuleBroken, match="in your name"):
        deciding.agree(claim, by=finance)
    with pytest.raises(RuleBroken, match="in your name"):
        deciding.refuse(claim, by=finance, reason="No")
    with pytest.raises(RuleBroken, match="in your name"):
        checked(claim, universe, by=finance)


def test_less_than_the_policy_pays_and_a_receipt_nobody_saw_need_a_reason(universe, offer):
    claim, _ = claimed(offer)
    with pytest.raises(RuleBroken, match="policy pays £45. Say why it is less"):
        checked(claim, universe, amounts={})
    with pytest.raises(RuleBroken, match="asks for a receipt"):
        checked(claim, universe, receipts=[])
    assert checked(claim, universe, receipts=[], reason="The machine gave none").reason
    lines = claiming.lines_of(claim)
    with pytest.raises(RuleBroken, match="between £0 and £45"):
        checked(claim, universe, amounts={line.pk: Decimal(46) for line in lines})


def test_what_is_needed_before_somebody_comes_is_agreed_without_a_receipt(universe, offer):
    claim, _ = claimed(offer, early=True)
    assert checked(claim, universe, receipts=[]).state == "checked"


def test_what_is_booked_for_somebody_is_counted_and_is_not_theirs_to_claim(
    universe, offer, finance
):
    train, own_car = rate(offer, "Bus"), rate(offer, "Your own car")
    with pytest.raises(RuleBroken, match="cannot be booked"):
        claimed(offer, wanted={}, booked=[own_car])
    with pytest.raises(RuleBroken, match="either we book it"):
        claimed(offer, wanted={train: Decimal(5)}, booked=[train])
    claim, _ = claimed(offer, wanted={own_car: Decimal(10)}, booked=[train])
    amounts = {line.pk: Decimal(30) if line.booked else Decimal(4) for line in claim.lines.all()}
    deciding.agree(checked(claim, universe, amounts=amounts), by=finance, now=AFTER)
    deciding.note_paid(claim, by=finance, on=ON, now=AFTER)
    total = totals.totals([offer.gathering_id])[offer.gathering_id]
    assert (total.expenses, total.booked, total.paid) == (Decimal(4), Decimal(30), Decimal(34))


def test_what_was_agreed_never_changes(universe, offer, finance):
    claim, _ = claimed(offer)
    deciding.agree(checked(claim, universe), by=finance, now=AFTER)
    with pytest.raises(RuleBroken, match="has moved on: to be paid"):
        checked(claim, universe)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.filter(claim=claim).update(paid=1)


def test_a_refusal_says_why_and_the_totals_leave_it_out(universe, offer, finance):
    claim, code = claimed(offer)
    deciding.agree(checked(claim, universe), by=finance, now=AFTER)
    with pytest.raises(RuleBroken, match="Say why"):
        deciding.refuse(claim, by=finance, reason=" ")
    deciding.refuse(claim, by=finance, reason="You were paid on paper.", now=AFTER)
    assert claiming.find_by_code(code).reason == "You were paid on paper."
    total = totals.totals([offer.gathering_id])[offer.gathering_id]
    assert (total.paid, total.to_pay, total.claims) == (0, 0, {"refused": 1})


def test_a_claim_that_cannot_be_kept_says_why(offer, universe):
    with pytest.raises(RuleBroken, match="Nothing is claimed yet"):
        claimed(offer, wanted={})
    with pytest.raises(RuleBroken, match="There is no name"):
        claimed(offer, name=" ")
    with pytest.raises(RuleBroken, match="not an email address"):
        claimed(offer, email="ama")
    with pytest.raises(RuleBroken, match="email address or a telephone number"):
        claimed(offer, email="")
    with pytest.raises(RuleBroken, match="above 0"):
        claimed(offer, wanted={rate(offer, "Taxi"): Decimal(-1)})
    late = AFTER + timedelta(60)
    with pytest.raises(RuleBroken, match="until 12 July 2026"):
        claimed(offer, now=late)
    assert claimed(offer, now=late, by=universe.by_role["host"], how="paper", email="")[0].pk


def test_a_rate_of_another_version_is_not_paid(offer, finance):
    other = policies.begin_policy(by=finance).rates.first()
    with pytest.raises(RuleBroken, match="not paid for this gathering"):
        claimed(offer, wanted={other: Decimal(1)})


@pytest.mark.parametrize(
    "text",
    [
        "my account is 12345678", "1234 5678", "sort code 12-34-56", "4929 1234 5678 9012",
        "GB29 NWBK 6016 1331 9268 19", "04-00-04 12345678", "04 00 04, 1234 5678", "2025-9999",
        "card 2 4929 1234 5678 9012", "IE12BOFI90000112345678",
    ],
)  # fmt: skip
def test_numbers_of_accounts_and_cards_are_refused(offer, text):
    with pytest.raises(RuleBroken, match="bank account or a card"):
        claimed(offer, about=f"Please pay: {text}.")


@pytest.mark.parametrize(
    "text",
    [
        "Ring 01632 960 001 after 6pm", "On 12/05/2026 by the 0815 train, £12.50", "LS1 4AP",
        "020 7946 0018", "(020) 7946 0018", "(020)7946 0018", "020-7946-0018", "02079460018",
        "+44 20 7946 0018", "+44 (0)20 7946 0018", "+442079460018", "0044 20 7946 0018",
        "0117 496 0018", "01632 960001", "07700 900123", "07700 900 123", "+44 7700 900123",
        "0044 7700 900123", "0044 7700 900 123", "0300 123 1234", "0800 1111", "0808 157 0192",
        "020 7946 0018 or 07700 900123", "020 7946 0018 07700 900123", "in 2025-2026", "2025 2026",
        "from 0900-1730", "on 2026-05-12", "we met at 12 join hall road with mums",
    ],
)  # fmt: skip
def test_telephone_numbers_days_and_sums_are_not_taken_for_accounts(text):
    refuse_account_numbers(text)


def test_the_same_press_makes_one_claim_and_gives_its_code_again(offer):
    first, second = (claimed(offer, press="one opening of the form") for _ in range(2))
    assert first == second
    assert Claim.objects.count() == 1
    assert len(written_to("ama@example.org")) == 1


def test_a_new_code_ends_the_old_one(universe, offer):
    claim, code = claimed(offer)
    new = claiming.renew_code(claim, by=universe.by_role["host"])
    assert claiming.find_by_code(new) == claim
    assert claiming.find_by_code(code) is None


def test_the_record_of_who_did_what_names_nobody(universe, offer):
    paid(claimed(offer, "Quillibrand")[0], universe)
    told = " ".join(f"{one.sentence} {one.details}" for one in AuditEvent.objects.all())
    assert "quillibrand" not in told.lower()
    assert "agreed it: £57.50 for the person" in told


@pytest.mark.django_db(transaction=True)
def test_of_two_who_agree_at_once_one_is_told_that_it_has_moved_on(universe):
    claim, _ = claimed(paid_summit(universe))
    checked(claim, universe)

    def agree(_: int) -> str:
        try:
            return deciding.agree(claim, by=universe.by_role["finance"], now=AFTER).state
        except RuleBroken:
            return "moved on"

    got, told = at_once(
        agree, people=2, then=lambda: AuditEvent.objects.filter(verb="claim.agreed").count()
    )
    assert (sorted(got), told) == (["agreed", "moved on"], 1)


pence = some.decimals(0, 500, places=2)


@given(
    number=pence, amount=some.none() | some.decimals("0.01", 50, places=2), most=some.none() | pence
)
def test_nobody_is_paid_more_than_was_asked_or_than_the_limit(number, amount, most):
    known = PaymentRate(unit="hour" if amount else "cost", amount=amount, most=most)
    line = ClaimLine(rate=known, number=number, asked=claiming.asked_for(known, number))
    assert 0 <= claiming.payable(line) <= line.asked
    assert most is None or claiming.payable(line) <= most
    assert line.asked == line.asked.quantize(Decimal("0.01"))
