"""Codebooks: what they are about, their themes, and how these came to be."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from evenground_web.core.pages import form_page, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.people.services.small_numbers import protected
from evenground_web.themes import services
from evenground_web.themes.forms.codebooks import CodebookForm, WhoFilter
from evenground_web.themes.models import Codebook, ThemeChange
from evenground_web.themes.services.who import by_who


def with_scope() -> Any:
    return Codebook.objects.select_related("gathering", "topic__gathering")


@requires(Permission.SEE)
def codebooks(request: MemberRequest) -> HttpResponse:
    return render(request, "themes/codebooks.html", {"page": page_of(request, with_scope())})


@requires(Permission.KEEP_CODEBOOKS)
def add(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        CodebookForm(request.POST or None),
        title="Begin a codebook",
        save=partial(services.add_codebook, by=request.user),
        done="The codebook was begun. Add the first theme",
        back=reverse("themes:codebooks"),
    )


@requires(Permission.SEE, on=with_scope)
def codebook(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    counts = services.how_many(codebook)
    rows = [
        (depth, theme, protected(counts.get(theme.pk, 0)))
        for depth, theme in services.outline(codebook)
    ]
    context: dict[str, Any] = {
        "codebook": codebook, "rows": rows, "panels": panels(codebook, request.user)
    }  # fmt: skip
    if request.user.has_perm(Permission.CODE_VOICES):
        context["left"] = services.left_to_code(codebook, by=request.user).count()
        context["to_talk"] = len(services.to_talk_about(codebook))
    return render(request, "themes/codebook.html", context)


@requires(Permission.KEEP_CODEBOOKS, on=Codebook)
def edit(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    return form_page(
        request,
        CodebookForm(request.POST or None, instance=codebook),
        title="Change the codebook",
        save=partial(services.edit_codebook, codebook, by=request.user),
        done="The codebook was changed",
        back=codebook.get_absolute_url(),
    )


@requires(Permission.SEE, on=Codebook)
def who(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    """Each theme by who spoke of it, protected."""
    form = WhoFilter(request.GET)
    context = {"codebook": codebook, "form": form, "table": by_who(codebook, form.way())}
    return render(request, "themes/who.html", context)


@requires(Permission.SEE, on=with_scope)
def history(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    """Each version of the themes, what was merged and split, and what can be undone."""
    changes = ThemeChange.objects.filter(theme__codebook=codebook, undone_at=None)
    context = {
        "codebook": codebook,
        "page": page_of(request, codebook.versions.select_related("by").defer("themes")),
        "changes": changes.select_related("theme", "other", "by"),
    }
    return render(request, "themes/history.html", context)
