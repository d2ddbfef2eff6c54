"""How far the translations of all public texts are, for those who see to them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.core.paginator import Page

from evenground_web.reports.translations.models import Language, Status, Translation
from evenground_web.reports.translations.services.originals import (
    KINDS,
    TITLE,
    Original,
    find_all,
    thawed,
)
from evenground_web.reports.translations.services.reading import Published
from evenground_web.reports.translations.services.translating import complete_sections, is_outdated


@dataclass(frozen=True, kw_only=True)
class Text:
    """A public text, as a list names it."""

    kind: str
    kind_name: str
    record: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """How far one text is in one language: sections that are whole, of all it has."""

    text: Text
    translation: Translation | None
    sections: int
    done: int
    outdated: bool


def public_texts(kind: str = "") -> list[Text]:
    """Everything that may be translated."""
    return [
        Text(kind=one.key, kind_name=one.name, record=record, title=title)
        for one in KINDS.values()
        if kind in {"", one.key}
        for record, title in one.listed()
    ]


def rows(page: Page[Text], language: Language) -> list[Row]:
    """How far each text of a page is in this language."""
    wanted = {(text.kind, text.record) for text in page}
    found = Translation.objects.select_related("edition").filter(
        language=language, record__in={record for _, record in wanted}
    )
    made = {(one.kind, one.record): one for one in found}
    originals = find_all(made.keys() & wanted)
    return [
        _row(text, made.get(key), originals.get(key), language)
        for text in page
        for key in [(text.kind, text.record)]
    ]


def _row(
    text: Text, translation: Translation | None, original: Original | None, language: Language
) -> Row:
    if translation is None or original is None:
        return Row(text=text, translation=None, sections=0, done=0, outdated=False)
    return Row(
        text=text,
        translation=translation,
        sections=len(original.sections) - 1,
        done=len(
            [one for one in complete_sections(original, translation.texts) if one.key != TITLE]
        ),
        outdated=outdated(translation, original, language),
    )


def outdated(translation: Translation, original: Original, language: Language) -> bool:
    """Whether what was finished, or what everybody reads, was made from another original."""
    if translation.edition is None:
        return is_outdated(translation, original)
    shown = Published(
        edition=translation.edition,
        language=language,
        made_from=thawed(translation.edition.original),
        today=original,
    )
    return shown.is_outdated


def counts(language: Language) -> list[tuple[str, int]]:
    """How many public texts are how far in this language."""
    texts = public_texts()
    there = {(text.kind, text.record) for text in texts}
    found = Counter(
        status
        for kind, record, status in Translation.objects.filter(language=language).values_list(
            "kind", "record", "status"
        )
        if (kind, record) in there
    )
    told = [(str(status.label), found[status]) for status in Status if found[status]]
    return [*told, ("Not translated", len(texts) - found.total())]
