"""What people have said already about a topic, before anybody is asked about it again.

Words that somebody types are looked for in words that members may read anyway. Voices that are only
counted are counted by one topic alone: counts by any word would tell what is in them, and counts over
several topics or of one place could be taken from each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce
from operator import add, or_

from django.db.models import Case, Q, QuerySet, When

from evenground_web.gatherings.models import Topic
from evenground_web.people.models import Place
from evenground_web.voices.before import About
from evenground_web.voices.models import Voice, VoiceQuerySet
from evenground_web.voices.services.breakdowns import heard_about

MOST_WORDS = 6
SAY_NOTHING = {
    "about", "and", "are", "for", "from", "have", "how", "our", "the", "their", "they", "this", "was",
    "what", "when", "where", "who", "why", "with", "you", "your",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HeardBefore:
    """What there is, as members may read it."""

    about: About
    quotes: VoiceQuerySet
    counted: list[tuple[Topic, str]]


def heard_before(words: str, *, place: Place | None = None) -> HeardBefore:
    """Topics with these words and how many spoke of each; what was said about them and with them."""
    looked_for = telling(words)
    topics = list(_with(looked_for, Topic.objects.select_related("gathering"), "title"))
    return HeardBefore(
        about=About(words=looked_for, topics=topics, place=place),
        quotes=_quotes(looked_for, topics, place),
        counted=heard_about(topics),
    )


def telling(text: str) -> list[str]:
    """The words that say what something is about, without endings that differ."""
    words = [word for word in re.findall(r"\w{3,}", text.casefold()) if word not in SAY_NOTHING]
    return list(dict.fromkeys(word.removesuffix("s") for word in words))[:MOST_WORDS]


def _with(words: list[str], rows: QuerySet[Topic], field: str) -> QuerySet[Topic]:
    if not words:
        return rows.none()
    fits = reduce(or_, (Q((f"{field}__icontains", word)) for word in words))
    return rows.filter(fits).order_by("-gathering__starts", "order", "pk")


def _quotes(words: list[str], topics: list[Topic], place: Place | None) -> VoiceQuerySet:
    """The more of the words, the sooner; about a topic counts as one of them."""
    if not words:
        return Voice.objects.none()
    said = [Q(text__icontains=word) | Q(translation__icontains=word) for word in words]
    parts = [*said, Q(topic__in=topics)] if topics else said
    rows = Voice.objects.quotable().filter(reduce(or_, parts))
    if place:
        rows = rows.filter(place=place)
    rank = reduce(add, (Case(When(part, then=1), default=0) for part in parts))
    return rows.annotate(rank=rank).order_by("-rank", "-received", "claim_digest")
