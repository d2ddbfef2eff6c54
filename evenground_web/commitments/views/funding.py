"""The register of money, and money set beside gaps."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.commitments import services
from evenground_web.commitments.forms.finding import GapForm, WordsForm
from evenground_web.commitments.forms.funding import (
    FundedCommitmentForm,
    FundingFilter,
    FundingForm,
    MoneyFilter,
)
from evenground_web.commitments.models import Commitment, FundingLine
from evenground_web.core.pages import do, form_page, page_of
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.services.payments.totals import paid_to_people
from evenground_web.insight.models import Gap
from evenground_web.insight.pages import GapRow
from evenground_web.people.requests import MemberRequest

SHOWN = 40
A_YEAR = timedelta(days=366)


@requires(Permission.SEE)
def funding(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = FundingFilter(request.GET)
    asked = (
        {name: value for name, value in form.cleaned_data.items() if value}
        if form.is_valid()
        else {}
    )
    found = services.find_funding(on=today, **asked)
    context = {
        "form": form,
        "page": page_of(request, found, per_page=SHOWN),
        "total": services.total(found),
        "paid": paid_to_people(on=today, after=today - A_YEAR),
    }
    return render(request, "commitments/funding.html", context)


@requires(Permission.SEE, on=lambda: FundingLine.objects.select_related("holder"))
def funding_line(request: MemberRequest, line: FundingLine) -> HttpResponse:
    context = {
        "line": line,
        "words": services.money_in_words(line),
        "commitments": line.commitments.select_related("owner"),
        "gaps": line.gaps.select_related("indicator", "place"),
        "places": line.places.all(),
    }
    return render(request, "commitments/funding_line.html", context)


@requires(Permission.SEE)
def money_and_gaps(request: MemberRequest) -> HttpResponse:
    today = timezone.localdate()
    form = MoneyFilter(request.GET)
    page = page_of(request, form.beside(on=today), per_page=SHOWN)
    money = services.money_of(list(page), on=today)
    context = {
        "form": form,
        "page": page,
        "rows": [(GapRow(gap), money.get(gap.pk)) for gap in page],
        "no_gap": services.total(services.find_funding(on=today, show="no_gap")),
    }
    return render(request, "commitments/money_and_gaps.html", context)


@requires(Permission.EDIT_FUNDING)
def add_funding(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        FundingForm(request.POST or None),
        title="Add money",
        save=partial(services.add_funding, by=request.user),
        done="The money was added",
        back=reverse("commitments:funding"),
    )


@requires(Permission.EDIT_FUNDING, on=FundingLine)
def edit_funding(request: MemberRequest, line: FundingLine) -> HttpResponse:
    return form_page(
        request,
        FundingForm(request.POST or None, instance=line),
        title="Change the money",
        save=partial(services.edit_funding, line, by=request.user),
        done="The money was changed",
        back=line.get_absolute_url(),
    )


@requires(Permission.EDIT_FUNDING, on=FundingLine)
def fund_commitment(request: MemberRequest, line: FundingLine) -> HttpResponse:
    return form_page(
        request,
        FundedCommitmentForm(request.POST or None),
        title="Say which commitment it pays for",
        save=partial(services.fund, line, by=request.user),
        done="The commitment was named",
        back=line.get_absolute_url(),
        to=line,
        intro=str(line),
        submit="Save",
    )


@requires(Permission.EDIT_FUNDING, on=FundingLine)
def fund_gap(request: MemberRequest, line: FundingLine) -> HttpResponse:
    """Find a gap by its words and choose it."""
    search = WordsForm(request.GET)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    gaps, more = services.gaps_by_words(words, but=line.gaps.values("pk"))
    form = GapForm(request.POST or None, gaps=gaps)
    if form.is_valid():
        services.fund(line, by=request.user, gap=form.cleaned_data["gap"])
        messages.success(request, "The gap was named")
        return redirect(line)
    context = {
        "about": line,
        "title": "Say which gap it is for",
        "submit": "Name this gap",
        "form": form, "words": words, "found": gaps, "more": more,
    }  # fmt: skip
    return render(request, "commitments/name_gap.html", context)


@requires(Permission.EDIT_FUNDING, on=FundingLine)
@require_POST
def not_for_commitment(
    request: MemberRequest, line: FundingLine, commitment_pk: int
) -> HttpResponse:
    commitment = get_object_or_404(Commitment, pk=commitment_pk)
    stop = partial(services.stop_funding, line, by=request.user, commitment=commitment)
    return do(request, stop, done="The commitment was taken off", to=line)


@requires(Permission.EDIT_FUNDING, on=FundingLine)
@require_POST
def not_for_gap(request: MemberRequest, line: FundingLine, gap_pk: int) -> HttpResponse:
    gap = get_object_or_404(Gap, pk=gap_pk)
    stop = partial(services.stop_funding, line, by=request.user, gap=gap)
    return do(request, stop, done="The gap was taken off", to=line)
