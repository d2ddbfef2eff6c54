"""What is agreed, read for other parts: which voices have a theme, which themes a voice has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from evenground_web.people.models import Person
from evenground_web.themes.models import Agreed, Codebook, Coding, Theme
from evenground_web.themes.services.agreeing import Passage
from evenground_web.voices.models import Voice, VoiceQuerySet

COUNTED_AS = Coalesce("theme__counted_as", "theme")


def agreed_in(codebook: Codebook | None = None) -> QuerySet[Any]:
    """Everything that is agreed now of voices that may be used, each with `counts_as`, a theme's key."""
    found: QuerySet[Any] = Agreed.objects.standing().annotate(counts_as=COUNTED_AS)
    return found.filter(settlement__codebook=codebook) if codebook else found


def voices_with(*themes: Theme) -> VoiceQuerySet:
    """The voices that have any of these themes, as agreed; merged themes count with their new one."""
    found = agreed_in().filter(counts_as__in=[theme.pk for theme in themes])
    return Voice.objects.filter(pk__in=found.values("settlement__voice"))


def how_many(codebook: Codebook) -> dict[int, int]:
    """By the key of each theme, how many voices have it or a part of it. Show it protected."""
    voices: dict[int, set[int]] = defaultdict(set)
    pairs = agreed_in(codebook).order_by().values_list("counts_as", "settlement__voice")
    for theme, voice in pairs.distinct():
        voices[theme].add(voice)
    with_parts(codebook, voices)
    return {theme: len(found) for theme, found in voices.items() if found}


def with_parts(codebook: Codebook, found: dict[int, set[Any]]) -> None:
    """Give each theme what was found of its parts as well, each once."""
    for _, one in sorted(outline(codebook), key=lambda row: -row[0]):
        if one.parent and found.get(one.pk):
            found[one.parent.stands_as] |= found[one.pk]


def themes_of(voices: Iterable[Voice]) -> dict[int, list[Theme]]:
    """By the key of each voice, the themes it has as agreed, each once."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = agreed_in().filter(settlement__voice__in=[voice.pk for voice in voices]).order_by()
    for voice, theme in rows.values_list("settlement__voice", "counts_as"):
        found[voice].add(theme)
    themes = Theme.objects.filter(pk__in={key for keys in found.values() for key in keys})
    ordered = list(themes.select_related("codebook"))
    return {voice: [one for one in ordered if one.pk in keys] for voice, keys in found.items()}


def with_those_below(theme: Theme) -> list[Theme]:
    """A theme and all that are part of it, however deep."""
    rows = list(theme.codebook.themes.in_use().select_related("parent"))
    found, keys = [theme], {theme.pk}
    while new := [
        row for row in rows if row.pk not in keys and row.parent and row.parent.stands_as in keys
    ]:
        found += new
        keys |= {row.pk for row in new}
    return found


def outline(codebook: Codebook) -> list[tuple[int, Theme]]:
    """The themes in use as they stand in each other, each with how deep it is."""
    rows = list(codebook.themes.select_related("parent"))
    below: dict[int | None, list[Theme]] = defaultdict(list)
    for row in rows:
        if row.merged_into_id is None:
            below[row.parent.stands_as if row.parent else None].append(row)

    def from_here(key: int | None, depth: int) -> list[tuple[int, Theme]]:
        return [
            found for row in below[key] for found in [(depth, row), *from_here(row.pk, depth + 1)]
        ]

    return from_here(None, 0)


def found_in(codebook: Codebook, voice: Voice) -> dict[Person, list[Coding]]:
    """What each coder of a voice found, also nothing."""
    readings = codebook.readings.filter(voice=voice).select_related("coder")
    found: dict[Person, list[Coding]] = {one.coder: [] for one in readings}
    codings = Coding.objects.there().filter(voice=voice, theme__codebook=codebook)
    for one in codings.select_related("theme__counted_as", "coder", "voice"):
        found.setdefault(one.coder, []).append(one)
    return found


def passages_in(found: dict[Person, list[Coding]]) -> list[Passage]:
    """Each theme in each words that any coder found, once, as it counts now."""
    keys = {
        (one.theme.standing_theme, one.start, one.end)
        for codings in found.values()
        for one in codings
    }
    return [Passage(*key) for key in sorted(keys, key=lambda key: (key[1], key[2], key[0].name))]
