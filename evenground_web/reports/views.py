from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from evenground_web.core.editing import Conflict
from evenground_web.core.pages import form_page, page_of, sent
from evenground_web.core.permissions import Permission, RuleBroken, requires
from evenground_web.gatherings.models import AgendaItem
from evenground_web.people.requests import MemberRequest
from evenground_web.reports import services
from evenground_web.reports.forms import StartForm, WordsForm
from evenground_web.reports.models import Paper


def with_item() -> Any:
    return Paper.objects.with_item()


def hide_drafts(request: MemberRequest, paper: Paper) -> None:
    if not (paper.is_issued or request.user.has_perm(Permission.EDIT_PAPERS, paper)):
        raise Http404


@requires(Permission.SEE)
def papers(request: MemberRequest) -> HttpResponse:
    editor = request.user.has_perm(Permission.EDIT_PAPERS)
    listed = Paper.objects.with_item().defer("content", "summary")
    if not editor:
        listed = listed.issued()
    context = {
        "editor": editor,
        "papers": page_of(request, listed),
        "waiting": services.waiting_for_paper(on=timezone.localdate()),
    }
    return render(request, "reports/papers.html", context)


@requires(Permission.EDIT_PAPERS, on=AgendaItem)
def start(request: MemberRequest, item: AgendaItem) -> HttpResponse:
    return form_page(
        request,
        StartForm(request.POST or None, initial={"title": item.title}),
        title="Start the paper",
        save=partial(services.start_paper, item, by=request.user),
        done="The paper was started",
        back=item.gathering.get_absolute_url(),
        intro=f"{item.gathering}: {item.title}",
        submit="Start the paper",
    )


@requires(Permission.SEE, on=with_item)
def paper(request: MemberRequest, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    if not paper.is_issued:
        return live(request, paper)
    context = {"paper": paper, "content": paper.content, "words": services.quoted(paper.content)}
    return render(request, "reports/issued.html", context)


@requires(Permission.SEE, on=with_item)
def today(request: MemberRequest, paper: Paper) -> HttpResponse:
    """The same paper from the records of today, beside the one that was issued."""
    hide_drafts(request, paper)
    return live(request, paper) if paper.is_issued else redirect(paper)


def live(request: MemberRequest, paper: Paper) -> HttpResponse:
    content, words = services.build_with_words(paper, on=timezone.localdate())
    context = {"paper": paper, "content": content, "words": words}
    if paper.is_issued:
        return render(request, "reports/today.html", context)
    context["suggestions"] = services.suggestions(content)
    return render(request, "reports/draft.html", context)


@requires(Permission.EDIT_PAPERS, on=with_item)
def words(request: MemberRequest, paper: Paper) -> HttpResponse:
    form = WordsForm(request.POST or None, paper=paper)
    theirs = None
    if form.is_valid():
        try:
            services.edit_words(paper, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            theirs = conflict.current
            form.start_from(theirs)
            form.add_error(None, str(conflict))
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            messages.success(request, "The words were changed")
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
def issue(request: MemberRequest, paper: Paper) -> HttpResponse:
    return form_page(
        request,
        forms.Form(sent(request)),
        title="Issue the paper",
        save=partial(services.issue, paper, by=request.user),
        done="The paper was issued. Members can now read it",
        back=paper.get_absolute_url(),
        template="reports/issue.html",
        submit="Issue the paper",
        paper=paper,
    )


@requires(Permission.SEE, on=with_item)
def history(request: MemberRequest, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    return render(request, "reports/history.html", {"paper": paper})
