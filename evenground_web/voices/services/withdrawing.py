"""Taking words back: they are erased at once, with all that was kept beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person
from evenground_web.voices.models import Voice
from evenground_web.voices.services.news import forget_address_of
from evenground_web.voices.services.pools import leave_pools
from evenground_web.voices.services.recordings import erase_file
from evenground_web.voices.services.standing import month, record, standing, words_changed

BESIDE = ("naming", "described", "sealed", "recording")


@dataclass(frozen=True)
class Use:
    """Where words were quoted: a paper, a reply. `is_printed` says that copies of it are about."""

    voice: int
    words: str
    on: date
    url: str = ""
    is_printed: bool = False


Finder = Callable[[Iterable[Voice]], Iterable[Use]]
_finders: list[Finder] = []


def where_quoted(finder: Finder) -> None:
    """Offer to say where voices are quoted; called once, at start-up, by each app that quotes."""
    _finders.append(finder)


def uses_of(*voices: Voice) -> list[Use]:
    """Where these voices are quoted, or were before they were taken back; the newest first."""
    found = [use for finder in _finders for use in finder(voices)]
    return sorted(found, key=lambda use: (use.on, use.words), reverse=True)


def uses_taken_back() -> list[tuple[Use, int]]:
    """Where words were quoted that may be shown no more, and how many of them; the newest first.

    Each document once: it does not say whether one voice stood in two of them.
    """
    gone = Voice.objects.exclude(pk__in=Voice.objects.quotable().values("pk"))
    found = Counter((use.words, use.on, use.url, use.is_printed) for use in uses_of(*gone))
    rows = [
        (Use(voice=0, words=words, on=on, url=url, is_printed=is_printed), count)
        for (words, on, url, is_printed), count in found.items()
    ]
    return sorted(rows, key=lambda row: (row[0].on, row[0].words), reverse=True)


@audit.in_turn()
def withdraw(voice: Voice, *, by: Person | None = None, on: date | None = None) -> Voice:
    """The person who spoke takes their words back: they are erased, at once and for good.

    `by` is whoever does it for somebody who has no code.
    """
    voice = standing(voice)
    before = voice.in_english
    voice.text = voice.translation = voice.translated_by = ""
    voice.gap = None
    voice.withdrawn_at = month(on)
    forget_address_of(voice)
    leave_pools(voice)
    _erase_beside(voice)
    voice.save(update_fields=["text", "translation", "translated_by", "gap", "withdrawn_at"])
    words_changed(voice, before)
    record(
        "voice.withdrawn", voice, by=by, sentence="erased the words, as their author asked", on=on
    )
    return voice


def withdraw_for(voice: Voice, *, by: Person, on: date | None = None) -> Voice:
    """Somebody asks for their answer to a survey to be erased: they have no code to do it with."""
    if voice.channel != Voice.Channel.SURVEY:
        raise RuleBroken(
            "Whoever said this has a code, with which they alone take it back. Set it aside if it is abuse."
        )
    return withdraw(voice, by=by, on=on)


def _erase_beside(voice: Voice) -> None:
    """The name, the self-description, what was sealed, the recording, and what was asked of them."""
    if recording := getattr(voice, "recording", None):
        erase_file(recording.file.name)
    for name in BESIDE:
        if kept := getattr(voice, name, None):
            kept.delete()
    voice.questions.all().delete()
