"""Asking somebody more who agreed to be asked: their address is used, and seen by nobody."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.outbox import services as outbox
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import printable
from evenground_web.people.models import Person
from evenground_web.voices.models import Contact, Question, State, Voice
from evenground_web.voices.services.news import KIND
from evenground_web.voices.services.pools import id_in_draw, in_the_pool
from evenground_web.voices.services.standing import record, standing

LONGEST_ANSWER = 5_000


def may_be_asked(voice: Voice) -> bool:
    return Contact.objects.filter(voice=voice, may_be_asked=True).exists()


@audit.in_turn()
def ask_more(voice: Voice, *, by: Person, text: str, now: datetime | None = None) -> Question:
    """Write to them that there is a question, which they read with their code."""
    voice = standing(voice)
    if voice.state == State.CIRCLE:
        raise RuleBroken(
            "The safeguarding circle has these words. Nobody else writes to whoever spoke until it closes "
            "its concern."
        )
    contact = Contact.objects.filter(voice=voice, may_be_asked=True).first()
    if contact is None:
        raise RuleBroken("They did not agree to be asked, or no longer do.")
    if not text.strip():
        raise RuleBroken("Write what you want to ask.")
    if voice.questions.filter(answer="").exists():
        raise RuleBroken("They have a question that they did not answer yet. Wait for the answer.")
    question = Question.objects.create(voice=voice, text=printable(text).strip(), asked_by=by)
    outbox.send(
        to=contact.email, kind=KIND, template="voices/question.txt", context={}, private=True,
        key=f"{KIND}:{contact.pk}:question-{question.pk}", now=now or timezone.now(),
    )  # fmt: skip
    record("voice.asked", voice, by=by, sentence="asked whoever spoke for more", on=None)
    return question


def ask_those_drawn(
    salt: str, ids: Sequence[str], *, title: str, answer_to: str, now: datetime
) -> int:
    """Write to each of them who was not written to before; how many that were.

    Nothing of the draw stands with what they said: who takes part says so to whoever drew.
    """
    draw = hashlib.sha256(salt.encode()).hexdigest()[:16]
    drawn = {one.pk: one_id for one in in_the_pool() if (one_id := id_in_draw(one, salt)) in ids}
    letters = [
        outbox.Letter(
            to=contact.email, kind=KIND, template="voices/drawn.txt", private=True,
            context={"title": title, "number": drawn[contact.voice_id], "answer_to": answer_to},
            key=f"{KIND}:{contact.pk}:draw-{draw}",
        )
        for contact in Contact.objects.filter(voice__in=drawn)
    ]  # fmt: skip
    before = set(Message.objects.filter(key__in=[one.key for one in letters]).values_list("key"))
    new = [one for one in letters if (one.key,) not in before]
    outbox.send_all(new, now=now)
    return len(new)


@audit.in_turn()
def answer(question: Question, *, text: str, on: date | None = None) -> Question:
    """Whoever spoke answers, with their code; the small team reads it."""
    voice = standing(question.voice)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk, voice=voice)
    text = printable(text).strip()
    if not text:
        raise RuleBroken("Write your answer, or leave the question as it is: you need not answer.")
    if len(text) > LONGEST_ANSWER:
        raise RuleBroken(f"This is longer than {LONGEST_ANSWER:,} characters. Shorten it.")
    question.answer = text
    question.save(update_fields=["answer"])
    record("voice.answered", voice, by=None, sentence="was given an answer by whoever spoke", on=on)
    return question
