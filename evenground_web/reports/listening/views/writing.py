"""Writing a report, issuing it, correcting it and making it public."""

from __future__ import annotations

from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from evenground_web.core.pages import confirm_page, do, form_page, sent
from evenground_web.core.permissions import Permission, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.reports.formats.html import as_html
from evenground_web.reports.listening import services
from evenground_web.reports.listening.forms import (
    AddThemeForm,
    ChapterForm,
    CorrectForm,
    IssueForm,
    StartForm,
    WordsForm,
)
from evenground_web.reports.listening.models import Chapter, ListeningVersion
from evenground_web.reports.listening.views.reading import issued, versions


def chapters() -> QuerySet[Chapter]:
    return Chapter.objects.select_related("theme", "version__report__codebook")


@requires(Permission.WRITE_REPLIES)
def start(request: MemberRequest) -> HttpResponse:
    return form_page(
        request,
        StartForm(request.POST or None),
        title="Start a report of what people said",
        save=partial(services.start_report, by=request.user),
        done="The report was started. Write what people said about each theme",
        back=reverse("listening:reports"),
        submit="Start the report",
    )


@requires(Permission.WRITE_REPLIES, on=versions)
def draft(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    """The draft as it would be read today, what it lacks, and where each part is written."""
    if version.is_issued:
        return redirect(version)
    context = {
        "version": version,
        "chapters": version.chapters.select_related("theme"),
        "unfinished": list(services.unfinished(version)),
        "text": as_html(services.live(version, on=timezone.localdate())),
    }
    return render(request, "listening/draft.html", context)


@requires(Permission.WRITE_REPLIES, on=versions)
def words(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    return form_page(
        request,
        WordsForm(request.POST or None, instance=version),
        title="Title, summary and how you listened",
        save=partial(services.edit_words, version, by=request.user),
        done="The words were changed",
        back=version.get_absolute_url(),
        submit="Save the words",
    )


@requires(Permission.WRITE_REPLIES, on=versions)
def add_theme(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    return form_page(
        request,
        AddThemeForm(request.POST or None, version=version),
        title="Tell of another theme",
        save=partial(services.add_chapter, version, by=request.user),
        done="The theme was added",
        back=version.get_absolute_url(),
        to=version,
        submit="Add the theme",
    )


@requires(Permission.WRITE_REPLIES, on=chapters)
def chapter(request: MemberRequest, chapter: Chapter) -> HttpResponse:
    return form_page(
        request,
        ChapterForm(request.POST or None, instance=chapter),
        title=f"What people said: {chapter}",
        save=partial(services.edit_chapter, chapter, by=request.user),
        done="The theme was changed",
        back=chapter.version.get_absolute_url(),
        to=chapter.version,
        intro=chapter.theme.definition,
        submit="Save",
    )


@requires(Permission.WRITE_REPLIES, on=chapters)
@require_POST
def move_chapter(request: MemberRequest, chapter: Chapter) -> HttpResponse:
    up = request.POST.get("way") == "up"
    act = partial(services.move_chapter, chapter, by=request.user, up=up)
    return do(request, act, done="The order was changed", to=chapter.version)


@requires(Permission.WRITE_REPLIES, on=chapters)
def remove_chapter(request: MemberRequest, chapter: Chapter) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.remove_chapter, chapter, by=request.user),
        title="Leave the theme out",
        done="The theme was left out",
        back=chapter.version.get_absolute_url(),
        to=chapter.version,
        intro=f"What was written about “{chapter}” in this draft will be lost.",
        submit="Leave it out",
    )


@requires(Permission.ISSUE_PAPERS, on=versions)
def issue(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    def save(revision: int, checked: bool, looked: bool = False) -> ListeningVersion:
        return services.issue(version, by=request.user, revision=revision, looked=looked)

    if version.is_issued:
        return redirect(version)
    flagged = services.flagged(version)
    return form_page(
        request,
        IssueForm(sent(request), flagged=bool(flagged), initial={"revision": version.revision}),
        title="Issue the report",
        save=save,
        done="The report was issued. Members can now read it",
        back=version.get_absolute_url(),
        to=version,
        template="listening/issue.html",
        submit="Issue the report",
        version=version,
        flagged=flagged,
        unfinished=list(services.unfinished(version)),
    )


@requires(Permission.WRITE_REPLIES, on=issued)
def correct(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    return form_page(
        request,
        CorrectForm(request.POST or None),
        title="Write the next version",
        save=partial(services.correct, version, by=request.user),
        done="The next version was started. The issued one stays",
        back=version.get_absolute_url(),
        intro=f"“{version}” stays as it was issued and can always be read.",
        submit="Start the next version",
    )


@requires(Permission.WRITE_REPLIES, on=versions)
def throw_away(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    if version.is_issued:
        return redirect(version)
    return confirm_page(
        request,
        partial(services.throw_away, version, by=request.user),
        title="Throw the draft away",
        done="The draft was thrown away",
        back=version.get_absolute_url(),
        to=reverse("listening:reports"),
        intro=f"The words of this draft of “{version}” will be lost.",
        submit="Throw it away",
    )


@requires(Permission.PUBLISH_PAPERS, on=issued)
def publish(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.publish, version, by=request.user),
        title="Publish the report",
        done="The report was published. Everybody can now read it",
        back=version.get_absolute_url(),
        to=version,
        intro=f"Everybody will be able to read “{version}” without an account, with its earlier and its "
        "later versions.",
        submit="Publish the report",
    )


@requires(Permission.PUBLISH_PAPERS, on=issued)
def take_back(request: MemberRequest, version: ListeningVersion) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.take_back, version, by=request.user),
        title="Take the report back",
        done="The report is for members again",
        back=version.get_absolute_url(),
        to=version,
        intro=f"“{version}” will be for members alone again. What people have downloaded stays with "
        "them.",
        submit="Take it back",
    )
