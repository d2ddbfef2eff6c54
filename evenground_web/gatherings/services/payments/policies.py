"""What the partnership pays, version by version, and which gatherings it is offered for."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.forms.models import model_to_dict
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import Gathering, PaymentOffer, PaymentPolicy, PaymentRate
from evenground_web.gatherings.services.payments.account_numbers import refuse_account_numbers
from evenground_web.people.models import Person

EXAMPLE = Path(__file__).parents[2] / "payments.toml"
CARRIED_ON = ["words", "advice", "contact", "days_to_claim", "days_kept"]
OF_A_RATE = ["kind", "name", "explained", "unit", "amount", "most", "receipt", "booked"]


@audit.in_turn()
def begin_policy(*, by: Person | None, now: datetime | None = None) -> PaymentPolicy:
    """A draft to work on: of the newest version, or of the example where there is none."""
    now = now or timezone.now()
    newest = PaymentPolicy.objects.first()
    if newest and newest.in_force_at is None:
        return newest
    words, rates = _of(newest) if newest else _example()
    policy = PaymentPolicy.objects.create(
        version=newest.version + 1 if newest else 1, begins=timezone.localdate(now), **words
    )
    PaymentRate.objects.bulk_create(
        PaymentRate(policy=policy, order=order, **rate) for order, rate in enumerate(rates, 1)
    )
    audit.record(
        "payments.policy_begun", policy, by=by, now=now,
        sentence=f"began version {policy.version} of what people are paid",
    )  # fmt: skip
    return policy


def _of(policy: PaymentPolicy) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    rates = [model_to_dict(rate, OF_A_RATE) for rate in policy.rates.all()]
    return model_to_dict(policy, CARRIED_ON), rates


def _example() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    kept = tomllib.loads(EXAMPLE.read_text())
    rates = [
        {**rate, **{key: Decimal(rate[key]) for key in ("amount", "most") if key in rate}}
        for rate in kept["rate"]
    ]
    words = {key: kept[key] for key in CARRIED_ON}
    return {**words, "words": words["words"].strip()}, rates


@audit.in_turn()
def edit_policy(
    policy: PaymentPolicy, *, by: Person, now: datetime | None = None, **fields: Any
) -> PaymentPolicy:
    policy = _draft(policy)
    refuse_account_numbers(*(value for value in fields.values() if isinstance(value, str)))
    for name, most in (("days_to_claim", 183), ("days_kept", 183)):
        if not 1 <= fields.get(name, 1) <= most:
            raise RuleBroken(f"Choose between 1 and {most} days to claim, and to keep names.")
    sentence, details = apply_changes(policy, fields)
    if sentence:
        audit.record(
            "payments.policy_changed", policy, by=by, now=now, sentence=sentence, **details
        )
    return policy


@audit.in_turn()
def add_rate(
    policy: PaymentPolicy, *, by: Person | None, now: datetime | None = None, **fields: Any
) -> PaymentRate:
    """Say one more thing that is paid."""
    policy = _draft(policy)
    rate = PaymentRate(policy=policy, order=next_order(policy.rates.all()), **fields)
    _check_rate(rate)
    rate.save()
    audit.record(
        "payments.policy_changed", policy, by=by, now=now,
        sentence=f"added “{rate}” to what is paid",
    )  # fmt: skip
    return rate


@audit.in_turn()
def edit_rate(
    rate: PaymentRate, *, by: Person, now: datetime | None = None, **fields: Any
) -> PaymentRate:
    policy = _draft(rate.policy)
    rate = policy.rates.get(pk=rate.pk)
    for name, value in fields.items():
        setattr(rate, name, value)
    _check_rate(rate)
    rate.refresh_from_db()
    sentence, details = apply_changes(rate, fields)
    if sentence:
        told = {name: [str(value) for value in pair] for name, pair in details.items()}
        audit.record(
            "payments.policy_changed", policy, by=by, now=now, sentence=f"{sentence} of “{rate}”",
            **told,
        )  # fmt: skip
    return rate


@audit.in_turn()
def remove_rate(rate: PaymentRate, *, by: Person, now: datetime | None = None) -> PaymentPolicy:
    policy = _draft(rate.policy)
    gone, _ = policy.rates.filter(pk=rate.pk).delete()
    if gone:
        audit.record(
            "payments.policy_changed", policy, by=by, now=now,
            sentence=f"took “{rate}” out of what is paid",
        )  # fmt: skip
    return policy


def _check_rate(rate: PaymentRate) -> None:
    rate.name = one_line(rate.name)
    same = rate.policy.rates.filter(name__iexact=rate.name).exclude(pk=rate.pk)
    if same.exists():
        raise RuleBroken(f"“{rate}” is in the policy already. Change that one.")
    at_cost = rate.unit == PaymentRate.Unit.COST
    if at_cost and rate.amount is not None:
        raise RuleBroken("What something cost is paid as it is. Leave the amount empty.")
    if not at_cost and not (rate.amount and rate.amount > 0):
        raise RuleBroken(f"Say how much is paid {rate.get_unit_display().lower()}.")
    if rate.most is not None and rate.most <= 0:
        raise RuleBroken("The most that is paid is more than £0. Leave it empty for no limit.")


def _draft(policy: PaymentPolicy) -> PaymentPolicy:
    policy = PaymentPolicy.objects.get(pk=policy.pk)
    if policy.in_force_at:
        raise RuleBroken(
            "This version is in force, so that it says what people were promised. Begin a new "
            "version to change it."
        )
    return policy


@audit.in_turn()
def put_in_force(
    policy: PaymentPolicy, *, by: Person | None, now: datetime | None = None
) -> PaymentPolicy:
    """From its first day on this version is what is offered; it never changes again."""
    now = now or timezone.now()
    policy = _draft(policy)
    if not policy.rates.exists():
        raise RuleBroken("Say first what is paid: there is no rate in this version yet.")
    if policy.begins < timezone.localdate(now):
        raise RuleBroken(
            f"This version would begin on {nhs_date(policy.begins)}, which is over. Choose today or "
            "a later day."
        )
    policy.rates.update(frozen=True)
    policy.in_force_at = now
    policy.save(update_fields=["in_force_at"])
    audit.record(
        "payments.policy_in_force", policy, by=by, now=now,
        sentence=f"put version {policy.version} in force from {nhs_date(policy.begins)} on",
    )  # fmt: skip
    return policy


@audit.in_turn()
def offer_payments(
    gathering: Gathering, *, by: Person | None, now: datetime | None = None
) -> PaymentOffer:
    """People who take part are paid, by the version of the policy that is in force today."""
    now = now or timezone.now()
    on: date = timezone.localdate(now)
    before = PaymentOffer.objects.filter(gathering=gathering).first()
    if before:
        return before
    policy = PaymentPolicy.objects.in_force(on=on)
    if policy is None:
        raise RuleBroken("No payment policy is in force today. Put one in force first.")
    made = PaymentOffer(gathering=gathering, policy=policy, offered_on=on)
    if made.last_day < on:
        raise RuleBroken(f"Claims for {gathering} would have closed on {nhs_date(made.last_day)}.")
    made.save()
    audit.record(
        "payments.offered", gathering, by=by, now=now,
        sentence=f"offered payments to those who take part, by version {policy.version} of the policy",
    )  # fmt: skip
    return made
