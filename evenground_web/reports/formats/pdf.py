"""A paper as PDF/UA."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evenground_web.core.pdf import NoLetters, NotMade, all_showable, set_or_refuse
from evenground_web.reports.formats.drawings import pictures as drawn
from evenground_web.reports.formats.reading import ENGLISH, Reading

__all__ = ["NoLetters", "NotMade", "as_pdf"]

TEMPLATE = Path(__file__).with_name("paper.typ")
NOT_SHOWN = (
    "Some letters or signs of this paper are not among those that this file can show. They are "
    "named in square brackets. The web page and the Word file show them."
)


def as_pdf(
    reading: Reading, *, large: bool = False, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """A tagged PDF; `large` prints it at 18 points, with tables as lists.

    `pictures` are the files that its pairs name.
    """
    document = _document(reading, large)
    english = reading.language == ENGLISH
    if english:
        document, replaced = all_showable(document)
        document["note"] = NOT_SHOWN if replaced else ""
    return set_or_refuse(TEMPLATE, document, day=reading.day, pictures=pictures, english=english)


def _document(reading: Reading, large: bool) -> dict[str, Any]:
    return {
        "title": reading.title,
        "state": list(reading.state),
        "draft": reading.draft,
        "large": large,
        "close": reading.short and not large,
        "blocks": drawn(reading.blocks, size="large" if large else "print"),
        "language": reading.language,
        "direction": reading.direction,
        "about": reading.about,
        "note": "",
    }
