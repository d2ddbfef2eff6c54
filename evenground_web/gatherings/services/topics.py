"""Changes to the topics of a gathering."""

from __future__ import annotations

from evenground_web.core import audit
from evenground_web.core.editing import move, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Person


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
