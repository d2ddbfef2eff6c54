"""How many spoke, by what they spoke of and who spoke: small counts hidden, others rounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Choices, Count, F

from evenground_web.core.languages import spoken_languages
from evenground_web.core.text import upper_first
from evenground_web.gatherings.models import Topic
from evenground_web.people.models import Place
from evenground_web.people.services.small_numbers import is_small, protected, worded
from evenground_web.voices.models import Voice, VoiceQuerySet

NOT_SAID = "Not said"
MAY_BE_EMPTY = ("level", "setting", "speaking_as")


@dataclass(frozen=True)
class Breakdown:
    """One table: each row a label and a protected count. The total is of the rows that are told."""

    title: str
    rows: list[tuple[str, str]]
    hidden: int = 0

    @property
    def is_told(self) -> bool:
        """Whether any of its counts is large enough to be told."""
        return any(count != worded(None) for _, count in self.rows)

    @property
    def head(self) -> str:
        return upper_first(self.title.removeprefix("By ").partition(",")[0])


def heard(voices: VoiceQuerySet | None = None) -> tuple[str, list[Breakdown]]:
    """How many voices may be counted in all, and by each thing that is known of them.

    Every table counts the whole partnership: narrower ones, taken from each other, would point at
    somebody. Rows that are always possible are shown, also where nobody spoke.
    """
    everybody = Voice.objects.all() if voices is None else voices
    counted = everybody.may_be_counted().order_by()
    total = counted.count()
    tables = [
        _by_choice(counted, "kind", "By kind", Voice.Kind),
        _by_choice(counted, "level", "By level of racism or unfairness", Voice.Level),
        _by_choice(counted, "setting", "By setting", Voice.Setting),
        _by_choice(counted, "speaking_as", "By who spoke", Voice.SpeakingAs),
        _by_choice(counted, "channel", "By how they reached us", Voice.Channel),
        _by_place(counted),
        _by_language(counted),
    ]
    return protected(total), tables


def heard_about(topics: Iterable[Topic]) -> list[tuple[Topic, str]]:
    """How many voices are about each of these topics alone, never about several together.

    Sums over topics that somebody chose, taken from each other, would point at somebody.
    """
    topics = list(topics)
    about = Voice.objects.filter(topic__in=topics).may_be_counted().order_by()
    found = dict(about.values_list("topic").annotate(Count("pk")))
    return [(topic, protected(found.get(topic.pk, 0))) for topic in topics]


def _by_choice(voices: VoiceQuerySet, name: str, title: str, choices: type[Choices]) -> Breakdown:
    found = dict(voices.values_list(name).annotate(Count("pk")))
    labels = [*((one.value, str(one.label)) for one in choices), ("", NOT_SAID)]
    rows = [(label, protected(found.get(key, 0))) for key, label in labels]
    return Breakdown(title, rows if name in MAY_BE_EMPTY else rows[:-1])


def _by_place(voices: VoiceQuerySet) -> Breakdown:
    found = dict(voices.values_list(F("place__name")).annotate(Count("pk")))
    local = Place.objects.exclude(kind__in=[Place.Kind.NATION, Place.Kind.REGION])
    names = local.values_list("name", flat=True).distinct().order_by("name")
    return _told("By place", [(name, found.get(name, 0)) for name in names])


def _by_language(voices: VoiceQuerySet) -> Breakdown:
    found = dict(voices.values_list("language").annotate(Count("pk")))
    return _told("By language", [(name, found.get(code, 0)) for code, name in spoken_languages()])


def _told(title: str, counts: Iterable[tuple[str, int]]) -> Breakdown:
    """Of a long list only the rows that may be told; how many others there are says nothing."""
    counts = list(counts)
    told = [(label, protected(count)) for label, count in counts if not is_small(count)]
    return Breakdown(title, told, hidden=len(counts) - len(told))
