"""Pages for those who claim, without an account: what is paid, claiming, and one's own claim."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core.code_pages import code_page, opened
from evenground_web.core.pages import PDF, download, sent
from evenground_web.core.permissions import RuleBroken, public
from evenground_web.gatherings.forms.payments import ClaimForm
from evenground_web.gatherings.models import Claim, PaymentOffer, PaymentPolicy, Registration
from evenground_web.gatherings.services.payments import claiming, deciding, keeping, papers, words
from evenground_web.gatherings.views.registering import of_mine

MINE = "gatherings/public/payments/mine.html"


@public
def what_is_paid(request: HttpRequest) -> HttpResponse:
    policy = PaymentPolicy.objects.in_force(on=timezone.localdate())
    return render(request, "gatherings/public/payments/policy.html", paying(policy))


def paying(policy: PaymentPolicy | None) -> dict[str, object]:
    rates = policy.rates.all() if policy else []
    return {
        "policy": policy,
        "rates": [(rate, words.in_words(rate)) for rate in rates],
        "benefits": words.about_benefits(policy) if policy else [],
    }


@public
@of_mine
def claim(request: HttpRequest, registration: Registration, token: str) -> HttpResponse:
    """Whoever has a place claims from their own page; the claim keeps nothing of that page."""
    offers = PaymentOffer.objects.select_related("gathering", "policy")
    offer = get_object_or_404(offers, gathering=registration.page.gathering_id)
    known = {name: getattr(registration, name) for name in ("name", "email", "telephone")}
    form = ClaimForm(sent(request), offer=offer, initial=known)
    context = {"form": form, "offer": offer, "token": token, **paying(offer.policy)}
    if form.is_valid():
        try:
            made, code = claiming.claim(offer, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            context = {"claim": made, "code": code}
            return render(request, "gatherings/public/payments/claimed.html", context)
    return render(request, "gatherings/public/payments/claim.html", context)


@public
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    return code_page(request, MINE, find=claiming.find_by_code, show=show)


@public
@never_cache
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    found = opened(request, claiming.find_by_code)
    if found is None:
        return mine(request)
    try:
        deciding.withdraw(found)
    except RuleBroken as rule:
        return show(request, found, request.POST["code"], done=str(rule))
    return render(request, "gatherings/public/payments/taken_back.html")


@public
@never_cache
@require_POST
def letter(request: HttpRequest) -> HttpResponse:
    """The claim as a file to print or to keep."""
    found = opened(request, claiming.find_by_code)
    if found is None:
        return mine(request)
    try:
        return letter_of(found)
    except RuleBroken as rule:
        return show(request, found, request.POST["code"], done=str(rule))


def letter_of(claim: Claim) -> HttpResponse:
    made = papers.letter(claim, on=timezone.localdate())
    return download(made, name=f"claim-{claim.pk}.pdf", kind=PDF)


def show(request: HttpRequest, claim: Claim, code: str, *, done: str = "") -> HttpResponse:
    """How a claim stands, for the person themselves."""
    lines = claiming.lines_of(claim)
    context = {
        "claim": claim,
        "code": code,
        "done": done,
        "lines": lines,
        "sums": claiming.sums(lines),
        "remove_on": keeping.remove_on(claim),
        **paying(claim.offer.policy),
    }
    return render(request, "gatherings/public/payments/my_claim.html", context)
