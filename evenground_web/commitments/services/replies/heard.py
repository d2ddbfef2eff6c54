"""What was said about the subject of a reply, as far as it may be told."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evenground_web.commitments.models import Reply
from evenground_web.people.services.small_numbers import protected
from evenground_web.themes.services import voices_with, with_those_below
from evenground_web.voices.models import Voice, VoiceQuerySet

RUN = 8  # so many words in a row are somebody's own


def voices_of(reply: Reply) -> VoiceQuerySet:
    """What people said about it, and did not take back; of a theme, with what is part of it."""
    if reply.theme:
        return voices_with(*with_those_below(reply.theme.standing_theme)).standing()
    return Voice.objects.standing().filter(**{reply.about: reply.subject})


def heard_in_words(voices: VoiceQuerySet) -> str:
    """How many may be counted but not shown: the count that other pages show too."""
    return protected(voices.only_counted().count())


def repeats(texts: Iterable[str], voices: VoiceQuerySet) -> bool:
    """Whether a text holds a run of words that somebody said."""
    written = {run for text in texts for run in _runs(text)}
    return bool(written) and any(
        not written.isdisjoint(_runs(said))
        for texts in voices.values_list("text", "translation")
        for said in texts
    )


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of so many words, whatever stands between them; a shorter text has none."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}
