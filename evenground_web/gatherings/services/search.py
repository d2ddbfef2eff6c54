"""Decisions that fit what somebody asked for, of those they may read."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from evenground_web.core.permissions import Permission
from evenground_web.gatherings.models import Decision
from evenground_web.gatherings.models.decisions import DecisionQuerySet
from evenground_web.people.models import Group, Person, Seat


def decisions_for(person: Person, *, on: date) -> DecisionQuerySet:
    """All decisions but those of private items of groups in which this person has no seat."""
    found = Decision.objects.all()
    if person.has_perm(Permission.EDIT_GATHERINGS):
        return found
    groups = Seat.objects.current(on=on).filter(person=person).values("group")
    return found.filter(Q(item__private=False) | Q(item__gathering__group__in=groups))


def find_decisions(
    found: DecisionQuerySet,
    *,
    on: date,
    text: str = "",
    group: Group | None = None,
    which: str = "",
) -> DecisionQuerySet:
    for word in text.split():
        found = found.filter(
            Q(reference__iexact=word)
            | Q(title__icontains=word)
            | Q(text__icontains=word)
            | Q(reason__icontains=word)
        )
    if group:
        found = found.filter(item__gathering__group=group)
    if which == "review":
        found = found.due_for_review(on=on)
    if which == "ratify":
        found = found.filter(to_be_ratified=True, ratified_by=None)
    if which == "stands":
        found = found.filter(superseded_by=None)
    return found.with_names().with_review()
