"""A text in another language as PDF: its own letters, tagged with its language and direction."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pymupdf
import pytest

from evenground_web.reports import blocks
from evenground_web.reports.formats.pdf import NoLetters, as_pdf
from evenground_web.reports.formats.reading import Reading

URDU = "ہم نے سنا کہ کلینک شام کو بند ہوتے ہیں۔ ڈاکٹر سے بات کرنا مشکل ہے، خاص طور پر بڑے خاندانوں کے لیے ٹیلی فون پر۔"
ARABIC = "سمعنا أن العيادات تغلق في المساء؛ هل يمكننا أن نلتقي بعد العمل؟"
WELSH = "Fe glywsom fod y clinig ar gau gyda'r nos; mae'r tŷ a'r dŵr yn oer."


def paper_in(language: str, direction: str, words: str) -> Reading:
    return Reading(
        title=words[:20], state=(words[:8],), day=date(2026, 5, 5), language=language,
        direction=direction, blocks=[blocks.heading(2, words[:12], anchor="h"), blocks.paragraph(words)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [("ur", "rtl", URDU), ("ar", "rtl", ARABIC), ("cy", "ltr", WELSH)],
    ids=["Urdu", "Arabic", "Welsh"],
)
@pytest.mark.parametrize("large", [False, True], ids=["print", "large print"])
def test_every_letter_of_the_language_is_shown_in_noto(language, direction, words, large):
    made = as_pdf(paper_in(language, direction, words), large=large)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert str(pdf.Root.Lang).split("-")[0] == language
    with pymupdf.open(stream=made) as document:
        fonts = {font[3].split("+")[-1] for page in document for font in page.get_fonts()}
    assert fonts
    assert all(font.startswith("Noto") for font in fonts), fonts


def test_a_language_without_a_font_is_refused_and_nothing_is_made_up():
    with pytest.raises(NoLetters):
        as_pdf(paper_in("got", "ltr", "\N{GOTHIC LETTER AHSA}\N{GOTHIC LETTER BAIRKAN}" * 10))
