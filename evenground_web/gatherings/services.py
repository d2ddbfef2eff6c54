"""Changes to gatherings, their topics, and the agendas of groups' meetings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes, move, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, Gathering, Topic
from evenground_web.people.models import Group, Organisation, Person, Place, StandingItem


@audit.in_turn()
def add_gathering(
    *,
    by: Person | None,
    title: str,
    kind: str,
    starts: date,
    ends: date | None = None,
    format: str = Gathering.Format.IN_PERSON,  # noqa: A002
    venue: str = "",
    place: Place | None = None,
    group: Group | None = None,
    purpose: str = "",
    organisations: Iterable[Organisation] = (),
    topics: Iterable[str] = (),
    now: datetime | None = None,
) -> Gathering:
    """Add a summit, conference, workshop, forum or meeting, on one day when `ends` is left out."""
    _check(kind=kind, group=group, starts=starts, ends=ends or starts)
    if Gathering.objects.filter(title__iexact=title, starts=starts, group=group).exists():
        raise RuleBroken(
            f"There is already a gathering called {title} on {nhs_date(starts)}. Open that one, or "
            "give this one another title."
        )
    gathering = Gathering.objects.create(
        title=title,
        kind=kind,
        format=format,
        starts=starts,
        ends=ends or starts,
        venue=venue,
        place=place,
        group=group,
        purpose=purpose,
    )
    gathering.organisations.set(organisations)
    Topic.objects.bulk_create(
        Topic(gathering=gathering, title=topic, order=order)
        for order, topic in enumerate(_different(topics), start=1)
    )
    audit.record(
        "gathering.added", gathering, by=by, sentence=f"added the gathering {title}", now=now
    )
    return gathering


@audit.in_turn()
def edit_gathering(gathering: Gathering, *, by: Person, **changes: Any) -> Gathering:
    """Change any of the fields of a gathering, the organisations that took part among them."""
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    changes["ends"] = changes.get("ends", gathering.ends) or changes.get("starts", gathering.starts)
    _check(
        kind=changes.get("kind", gathering.kind),
        group=changes.get("group", gathering.group),
        starts=changes.get("starts", gathering.starts),
        ends=changes["ends"],
    )
    sentence, details = apply_changes(gathering, changes)
    if sentence:
        audit.record("gathering.edited", gathering, by=by, sentence=sentence, **details)
    return gathering


def _check(*, kind: str, group: Group | None, starts: date, ends: date) -> None:
    if ends < starts:
        raise RuleBroken("The last day is before the first day. Change one of the two dates.")
    if kind == Gathering.Kind.MEETING and group is None:
        raise RuleBroken(
            "A meeting is the meeting of a group. Choose the group, or choose another kind."
        )


def _different(topics: Iterable[str]) -> list[str]:
    """The topics that say something, each once however it is capitalised."""
    return list({topic.casefold(): topic for topic in map(str.strip, topics) if topic}.values())


@audit.in_turn()
def add_topic(gathering: Gathering, *, by: Person | None, title: str) -> Topic:
    """Add something the gathering discusses."""
    _check_topic(gathering, title)
    topic = Topic.objects.create(
        gathering=gathering, title=title, order=next_order(gathering.topics.all())
    )
    audit.record("gathering.topic_added", gathering, by=by, sentence=f"added the topic “{title}”")
    return topic


@audit.in_turn()
def rename_topic(topic: Topic, *, by: Person, title: str) -> Topic:
    """Change the words of a topic; what was said and agreed under it stays with it."""
    topic = Topic.objects.select_related("gathering").get(pk=topic.pk)
    old, gathering = topic.title, topic.gathering
    if title == old:
        return topic
    _check_topic(gathering, title, but=topic)
    topic.title = title
    topic.save(update_fields=["title"])
    audit.record(
        "gathering.topic_renamed",
        gathering,
        by=by,
        sentence=f"renamed the topic “{old}” to “{title}”",
    )
    return topic


def _check_topic(gathering: Gathering, title: str, but: Topic | None = None) -> None:
    others = gathering.topics.exclude(pk=but.pk) if but else gathering.topics.all()
    if others.filter(title__iexact=title).exists():
        raise RuleBroken(f"“{title}” is already a topic of {gathering}. Give this one other words.")


@audit.in_turn()
def move_topic(topic: Topic, *, by: Person, up: bool) -> None:
    """Move a topic one place up or down."""
    if move(topic.gathering.topics.all(), topic, up=up):
        audit.record(
            "gathering.topic_moved",
            topic.gathering,
            by=by,
            sentence=f"moved the topic “{topic}” {'up' if up else 'down'}",
        )


@audit.in_turn()
def plan_meeting(
    group: Group,
    *,
    by: Person | None,
    on: date,
    title: str | None = None,
    items: Iterable[str] = (),
    venue: str = "",
    place: Place | None = None,
    format: str = Gathering.Format.IN_PERSON,  # noqa: A002
    now: datetime | None = None,
) -> Gathering:
    """Plan a meeting of a group: its agenda starts with the standing items, then `items`."""
    title = title or f"{group}, {nhs_date(on)}"
    if group.meetings.filter(starts=on, title=title).exists():
        raise RuleBroken(
            f"{group} already has a meeting called {title} on that day. Open that meeting instead."
        )
    meeting = add_gathering(
        by=by,
        title=title,
        kind=Gathering.Kind.MEETING,
        starts=on,
        group=group,
        venue=venue,
        place=place,
        format=format,
        now=now,
    )
    for standing in group.standing_items.current():
        add_agenda_item(
            meeting,
            by=by,
            title=standing.title,
            action=AgendaItem.Action.DISCUSS,
            standing_item=standing,
            now=now,
        )
    for item in _different(items):
        add_agenda_item(meeting, by=by, title=item, now=now)
    return meeting


@audit.in_turn()
def add_agenda_item(
    gathering: Gathering,
    *,
    by: Person | None,
    title: str,
    action: str = AgendaItem.Action.NOTE,
    presenter: Person | None = None,
    standing_item: StandingItem | None = None,
    now: datetime | None = None,
) -> AgendaItem:
    """Add an item at the end of a meeting's agenda."""
    if gathering.group_id is None:
        raise RuleBroken(f"{gathering} is not the meeting of a group, so it has no agenda.")
    if gathering.agenda.filter(title__iexact=title).exists():
        raise RuleBroken(f"“{title}” is already on the agenda. Give this item other words.")
    item = AgendaItem.objects.create(
        gathering=gathering,
        title=title,
        action=action,
        presenter=presenter,
        standing_item=standing_item,
        order=next_order(gathering.agenda.all()),
    )
    audit.record(
        "gathering.agenda_item_added",
        gathering,
        by=by,
        sentence=f"put “{title}” on the agenda",
        now=now,
    )
    return item


