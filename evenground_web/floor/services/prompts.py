"""Questions to the room: written, opened, put on the wall, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import move, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, same_words
from evenground_web.floor.models import (
    Choice,
    Contribution,
    Floor,
    Option,
    Prompt,
    Statement,
    Vote,
)
from evenground_web.gatherings.models import Session, Topic
from evenground_web.people.models import Person
from evenground_web.voices.models import Voice

LONGEST = 300
MOST_LINES = 60


@audit.in_turn()
def add_prompt(
    floor: Floor,
    *,
    by: Person | None,
    kind: str,
    words: str,
    lines: Iterable[str] = (),
    topic: Topic | None = None,
    session: Session | None = None,
    asks_for: str = Voice.Kind.IDEA,
    results_when_closed: bool = False,
    now: datetime | None = None,
) -> Prompt:
    """Write down a question. `lines` are the statements, or the answers of a poll."""
    lines = _different(lines)
    _check(floor, kind=kind, words=words, lines=lines, topic=topic, session=session)
    prompt = Prompt.objects.create(
        floor=floor, kind=kind, words=one_line(words), topic=topic or _of(session),
        session=session, asks_for=asks_for,
        results_when_closed=results_when_closed, order=next_order(floor.prompts.all()),
    )  # fmt: skip
    _write_lines(prompt, lines)
    _record("added", prompt, by=by, now=now)
    return prompt


@audit.in_turn()
def edit_prompt(
    prompt: Prompt,
    *,
    by: Person,
    words: str,
    lines: Iterable[str] = (),
    topic: Topic | None = None,
    session: Session | None = None,
    asks_for: str = Voice.Kind.IDEA,
    results_when_closed: bool = False,
    now: datetime | None = None,
) -> Prompt:
    """Change a question that nobody was asked yet."""
    prompt = _there(prompt)
    if prompt.opened_at:
        raise RuleBroken(
            "People were asked this already, so it stays as it is. Close it, and ask another question."
        )
    lines = _different(lines)
    _check(
        prompt.floor,
        kind=prompt.kind,
        words=words,
        lines=lines,
        topic=topic,
        session=session,
        but=prompt,
    )
    prompt.words, prompt.topic, prompt.asks_for = one_line(words), topic or _of(session), asks_for
    prompt.session = session
    prompt.results_when_closed = results_when_closed
    prompt.save()
    for rows in (prompt.statements.all(), prompt.options.all()):
        rows.delete()
    _write_lines(prompt, lines)
    _record("changed", prompt, by=by, now=now)
    return prompt


@audit.in_turn()
def open_prompt(prompt: Prompt, *, by: Person | None, now: datetime | None = None) -> Prompt:
    """Ask it, and put it on the wall; a question that was closed is asked again."""
    prompt = _there(prompt)
    if not prompt.floor.is_open:
        raise RuleBroken("The floor is closed. Open it again, then ask.")
    if not prompt.is_open:
        prompt.opened_at, prompt.closed_at = now or timezone.now(), None
        prompt.save(update_fields=["opened_at", "closed_at"])
        Floor.objects.filter(pk=prompt.floor_id).update(on_wall=prompt)
        _record("opened", prompt, by=by, now=now)
    return prompt


@audit.in_turn()
def close_prompt(prompt: Prompt, *, by: Person | None, now: datetime | None = None) -> Prompt:
    """Take no more answers to it. What is on the wall stays there, now with the results."""
    prompt = _there(prompt)
    if prompt.is_open:
        prompt.closed_at = now or timezone.now()
        prompt.save(update_fields=["closed_at"])
        _record("closed", prompt, by=by, now=now)
    return prompt


@audit.in_turn()
def put_on_wall(prompt: Prompt, *, by: Person, now: datetime | None = None) -> Prompt:
    """Show the room this question, and what people answer as far as it may be shown."""
    prompt = _there(prompt)
    if prompt.opened_at is None:
        raise RuleBroken("Nobody was asked this yet. Open it: that puts it on the wall too.")
    if prompt.floor.on_wall_id != prompt.pk:
        Floor.objects.filter(pk=prompt.floor_id).update(on_wall=prompt)
        _record("put on the wall", prompt, by=by, now=now)
    return prompt


@audit.in_turn()
def move_prompt(prompt: Prompt, *, by: Person, up: bool, now: datetime | None = None) -> None:
    """Move a question one place up or down."""
    if move(prompt.floor.prompts.all(), prompt, up=up):
        _record(f"moved {'up' if up else 'down'}", prompt, by=by, now=now)


def _check(
    floor: Floor,
    *,
    kind: str,
    words: str,
    lines: list[str],
    topic: Topic | None,
    session: Session | None,
    but: Prompt | None = None,
) -> None:
    if not words.strip():
        raise RuleBroken("Write the question.")
    others = floor.prompts.exclude(pk=but.pk) if but else floor.prompts.all()
    if any(same_words(other.words) == same_words(words) for other in others):
        raise RuleBroken("This question is there already. Ask it in other words, or open that one.")
    if topic and topic.gathering_id != floor.gathering_id:
        raise RuleBroken(
            f"“{topic}” is not a topic of {floor.gathering}. Choose one of its topics."
        )
    if session and session.gathering_id != floor.gathering_id:
        raise RuleBroken(
            f"“{session}” is not a session of {floor.gathering}. Choose one of its own."
        )
    if kind == Prompt.Kind.POLL and len(lines) < 2:
        raise RuleBroken("A poll needs two answers at least. Write one on each line.")
    if kind == Prompt.Kind.STATEMENTS and not lines:
        raise RuleBroken("Write the statements, one on each line.")
    if kind == Prompt.Kind.WORDS and lines:
        raise RuleBroken(
            "People answer this in their own words. Take the lines out, or choose a poll."
        )
    if len(lines) > MOST_LINES or max(map(len, [words, *lines])) > LONGEST:
        raise RuleBroken(
            f"This is too much for a phone: at most {MOST_LINES} lines of {LONGEST} characters each."
        )


def _of(session: Session | None) -> Topic | None:
    return session.topic if session else None


def _different(lines: Iterable[str]) -> list[str]:
    return list({same_words(line): one_line(line) for line in lines if line.strip()}.values())


def _write_lines(prompt: Prompt, lines: list[str]) -> None:
    line: type[Model] = Option if prompt.kind == Prompt.Kind.POLL else Statement
    line._default_manager.bulk_create(
        line(prompt=prompt, words=words, order=order) for order, words in enumerate(lines, start=1)
    )


def _there(prompt: Prompt) -> Prompt:
    found = Prompt.objects.select_for_update(of=("self",)).select_related("floor__gathering")
    return found.get(pk=prompt.pk)


def _record(did: str, prompt: Prompt, *, by: Person | None, now: datetime | None) -> None:
    audit.record(
        f"floor.question_{did.split()[0]}", prompt.floor, by=by, now=now, question=prompt.pk,
        sentence=f"{did} “{prompt}”" if did.startswith(("added", "changed", "opened", "closed"))
        else f"{did.replace(' ', f' “{prompt}” ', 1)}",
    )  # fmt: skip


def with_answers(floor: Floor) -> QuerySet[Any]:
    """Its questions, each with how many said something, wait to be read, chose an answer and voted."""
    return floor.prompts.select_related("topic", "session").annotate(
        said=_many(Contribution.objects.all()),
        waiting=_many(Contribution.objects.waiting()),
        answers=_many(Choice.objects.all()),
        voters=_many(Vote.objects.all(), of="statement__prompt", each="phone"),
    )


def _many(rows: QuerySet[Any], *, of: str = "prompt", each: str = "pk") -> Coalesce:
    """Counted apart: joined to one another they would be multiplied."""
    found = rows.filter(**{of: OuterRef("pk")}).order_by().values(of)
    number = found.annotate(number=Count(each, distinct=True)).values("number")
    return Coalesce(Subquery(number), 0, output_field=IntegerField())
