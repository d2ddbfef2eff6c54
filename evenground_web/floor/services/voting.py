"""Votes on statements and answers to polls: one for each phone, and the last press counts.

There is no event for each vote: hundreds in a minute would bury the record of who did what, and say
when somebody voted. Closing a question records how many there were.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_noop

from evenground_web.core.permissions import RuleBroken
from evenground_web.floor.models import Choice, Option, Prompt, Statement, Vote
from evenground_web.floor.services import phones
from evenground_web.people.services.small_numbers import is_small, protected


@transaction.atomic
def vote(statement: Statement, *, phone: str, value: int) -> Vote:
    """Agree, disagree or pass."""
    prompt = _open(statement.prompt_id)
    if value not in Vote.Value.values:
        raise RuleBroken(gettext_noop("Choose whether you agree, disagree or pass."))
    cast = Vote(
        statement=statement, phone=phones.mark(prompt.floor, phone, of="votes"), value=value
    )
    Vote.objects.bulk_create(
        [cast], update_conflicts=True, unique_fields=["statement", "phone"],
        update_fields=["value"],
    )  # fmt: skip
    return cast


@transaction.atomic
def choose(option: Option, *, phone: str) -> Choice:
    """Answer a poll."""
    prompt = _open(option.prompt_id)
    made = Choice(prompt=prompt, option=option, phone=phones.mark(prompt.floor, phone, of="votes"))
    Choice.objects.bulk_create(
        [made], update_conflicts=True, unique_fields=["prompt", "phone"], update_fields=["option"]
    )
    return made


def _open(prompt_pk: int) -> Prompt:
    found = Prompt.objects.open().select_related("floor").filter(pk=prompt_pk).first()
    if found is None:
        raise RuleBroken(gettext_noop("This question is closed, so your answer was not counted."))
    return found


def next_statement(prompt: Prompt, *, phone: str) -> Statement | None:
    """The first statement on which this phone has not voted."""
    mark = phones.mark(prompt.floor, phone, of="votes")
    return prompt.statements.exclude(votes__phone=mark).first()


def chosen(prompt: Prompt, *, phone: str) -> int | None:
    """The key of the answer that this phone gave to a poll."""
    mark = phones.mark(prompt.floor, phone, of="votes")
    return prompt.choices.filter(phone=mark).values_list("option", flat=True).first()


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many gave each answer to one poll or statement, as it may be told."""

    words: str
    total: str
    answers: list[tuple[str, str]]


def tallies(prompt: Prompt) -> list[Tally]:
    """The results as everybody may read them: small counts are hidden and others are rounded."""
    if prompt.kind == Prompt.Kind.POLL:
        found = prompt.options.annotate(count=Count("choices")).order_by("order", "pk")
        counts = [(option.words, option.count) for option in found]
        return [_tally("", counts)]
    if prompt.kind == Prompt.Kind.STATEMENTS:
        return [_tally(str(one), _counts(one, votes)) for one, votes in _votes(prompt)]
    return []


def _votes(prompt: Prompt) -> list[tuple[Statement, dict[int, int]]]:
    votes: dict[int, dict[int, int]] = {}
    rows = Vote.objects.filter(statement__prompt=prompt).values_list("statement", "value")
    for statement, value, count in rows.annotate(Count("pk")).order_by():
        votes.setdefault(statement, {})[value] = count
    return [(statement, votes.get(statement.pk, {})) for statement in prompt.statements.all()]


def _counts(statement: Statement, votes: dict[int, int]) -> list[tuple[str, int]]:
    return [(value.label, votes.get(value, 0)) for value in Vote.Value]


def _tally(words: str, counts: list[tuple[str, int]]) -> Tally:
    total = sum(count for _, count in counts)
    answers = [] if is_small(total) else [(label, protected(count)) for label, count in counts]
    return Tally(words=words, total=protected(total), answers=answers)
