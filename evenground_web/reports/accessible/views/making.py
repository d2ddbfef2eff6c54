"""Making, checking and publishing a version."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import confirm_page, do, form_page, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.forms import (
    ChecklistForm,
    MadeByForm,
    PublishVersionForm,
    RecordingForm,
    ReviewForm,
    VideoForm,
)
from evenground_web.reports.accessible.models import AccessibleVersion
from evenground_web.reports.accessible.originals import Report, shown
from evenground_web.reports.accessible.views.reading import (
    audio_versions,
    easy_versions,
    issued_papers,
    signed_versions,
    versions,
)
from evenground_web.reports.models import Paper


def work_of(version: AccessibleVersion) -> str:
    return reverse("accessible:make", args=[version.pk])


def page(
    request: MemberRequest, version: AccessibleVersion, form: Any, **rest: Any
) -> HttpResponse:
    """The page of one form of a version, from which it goes back to the work on it."""
    return form_page(request, form, back=work_of(version), to=work_of(version), **rest)


@requires(Permission.EDIT_PAPERS, on=issued_papers)
@require_POST
def want(request: MemberRequest, paper: Paper) -> HttpResponse:
    return note_wanted(request, paper)


def note_wanted(request: MemberRequest, report: Report) -> HttpResponse:
    """Somebody says that a form of a report of any kind is wanted."""
    form = request.POST.get("form", "")
    act = partial(services.want, report, by=request.user, form=form)
    to = shown(report)["at"].forms
    return do(request, act, done="It is on the list. Say who makes it", to=to)


@requires(Permission.EDIT_PAPERS, on=versions)
def make(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    """Where a version stands, what is missing, and everything that can be done with it."""
    context = {
        **shown(version.report),
        "version": version,
        "pairs": services.marked_pairs(version),
        "unfinished": list(services.unfinished(version)),
        "strange": services.strange_numbers(version),
        "missing": services.missing_points(version),
        "recording": getattr(version, "recording", None),
        "video": getattr(version, "video", None),
        "checked": services.check_in_words(version),
    }
    return render(request, "accessible/make.html", context)


@requires(Permission.EDIT_PAPERS, on=versions)
def made_by(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    return page(
        request,
        version,
        MadeByForm(request.POST or None, initial={"made_by": version.made_by}),
        title="Who makes it",
        save=partial(services.say_who_makes_it, version, by=request.user),
        done="The name was kept",
    )


@requires(Permission.EDIT_PAPERS, on=easy_versions)
def checklist(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    return page(
        request,
        version,
        ChecklistForm(sent(request), version=version),
        title="Checklist for easy read",
        save=partial(services.tick, version, by=request.user),
        done="The checklist was kept",
    )


@requires(Permission.EDIT_PAPERS, on=versions)
def review(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    return page(
        request,
        version,
        ReviewForm(request.POST or None, version=version),
        title="Who looked at it",
        save=partial(services.write_down_review, version, by=request.user),
        done="It was written down",
        intro=f"It counts as checked once {version.people} have looked at it as it is now.",
    )


@requires(Permission.EDIT_PAPERS, on=versions)
@require_POST
def check(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    act = partial(services.mark_checked, version, by=request.user)
    return do(request, act, done="It is marked as checked", to=work_of(version))


@requires(Permission.EDIT_PAPERS, on=audio_versions)
def recording(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    script = services.script_of(version.report)
    initial = {
        "transcript": services.transcript_of(version.report),
        "minutes": services.minutes_of(script.blocks),
    }
    return page(
        request,
        version,
        RecordingForm(request.POST or None, request.FILES or None, initial=initial),
        title="Add a recording",
        save=partial(services.keep_recording, version, by=request.user),
        done="The recording was kept",
    )


@requires(Permission.EDIT_PAPERS, on=signed_versions)
def video(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    kept = getattr(version, "video", None)
    names = ("link", "interpreter", "made_on", "minutes")
    initial = {name: getattr(kept, name) for name in names} if kept else {}
    return page(
        request,
        version,
        VideoForm(request.POST or None, initial=initial),
        title="Link to the video in BSL",
        save=partial(services.keep_video, version, by=request.user),
        done="The link was kept",
    )


@requires(Permission.PUBLISH_PAPERS, on=versions)
def publish(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    def save(checked: bool, other_numbers: str = "") -> AccessibleVersion:
        return services.publish(version, by=request.user, other_numbers=other_numbers)

    form = PublishVersionForm(request.POST or None, strange=services.strange_numbers(version))
    return page(
        request,
        version,
        form,
        title="Publish it",
        save=save,
        done="It was published beside the original",
        intro=f"Whoever can read the original will find the {version}. {services.check_in_words(version)}",
        submit="Publish it",
    )


@requires(Permission.PUBLISH_PAPERS, on=versions)
def take_back(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.take_back, version, by=request.user),
        title="Take it off the pages",
        done="It is off the pages and can be changed",
        intro=f"Nobody but those who make it will see the {version} until it is published again.",
        submit="Take it off",
        back=work_of(version),
        to=work_of(version),
    )


@requires(Permission.EDIT_PAPERS, on=versions)
@require_POST
def carry_over(request: MemberRequest, version: AccessibleVersion) -> HttpResponse:
    at = shown(version.report.newer or version.report)["at"]
    act = partial(services.carry_over, version, by=request.user)
    return do(request, act, done="It was begun for the newest version", to=at.forms)
