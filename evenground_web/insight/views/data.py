"""Adding data, and the releases that were kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.insight import services
from evenground_web.insight.forms import AddDataForm, ReferencesForm, ThrowAwayForm
from evenground_web.insight.models import Release
from evenground_web.people.requests import MemberRequest

PAGE = 50


def kept() -> QuerySet[Release]:
    return Release.objects.filter(state=Release.State.KEPT).select_related("made_by")


def waiting() -> QuerySet[Release]:
    return Release.objects.filter(state=Release.State.PREVIEW).select_related("made_by")


def typed(request: HttpRequest) -> tuple[Any, Any]:
    """What was sent, also when it is empty; (None, None) for a page that is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@requires(Permission.ADD_DATA)
def add_data(request: MemberRequest) -> HttpResponse:
    form = AddDataForm(*typed(request))
    if form.is_valid():
        try:
            release = services.preview_file(form.cleaned_data["file"], by=request.user)
        except services.AlreadyKept as already:
            messages.info(request, str(already))
            return redirect(already.release)
        except RuleBroken as rule:
            form.add_error("file", str(rule))
        else:
            return redirect("insight:check", pk=release.pk)
    context = {
        "title": "Add data",
        "form": form,
        "submit": "Read this file",
        "waiting": waiting(),
        "largest": settings.LARGEST_UPLOAD // 2**20,
        "rows": services.LARGEST_TABLE,
    }
    return render(request, "insight/add_data.html", context)


@requires(Permission.ADD_DATA, on=Release)
def check(request: MemberRequest, release: Release) -> HttpResponse:
    """What was understood of a file, before it is kept; keeping it."""
    if release.state == Release.State.KEPT:
        return redirect(release)
    dimensions = release.understood["dimensions"]
    form = ReferencesForm(typed(request)[0], dimensions=dimensions)
    if form.is_valid():
        try:
            release = services.keep(release, by=request.user, references=form.references())
        except services.AlreadyKept as already:
            messages.info(request, str(already))
            return redirect(already.release)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, f"The data was kept: {release.understood['gaps']} gaps")
            return redirect(release)
    return render(request, "insight/check.html", {"release": release, "form": form})


@requires(Permission.ADD_DATA, on=waiting)
def throw_away(request: MemberRequest, release: Release) -> HttpResponse:
    form = ThrowAwayForm(typed(request)[0])
    if form.is_valid():
        services.throw_away(release, by=request.user)
        messages.success(request, f"{release.file_name} was thrown away. Nothing was kept")
        return redirect("insight:add_data")
    page = {
        "title": f"Throw away {release.file_name}?",
        "intro": "What was understood of the file is deleted. No gap changes.",
        "submit": "Throw it away",
        "form": form,
        "back": reverse("insight:check", args=[release.pk]),
    }
    return render(request, "form.html", page)


@requires(Permission.SEE)
def releases(request: HttpRequest) -> HttpResponse:
    page = Paginator(kept(), PAGE).get_page(request.GET.get("page"))
    return render(request, "insight/releases.html", {"page_obj": page})


@requires(Permission.SEE, on=kept)
def release(request: HttpRequest, release: Release) -> HttpResponse:
    return render(request, "insight/release.html", {"release": release})


@requires(Permission.SEE, on=kept)
def release_csv(request: HttpRequest, release: Release) -> HttpResponse:
    response = HttpResponse(services.table_as_csv(release), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="release-{release.pk}.csv"'
    return response


@requires(Permission.SEE, on=kept)
def release_parquet(request: HttpRequest, release: Release) -> HttpResponse:
    name = f"release-{release.pk}.parquet"
    with release.table.open() as file:
        response = HttpResponse(file.read(), content_type="application/vnd.apache.parquet")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
