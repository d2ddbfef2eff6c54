"""Public texts in other languages: begun, written, checked by a second speaker, published."""

from evenground_web.core.languages import known_languages
from evenground_web.reports.translations.services.languages import offer_language, stop_offering
from evenground_web.reports.translations.services.numbers import different_numbers, found_in
from evenground_web.reports.translations.services.originals import (
    KINDS,
    TITLE,
    Kind,
    Original,
    Section,
    find,
    register,
)
from evenground_web.reports.translations.services.progress import (
    counts,
    outdated,
    public_texts,
    rows,
)
from evenground_web.reports.translations.services.reading import (
    Published,
    languages_of,
    published,
    published_in,
    read_in,
)
from evenground_web.reports.translations.services.translating import (
    Mistakes,
    begin,
    check,
    complete_sections,
    fingerprint,
    finish,
    is_outdated,
    mistakes_in,
    original_of,
    public_original,
    publish,
    send_back,
    take_back,
    write,
)

__all__ = [
    "KINDS",
    "TITLE",
    "Kind",
    "Mistakes",
    "Original",
    "Published",
    "Section",
    "begin",
    "check",
    "complete_sections",
    "counts",
    "different_numbers",
    "found_in",
    "find",
    "fingerprint",
    "finish",
    "is_outdated",
    "known_languages",
    "languages_of",
    "mistakes_in",
    "offer_language",
    "original_of",
    "outdated",
    "public_original",
    "public_texts",
    "publish",
    "published",
    "published_in",
    "read_in",
    "register",
    "rows",
    "send_back",
    "stop_offering",
    "take_back",
    "write",
]
