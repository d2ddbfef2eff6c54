from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from evenground_web.core.editing import Conflict
from evenground_web.core.pages import confirm_page, form_page
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings.models import AgendaItem, Gathering
from evenground_web.people.requests import MemberRequest
from evenground_web.reports import services
from evenground_web.reports.forms import (
    CorrectForm,
    PartForm,
    PublishForm,
    StartForm,
    TemplateForm,
    WordsForm,
)
from evenground_web.reports.models import Paper
from evenground_web.reports.views.reading import with_item


@requires(Permission.EDIT_PAPERS, on=AgendaItem)
def start(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return form_page(
        request,
        StartForm(request.POST or None, item=item, initial={"title": item.title}),
        title="Start the paper",
        save=partial(services.start_paper, item, by=request.user),
        done="The paper was started",
        back=item.gathering.get_absolute_url(),
        intro=f"{item.gathering}: {item.title}",
        submit="Start the paper",
    )


@requires(Permission.EDIT_PAPERS, on=Gathering)
def items(request: MemberRequest, meeting: Gathering) -> HttpResponse:
    """The items of a meeting that may have a report on a duty, which no standing item builds."""
    found = AgendaItem.objects.filter(gathering=meeting, papers=None).exclude(
        standing_item__builds_paper=True
    )
    kinds = [one for one in services.templates().values() if one.occasion == "any item"]
    context = {"meeting": meeting, "items": found, "kinds": kinds}
    return render(request, "reports/items.html", context)


@requires(Permission.EDIT_PAPERS, on=with_item)
def words(request: MemberRequest, paper: Paper) -> HttpResponse:
    def newest(theirs: Paper) -> tuple[dict[str, str], int]:
        return {"summary": theirs.summary, "asks": theirs.asks}, theirs.revision

    content = services.content_of(paper, on=timezone.localdate())
    return part_page(
        request,
        paper,
        WordsForm(request.POST or None, paper=paper),
        save=lambda form: services.edit_words(paper, by=request.user, **form.cleaned_data),
        newest=newest,
        title="Edit the words",
        template="reports/words.html",
        suggestions=services.suggestions(content),
    )


@requires(Permission.EDIT_PAPERS, on=with_item)
def cover(request: MemberRequest, paper: Paper) -> HttpResponse:
    return template_page(request, paper, services.COVER, title="Edit the cover sheet")


@requires(Permission.EDIT_PAPERS, on=with_item)
def introductions(request: MemberRequest, paper: Paper) -> HttpResponse:
    return template_page(request, paper, services.INTRODUCTIONS, title="Introduce the sections")


def template_page(request: MemberRequest, paper: Paper, part: str, *, title: str) -> HttpResponse:
    """Words that the house template asks for."""

    def newest(theirs: Paper) -> tuple[dict[str, str], int]:
        return services.texts_of(theirs, part), services.revision_of(theirs, part)

    def save(form: PartForm) -> Any:
        revision = form.cleaned_data["revision"]
        return services.edit_part(paper, part, by=request.user, revision=revision, texts=form.texts)

    form = TemplateForm(request.POST or None, paper=paper, part=part)
    return part_page(request, paper, form, save=save, newest=newest, title=title)


def part_page(
    request: MemberRequest,
    paper: Paper,
    form: PartForm,
    *,
    save: Callable[[PartForm], Any],
    newest: Callable[[Paper], tuple[dict[str, str], int]],
    title: str,
    template: str = "form.html",
    **context: Any,
) -> HttpResponse:
    """A form whose second editor sees both texts and decides."""
    if form.is_valid():
        try:
            save(form)
        except Conflict as conflict:
            form.start_from(*newest(conflict.current))
            form.add_error(None, str(conflict))
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The words were changed")
            return redirect(paper)
    shown = {"title": title, "submit": "Save the words", "form": form, "paper": paper}
    return render(request, template, {**shown, "back": paper.get_absolute_url(), **context})


@requires(Permission.ISSUE_PAPERS, on=with_item)
def issue(request: MemberRequest, paper: Paper) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.issue, paper, by=request.user),
        title="Issue the paper",
        done="The paper was issued. Members can now read it",
        back=paper.get_absolute_url(),
        template="reports/issue.html",
        submit="Issue the paper",
        paper=paper,
    )


@requires(Permission.ISSUE_PAPERS, on=with_item)
def correct(request: MemberRequest, paper: Paper) -> HttpResponse:
    def save(note: str, figures: str) -> Paper:
        return services.correct(paper, by=request.user, note=note, keeps_figures=figures == "kept")

    return form_page(
        request,
        CorrectForm(request.POST or None),
        title="Correct the paper",
        save=save,
        done="The correction was started. Change the words, then issue it",
        back=paper.get_absolute_url(),
        intro=f"“{paper}” stays as it was issued and can always be read. A correction is its next "
        "version; from the day it is issued readers are led to it.",
        submit="Start the correction",
    )


@requires(Permission.ISSUE_PAPERS, on=with_item)
def throw_away(request: MemberRequest, paper: Paper) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.throw_away, paper, by=request.user),
        title="Throw the correction away",
        done="The correction was thrown away",
        back=paper.get_absolute_url(),
        intro=f"Version {paper.version} of “{paper}” was not issued. Its words will be lost.",
        submit="Throw it away",
    )


@requires(Permission.PUBLISH_PAPERS, on=with_item)
def publish(request: MemberRequest, paper: Paper) -> HttpResponse:
    return form_page(
        request,
        PublishForm(request.POST or None),
        title="Publish the paper",
        save=lambda checked: services.publish(paper, by=request.user),
        done="The paper was published. Everybody can now read it",
        back=paper.get_absolute_url(),
        to=paper,
        intro=f"Everybody will be able to read “{paper}” without an account, with its earlier and "
        "its later versions. Links lead the public only to pages that are public.",
        submit="Publish the paper",
    )


@requires(Permission.PUBLISH_PAPERS, on=with_item)
def take_back(request: MemberRequest, paper: Paper) -> HttpResponse:
    return confirm_page(
        request,
        partial(services.take_back, paper, by=request.user),
        title="Take the paper back",
        done="The paper is for members again",
        back=paper.get_absolute_url(),
        intro=f"“{paper}” will be for members alone again. What people have downloaded stays with them.",
        submit="Take it back",
    )
