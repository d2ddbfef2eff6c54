"""One message with all that a person wants together: what waited for it, and how things stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, QuerySet, Window

from evenground_web.core import audit
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox.models import Choice, Message
from evenground_web.core.outbox.services.writing import send

MOST_LINES = 20


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of an overview: its heading, and lines of words with the address of a page."""

    title: str
    lines: list[tuple[str, str]]
    more: int = 0


def section(title: str, found: QuerySet[Any], words: Callable[[Any], tuple[str, str]]) -> Section:
    """The first of what was found, and how many more there are, in one query."""
    shown = list(found.annotate(found=Window(Count("pk")))[:MOST_LINES])
    more = shown[0].found - len(shown) if shown else 0
    return Section(title=title, lines=[words(one) for one in shown], more=more)


Provider = Callable[[Any, date], Iterable[Section]]
_providers: list[Provider] = []


def offer(provider: Provider) -> None:
    """Offer sections of the overview of a person on a day; called once, at start-up."""
    _providers.append(provider)


def digest_sections(person: Any, *, on: date) -> list[Section]:
    """What is late, due and needs this person; sections without lines are left out."""
    return [s for provider in _providers for s in provider(person, on) if s.lines]


def write_digests(*, on: date, now: datetime) -> list[Message]:
    """Write today's daily messages, and this week's once: on Monday, or when Monday was missed."""
    year, week, _ = on.isocalendar()
    periods = {kinds.DAILY: on.isoformat(), kinds.WEEKLY: f"{year}-W{week:02}"}
    written = []
    for how, period in periods.items():
        for person in _readers(how):
            key = f"digest:{how}:{period}:{person.pk}"
            if message := _write(person, how, key=key, on=on, now=now):
                written.append(message)
    return written


def _readers(how: str) -> list[Any]:
    """The people for whom something waits, or who want an overview, in this rhythm."""
    person = get_user_model()
    chosen = dict(Choice.objects.filter(kind=kinds.OVERVIEW.key).values_list("person", "how"))
    held = set(Message.objects.for_digest(how).values_list("person", flat=True))
    default = kinds.OVERVIEW.choices[0]
    accounts = person.objects.filter(is_active=True, email__isnull=False).order_by("pk")
    return [one for one in accounts if one.pk in held or chosen.get(one.pk, default) == how]


@audit.in_turn()
def _write(person: Any, how: str, *, key: str, on: date, now: datetime) -> Message | None:
    if Message.objects.filter(key=key).exists():
        return None
    held = list(Message.objects.for_digest(how).filter(person=person).order_by("written_at", "pk"))
    wanted = [one for one in held if kinds.kind(one.kind).wanted(one)]
    _settle([one for one in held if one not in wanted], Message.State.CALLED_OFF, now=now)
    chosen = Choice.objects.filter(person=person, kind=kinds.OVERVIEW.key).first()
    has_overview = (chosen.how if chosen else kinds.OVERVIEW.choices[0]) == how
    sections = digest_sections(person, on=on) if has_overview else []
    if not (wanted or sections):
        return None
    message = send(
        to=person, kind=kinds.DIGEST.key, template="outbox/digest.txt", key=key, now=now,
        context={"held": wanted, "sections": sections, "daily": how == kinds.DAILY},
    )  # fmt: skip
    _settle(wanted, Message.State.IN_DIGEST, now=now, digest=message)
    return message


def _settle(
    messages: list[Message], state: Message.State, *, now: datetime, digest: Message | None = None
) -> None:
    off = "What it was about has changed" if state == Message.State.CALLED_OFF else ""
    Message.objects.waiting().filter(pk__in=[one.pk for one in messages]).update(
        state=state, settled_at=now, digest=digest, why=off
    )
