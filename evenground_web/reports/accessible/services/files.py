"""An easy read version as a page, a PDF and plain text: all of them say the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from evenground_web.core.dates import nhs_date
from evenground_web.core.pages import PDF
from evenground_web.reports.accessible.models import AccessibleVersion, Form, Pair
from evenground_web.reports.accessible.originals import kind_of
from evenground_web.reports.accessible.services import lists, pictures
from evenground_web.reports.accessible.services.checking import (
    check_in_words,
    strange_numbers,
    unexplained,
)
from evenground_web.reports.accessible.services.sentences import numbers_in
from evenground_web.reports.blocks import Block, facts, heading, pair
from evenground_web.reports.formats.pdf import as_pdf
from evenground_web.reports.formats.reading import Reading
from evenground_web.reports.formats.text import as_text

BANK = "Word bank"
NO_PICTURE = "There is no picture yet"
MEMBERS, EVERYBODY = "accessible:picture", "accessible:public_picture"


def easy_reading(version: AccessibleVersion, *, public: bool = False) -> Reading:
    """The sentences and the word bank, with who made and checked them."""
    return Reading(
        title=f"{version.report.title}: easy read",
        state=tuple(_state(version)),
        day=version.state_on,
        draft=not version.is_published,
        blocks=list(_blocks(version, address=EVERYBODY if public else MEMBERS)),
    )


def _state(version: AccessibleVersion) -> Iterator[str]:
    noun = kind_of(version.report).noun
    yield (
        f"Made of version {version.report.version} of the {noun}, issued on "
        f"{nhs_date(version.report.issued_on)}."
    )
    if newer := version.report.newer:
        yield (
            f"Version {newer.version} of the {noun} was issued on {nhs_date(newer.issued_on)}, and "
            "this was not changed since."
        )
    if version.made_by:
        yield f"Made by {version.made_by}."
    yield check_in_words(version)
    if version.other_numbers:
        yield f"Where numbers are from that are not in the {noun}: {version.other_numbers}"


def _blocks(version: AccessibleVersion, *, address: str) -> Iterator[Block]:
    bank = {row.word.casefold(): row for row in version.explanations.all()}
    told: set[str] = set()
    for one in version.pairs.select_related("picture"):
        if one.heading:
            yield heading(2, one.heading)
        said = f"{one.heading} . {one.sentence}"
        new = [word for word in _explained_in(said, list(bank)) if word not in told]
        told |= set(new)
        yield pair(
            one.sentence, picture=drawn(one), src=_source(one, address), alt=one.alt or NO_PICTURE,
            bank=[_explained(bank[word].word, bank[word].meaning) for word in new],
        )  # fmt: skip
    if bank:
        yield heading(2, BANK, anchor="word-bank")
        yield facts((row.word, row.meaning) for row in bank.values())


def _explained_in(text: str, words: list[str]) -> list[str]:
    """The words of the bank that a sentence uses, in any of their forms."""
    listed = [word.casefold() for word in lists.hard_words_in(text)]
    padded = f" {' '.join(_letters(text))} "
    others = [word for word in words if f" {' '.join(_letters(word))} " in padded]
    return [word for word in dict.fromkeys([*listed, *others]) if word in words]


def _letters(text: str) -> list[str]:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).split()


def _explained(word: str, meaning: str) -> str:
    return f"{word[:1].upper()}{word[1:]}: {meaning}"


def marked_pairs(version: AccessibleVersion) -> list[Any]:
    """The sentences for those who write them, each with its numbers and words that need a look."""
    if version.form != Form.EASY_READ:
        return []
    strange, hard = set(strange_numbers(version)), set(unexplained(version))
    pairs: list[Any] = list(version.pairs.select_related("picture"))
    for one in pairs:
        said = f"{one.heading} . {one.sentence}"
        one.strange = sorted(numbers_in([said]) & strange)
        one.hard = [word for word in lists.hard_words_in(said) if word in hard]
        one.source, one.shown = _source(one, MEMBERS), one.alt or NO_PICTURE
    return pairs


def drawn(one: Pair) -> str:
    """The name of the file that a PDF draws."""
    if one.picture:
        return f"pictures/{one.picture.pk}.{one.picture.kind}"
    return f"pictograms/{one.pictogram or 'none'}.svg"


def _source(one: Pair, address: str) -> str:
    if one.picture:
        return reverse(address, args=[one.picture.pk])
    return static(drawn(one))


def _pictures_of(version: AccessibleVersion) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for one in version.pairs.select_related("picture"):
        if (name := drawn(one)) not in found:
            found[name] = (
                pictures.content_of(one.picture) if one.picture else pictures.drawing(name)
            )
    return found


def easy_pdf(version: AccessibleVersion) -> bytes:
    """A tagged PDF with the pictures drawn in it."""
    return as_pdf(easy_reading(version), pictures=_pictures_of(version))


def easy_text(version: AccessibleVersion) -> bytes:
    """Sentences alone, each after what its picture shows."""
    return as_text(easy_reading(version))


@dataclass(frozen=True, kw_only=True)
class EasyFile:
    title: str
    suffix: str
    kind: str
    make: Callable[[AccessibleVersion], bytes]


EASY_FILES = {
    "pdf": EasyFile(title="PDF", suffix="pdf", kind=PDF, make=easy_pdf),
    "text": EasyFile(
        title="Plain text", suffix="txt", kind="text/plain; charset=utf-8", make=easy_text
    ),
}
