"""Themes, and one's own codings, brought in from another program; what is left out is told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import same_words
from evenground_web.people.models import Person
from evenground_web.themes.models import Codebook, Coding, Theme
from evenground_web.themes.services.codebooks import changed, check_theme, tidy
from evenground_web.themes.services.coding import may_be_coded, open_to_coding
from evenground_web.themes.services.exchange.reading import Code, Contents, Source, contents
from evenground_web.themes.services.exchange.words import read
from evenground_web.themes.services.exchange.writing import guid
from evenground_web.themes.services.spans import trimmed
from evenground_web.voices.models import Voice

LONGEST_NAME, LONGEST_WORDS = 120, 1_000


@dataclass
class BroughtIn:
    """What became of a file: nothing of it is lost without a word."""

    added: list[Theme] = field(default_factory=list)
    known: list[Theme] = field(default_factory=list)
    coded: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)


@audit.in_turn()
def bring_in(
    codebook: Codebook, *, by: Person, name: str, data: bytes, now: datetime | None = None
) -> BroughtIn:
    """Add the themes of a file that the codebook does not have, and what `by` had coded elsewhere."""
    found = contents(name, data)
    if not found.codes:
        raise RuleBroken(f"{name} holds no codes, so there is nothing to bring in.")
    done = BroughtIn(told=[f"Left out: {what}" for what in found.unread])
    themes = _themes(codebook, found, done)
    at = now or timezone.now()
    voices = _voices(codebook, by=by)
    for source in found.sources:
        _codings(codebook, source, voices, themes, done, by=by, at=at)
    if done.added or done.coded:
        changed(
            codebook, by=by, now=now, verb="brought_in",
            sentence=f"brought in {len(done.added)} themes and {done.coded} of their codings from a file",
        )  # fmt: skip
    return done


def _themes(codebook: Codebook, found: Contents, done: BroughtIn) -> dict[UUID, Theme]:
    """By the guid of each code of the file, the theme it is here."""
    rows = list(codebook.themes.select_related("counted_as"))
    by_guid = {row.guid: row.standing_theme for row in rows}
    names = {same_words(row.name): row for row in rows if row.merged_into_id is None}
    themes: dict[UUID, Theme] = {}
    for code in found.codes:
        same = (
            by_guid.get(code.guid)
            or themes.get(code.guid)
            or (None if code.above else names.get(same_words(code.name)))
        )
        if same:
            done.known.append(same)
            themes[code.guid] = same
            continue
        theme = _new(codebook, code, themes, names, done)
        names[same_words(theme.name)] = themes[code.guid] = theme
        done.added.append(theme)
    return themes


def _new(
    codebook: Codebook,
    code: Code,
    themes: dict[UUID, Theme],
    names: dict[str, Theme],
    done: BroughtIn,
) -> Theme:
    parent = themes.get(code.above) if code.above else None
    name = _free(code.name or "Without a name", parent, names)
    if name != code.name:
        done.told.append(f"“{code.name}” is called “{name}” here, since names are taken once")
    said = read(code.description)
    for part, words in said.items():
        if len(words) > LONGEST_WORDS:
            done.told.append(f"The words of “{name}” were cut at {LONGEST_WORDS:,} characters")
            said[part] = words[:LONGEST_WORDS]
    theme = Theme(
        codebook=codebook, guid=code.guid, name=name, parent=parent,
        order=next_order(codebook.themes.all()), **said,
    )  # fmt: skip
    check_theme(theme)
    theme.save()
    return theme


def _free(name: str, parent: Theme | None, names: dict[str, Theme]) -> str:
    """The name, or one that nobody has: with the theme it is part of, then with a number."""
    name = name[:LONGEST_NAME]
    if same_words(name) in names and parent:
        name = f"{parent}: {name}"[:LONGEST_NAME]
    number, begins = 2, name
    while same_words(name) in names:
        name = f"{begins[: LONGEST_NAME - 6]} ({number})"
        number += 1
    return name


def _voices(codebook: Codebook, *, by: Person) -> tuple[dict[UUID, Voice], dict[str, Voice]]:
    """What this person may code, by the guid in our own files, and by the words."""
    voices = list(may_be_coded(codebook, by=by))
    return (
        {guid("voice", voice.pk): voice for voice in voices},
        {voice.in_english: voice for voice in voices},
    )


def _codings(
    codebook: Codebook,
    source: Source,
    voices: tuple[dict[UUID, Voice], dict[str, Voice]],
    themes: dict[UUID, Theme],
    done: BroughtIn,
    *,
    by: Person,
    at: datetime,
) -> None:
    voice = voices[0].get(source.guid) or voices[1].get(source.text)
    mine = [one for one in source.passages if one.coder in ("", by.name)]
    if others := len(source.passages) - len(mine):
        done.left_out["coded by somebody else: they bring in their own"] += others
    if voice is None or voice.in_english != source.text:
        why = "in words that you may not code here, or that are no voice, or were changed since"
        done.left_out[why] += len(mine)
        return
    try:
        open_to_coding(codebook, voice, by=by)
    except RuleBroken:
        done.left_out["in voices that are agreed, or that you have finished"] += len(mine)
        return
    for one in mine:
        try:
            start, end = trimmed(source.text, (one.start, one.end))
            theme = themes[one.code]
        except (RuleBroken, KeyError):
            done.left_out["of words or codes that the file does not have"] += 1
            continue
        _, new = Coding.objects.get_or_create(
            theme=theme, voice=voice, coder=by, start=start, end=end, taken_out_at=None,
            defaults={"at": at, "memo": tidy(one.memo)},
        )  # fmt: skip
        done.coded += new
        if not new:
            done.left_out["that you had coded here already"] += 1
