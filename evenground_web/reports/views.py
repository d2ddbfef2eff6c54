from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings.models import AgendaItem
from evenground_web.people.models import Person
from evenground_web.reports import services
from evenground_web.reports.forms import StartForm, WordsForm
from evenground_web.reports.models import Paper

PAPERS_ON_A_PAGE = 50


class Signed(HttpRequest):
    """A request of somebody who signed in, as `requires` has made sure."""

    user: Person


def with_item() -> Any:
    return Paper.objects.with_item()


def hide_drafts(request: Signed, paper: Paper) -> None:
    if not (paper.is_issued or request.user.has_perm(Permission.EDIT_PAPERS, paper)):
        raise Http404


@requires(Permission.SEE)
def papers(request: Signed) -> HttpResponse:
    editor = request.user.has_perm(Permission.EDIT_PAPERS)
    listed = Paper.objects.with_item().defer("content", "summary")
    if not editor:
        listed = listed.filter(state=Paper.State.ISSUED)
    context = {
        "editor": editor,
        "papers": Paginator(listed, PAPERS_ON_A_PAGE).get_page(request.GET.get("page")),
        "waiting": services.waiting_for_paper(on=timezone.localdate()),
    }
    return render(request, "reports/papers.html", context)


@requires(Permission.EDIT_PAPERS, on=AgendaItem)
def start(request: Signed, item: AgendaItem) -> HttpResponse:
    form = StartForm(request.POST or None, initial={"title": item.title})
    if form.is_valid():
        try:
            paper = services.start_paper(item, by=request.user, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return redirect(paper)
    intro = f"{item.gathering}: {item.title}"
    return render(
        request,
        "form.html",
        {
            "title": "Start the paper",
            "form": form,
            "intro": intro,
            "submit": "Start the paper",
            "back": item.gathering.get_absolute_url(),
        },
    )


@requires(Permission.SEE, on=with_item)
def paper(request: Signed, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    if not paper.is_issued:
        return live(request, paper)
    context = {"paper": paper, "content": paper.content, "words": services.quoted(paper.content)}
    return render(request, "reports/issued.html", context)


@requires(Permission.SEE, on=with_item)
def today(request: Signed, paper: Paper) -> HttpResponse:
    """The same paper from the records of today, beside the one that was issued."""
    hide_drafts(request, paper)
    return live(request, paper) if paper.is_issued else redirect(paper)


def live(request: Signed, paper: Paper) -> HttpResponse:
    content, words = services.build_with_words(paper, on=timezone.localdate())
    context = {"paper": paper, "content": content, "words": words}
    if paper.is_issued:
        return render(request, "reports/today.html", context)
    context |= {
        "suggestions": services.suggestions(content),
        "issuer": request.user.has_perm(Permission.ISSUE_PAPERS, paper),
    }
    return render(request, "reports/draft.html", context)


@requires(Permission.EDIT_PAPERS, on=with_item)
def words(request: Signed, paper: Paper) -> HttpResponse:
    form = WordsForm(request.POST or None, paper=paper)
    theirs = None
    if form.is_valid():
        try:
            services.edit_words(paper, by=request.user, **form.cleaned_data)
        except services.Conflict as conflict:
            theirs = conflict.current
            form.start_from(theirs)
            form.add_error(None, str(conflict))
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The words were changed.")
            return redirect(paper)
    content = services.build(paper, on=timezone.localdate())
    context = {
        "title": "Edit the words",
        "submit": "Save the words",
        "form": form,
        "back": paper.get_absolute_url(),
        "theirs": theirs,
        "paper": paper,
        "suggestions": services.suggestions(content),
    }
    return render(request, "reports/words.html", context)


@requires(Permission.ISSUE_PAPERS, on=with_item)
def issue(request: Signed, paper: Paper) -> HttpResponse:
    form = forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.issue(paper, by=request.user)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The paper was issued. Members can now read it.")
            return redirect(paper)
    context = {
        "title": "Issue the paper",
        "form": form,
        "paper": paper,
        "submit": "Issue the paper",
        "back": paper.get_absolute_url(),
    }
    return render(request, "reports/issue.html", context)


@requires(Permission.SEE, on=with_item)
def history(request: Signed, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    return render(request, "reports/history.html", {"paper": paper})
