"""What is suggested to somebody, and what they decide: a suggestion is nobody's coding by itself.

Each coder decides alone, and sees nothing of what others decided while a voice is coded blind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person
from evenground_web.themes.models import Codebook, Decision, Learning, Suggestion, Theme
from evenground_web.themes.services.coding import code, left_to_code, open_voices


@dataclass(frozen=True)
class Heard:
    """How right suggestions of a theme are: where people had coded, and since."""

    theme: Theme
    coded: int
    suggested: int
    precision: str
    recall: str
    silent: str
    confirmed: int
    refused: int


def last_learned(codebook: Codebook) -> Learning | None:
    return codebook.learnings.filter(state=Learning.State.LEARNED).first()


def suggested_to(codebook: Codebook, *, by: Person) -> QuerySet[Suggestion]:
    """What this person has not decided about, in voices that they may code and have not finished."""
    return Suggestion.objects.filter(
        ~Exists(Decision.objects.filter(suggestion=OuterRef("pk"), by=by)),
        learning__codebook=codebook, theme__merged_into=None,
        voice__in=left_to_code(codebook, by=by).order_by().values("pk"),
    ).select_related("theme", "voice")  # fmt: skip


def heard(codebook: Codebook, learning: Learning) -> list[Heard]:
    """By theme, those that are suggested first, then by how often people gave them."""
    themes, decided = codebook.themes.in_bulk(), _decided(codebook)
    found = [
        Heard(
            themes[each["theme"]],
            each["coded"],
            each["suggested"],
            _in_words(each["precision"]),
            _in_words(each["recall"]),
            each["silent"],
            *decided.get(each["theme"], (0, 0)),
        )
        for each in learning.accuracy
        if each["theme"] in themes
    ]
    return sorted(found, key=lambda one: (bool(one.silent), -one.coded, str(one.theme)))


def _decided(codebook: Codebook) -> dict[int, tuple[int, int]]:
    """By theme, how often it was confirmed and refused, where coders may see what others found."""
    rows = Decision.objects.filter(
        suggestion__learning__codebook=codebook,
        suggestion__voice__in=open_voices(codebook).values("pk"),
    )
    counts = (
        rows.order_by()
        .values_list("suggestion__theme")
        .annotate(
            yes=Count("pk", filter=Q(confirmed=True)),
            no=Count("pk", filter=Q(confirmed=False)),
        )
    )
    return {theme: (confirmed, refused) for theme, confirmed, refused in counts}


def _in_words(share: list[float] | None) -> str:
    if share is None:
        return ""
    value, lower, upper = (f"{100 * part:.0f}%" for part in share)
    return f"{value} ({lower} to {upper})"


@audit.in_turn()
def confirm(suggestion: Suggestion, *, by: Person, now: datetime | None = None) -> None:
    """These words have this theme: from now on that is how this person coded them."""
    suggestion = _open_to(suggestion, by=by)
    span = (suggestion.start, suggestion.end)
    code(suggestion.voice, by=by, themes=[suggestion.theme], spans=[span], now=now)
    Decision.objects.create(suggestion=suggestion, by=by, confirmed=True)


@audit.in_turn()
def refuse(suggestion: Suggestion, *, by: Person, now: datetime | None = None) -> None:
    """These words do not have this theme; it is not suggested to this person for them again."""
    suggestion = _open_to(suggestion, by=by)
    Decision.objects.create(suggestion=suggestion, by=by, confirmed=False)
    audit.record(
        "themes.suggestion_refused", suggestion.theme.codebook, by=by, now=now,
        sentence=f"refused “{suggestion.theme}” for some words",
    )  # fmt: skip


def _open_to(suggestion: Suggestion, *, by: Person) -> Suggestion:
    codebook = suggestion.theme.codebook
    found = suggested_to(codebook, by=by).filter(pk=suggestion.pk).first()
    if found is None:
        raise RuleBroken(
            "This is not suggested any more: you decided about it, the voice is finished, or the "
            "words changed. Look at the next one."
        )
    return found
