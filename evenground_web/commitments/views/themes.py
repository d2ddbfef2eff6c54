"""What became of the themes of what people said: ties and replies."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.commitments import services
from evenground_web.commitments.forms.finding import WordsForm
from evenground_web.commitments.forms.themes import (
    TieToCommitmentForm,
    TieToGapForm,
    UntieForm,
)
from evenground_web.commitments.models import ThemeTie
from evenground_web.commitments.services.themes import answers, ties
from evenground_web.core.pages import form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services import voices_with
from evenground_web.voices.services import heard

TIED = "They were tied"


def in_use() -> QuerySet[Theme]:
    return Theme.objects.in_use().select_related("codebook")


@requires(Permission.SEE, on=Codebook)
def themes(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    """Each theme of a codebook: how many speak of it, what it is tied to, what was replied."""
    context = {"codebook": codebook, "answers": answers.answers(codebook)}
    return render(request, "commitments/themes/themes.html", context)


@requires(Permission.SEE, on=in_use)
def theme(request: MemberRequest, theme: Theme) -> HttpResponse:
    """What became of one theme."""
    total, tables = heard(voices_with(theme))
    context: dict[str, Any] = {
        "theme": theme,
        "total": total,
        "tables": [table for table in tables if table.is_told],
        "ties": ties.ties_of(theme),
        "replies": answers.replies_about(theme),
        "may_tie": request.user.has_perm(Permission.WRITE_REPLIES),
    }
    return render(request, "commitments/themes/theme.html", context)


def page_of_theme(theme: Theme) -> str:
    return reverse("commitments:theme", args=[theme.pk])


@requires(Permission.WRITE_REPLIES, on=in_use)
def tie_to_gap(request: MemberRequest, theme: Theme) -> HttpResponse:
    """Find a gap by its words, choose it, and say why it belongs to the theme."""
    search = WordsForm(request.GET)
    words = search.cleaned_data["words"] if search.is_valid() else ""
    gaps, more = services.gaps_by_words(
        words, but=theme.ties.filter(gap__isnull=False).values("gap")
    )
    form = TieToGapForm(request.POST or None, gaps=gaps)
    return form_page(
        request,
        form,
        title="Tie the theme to a gap",
        save=lambda gap, why: ties.tie_theme(theme, by=request.user, to=gap, why=why),
        done=TIED,
        back=page_of_theme(theme),
        to=page_of_theme(theme),
        template="commitments/name_gap.html",
        submit="Tie to this gap",
        about=theme,
        words=words,
        found=gaps,
        more=more,
    )


@requires(Permission.WRITE_REPLIES, on=in_use)
def tie_to_commitment(request: MemberRequest, theme: Theme) -> HttpResponse:
    return form_page(
        request,
        TieToCommitmentForm(request.POST or None),
        title="Tie the theme to a commitment",
        save=partial(ties.tie_theme, theme, by=request.user),
        done=TIED,
        back=page_of_theme(theme),
        to=page_of_theme(theme),
        intro=f"“{theme}”: a recommendation, pledge or action that answers what people said.",
        submit="Tie to this commitment",
    )


@requires(
    Permission.WRITE_REPLIES, on=lambda: ThemeTie.objects.select_related("theme", *ties.RECORDS)
)
def untie(request: MemberRequest, tie: ThemeTie) -> HttpResponse:
    theme = tie.theme.standing_theme
    return form_page(
        request,
        UntieForm(request.POST or None),
        title="Untie them",
        save=partial(ties.untie_theme, tie, by=request.user),
        done="They were untied",
        back=page_of_theme(theme),
        to=page_of_theme(theme),
        intro=f"“{tie.theme}” and “{tie.to}”. Why they were tied: {tie.why}",
        submit="Untie them",
    )
