from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import apply_changes, move, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Group, Organisation, Person, Seat, StandingItem
from evenground_web.people.services.seats import works_at


@audit.in_turn()
def add_group(
    *,
    by: Person | None,
    name: str,
    kind: str,
    lead: Person | None = None,
    terms_of_reference: str = "",
    people: Iterable[Person] = (),
    organisations: Iterable[Organisation] = (),
    on: date | None = None,
) -> Group:
    """Add a board, forum, network or task and finish group, with its members from `on`."""
    _check_name(name)
    group = Group.objects.create(
        name=name, kind=kind, lead=lead, terms_of_reference=terms_of_reference
    )
    starts = on or timezone.localdate()
    Seat.objects.bulk_create(
        Seat(group=group, person=person, organisation=works_at(person, on=starts), starts=starts)
        for person in dict.fromkeys(people)
    )
    group.organisations.set(organisations)
    audit.record("group.added", group, by=by, sentence=f"added the group {name}")
    return group


@audit.in_turn()
def edit_group(group: Group, *, by: Person, **changes: Any) -> Group:
    """Change a group, its lead and member organisations among the rest."""
    group = Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    _check_name(changes.get("name", group.name), but=group)
    sentence, details = apply_changes(group, changes)
    if sentence:
        audit.record("group.edited", group, by=by, sentence=sentence, **details)
    return group


def _check_name(name: str, but: Group | None = None) -> None:
    others = Group.objects.exclude(pk=but.pk) if but else Group.objects.all()
    if others.filter(name__iexact=name).exists():
        raise RuleBroken(f"There is already a group called {name}. Give this one another name.")


@audit.in_turn()
def add_standing_item(
    group: Group, *, by: Person | None, title: str, **details: Any
) -> StandingItem:
    """Put an item on every future agenda of the group, with how agendas show it."""
    item, new = StandingItem.objects.get_or_create(
        group=group,
        title=title,
        defaults={**details, "order": next_order(group.standing_items.all())},
    )
    if not new and item.in_use:
        raise RuleBroken(f"“{title}” is already a standing item of {group}.")
    if not new:
        apply_changes(item, {"in_use": True, "builds_paper": False, **details})
    audit.record(
        "group.standing_item_added", group, by=by, sentence=f"made “{title}” a standing item"
    )
    return item


@audit.in_turn()
def edit_standing_item(item: StandingItem, *, by: Person, **changes: Any) -> StandingItem:
    """Change how future agendas show an item; those already made keep theirs."""
    item = StandingItem.objects.select_related("group").get(pk=item.pk)
    title = changes.get("title", item.title)
    if item.group.standing_items.exclude(pk=item.pk).filter(title__iexact=title).exists():
        raise RuleBroken(f"“{title}” is already a standing item of {item.group}.")
    old = item.title
    sentence, details = apply_changes(item, changes)
    if sentence:
        audit.record(
            "group.standing_item_edited",
            item.group,
            by=by,
            sentence=f"{sentence} of the standing item “{old}”",
            **details,
        )
    return item


@audit.in_turn()
def end_standing_item(item: StandingItem, *, by: Person) -> StandingItem:
    """Leave an item off future agendas; those already made keep it."""
    item = StandingItem.objects.select_related("group").get(pk=item.pk)
    if item.in_use:
        item.in_use = False
        item.save(update_fields=["in_use"])
        audit.record(
            "group.standing_item_ended",
            item.group,
            by=by,
            sentence=f"left “{item}” off future agendas",
        )
    return item


@audit.in_turn()
def move_standing_item(item: StandingItem, *, by: Person, up: bool) -> None:
    """Move a standing item one place up or down on future agendas."""
    if move(item.group.standing_items.current(), item, up=up):
        audit.record(
            "group.standing_item_moved",
            item.group,
            by=by,
            sentence=f"moved the standing item “{item}” {'up' if up else 'down'}",
        )
