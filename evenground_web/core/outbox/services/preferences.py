"""How and when a person wants to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from evenground_web.core import audit
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox.models import Choice, Preferences
from evenground_web.core.outbox.quiet import after_quiet
from evenground_web.core.permissions import RuleBroken

LONDON = ZoneInfo("Europe/London")


@audit.in_turn()
def choose(
    person: Any,
    *,
    by: Any,
    quiet_from: time,
    quiet_until: time,
    how: Mapping[str, str],
    now: datetime | None = None,
) -> Preferences:
    """Keep what a person chose: `how` has a way for each kind of message."""
    for key, way in how.items():
        if way not in kinds.kind(key).choices:
            raise RuleBroken(
                f"{kinds.kind(key).name}: choose one of the ways in the list. What waits for your "
                "answer cannot be turned off."
            )
    kept, _ = Preferences.objects.update_or_create(
        person=person, defaults={"quiet_from": quiet_from, "quiet_until": quiet_until}
    )
    for key, way in how.items():
        Choice.objects.update_or_create(person=person, kind=key, defaults={"how": way})
    audit.record(
        "mail.chosen", person, by=by, now=now, sentence="chose when mail comes and how often"
    )
    return kept


def preferences_of(person: Any) -> Preferences:
    """What a person chose, or what holds for everybody."""
    return Preferences.objects.filter(person=person).first() or Preferences(person=person)


class Wishes:
    """How and when these people want to be told, in two queries however many they are."""

    def __init__(self, people: Iterable[Any]) -> None:
        told = {person.pk for person in people if person}
        chosen = Choice.objects.filter(person__in=told).values_list("person", "kind", "how")
        self._how = {(person, kind): how for person, kind, how in chosen}
        self._hours = {kept.person_id: kept for kept in Preferences.objects.filter(person__in=told)}

    def how(self, person: Any, kind: kinds.Kind) -> str:
        """At once, daily, weekly or never."""
        if not (person and kind.choices):
            return kinds.AT_ONCE
        return self._how.get((person.pk, kind.key), kind.choices[0])

    def first_moment(self, person: Any, kind: kinds.Kind, *, now: datetime) -> datetime:
        """When a message may go: now, or when the person's quiet hours are over."""
        if kind.disturbs:
            return now
        kept = (person and self._hours.get(person.pk)) or Preferences()
        return after_quiet(now, start=kept.quiet_from, end=kept.quiet_until, zone=LONDON)


def how_for(person: Any, kind: kinds.Kind) -> str:
    return Wishes([person]).how(person, kind)
