"""Claims of people who took part, for those who check, agree and pay them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import PDF, do, download, form_page, page_of
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings.forms.payments import (
    CheckForm,
    ClaimFilter,
    PaidForm,
    RefuseForm,
    StaffClaimForm,
)
from evenground_web.gatherings.models import Claim, Gathering, PaymentOffer
from evenground_web.gatherings.services.payments import (
    claiming,
    deciding,
    keeping,
    papers,
    policies,
    totals,
)
from evenground_web.gatherings.views.claiming import letter_of
from evenground_web.people.requests import MemberRequest


def claims_of_all() -> Any:
    return Claim.objects.with_all()


def offered() -> Any:
    return Gathering.objects.filter(payment_offer__isnull=False)


@requires(Permission.KEEP_CLAIMS)
def claims(request: MemberRequest) -> HttpResponse:
    form = ClaimFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found, gathering = claims_of_all(), wanted.get("gathering")
    state = wanted.get("state", "")
    if gathering:
        found = found.filter(offer__gathering=gathering)
    if state != "all":
        found = found.filter(state__in=[state] if state else Claim.OPEN)
    context = {
        "form": form,
        "gathering": gathering,
        "page": page_of(request, found.order_by("-early", "claimed_on", "pk")),
        "totals": totals.totals([gathering.pk])[gathering.pk] if gathering else None,
    }
    return render(request, "gatherings/payments/claims.html", context)


@requires(Permission.KEEP_CLAIMS, on=Gathering)
@require_POST
def offer(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    act = partial(policies.offer_payments, gathering, by=request.user)
    return do(request, act, done="People can claim now", to=gathering)


@requires(Permission.KEEP_CLAIMS, on=offered)
def add_claim(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    made = PaymentOffer.objects.select_related("policy").get(gathering=gathering)
    form = StaffClaimForm(request.POST or None, offer=made)
    if form.is_valid():
        try:
            claim, code = claiming.claim(made, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return with_code(request, claim, code)
    context = {
        "form": form,
        "title": "Write down a claim",
        "back": made.get_absolute_url(),
        "intro": "For somebody who said what they want to be paid, or handed in a form.",
    }
    return render(request, "form.html", context)


def with_code(request: MemberRequest, claim: Claim, code: str) -> HttpResponse:
    """The page that shows a code once, to be handed to the person."""
    return render(request, "gatherings/payments/code.html", {"claim": claim, "code": code})


@requires(Permission.KEEP_CLAIMS, on=offered)
def blank_form(request: MemberRequest, gathering: Gathering) -> HttpResponse:
    made = PaymentOffer.objects.select_related("policy", "gathering").get(gathering=gathering)
    try:
        content = papers.blank_form(made, on=timezone.localdate())
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect(gathering)
    return download(content, name="claim-form.pdf", kind=PDF)


@requires(Permission.KEEP_CLAIMS, on=claims_of_all)
def letter(request: MemberRequest, claim: Claim) -> HttpResponse:
    try:
        return letter_of(claim)
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect(claim)


@requires(Permission.KEEP_CLAIMS, on=claims_of_all)
def claim(request: MemberRequest, claim: Claim) -> HttpResponse:
    lines = claiming.lines_of(claim)
    same = claims_of_all().filter(offer=claim.offer_id, removed=False).exclude(pk=claim.pk)
    context = {
        "claim": claim,
        "gathering": claim.offer.gathering,
        "lines": lines,
        "sums": claiming.sums(lines),
        "mark": deciding.mark_of(claim, lines),
        "same": same.filter(name__iexact=claim.name) if claim.name else same.none(),
        "remove_on": keeping.remove_on(claim),
        "lapses_on": keeping.lapses_on(claim),
        "mine": deciding.is_of(claim, request.user),
    }
    return render(request, "gatherings/payments/claim.html", context)


@requires(Permission.KEEP_CLAIMS, on=claims_of_all)
def check(request: MemberRequest, claim: Claim) -> HttpResponse:
    return form_page(
        request,
        CheckForm(request.POST or None, lines=claiming.lines_of(claim), reason=claim.reason),
        title=f"Check the claim of {claim.name}",
        save=partial(deciding.check, claim, by=request.user),
        done="It is checked. Somebody else agrees it",
        back=claim.get_absolute_url(),
    )


@requires(Permission.AGREE_CLAIMS, on=claims_of_all)
@require_POST
def agree(request: MemberRequest, claim: Claim) -> HttpResponse:
    act = partial(deciding.agree, claim, by=request.user, seen=request.POST.get("seen", ""))
    return do(request, act, done="It is agreed", to=claim)


@requires(Permission.AGREE_CLAIMS, on=claims_of_all)
def refuse(request: MemberRequest, claim: Claim) -> HttpResponse:
    return form_page(
        request,
        RefuseForm(request.POST or None),
        title=f"Refuse the claim of {claim.name}",
        save=partial(deciding.refuse, claim, by=request.user),
        done="The person can read why",
        back=claim.get_absolute_url(),
    )


@requires(Permission.KEEP_CLAIMS, on=claims_of_all)
def paid(request: MemberRequest, claim: Claim) -> HttpResponse:
    return form_page(
        request,
        PaidForm(request.POST or None),
        title="Note that it is paid",
        save=partial(deciding.note_paid, claim, by=request.user),
        done="It is noted as paid",
        back=claim.get_absolute_url(),
        intro="The money goes another way. Here you write down that it went.",
    )


@requires(Permission.KEEP_CLAIMS, on=claims_of_all)
@require_POST
def take_back(request: MemberRequest, claim: Claim) -> HttpResponse:
    act = partial(deciding.withdraw, claim, by=request.user)
    return do(request, act, done="It is taken back, and who claimed is erased", to=claim)


@requires(Permission.KEEP_CLAIMS, on=claims_of_all)
@require_POST
def renew_code(request: MemberRequest, claim: Claim) -> HttpResponse:
    try:
        code = claiming.renew_code(claim, by=request.user)
    except RuleBroken as rule:
        messages.error(request, str(rule))
        return redirect(claim)
    return with_code(request, claim, code)