@audit.in_turn()
def edit_agenda_item(
    item: AgendaItem, *, by: Person, now: datetime | None = None, **changes: Any
) -> AgendaItem:
    """Change the title, what is asked of the meeting, or who presents."""
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    title = item.title
    sentence, details = apply_changes(item, changes)
    if sentence:
        audit.record(
            "gathering.agenda_item_edited",
            item.gathering,
            by=by,
            sentence=f"{sentence} of the agenda item “{title}”",
            now=now,
            **details,
        )
    return item


@audit.in_turn()
def move_agenda_item(item: AgendaItem, *, by: Person, up: bool) -> None:
    """Move an agenda item one place up or down."""
    if move(item.gathering.agenda.all(), item, up=up):
        audit.record(
            "gathering.agenda_item_moved",
            item.gathering,
            by=by,
            sentence=f"moved “{item}” {'up' if up else 'down'} the agenda",
        )


@audit.in_turn()
def remove_agenda_item(item: AgendaItem, *, by: Person) -> None:
    """Take an item off the agenda; an item with a paper stays."""
    if hasattr(item, "paper"):
        raise RuleBroken(f"“{item}” has a paper, so it stays on the agenda.")
    removed, _ = item.delete()
    if not removed:
        return
    audit.record(
        "gathering.agenda_item_removed",
        item.gathering,
        by=by,
        sentence=f"took “{item}” off the agenda",
    )
