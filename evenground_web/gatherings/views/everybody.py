"""Pages for everybody, without an account: meetings in public, their decisions, and questions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from evenground_web.core import limits
from evenground_web.core.code_pages import code_page, opened
from evenground_web.core.pages import page_of
from evenground_web.core.panels import panels
from evenground_web.core.permissions import RuleBroken, in_every_language, public
from evenground_web.gatherings import services
from evenground_web.gatherings.forms.decisions import PublicDecisionFilter
from evenground_web.gatherings.forms.questions import AskForm
from evenground_web.gatherings.models import Decision, ItemPaper, Meeting, Minutes, Question
from evenground_web.gatherings.services import questions
from evenground_web.gatherings.services.search import find_decisions
from evenground_web.gatherings.views.agenda import calendar_file, file_of
from evenground_web.people.models import Group


def public_meeting(pk: int) -> Meeting:
    return get_object_or_404(Meeting.objects.in_public().with_names(), pk=pk)


@in_every_language
@public
def meetings(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    found = Meeting.objects.in_public().with_names()
    context = {
        "coming": found.filter(gathering__ends__gte=today).order_by("gathering__starts"),
        "page": page_of(request, found.filter(gathering__ends__lt=today), per_page=20),
        "groups": Group.objects.filter(rules__in_public=True),
    }
    return render(request, "gatherings/public/meetings.html", context)


@in_every_language
@public
def meeting(request: HttpRequest, meeting_pk: int) -> HttpResponse:
    meeting = public_meeting(meeting_pk)
    minutes = Minutes.objects.approved().filter(meeting=meeting)
    last = minutes.first()
    versions = list(meeting.gathering.agenda_versions.all())
    context = {
        "meeting": meeting,
        "agenda": versions[0] if versions else None,
        "private": any(row["private"] for row in versions[0].items) if versions else False,
        "versions": versions,
        "minutes": last,
        "content": services.public_part(last.content, of=versions) if last else None,
        "questions": meeting.questions.published(),
        "panels": panels(meeting, request.user),
        "open": not questions.closed_since(meeting, on=timezone.localdate()),
    }
    return render(request, "gatherings/public/meeting.html", context)


@public
def paper(request: HttpRequest, paper_pk: int) -> HttpResponse:
    found = ItemPaper.objects.select_related("item__gathering__meeting")
    paper = get_object_or_404(found, pk=paper_pk)
    if not services.is_public(paper):
        raise Http404
    return file_of(paper)


@in_every_language
@public
def decisions(request: HttpRequest) -> HttpResponse:
    form = PublicDecisionFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = find_decisions(Decision.objects.public(), on=timezone.localdate(), **asked)
    found = found.prefetch_related("item__declarations__person", "item__declarations__interest")
    context = {"form": form, "page": page_of(request, found, per_page=20)}
    return render(request, "gatherings/public/decisions.html", context)


@public
def meeting_file(request: HttpRequest, meeting_pk: int) -> HttpResponse:
    meeting = public_meeting(meeting_pk)
    return calendar_file(request, [meeting], str(meeting), "gatherings:public_meeting")


@public
def feed(request: HttpRequest, group_pk: int) -> HttpResponse:
    """All meetings in public of a group, for a calendar that asks again by itself."""
    group = get_object_or_404(Group, pk=group_pk)
    found = Meeting.objects.in_public().with_names().filter(gathering__group=group)
    found = found.prefetch_related("gathering__agenda")
    return calendar_file(request, found, str(group), "gatherings:public_meeting")


@in_every_language
@public
@never_cache
def ask(request: HttpRequest, meeting_pk: int) -> HttpResponse:
    meeting = public_meeting(meeting_pk)
    form = AskForm(request.POST or None)
    context = {
        "form": form,
        "meeting": meeting,
        "closed": questions.closed_since(meeting, on=timezone.localdate()),
    }
    if form.is_valid():
        if limits.too_many(request, doing="ask"):
            form.add_error(None, limits.WORDS)
            return render(request, "gatherings/public/ask.html", context, status=429)
        try:
            question, code = questions.ask(meeting, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            found = {"question": question, "code": code, "meeting": meeting}
            return render(request, "gatherings/public/asked.html", found)
    return render(request, "gatherings/public/ask.html", context)


@in_every_language
@public
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    return code_page(request, "gatherings/public/mine.html", find=questions.find_by_code, show=show)


def show(request: HttpRequest, question: Question, code: str, done: str = "") -> HttpResponse:
    context: dict[str, Any] = {"question": question, "code": code, "done": done}
    return render(request, "gatherings/public/my_question.html", context)


@in_every_language
@public
@never_cache
@require_POST
def naming(request: HttpRequest) -> HttpResponse:
    question = opened(request, questions.find_by_code)
    if question is None:
        return mine(request)
    code = request.POST["code"]
    try:
        question = questions.change_naming(question, may_name=not question.may_name)
    except RuleBroken as rule:
        return show(request, question, code, done=str(rule))
    return show(request, question, code, done=gettext_noop("Your choice was changed."))


@in_every_language
@public
@never_cache
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    question = opened(request, questions.find_by_code)
    if question is None:
        return mine(request)
    code = request.POST["code"]
    try:
        question = questions.withdraw(question)
    except RuleBroken as rule:
        return show(request, question, code, done=str(rule))
    return show(request, question, code, done=gettext_noop("Your question was erased."))
