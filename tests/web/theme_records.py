"""A codebook with two themes, voices to code, and two people who code them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from evenground_web.gatherings import services as gatherings
from evenground_web.themes import services
from evenground_web.themes.models import Codebook, Coding, Theme
from evenground_web.themes.services.spans import sentences
from evenground_web.voices import services as voices
from evenground_web.voices.models import Voice

DAY = date(2026, 5, 4)
NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
WORDS = "Nobody believed me. My daughter interpreted for me. The bus stops at six."


def codebook(u: Any, **details: Any) -> SimpleNamespace:
    """A codebook of one summit; a lead, a facilitator and an analyst may code."""
    summit = gatherings.add_gathering(
        by=u.lead, title="Summit", kind="summit", starts=DAY, topics=["Maternity", "Housing"]
    )
    book = services.add_codebook(
        by=u.lead, title="What gets in the way", gathering=summit, **details
    )
    first = services.add_theme(
        book, by=u.lead, name="Not believed", definition="Pain or worry was not taken seriously"
    )
    second = services.add_theme(book, by=u.lead, name="No interpreter")
    return SimpleNamespace(
        summit=summit, book=book, disbelief=first, interpreters=second, lead=u.lead,
        facilitator=u.by_role["facilitator"], analyst=u.analyst,
    )  # fmt: skip


def said(c: Any, text: str = WORDS, *, consent: str = "public", **details: Any) -> Voice:
    return voices.record_voice(
        by=c.lead, text=text, kind="barrier", consent=consent, source="gathering",
        gathering=c.summit, on=DAY, cleared=True, **details,
    )[0]  # fmt: skip


def found(voice: Voice, *themes: Theme, by: Any, sentence: int = 0) -> list[Coding]:
    """Somebody finds these themes in one sentence of a voice."""
    span = sentences(voice.in_english)[sentence]
    return services.code(voice, by=by, themes=themes, spans=[span], now=NOW)


def done(book: Codebook, voice: Voice, *people: Any) -> None:
    for somebody in people:
        services.finish(book, voice, by=somebody, now=NOW)


def both_found(c: Any, voice: Voice, *themes: Theme, sentence: int = 0) -> Voice:
    """The lead and the facilitator find the same, and so it is agreed."""
    for somebody in (c.lead, c.facilitator):
        if themes:
            found(voice, *themes, by=somebody, sentence=sentence)
        done(c.book, voice, somebody)
    return voice
