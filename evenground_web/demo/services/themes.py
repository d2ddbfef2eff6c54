"""How two people of the fictional partnership code what was said, and what they agree on."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.demo.story import chapter
from evenground_web.themes import services
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services.learning import learn_what_was_asked
from evenground_web.voices.models import Voice

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year


def tell(year: Year, *, kind: int) -> None:
    year.timeline.on(chapter("themes")["codebook"]["month"], kind, partial(_code, year))


def _code(year: Year, now: datetime) -> None:
    story = chapter("themes")
    book = services.add_codebook(
        by=year.lead, title=story["codebook"]["title"], question=story["codebook"]["question"],
        now=now,
    )  # fmt: skip
    themes = _themes(year, book, story["theme"], now)
    for memo in story["memo"]:
        services.write_memo(themes[memo["theme"]], by=year.facilitator, text=memo["text"], now=now)
    voices = list(services.voices_of(book))
    for entry in story["read"]:
        _read(year, book, _find(voices, entry["begins"]), entry, themes, now)
    _read_crowd(year, book, themes, now)
    for entry in story["merge"]:
        services.merge(themes[entry["theme"]], by=year.lead, into=themes[entry["into"]], now=now)
    for entry in story["split"]:
        voice = _find(voices, entry["begins"])
        span = services.sentences(voice.in_english)[0]
        services.split(
            themes[entry["theme"]], by=year.lead, name=entry["name"],
            definition=entry["definition"], passages=[(voice.pk, span)], now=now,
        )  # fmt: skip
    services.ask(book, by=year.lead, now=now)
    learn_what_was_asked(now=now)


def _themes(
    year: Year, book: Codebook, entries: list[dict[str, Any]], now: datetime
) -> dict[str, Theme]:
    themes: dict[str, Theme] = {}
    for entry in entries:
        said = {name: entry[name] for name in SAID if name in entry}
        parent = themes.get(entry.get("parent", ""))
        themes[entry["key"]] = services.add_theme(
            book, by=year.lead, parent=parent, now=now, **said
        )
    return themes


SAID = ("name", "definition", "when_to_use", "when_not")
OF_FOUR = 4


def _find(voices: list[Voice], begins: str) -> Voice:
    return next(voice for voice in voices if voice.in_english.startswith(begins))


def _read(
    year: Year,
    book: Codebook,
    voice: Voice,
    entry: dict[str, Any],
    themes: dict[str, Theme],
    now: datetime,
) -> None:
    """Each of the two codes it on their own; where they differ, they may talk."""
    places = services.sentences(voice.in_english)
    both = entry.get("both", [])
    for coder, key in ((year.lead, "lead"), (year.facilitator, "helper")):
        for name, sentence in entry.get(key, both):
            services.code(voice, by=coder, themes=[themes[name]], spans=[places[sentence]], now=now)
        services.finish(book, voice, by=coder, now=now)
    if "agreed" in entry:
        agreed = [
            services.Passage(themes[name], *places[sentence]) for name, sentence in entry["agreed"]
        ]
        services.settle(book, voice, by=year.lead, agreed=agreed, reason=entry["why"], now=now)


def _read_crowd(year: Year, book: Codebook, themes: dict[str, Theme], now: datetime) -> None:
    """Most of the crowd is read by both; where they differ, they talk about every other voice."""
    story = chapter("crowd")
    for number, said in enumerate(year.crowd.said):
        if number % OF_FOUR >= story["coded"]:
            continue
        differ = not number % story["differ"]
        instead = (said.mistaken, *said.themes[1:]) if differ else said.themes
        spans = services.sentences(said.voice.in_english)
        for coder, found in ((year.lead, said.themes), (year.facilitator, instead)):
            for name, span in zip(found, spans, strict=False):
                services.code(said.voice, by=coder, themes=[themes[name]], spans=[span], now=now)
            services.finish(book, said.voice, by=coder, now=now)
        if differ and number % (2 * story["differ"]):
            agreed = [
                services.Passage(themes[name], *span)
                for name, span in zip(said.themes, spans, strict=False)
            ]
            services.settle(
                book, said.voice, by=year.lead, agreed=agreed, reason=story["why"], now=now
            )
