"""What each row of a survey says, what shows who somebody is in it, and what stands in its way."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TypeVar

from django.utils.crypto import salted_hmac

from evenground_web.core.languages import ENGLISH, known_languages
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, printable
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Place
from evenground_web.voices.models import Consent, SelfDescription, Voice
from evenground_web.voices.services.consent import wordings
from evenground_web.voices.services.loading.tables import Column, Table
from evenground_web.voices.services.marks import NAME, Mark, suggestions
from evenground_web.voices.services.voices import LONGEST

T = TypeVar("T")
SHORTEST_NAME = 3
LONGEST_OWN_WORDS = SelfDescription._meta.get_field("own_words").max_length or 0


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the columns hold, in their order, and what is so of all rows."""

    columns: tuple[str, ...]
    kind: str
    consent: str = ""
    gathering: Gathering | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One voice on its way in; of whoever spoke there is a pseudonym and nothing else."""

    number: int
    text: str
    consent: str
    asked_in: str
    language: str
    topic: Topic | None
    place: Place | None
    own_words: str
    pseudonym: str
    marks: list[Mark]

    @property
    def allows(self) -> str:
        return str(Consent(self.consent).label)


@dataclass
class Preview:
    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    without_words: int = 0
    before: int = 0


def preview(table: Table, reading: Reading) -> Preview:
    """What loading the table would keep. Rows without words, and rows loaded before, are left out."""
    found, known = Preview(), _Known(reading)
    seen: Counter[str] = Counter()
    for number, cells in table.rows:
        said = _said(cells, reading.columns)
        text = printable(said.get(Column.WORDS, "")).strip()
        if not text:
            found.without_words += 1
            continue
        whose = said.get(Column.RESPONDENT, "").strip()
        seen[text] += 1
        try:
            found.rows.append(known.row(number, text, said, whose=whose or f"row {seen[text]}"))
        except RuleBroken as rule:
            found.faults.append(f"Row {number}: {rule}")
    _leave_out_those_kept(found)
    return found


def _said(cells: list[str], columns: tuple[str, ...]) -> dict[str, str]:
    """The cells by what they hold; those with somebody's identity together, a line each."""
    said: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=True):
        if column:
            said[column] = f"{said[column]}\n{cell}" if column in said else cell
    return said


def _leave_out_those_kept(found: Preview) -> None:
    digests = [row.pseudonym for row in found.rows]
    kept = set(
        Voice.objects.filter(claim_digest__in=digests).values_list("claim_digest", flat=True)
    )
    new = {row.pseudonym: row for row in reversed(found.rows) if row.pseudonym not in kept}
    found.before = len(found.rows) - len(new)
    found.rows = sorted(new.values(), key=lambda row: row.number)


class _Known:
    """The words by which places, topics, languages and layers of consent are known."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        places = Place.objects.exclude(kind__in=[Place.Kind.NATION, Place.Kind.REGION])
        self.places = {
            key.casefold(): place for place in places for key in (place.code, place.name) if key
        }
        topics = reading.gathering.topics.all() if reading.gathering else []
        self.topics = {str(topic).casefold(): topic for topic in topics}
        self.languages = {ENGLISH: ENGLISH, "english": ENGLISH}
        for code, one in known_languages().items():
            self.languages |= {code.casefold(): code, one["name"].casefold(): code}
        self.layers = {str(layer).casefold(): layer.value for layer in Consent}
        for wording in wordings().values():
            self.layers |= {words.casefold(): layer for layer, words in wording.layers.items()}

    def row(self, number: int, text: str, said: dict[str, str], *, whose: str) -> Row:
        if len(text) > LONGEST:
            raise RuleBroken(
                f"there are {len(text):,} characters, and we can keep {LONGEST:,}. Put them in two rows."
            )
        consent, asked_in = self._consent(said)
        return Row(
            number=number,
            text=text,
            consent=consent,
            asked_in=asked_in,
            language=self._of(said, Column.LANGUAGE, self.languages, "language") or ENGLISH,
            topic=self._of(said, Column.TOPIC, self.topics, "topic of this gathering"),
            place=self._of(said, Column.PLACE, self.places, "place"),
            own_words=_own_words(said.get(Column.COMMUNITY, "")),
            pseudonym=pseudonym(whose, text),
            marks=_marks(text, said.get(Column.IDENTITY, "")),
        )

    def _consent(self, said: dict[str, str]) -> tuple[str, str]:
        """What they allowed, and the words in which they did: nobody's consent is guessed."""
        if Column.CONSENT not in said:
            return self.reading.consent, f"In a survey: {Consent(self.reading.consent).label}"
        words = one_line(said[Column.CONSENT])
        layer = self.layers.get(words.casefold())
        if layer is None:
            allowed = ", ".join(f"‘{one}’" for one in Consent.values if one != Consent.NAMED)
            raise RuleBroken(
                f"‘{words}’ does not say what they allowed. Write one of {allowed}."
                if words
                else f"it does not say what they allowed. Write one of {allowed}."
            )
        if layer == Consent.NAMED:
            raise RuleBroken(
                "they are to be named, and names are not loaded. Write ‘public’ when their words may be "
                "shown without a name too, or write this one down by hand."
            )
        return layer, words

    def _of(self, said: dict[str, str], column: str, known: dict[str, T], what: str) -> T | None:
        words = one_line(said.get(column, ""))
        if words and words.casefold() not in known:
            raise RuleBroken(
                f"we know no {what} called ‘{words}’. Write it as it is written here, or empty the cell."
            )
        return known.get(words.casefold())


def _own_words(words: str) -> str:
    words = one_line(words)
    if len(words) > LONGEST_OWN_WORDS:
        raise RuleBroken(
            f"how they describe themselves is longer than {LONGEST_OWN_WORDS} characters. Shorten it."
        )
    return words


def pseudonym(whose: str, text: str) -> str:
    """Salted with the key of this installation: it tells one row from another, and nothing of a person."""
    return salted_hmac("voices.survey", f"{whose}\n{text}", algorithm="sha256").hexdigest()


def _marks(text: str, identity: str) -> list[Mark]:
    """What the small team is asked to take out, and the row's own names wherever the words have them."""
    own = {found: Mark(found, NAME, True) for found in _own_names(text, identity)}
    others = [
        mark for mark in suggestions(Voice(text=text))
        if not any(mark.words in words for words in own)
    ]  # fmt: skip
    return sorted([*own.values(), *others], key=lambda mark: text.index(mark.words))


def _own_names(text: str, identity: str) -> set[str]:
    parts = [part for part in re.split(r"[\s,;]+", identity) if len(part) >= SHORTEST_NAME]
    wanted = [line.strip() for line in identity.splitlines() if line.strip()] + parts
    found = set()
    for words in wanted:
        pattern = rf"(?<!\w){re.escape(words)}(?!\w)"
        found |= {match[0] for match in re.finditer(pattern, text, re.IGNORECASE)}
    return {one for one in found if not any(one != other and one in other for other in found)}
