"""Who spoke, beside who lives here: by ethnic group, year by year, and by place.

Self-descriptions are counted year by year and never in all: a total beside its years would give away
what is hidden in one of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.db.models import Count, F
from django.db.models.functions import ExtractYear

from evenground_web.people.models import Mix
from evenground_web.people.services.beside import OTHERS, Beside, Standing, beside, within
from evenground_web.people.services.mix import Parts, census_groups, current_mix
from evenground_web.people.services.small_numbers import protected, told
from evenground_web.voices.models import Voice

YEARS_SHOWN = 4
NEVER_ASKED = (Voice.Channel.PHONE_PAGE,)  # a phone in the room asks nobody who they are
OWN_WORDS, NOT_SAID, NOT_ASKED = "own words", "not said", "not asked"
APART = {
    OWN_WORDS: "Said it in their own words, which nobody has put into a group yet",
    OTHERS: "In a group of which nobody said how many there are",
    NOT_SAID: "Were asked, and did not say",
    NOT_ASKED: "Were not asked",
}


@dataclass(frozen=True)
class Years:
    """Each group with its count in each year, the last year first; compared where a mix is declared."""

    parts: Parts | None
    years: list[int]
    rows: list[list[Beside]]
    apart: list[tuple[str, list[str]]]

    @property
    def fewer(self) -> list[str]:
        """Who spoke less than their share in the last year."""
        return [row[0].name for row in self.rows if row[0].standing == Standing.FEWER]


def by_group() -> Years:
    """How people describe themselves. Not asked, not said and said in own words are three things."""
    parts, found = current_mix(Mix.Of.GROUP), defaultdict[int, Counter[str]](Counter)
    counted = Voice.objects.may_be_counted().order_by()
    rows = counted.values_list(ExtractYear("received"), "channel", F("described__group"))
    for year, channel, group, number in rows.annotate(Count("pk")):
        found[year][_group(group, channel, parts)] += number
    years = sorted(found, reverse=True)[:YEARS_SHOWN]
    each = [_beside(parts, found[year]) for year in years]
    return Years(
        parts=parts,
        years=years,
        rows=[list(row) for row in zip(*each, strict=True)],
        apart=[
            (words, [protected(found[year][key]) for year in years])
            for key, words in APART.items()
            if parts or key != OTHERS
        ],
    )


def _group(group: str | None, channel: str, parts: Parts | None) -> str:
    """Under what a voice is counted; without a self-description there is no group, not even an empty one."""
    if group is None:
        return NOT_ASKED if channel in NEVER_ASKED else NOT_SAID
    if not group:
        return OWN_WORDS
    return OTHERS if parts and group not in parts.shares else group


def _beside(parts: Parts | None, counts: Counter[str]) -> list[Beside]:
    if parts:
        return beside(parts, counts)
    return [
        Beside(group, group, 0, told(counts[group]), Standing.UNKNOWN) for group in census_groups()
    ]


def by_place() -> tuple[Parts | None, list[Beside]]:
    """The places that voices are about, each beside how many people live there."""
    parts = current_mix(Mix.Of.PLACE)
    if parts is None:
        return None, []
    counted = Voice.objects.may_be_counted().order_by()
    found = Counter(dict(counted.values_list(F("place__code")).annotate(Count("pk"))))
    found[""] = found.pop(None, 0)
    return parts, beside(parts, within(parts, found))
