"""A published translation as everybody reads it, and what changed in the original since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q, QuerySet
from django.utils import timezone

from evenground_web.reports.blocks import Block
from evenground_web.reports.formats.reading import Reading, readable
from evenground_web.reports.translations.models import Edition, Language, Translation
from evenground_web.reports.translations.services.originals import (
    KINDS,
    TITLE,
    Original,
    Section,
    every_text,
    find,
    in_their_words,
    thawed,
)


@dataclass(frozen=True, kw_only=True)
class Published:
    """A translation beside the original it was made from, and the original as it is today."""

    edition: Edition
    language: Language
    made_from: Original
    today: Original

    @property
    def is_outdated(self) -> bool:
        kept = self.today.only(section.key for section in self.made_from.sections)
        return kept.hash != self.edition.made_from

    @property
    def left_out(self) -> list[str]:
        """Sections of the original of today that this translation does not have."""
        there = {section.key for section in self.made_from.sections}
        return [section.title for section in self.today.sections if section.key not in there]

    @property
    def changes(self) -> list[tuple[str, str]]:
        """What the original said, and what it says now, where that differs."""
        keys = [section.key for section in self.made_from.sections]
        was, now = _texts(self.made_from.sections), _texts(self.today.only(keys).sections)
        codes = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
        return [
            pair
            for kind, a, b, c, d in codes
            if kind != "equal"
            for pair in _paired(was[a:b], now[c:d])
        ]

    def pairs(self) -> Iterator[tuple[str, list[tuple[Block, Block]]]]:
        """Each section, block by block: the original, and the translation."""
        for section in self.made_from.sections:
            blocks = section.blocks[1:] if section.key == TITLE else section.blocks
            original = readable(blocks, voices={}, public=True)
            words = readable(in_their_words(blocks, self.edition.texts), voices={}, public=True)
            yield section.key, list(zip(original, words, strict=True))

    def pictures(self) -> dict[str, bytes]:
        """The files that a PDF of it draws."""
        draw = KINDS[self.today.kind].picture
        blocks = (block for section in self.made_from.sections for block in section.blocks)
        names = {block["picture"] for block in blocks if block["kind"] == "pair"}
        return {name: draw(name) for name in names} if draw else {}

    def reading(self, *, site: str = "") -> Reading:
        """The translation alone, as files are made of it."""
        title, *sections = self.made_from.sections
        blocks = [block for section in sections for block in section.blocks]
        told = in_their_words(title.blocks[1:], self.edition.texts)
        return Reading(
            title=self.edition.title,
            state=tuple(text for text in every_text(told)),
            day=timezone.localdate(self.edition.at),
            blocks=readable(
                in_their_words(blocks, self.edition.texts), voices={}, site=site, public=True
            ),
            language=self.language.code,
            direction=self.language.direction,
            about=(
                f"Translated into {self.language} by {self.edition.translator}, and checked by "
                f"{self.edition.checker}. The original in English: {site}{self.today.address}"
            ),
        )


def _texts(sections: list[Section]) -> list[str]:
    return [text for section in sections for text in every_text(section.blocks) if text]


def _paired(was: list[str], now: list[str]) -> Iterator[tuple[str, str]]:
    for place in range(max(len(was), len(now))):
        yield (
            was[place] if place < len(was) else "",
            now[place] if place < len(now) else "",
        )


def published(kind: str, record: int, code: str) -> Published | None:
    """The translation that everybody may read, while its original is public."""
    found = (
        Translation.objects.select_related("language", "edition__translation")
        .filter(kind=kind, record=record, language__code=code, edition__isnull=False)
        .first()
    )
    today = find(kind, record) if found else None
    if found is None or found.edition is None or today is None:
        return None
    return Published(
        edition=found.edition,
        language=found.language,
        made_from=thawed(found.edition.original),
        today=today,
    )


def languages_of(kind: str, record: int) -> list[Language]:
    """The languages in which everybody may read this text."""
    return list(
        Language.objects.filter(
            translations__kind=kind,
            translations__record=record,
            translations__edition__isnull=False,
        )
    )


def public_now() -> Q:
    """Of what was published in other languages, that whose original is public today."""
    kept = Q(pk__in=[])
    for kind in KINDS.values():
        kept |= Q(kind=kind.key, record__in=[record for record, _ in kind.listed()])
    return kept & Q(edition__isnull=False)


def read_in() -> list[tuple[Language, int]]:
    """Each language with how many texts everybody may read in it."""
    found = Counter(Translation.objects.filter(public_now()).values_list("language", flat=True))
    return [(one, found[one.pk]) for one in Language.objects.filter(pk__in=found)]


def published_in(language: Language) -> QuerySet[Translation]:
    """What everybody may read in a language, the newest first."""
    found = Translation.objects.filter(public_now(), language=language)
    return found.select_related("edition", "language").order_by("-edition__at", "pk")
