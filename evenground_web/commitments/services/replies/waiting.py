"""Who still waits for a reply, and since when: the clock of what was promised to those who spoke.

A gathering is answered by a reply about it, or by a reply about each of its topics.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from evenground_web.commitments.models import Reply, ReplyVersion
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.insight.models import Gap
from evenground_web.themes.services import voices_with
from evenground_web.voices.models import Voice


def without_reply(*, on: date) -> QuerySet[Gathering]:
    """Gatherings that are over and not answered, those whose promised day is longest past first."""
    replies = Reply.objects.published()
    topics = Topic.objects.filter(gathering=OuterRef("pk"))
    open_topics = topics.exclude(pk__in=replies.filter(topic__isnull=False).values("topic"))
    return (
        Gathering.objects.past(on=on)
        .held()
        .exclude(kind=Gathering.Kind.MEETING)
        .exclude(pk__in=replies.filter(gathering__isnull=False).values("gathering"))
        .filter(Exists(open_topics) | ~Exists(topics))
        .order_by(F("reply_due").asc(nulls_last=True), "ends", "pk")
    )


def promised_replies(*, on: date) -> QuerySet[Gathering]:
    """Those of which everybody may know: a day was promised to the people who spoke."""
    return without_reply(on=on).filter(reply_due__isnull=False)


def gatherings_waiting(person: Any, *, on: date) -> QuerySet[Gathering]:
    """Those with a promised day, and those where somebody spoke whose words this person may read."""
    there = Voice.objects.visible_to(person).filter(gathering=OuterRef("pk"))
    return without_reply(on=on).filter(Q(reply_due__isnull=False) | Exists(there))


def gaps_waiting(person: Any) -> QuerySet[Gap]:
    """Gaps about which somebody spoke who got no reply.

    A reply about the gathering or the topic where it was said, or about a theme in it, counts too.
    """
    return Gap.objects.filter(pk__in=_unanswered(person).values("gap"))


def with_how_long(gaps: QuerySet[Gap], person: Any) -> QuerySet[Gap]:
    """How many voices wait for a reply about each, with the month of the first: `since`."""
    mine = Q(voices__in=_unanswered(person))
    return (
        gaps.annotate(heard=Count("voices", filter=mine), since=Min("voices__received", filter=mine))
        .select_related("indicator", "place")
        .order_by("since", "pk")
    )  # fmt: skip


def _unanswered(person: Any) -> QuerySet[Voice]:
    replies = Reply.objects.published()
    found = Voice.objects.visible_to(person).filter(gap__isnull=False)
    for name in ("gap", "topic", "gathering"):
        known = replies.filter(**{f"{name}__isnull": False}).values(name)
        found = found.exclude(**{f"{name}__in": known})
    themes = replies.filter(theme__isnull=False).select_related("theme")
    answered = [reply.theme for reply in themes if reply.theme]
    return found.exclude(pk__in=voices_with(*answered).values("pk")) if answered else found


@dataclass(frozen=True)
class There:
    """What was replied about a gathering as a whole and about each of its topics."""

    whole: ReplyVersion | None
    topics: list[tuple[Topic, ReplyVersion | None]]
    waits: bool
    days: int


def replies_at(gathering: Gathering, *, on: date) -> There:
    of = Q(reply__gathering=gathering) | Q(reply__topic__gathering=gathering)
    newest = ReplyVersion.objects.newest().filter(of).with_subject()
    whole, by_topic = None, {}
    for version in newest:
        if version.reply.topic_id:
            by_topic[version.reply.topic_id] = version
        else:
            whole = version
    topics = [(topic, by_topic.get(topic.pk)) for topic in gathering.topics.all()]
    answered = whole or (topics and all(version for _, version in topics))
    held = gathering.cancelled_at is None and gathering.kind != Gathering.Kind.MEETING
    over = held and gathering.ends < on
    return There(whole, topics, over and not answered, days_late(gathering, on=on))


def days_late(gathering: Gathering, *, on: date) -> int:
    """How many days the promised day is past; nothing before it, or without one."""
    return max((on - gathering.reply_due).days, 0) if gathering.reply_due else 0
