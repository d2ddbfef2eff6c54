"""What the partnership pays is kept version by version; in force it never changes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import PaymentOffer, PaymentPolicy, PaymentRate
from evenground_web.gatherings.services.payments import policies
from tests.web.pages import page, press, words
from tests.web.payment_records import AT, paid_summit
from tests.web.programme_records import summit


def in_force(by, now=AT):
    return policies.put_in_force(policies.begin_policy(by=by, now=now), by=by, now=now)


def test_a_partnership_begins_with_the_example_and_makes_it_its_own(finance):
    policy = policies.begin_policy(by=finance, now=AT)
    assert policies.begin_policy(by=finance, now=AT) == policy
    hour = policy.rates.get(name="Your time, by the hour")
    policies.edit_rate(hour, by=finance, amount=Decimal(20))
    policies.remove_rate(policy.rates.get(name="Taxi"), by=finance)
    policies.add_rate(
        policy, by=finance, kind="expense", name="Lunch", unit="cost", most=Decimal(10)
    )
    policies.put_in_force(policy, by=finance, now=AT)
    found = {rate.name: rate.amount for rate in policy.rates.all()}
    assert found["Your time, by the hour"] == Decimal(20)
    assert "Lunch" in found
    assert "Taxi" not in found


def test_the_newest_version_that_has_begun_counts_and_a_new_one_begins_as_the_last_was(finance):
    first = in_force(finance)
    second = policies.begin_policy(by=finance, now=AT)
    policies.edit_policy(second, by=finance, begins=AT.date() + timedelta(10))
    policies.put_in_force(second, by=finance, now=AT)
    assert second.rates.count() == first.rates.count() > 0
    counts = [PaymentPolicy.objects.in_force(on=AT.date() + timedelta(n)) for n in (-1, 0, 9, 10)]
    assert counts == [None, first, first, second]


def test_a_version_in_force_never_changes(finance):
    policy = in_force(finance)
    for change in (
        lambda: policies.edit_policy(policy, by=finance, contact="me"),
        lambda: policies.edit_rate(policy.rates.first(), by=finance, amount=Decimal(99)),
        lambda: policies.remove_rate(policy.rates.first(), by=finance),
        lambda: policies.put_in_force(policy, by=finance, now=AT),
    ):
        with pytest.raises(RuleBroken, match="Begin a new version"):
            change()
    for table, changed in ((PaymentPolicy, {"words": "Less"}), (PaymentRate, {"amount": 1})):
        with pytest.raises(IntegrityError), transaction.atomic():
            table.objects.update(**changed)


def test_a_policy_that_cannot_be_says_why(finance):
    policy = policies.begin_policy(by=finance, now=AT)
    add = {"by": finance, "kind": "expense", "name": "Lunch"}
    with pytest.raises(RuleBroken, match="Leave the amount empty"):
        policies.add_rate(policy, **add, unit="cost", amount=Decimal(5))
    with pytest.raises(RuleBroken, match="how much is paid for each mile"):
        policies.add_rate(policy, **add, unit="mile")
    with pytest.raises(RuleBroken, match="in the policy already"):
        policies.add_rate(policy, **{**add, "name": "taxi"}, unit="cost")
    with pytest.raises(RuleBroken, match="between 1 and 183"):
        policies.edit_policy(policy, by=finance, days_kept=184)
    with pytest.raises(RuleBroken, match="which is over"):
        policies.put_in_force(policy, by=finance, now=AT + timedelta(1))
    policy.rates.all().delete()
    with pytest.raises(RuleBroken, match="no rate"):
        policies.put_in_force(policy, by=finance, now=AT)


def test_a_gathering_keeps_the_version_by_which_payments_were_offered(universe, finance):
    gathering = summit(universe)
    with pytest.raises(RuleBroken, match="No payment policy is in force"):
        policies.offer_payments(gathering, by=finance, now=AT)
    first = in_force(finance)
    policies.offer_payments(gathering, by=finance, now=AT)
    in_force(finance, now=AT + timedelta(1))
    policies.offer_payments(gathering, by=finance, now=AT + timedelta(2))
    assert PaymentOffer.objects.get().policy == first


def test_nothing_is_offered_once_nobody_could_claim_any_more(universe, finance):
    late = AT + timedelta(120)
    in_force(finance, now=late)
    with pytest.raises(RuleBroken, match="would have closed on 12 July 2026"):
        policies.offer_payments(summit(universe), by=finance, now=late)


def test_the_policy_is_written_in_the_browser_and_everybody_reads_what_counts(
    universe, finance, client
):
    shown = page(client, reverse("gatherings:what_is_paid"))
    assert "Nothing is paid yet" in shown
    press(client, reverse("gatherings:begin_policy"), as_=finance)
    policy = PaymentPolicy.objects.get()
    details = {
        "begins": date(2020, 1, 1), "words": "We pay you.", "contact": "Ama", "days_to_claim": 30,
        "days_kept": 10,
    }  # fmt: skip
    press(client, reverse("gatherings:edit_policy", args=[policy.pk]), **details)
    url = reverse("gatherings:policy_in_force", args=[policy.pk])
    assert "which is over" in words(press(client, url))
    press(
        client,
        reverse("gatherings:edit_policy", args=[policy.pk]),
        **{**details, "begins": timezone.localdate()},
    )
    added = reverse("gatherings:add_rate", args=[policy.pk])
    lunch = {"name": "Lunch", "kind": "expense", "unit": "cost", "most": "£7.50"}
    assert "Lunch" in words(press(client, added, **lunch))
    press(client, url)
    client.logout()
    shown = page(client, reverse("gatherings:what_is_paid"))
    assert "We pay you." in shown
    assert "Lunch" in shown
    assert "up to £7.50" in shown


def test_a_host_reads_the_policy_and_does_not_write_it(universe, client):
    policy = paid_summit(universe).policy
    host = universe.by_role["host"]
    assert "Change the words" not in page(client, policy.get_absolute_url(), as_=host)
    assert page(client, reverse("gatherings:add_rate", args=[policy.pk]), status=404)
