from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evenground_web.core import audit
from evenground_web.core.editing import apply_changes, move, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Group, Organisation, Person, StandingItem


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
) -> Group:
    """Add a board, forum, network or task and finish group, with its members."""
    _check_name(name)
    group = Group.objects.create(
        name=name, kind=kind, lead=lead, terms_of_reference=terms_of_reference
    )
    group.people.set(people)
    group.organisations.set(organisations)
    audit.record("group.added", group, by=by, sentence=f"added the group {name}")
    return group


@audit.in_turn()
def edit_group(group: Group, *, by: Person, **changes: Any) -> Group:
    """Change a group, its lead and members among the rest."""
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
    group: Group, *, by: Person | None, title: str, builds_paper: bool = False
) -> StandingItem:
    """Put an item on every future agenda of the group."""
    item, new = StandingItem.objects.get_or_create(
        group=group,
        title=title,
        defaults={"builds_paper": builds_paper, "order": next_order(group.standing_items.all())},
    )
    if not new and item.in_use:
        raise RuleBroken(f"“{title}” is already a standing item of {group}.")
    if not new:
        item.in_use, item.builds_paper = True, builds_paper
        item.save(update_fields=["in_use", "builds_paper"])
    audit.record(
        "group.standing_item_added", group, by=by, sentence=f"made “{title}” a standing item"
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
