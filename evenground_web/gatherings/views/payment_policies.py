"""What the partnership pays to people who take part: drafts, versions in force, and rates."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.forms.payments import PolicyForm, RateForm
from evenground_web.gatherings.models import PaymentPolicy, PaymentRate
from evenground_web.gatherings.services.payments import policies
from evenground_web.people.requests import MemberRequest


@requires(Permission.KEEP_CLAIMS)
def payment_policies(request: MemberRequest) -> HttpResponse:
    context = {
        "policies": PaymentPolicy.objects.all(),
        "counts": PaymentPolicy.objects.in_force(on=timezone.localdate()),
    }
    return render(request, "gatherings/payments/policies.html", context)


@requires(Permission.AGREE_CLAIMS)
@require_POST
def begin(request: MemberRequest) -> HttpResponse:
    return do(
        request, partial(policies.begin_policy, by=request.user),
        done="A draft is there. Change it until it is right, then put it in force",
        to="gatherings:payment_policies",
    )  # fmt: skip


@requires(Permission.KEEP_CLAIMS, on=PaymentPolicy)
def payment_policy(request: MemberRequest, policy: PaymentPolicy) -> HttpResponse:
    context = {"policy": policy, "rates": policy.rates.all()}
    return render(request, "gatherings/payments/policy.html", context)


@requires(Permission.AGREE_CLAIMS, on=PaymentPolicy)
def edit(request: MemberRequest, policy: PaymentPolicy) -> HttpResponse:
    return form_page(
        request,
        PolicyForm(request.POST or None, instance=policy),
        title="Change the policy",
        save=partial(policies.edit_policy, policy, by=request.user),
        done="The policy was changed",
        back=policy.get_absolute_url(),
    )


@requires(Permission.AGREE_CLAIMS, on=PaymentPolicy)
def add_rate(request: MemberRequest, policy: PaymentPolicy) -> HttpResponse:
    return form_page(
        request,
        RateForm(request.POST or None),
        title="Add what is paid",
        save=partial(policies.add_rate, policy, by=request.user),
        done="It was added",
        back=policy.get_absolute_url(),
    )


def rates() -> Any:
    return PaymentRate.objects.select_related("policy")


@requires(Permission.AGREE_CLAIMS, on=rates)
def edit_rate(request: MemberRequest, rate: PaymentRate) -> HttpResponse:
    return form_page(
        request,
        RateForm(request.POST or None, instance=rate),
        title=f"Change what is paid: {rate}",
        save=partial(policies.edit_rate, rate, by=request.user),
        done="It was changed",
        back=rate.get_absolute_url(),
    )


@requires(Permission.AGREE_CLAIMS, on=rates)
@require_POST
def remove_rate(request: MemberRequest, rate: PaymentRate) -> HttpResponse:
    act = partial(policies.remove_rate, rate, by=request.user)
    return do(request, act, done=f"{rate} is taken out", to=rate.policy)


@requires(Permission.AGREE_CLAIMS, on=PaymentPolicy)
@require_POST
def put_in_force(request: MemberRequest, policy: PaymentPolicy) -> HttpResponse:
    act = partial(policies.put_in_force, policy, by=request.user)
    return do(request, act, done="It is in force, and no longer changes", to=policy)
