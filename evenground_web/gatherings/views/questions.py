"""Questions from the public, for those who sort and answer them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from evenground_web.core.pages import do, form_page
from evenground_web.core.permissions import Permission, requires
from evenground_web.gatherings.forms.agenda import ReasonForm
from evenground_web.gatherings.forms.questions import AnswerForm
from evenground_web.gatherings.models import Meeting, Question
from evenground_web.gatherings.services import questions as services
from evenground_web.gatherings.views.agenda import meetings
from evenground_web.people.requests import MemberRequest


def with_meeting() -> Any:
    return Question.objects.select_related("meeting__gathering")


def back_to(question: Question) -> str:
    return reverse("gatherings:questions", args=[question.meeting_id])


@requires(Permission.ANSWER_QUESTIONS, on=meetings)
def questions(request: MemberRequest, meeting: Meeting) -> HttpResponse:
    found = meeting.questions.filter(withdrawn=False).select_related("answered_by")
    return render(request, "gatherings/questions.html", {"meeting": meeting, "questions": found})


def _press(request: MemberRequest, question: Question, act: Any, done: str) -> HttpResponse:
    return do(request, partial(act, question, by=request.user), done=done, to=back_to(question))


@requires(Permission.ANSWER_QUESTIONS, on=with_meeting)
@require_POST
def accept(request: MemberRequest, question: Question) -> HttpResponse:
    return _press(request, question, services.accept, "The question will be answered")


@requires(Permission.ANSWER_QUESTIONS, on=with_meeting)
@require_POST
def publish(request: MemberRequest, question: Question) -> HttpResponse:
    return _press(request, question, services.publish, "Everybody can read the answer")


@requires(Permission.ANSWER_QUESTIONS, on=with_meeting)
@require_POST
def unpublish(request: MemberRequest, question: Question) -> HttpResponse:
    return _press(request, question, services.unpublish, "The answer is off the public page")


@requires(Permission.ANSWER_QUESTIONS, on=with_meeting)
def decline(request: MemberRequest, question: Question) -> HttpResponse:
    return form_page(
        request,
        ReasonForm(request.POST or None),
        title="Say why the meeting does not answer it",
        submit="Leave it unanswered",
        save=partial(services.decline, question, by=request.user),
        done="The reason was written down",
        back=back_to(question),
        to=back_to(question),
        intro=question.text,
    )


@requires(Permission.ANSWER_QUESTIONS, on=with_meeting)
def answer(request: MemberRequest, question: Question) -> HttpResponse:
    return form_page(
        request,
        AnswerForm(
            request.POST or None,
            instance=question,
            initial={"shown_text": question.shown_text or question.text},
        ),
        title="Answer the question",
        save=partial(services.answer, question, by=request.user),
        done="The answer was kept. Publish it when it is ready",
        back=back_to(question),
        to=back_to(question),
        intro=question.text,
    )
