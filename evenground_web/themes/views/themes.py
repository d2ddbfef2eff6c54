"""One theme: what it means, what people said about it, and how it is changed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import confirm_page, do, form_page, page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.people.services.small_numbers import protected
from evenground_web.themes import services
from evenground_web.themes.forms.codebooks import MemoForm, MergeForm, SplitForm, ThemeForm
from evenground_web.themes.models import Codebook, Theme, ThemeChange

PER_PAGE = 20
RELATED = ("topic", "naming", "gathering")


def with_codebook() -> Any:
    return Theme.objects.select_related("codebook", "parent", "counted_as")


@requires(Permission.KEEP_CODEBOOKS, on=Codebook)
def add(request: MemberRequest, codebook: Codebook) -> HttpResponse:
    return form_page(
        request,
        ThemeForm(request.POST or None, codebook=codebook),
        title="Add a theme",
        save=partial(services.add_theme, codebook, by=request.user),
        done="The theme was added",
        back=codebook.get_absolute_url(),
        to=codebook,
    )


@requires(Permission.SEE, on=with_codebook)
def theme(request: MemberRequest, theme: Theme) -> HttpResponse:
    """The theme, how many voices have it, and those of them that this person may read."""
    all_of_it = services.with_those_below(theme)
    found = services.voices_with(*all_of_it)
    readable = found.visible_to(request.user).select_related(*RELATED)
    context: dict[str, Any] = {
        "theme": theme,
        "below": all_of_it[1:],
        "merged": theme.counted.all(),
        "count": protected(found.count()),
        "page": page_of(request, readable, per_page=PER_PAGE),
        "panels": panels(theme, request.user),
    }
    if request.user.has_perm(Permission.CODE_VOICES):
        context["memos"] = theme.memos.select_related("by")
    return render(request, "themes/theme.html", context)


@requires(Permission.KEEP_CODEBOOKS, on=with_codebook)
def edit(request: MemberRequest, theme: Theme) -> HttpResponse:
    return form_page(
        request,
        ThemeForm(request.POST or None, instance=theme, codebook=theme.codebook),
        title="Change the theme",
        save=partial(services.edit_theme, theme, by=request.user),
        done="The theme was changed. How it stood before is kept",
        back=theme.get_absolute_url(),
    )


@requires(Permission.KEEP_CODEBOOKS, on=with_codebook)
def remove(request: MemberRequest, theme: Theme) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.remove_theme, theme, by=request.user),
        title=f"Remove “{theme}”",
        intro="A theme that somebody found in what people said cannot be removed: merge it instead.",
        submit="Remove it",
        done="The theme was removed",
        back=theme.get_absolute_url(),
        to=theme.codebook,
    )


@requires(Permission.KEEP_CODEBOOKS, on=with_codebook)
def merge(request: MemberRequest, theme: Theme) -> HttpResponse:
    return form_page(
        request,
        MergeForm(request.POST or None, theme=theme),
        title=f"Merge “{theme}” into another theme",
        intro="From then on what was found as this theme counts as the other one. You can undo it.",
        submit="Merge them",
        save=partial(services.merge, theme, by=request.user),
        done="The themes were merged",
        back=theme.get_absolute_url(),
        to=theme.codebook,
    )


@requires(Permission.KEEP_CODEBOOKS, on=with_codebook)
def split(request: MemberRequest, theme: Theme) -> HttpResponse:
    """A new theme takes some of the words with it; the others stay."""
    found = services.passages_of(theme, by=request.user)
    if not found:
        return render(request, "themes/nothing_to_split.html", {"theme": theme})
    return form_page(
        request,
        SplitForm(request.POST or None, found=found),
        title=f"Split “{theme}”",
        intro="Choose the words that belong to a new theme. The others stay. You can undo it.",
        submit="Make the new theme",
        save=partial(services.split, theme, by=request.user),
        done="The new theme was made",
        back=theme.get_absolute_url(),
        to=theme.codebook,
    )


@requires(Permission.CODE_VOICES, on=with_codebook)
def write_memo(request: MemberRequest, theme: Theme) -> HttpResponse:
    return form_page(
        request,
        MemoForm(request.POST or None),
        title=f"Write a memo on “{theme}”",
        save=partial(services.write_memo, theme, by=request.user),
        done="The memo was kept",
        back=theme.get_absolute_url(),
        to=theme,
    )


def changes() -> Any:
    return ThemeChange.objects.select_related("theme__codebook", "other")


@requires(Permission.KEEP_CODEBOOKS, on=changes)
@require_POST
def undo(request: MemberRequest, change: ThemeChange) -> HttpResponse:
    back = reverse("themes:history", args=[change.theme.codebook_id])
    action = partial(services.undo, change, by=request.user)
    return do(request, action, done="The themes are as they were before", to=back)
