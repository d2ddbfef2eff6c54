"""Tying commitments to gaps, and what is tied to nothing."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from evenground_web.commitments import services
from evenground_web.commitments.forms.finding import GapForm, TieForm
from evenground_web.commitments.models import Commitment
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.insight.models import Gap

A_PAGE = 50


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def name_gap(request: HttpRequest, commitment: Commitment) -> HttpResponse:
    """From a commitment: find a gap by its words, choose it, freeze it."""
    words = request.GET.get("words", "")
    gaps, more = services.find_gaps(words, not_named_by=commitment)
    form = GapForm(request.POST or None, gaps=gaps)
    if form.is_valid():
        try:
            services.name_gap(commitment, by=request.user, gap=form.cleaned_data["gap"])
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The gap was tied, and its baseline is frozen")
            return redirect(commitment)
    context = {"commitment": commitment, "form": form, "words": words, "found": gaps, "more": more}
    return render(request, "commitments/name_gap.html", context)


@requires(Permission.UPDATE_COMMITMENTS)
def tie(request: HttpRequest, gap_pk: int) -> HttpResponse:
    """From a gap: choose the commitment that is meant to close it."""
    gap = get_object_or_404(Gap.objects.select_related("indicator", "place"), pk=gap_pk)
    form = TieForm(request.POST or None, person=request.user, gap=gap)
    if form.is_valid():
        commitment = form.cleaned_data["commitment"]
        try:
            services.name_gap(commitment, by=request.user, gap=gap)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The gap was tied, and its baseline is frozen")
            return redirect(commitment)
    context = {
        "gap": gap,
        "form": form,
        "title": "Tie a commitment to this gap",
        "submit": "Tie and freeze",
        "back": gap.get_absolute_url(),
    }
    return render(request, "commitments/tie.html", context)


@requires(Permission.SEE)
def orphans(request: HttpRequest) -> HttpResponse:
    without_gap = services.commitments_without_gap()
    context = {
        "page": Paginator(services.gaps_nobody_owns(), A_PAGE).get_page(request.GET.get("page")),
        "commitments": without_gap[:A_PAGE],
        "without_gap": without_gap.count(),
        "may_tie": request.user.has_perm(Permission.UPDATE_COMMITMENTS),
    }
    return render(request, "commitments/orphans.html", context)
