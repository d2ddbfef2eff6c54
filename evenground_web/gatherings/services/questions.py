"""Questions from the public: asked, sorted, answered, published.

The record of who did what holds neither the words nor who asked.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from evenground_web.core import audit, codes
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import same_words
from evenground_web.gatherings.models import Meeting, Question
from evenground_web.people.models import Person

CODES = "questions"
LONGEST = 1000


@audit.in_turn()
def ask(
    meeting: Meeting,
    *,
    text: str,
    name: str = "",
    contact: str = "",
    may_name: bool = False,
    press: str = "",
    on: date | None = None,
    now: datetime | None = None,
) -> tuple[Question, str]:
    """Keep a question; return it with the code that lets only them come back to it."""
    on = on or timezone.localdate(now)
    meeting = Meeting.objects.with_names().get(pk=meeting.pk)
    _check(meeting, text.strip(), name=name.strip(), may_name=may_name, on=on)
    code = codes.new_code(press, of=CODES)
    question, new = Question.objects.get_or_create(
        claim_digest=codes.digest(code, of=CODES),
        defaults={
            "meeting": meeting, "text": text.strip(), "name": name.strip(),
            "contact": contact.strip(), "may_name": may_name, "received": on,
        },
    )  # fmt: skip
    if new:
        audit.record(
            "gathering.question_received", meeting.gathering, by=None, now=now,
            sentence="received a question from the public", question=question.pk,
        )  # fmt: skip
    return question, code


def _check(meeting: Meeting, text: str, *, name: str, may_name: bool, on: date) -> None:
    if not meeting.in_public:
        raise RuleBroken("This meeting is not in public, so it takes no questions.")
    if until := closed_since(meeting, on=on):
        raise RuleBroken(
            f"Questions for this meeting closed on {nhs_date(until)}. Ask at the next meeting."
        )
    if not text:
        raise RuleBroken("There are no words yet. Write your question.")
    if len(text) > LONGEST:
        raise RuleBroken(
            f"This is {len(text):,} characters long and we can keep {LONGEST:,}. Shorten it."
        )
    if may_name and not name:
        raise RuleBroken("Write the name that may be shown, or choose not to be named.")


def closed_since(meeting: Meeting, *, on: date) -> date | None:
    """The last day on which anybody could ask, when it is over."""
    until = meeting.questions_by or meeting.gathering.starts
    return until if on > until else None


def find_by_code(code: str) -> Question | None:
    return Question.objects.filter(claim_digest=codes.digest(code, of=CODES)).first()


@audit.in_turn()
def accept(question: Question, *, by: Person, now: datetime | None = None) -> Question:
    """Say that the meeting will answer it."""
    question = _there(question)
    if question.state == Question.State.ACCEPTED:
        return question
    if question.state == Question.State.ANSWERED:
        raise RuleBroken("This question is answered already.")
    question.state, question.reason = Question.State.ACCEPTED, ""
    question.save()
    _record("accepted", question, by=by, now=now)
    return question


@audit.in_turn()
def decline(
    question: Question, *, by: Person, reason: str, now: datetime | None = None
) -> Question:
    """Say why the meeting does not answer it; whoever asked reads the reason."""
    question = _there(question)
    if question.state == Question.State.ANSWERED:
        raise RuleBroken("This question is answered already.")
    if not reason.strip():
        raise RuleBroken("Say why, and where else they can ask.")
    question.state, question.reason = Question.State.DECLINED, reason.strip()
    question.save()
    _record("declined", question, by=by, now=now)
    return question


@audit.in_turn()
def answer(
    question: Question,
    *,
    by: Person,
    shown_text: str,
    answer: str,
    answered: str,
    answered_by: Person | None = None,
    on: date | None = None,
    now: datetime | None = None,
) -> Question:
    """Write the answer, and the question as it may be read by everybody."""
    question = _there(question)
    if question.published_at:
        raise RuleBroken(
            "This answer is published. Withdraw it from the page before you change it."
        )
    shown_text, answer = shown_text.strip(), answer.strip()
    if not (shown_text and answer):
        raise RuleBroken("Write the question as it is shown, and the answer.")
    _check_private(question, f"{shown_text}\n{answer}")
    question.state, question.reason = Question.State.ANSWERED, ""
    question.shown_text, question.answer, question.answered = shown_text, answer, answered
    question.answered_by, question.answered_on = answered_by, on or timezone.localdate(now)
    question.save()
    _record("answered", question, by=by, now=now)
    return question


def _check_private(question: Question, text: str) -> None:
    """Contact data are never published, nor a name without consent."""
    read = same_words(text)
    private = [question.contact] + ([] if question.may_name else [question.name])
    if any(word and same_words(word) in read for word in private):
        raise RuleBroken(
            "The question or the answer repeats the contact details, or a name that may not be "
            "shown. Take it out: everybody can read this."
        )


@audit.in_turn()
def publish(question: Question, *, by: Person, now: datetime | None = None) -> Question:
    """Show question and answer to everybody."""
    question = _there(question)
    if question.published_at:
        return question
    if question.state != Question.State.ANSWERED:
        raise RuleBroken("This question has no answer yet. Answer it, then publish both.")
    _check_private(question, f"{question.shown_text}\n{question.answer}")
    question.published_at = now or timezone.now()
    question.save()
    _record("published", question, by=by, now=now)
    return question


@audit.in_turn()
def unpublish(question: Question, *, by: Person, now: datetime | None = None) -> Question:
    """Take question and answer off the public page."""
    question = _there(question)
    if question.published_at:
        question.published_at = None
        question.save()
        _record("taken off the public page", question, by=by, now=now)
    return question


@audit.in_turn()
def change_naming(question: Question, *, may_name: bool, now: datetime | None = None) -> Question:
    """Whoever asked allows their name, or no longer."""
    question = _there(question)
    if may_name and not question.name:
        raise RuleBroken("You gave no name, so there is none to show.")
    if may_name != question.may_name:
        question.may_name = may_name
        question.save()
        _record("changed by whoever asked it: its naming", question, by=None, now=now)
    return question


@audit.in_turn()
def withdraw(question: Question, *, now: datetime | None = None) -> Question:
    """Whoever asked takes the question back: it is erased, and taken off the public page."""
    question = _there(question)
    for name in ("text", "name", "contact", "shown_text"):
        setattr(question, name, "")
    question.may_name, question.withdrawn, question.published_at = False, True, None
    question.save()
    _record("withdrawn by whoever asked it", question, by=None, now=now)
    return question


def _there(question: Question) -> Question:
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if question.withdrawn:
        raise RuleBroken(
            "This question was withdrawn and erased. Nothing more can be done with it."
        )
    return question


def _record(what: str, question: Question, *, by: Person | None, now: datetime | None) -> None:
    audit.record(
        f"gathering.question_{what.split()[0]}", question.meeting.gathering, by=by, now=now,
        sentence=f"marked a question from the public as {what}", question=question.pk,
    )  # fmt: skip
