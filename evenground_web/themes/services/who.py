"""Each theme by who spoke of it: where small counts are hidden, nought among them, others rounded."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Choices

from evenground_web.people.models import Place
from evenground_web.people.services.mix import census_groups
from evenground_web.people.services.small_numbers import is_small, protected
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services.reading import agreed_in, with_parts
from evenground_web.voices.models import Voice

NOT_SAID = "Not said"
SPOKEN_AS, PLACE, GROUP, SETTING, KIND = "role", "place", "community", "setting", "kind"
WAYS: dict[str, tuple[str, str]] = {
    SPOKEN_AS: ("Who spoke", "speaking_as"),
    PLACE: ("Place", "place__name"),
    GROUP: ("Ethnic group, of those who said", "described__group"),
    SETTING: ("Setting", "setting"),
    KIND: ("Kind", "kind"),
}


@dataclass(frozen=True)
class ByWho:
    """A table: of each theme how many speak of it in all, and in each column that can be told.

    What is part of a theme counts for it, each voice once. `hidden` is whether there are columns in which no theme has enough voices to be told.
    """

    title: str
    columns: list[str]
    rows: list[tuple[Theme, str, list[str]]]
    hidden: bool


def by_who(codebook: Codebook, way: str) -> ByWho:
    """The themes of a codebook by role, place, community, setting or kind of what was said."""
    title, field = WAYS[way]
    voices: dict[int, set[tuple[int, str | None]]] = defaultdict(set)
    rows = agreed_in(codebook).order_by()
    for theme, *voice in rows.values_list(
        "counts_as", "settlement__voice", f"settlement__voice__{field}"
    ).distinct():
        voices[theme].add(tuple(voice))
    with_parts(codebook, voices)
    found = Counter((theme, value) for theme, all_of_it in voices.items() for _, value in all_of_it)
    columns = [
        (value, label)
        for value, label in _columns(way)
        if any(not is_small(found[theme, value]) for theme in voices)
    ]
    return ByWho(
        title=title,
        columns=[label for _, label in columns],
        rows=[
            (
                theme,
                protected(len(voices[theme.pk])),
                [protected(found[theme.pk, value]) for value, _ in columns],
            )
            for theme in codebook.themes.in_use()
        ],
        hidden=len(columns) < len(list(_columns(way))),
    )


def _columns(way: str) -> Iterable[tuple[str, str]]:
    """Every value there could be, also where nobody spoke, with what it is called."""
    if way == PLACE:
        local = Place.objects.exclude(kind__in=[Place.Kind.NATION, Place.Kind.REGION])
        return [(name, name) for name in local.values_list("name", flat=True).order_by("name")]
    if way == GROUP:
        return [(one, one) for one in census_groups()]
    choices: dict[str, type[Choices]] = {
        SPOKEN_AS: Voice.SpeakingAs, SETTING: Voice.Setting, KIND: Voice.Kind,
    }  # fmt: skip
    listed = [(one.value, str(one.label)) for one in choices[way]]
    return listed if way == KIND else [*listed, ("", NOT_SAID)]
