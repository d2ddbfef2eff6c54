"""Asking for another format, and answering."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from evenground_web.core import limits
from evenground_web.core.pages import form_page, page_of
from evenground_web.core.permissions import Permission, RuleBroken, public, requires
from evenground_web.people.requests import MemberRequest
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.forms import AnswerForm, AskForm, PublicAskForm
from evenground_web.reports.accessible.models import FormatRequest
from evenground_web.reports.accessible.views.reading import issued_papers
from evenground_web.reports.models import Paper
from evenground_web.reports.views.reading import hide_drafts, published

TITLE = "Ask for another format"


def requests() -> Any:
    return FormatRequest.objects.select_related("paper__item__gathering", "person")


@requires(Permission.SEE, on=issued_papers)
def ask(request: MemberRequest, paper: Paper) -> HttpResponse:
    hide_drafts(request, paper)
    return form_page(
        request,
        AskForm(request.POST or None),
        title=TITLE,
        save=partial(services.ask_for_format, paper, person=request.user),
        done="The board secretary was told, and will answer you",
        back=paper.get_absolute_url(),
        to=paper,
        intro=f"“{paper}” in a form that you can read, hear or watch. It costs nothing.",
        submit="Send",
    )


@public
@never_cache
def public_ask(request: HttpRequest, paper: int) -> HttpResponse:
    found = published(paper)
    form = PublicAskForm(request.POST or None)
    context = {"form": form, "paper": found}
    if form.is_valid():
        if limits.too_many(request, doing="ask_for_format"):
            form.add_error(None, limits.WORDS)
            return render(request, "accessible/ask.html", context, status=429)
        try:
            services.ask_for_format(found, **form.cleaned_data)
        except RuleBroken as rule:
            form.add_error(None, str(rule))
        else:
            return render(request, "accessible/asked.html", context)
    return render(request, "accessible/ask.html", context)


@requires(Permission.ANSWER_FORMATS)
def asked(request: MemberRequest) -> HttpResponse:
    """The requests, those that wait first."""
    found = requests().order_by("answered_on", "received", "pk")
    waiting = list(found.filter(state=FormatRequest.State.RECEIVED))
    answered = found.exclude(state=FormatRequest.State.RECEIVED).order_by("-answered_on", "-pk")
    context = {"waiting": waiting, "answered": page_of(request, answered)}
    return render(request, "accessible/requests.html", context)


@requires(Permission.ANSWER_FORMATS, on=requests)
def answer(request: MemberRequest, asked: FormatRequest) -> HttpResponse:
    told = (
        "Your answer is sent to whoever asked."
        if services.can_be_written_to(asked)
        else "There is no email address to send your answer to."
    )
    back = reverse("accessible:requests")
    return form_page(
        request,
        AnswerForm(request.POST or None),
        title="Answer the request",
        submit="Answer and erase the details",
        save=partial(services.answer_request, asked, by=request.user),
        done="The request is answered",
        back=back,
        to=back,
        intro=f"{asked}.\n\n{told} After that the name, the address and the details are erased: send "
        "what has to be sent first.",
    )
