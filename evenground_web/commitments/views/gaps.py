"""Tying commitments to gaps."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from evenground_web.commitments import services
from evenground_web.commitments.forms.finding import GapForm, TieForm, WordsForm
from evenground_web.commitments.models import Commitment
from evenground_web.core.pages import form_page
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.insight.models import Gap
from evenground_web.people.requests import MemberRequest

WHAT_TYING_DOES = (
    "The gap is frozen on the commitment as it stands today. If nobody has promised anything yet, "
    "add a commitment first."
)
TIED = "The gap was tied, and its baseline is frozen"


@requires(Permission.UPDATE_COMMITMENTS, on=Commitment)
def name_gap(request: MemberRequest, commitment: Commitment) -> HttpResponse:
    """From a commitment: find a gap by its words, choose it, freeze it."""
    search = WordsForm(request.GET)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    gaps, more = services.gaps_by_words(words, but=commitment.baselines.values("gap"))
    form = GapForm(request.POST or None, gaps=gaps)
    save = partial(services.name_gap, commitment, by=request.user)
    if form.is_valid():
        try:
            save(gap=form.cleaned_data["gap"])
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, TIED)
            return redirect(commitment)
    context = {
        "about": commitment,
        "title": "Tie it to a gap",
        "intro": "The gap is frozen as it stands today. It stays on the commitment as its baseline, "
        "and nobody can change it.",
        "submit": "Tie and freeze",
        "form": form, "words": words, "found": gaps, "more": more,
    }  # fmt: skip
    return render(request, "commitments/name_gap.html", context)


@requires(Permission.UPDATE_COMMITMENTS)
def tie(request: MemberRequest, gap_pk: int) -> HttpResponse:
    """From a gap: choose the commitment that is meant to close it."""
    gap = get_object_or_404(Gap.objects.select_related("indicator", "place"), pk=gap_pk)
    return form_page(
        request,
        TieForm(request.POST or None, person=request.user, gap=gap),
        title="Tie a commitment to this gap",
        save=partial(services.name_gap, gap=gap, by=request.user),
        done=TIED,
        back=gap.get_absolute_url(),
        to=gap,
        intro=f"{gap}\n\n{WHAT_TYING_DOES}",
        submit="Tie and freeze",
    )
