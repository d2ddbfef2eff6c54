"""The files of a paper, and how large they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.core.cache import cache

from evenground_web.core.pages import PDF
from evenground_web.reports.formats.reading import Reading

A_MONTH = 30 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Format:
    key: str
    title: str
    name: str  # as the NHS writes it in a link
    suffix: str
    kind: str
    make: Callable[[Reading], bytes]


def _pdf(reading: Reading) -> bytes:
    from evenground_web.reports.formats.pdf import as_pdf

    return as_pdf(reading)


def _large_print(reading: Reading) -> bytes:
    from evenground_web.reports.formats.pdf import as_pdf

    return as_pdf(reading, large=True)


def _word(reading: Reading) -> bytes:
    from evenground_web.reports.formats.word import as_word  # reads 5 MB of schemas when imported

    return as_word(reading)


def _text(reading: Reading) -> bytes:
    from evenground_web.reports.formats.text import as_text

    return as_text(reading)


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {
    made.key: made
    for made in (
        Format(key="pdf", title="PDF, tagged", name="PDF", suffix="pdf", kind=PDF, make=_pdf),
        Format(key="large-print", title="Large print", name="PDF", suffix="pdf", kind=PDF, make=_large_print),
        Format(key="word", title="Word", name="DOCX", suffix="docx", kind=WORD, make=_word),
        Format(key="text", title="Plain text", name="TXT", suffix="txt", kind="text/plain; charset=utf-8", make=_text),
    )
}  # fmt: skip


def size(reading: Reading, made: Format) -> str:
    """How large a file is: 120KB, 1.2MB. The number is remembered, the file is not: words may be withdrawn."""
    text = json.dumps(asdict(reading), sort_keys=True, default=str)
    key = f"paper-size-{made.key}-{hashlib.sha256(text.encode()).hexdigest()}"
    known: int | None = cache.get(key)
    if known is None:
        known = len(made.make(reading))
        cache.set(key, known, A_MONTH)
    return in_words(known)


def in_words(size: int) -> str:
    kilobytes = max(1, round(size / 1000))
    return f"{kilobytes}KB" if kilobytes < 1000 else f"{size / 1_000_000:.1f}MB"
