"""Adding data, and the releases that were kept."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import CSV, confirm_page, do, download, form_page, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.insight import services
from evenground_web.insight.forms import AddDataForm, PopulationForm, ReasonForm, ReferencesForm
from evenground_web.insight.models import Release
from evenground_web.people.requests import MemberRequest

PARQUET = "application/vnd.apache.parquet"


def kept() -> QuerySet[Release]:
    return Release.objects.filter(state=Release.State.KEPT).select_related("made_by")


def waiting() -> QuerySet[Release]:
    return Release.objects.filter(state=Release.State.PREVIEW).select_related("made_by")


@requires(Permission.ADD_DATA)
def add_data(request: MemberRequest) -> HttpResponse:
    form = AddDataForm(sent(request), request.FILES)
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
    form = ReferencesForm(sent(request), dimensions=dimensions)
    if form.is_valid():
        try:
            release = services.keep(release, by=request.user, references=form.references())
        except services.AlreadyKept as already:
            messages.info(request, str(already))
            return redirect(already.release)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            gaps = release.understood["gaps"]
            messages.success(request, f"The data was kept: {gaps} gap{pluralize(gaps)}")
            return redirect(release)
    return render(request, "insight/check.html", {"release": release, "form": form})


@requires(Permission.ADD_DATA, on=waiting)
def throw_away(request: MemberRequest, release: Release) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.throw_away, release, by=request.user),
        title=f"Throw away {release.file_name}?",
        done=f"{release.file_name} was thrown away. Nothing was kept",
        back=reverse("insight:check", args=[release.pk]),
        to="insight:add_data",
        intro="What was understood of the file is deleted. No gap changes.",
        submit="Throw it away",
    )


@requires(Permission.SEE)
def releases(request: HttpRequest) -> HttpResponse:
    return render(request, "insight/releases.html", {"page": page_of(request, kept())})


@requires(Permission.SEE, on=kept)
def release(request: HttpRequest, release: Release) -> HttpResponse:
    may_publish = request.user.has_perm(Permission.ADD_DATA)
    context = {
        "release": release,
        "may_publish": may_publish,
        "counts_groups": may_publish and services.populations_in(release),
    }
    return render(request, "insight/release.html", context)


@requires(Permission.ADD_DATA, on=kept)
def population(request: MemberRequest, release: Release) -> HttpResponse:
    """Take whom a release counted as how the partnership is made up."""
    return form_page(
        request,
        PopulationForm(sent(request), release=release),
        title="Use it as how the partnership is made up",
        save=partial(services.use_as_population, release, by=request.user),
        done="Who took part is compared with this from now on",
        back=release.get_absolute_url(),
        intro="Whoever was invited, came and spoke is compared with the people whom one number of this "
        "release counted. Choose a number that is about everybody who could have come.",
    )


@requires(Permission.ADD_DATA, on=kept)
@require_POST
def publish(request: MemberRequest, release: Release) -> HttpResponse:
    make_public = partial(services.make_public, release, by=request.user)
    return do(request, make_public, done="Results that rest on it may now be public", to=release)


@requires(Permission.ADD_DATA, on=kept)
def take_back(request: MemberRequest, release: Release) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(sent(request)),
        title="Take this release back from the public?",
        save=partial(services.take_back, release, by=request.user),
        done="It is public no longer",
        back=release.get_absolute_url(),
        intro=str(release),
        submit="Take it back",
    )


@requires(Permission.SEE, on=kept)
def release_csv(request: HttpRequest, release: Release) -> HttpResponse:
    return download(services.table_as_csv(release), name=f"release-{release.pk}.csv", kind=CSV)


@requires(Permission.SEE, on=kept)
def release_parquet(request: HttpRequest, release: Release) -> HttpResponse:
    with release.table.open() as file:
        return download(file.read(), name=f"release-{release.pk}.parquet", kind=PARQUET)
