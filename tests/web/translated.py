"""What the tests of translations stand on: a public pledge, a published paper, and sentences of our own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from evenground_web.reports import services as reports
from evenground_web.reports.translations import services
from evenground_web.reports.translations.models import Edition, Language, Translation
from tests.web import board
from tests.web.pledge_records import make_summit, promised

NOW = datetime(2026, 6, 1, 10, tzinfo=UTC)
URDU = {
    "We will answer in your language": "ہم آپ کی زبان میں جواب دیں گے",
    "To whom": "کس سے",
    "patients who do not speak English well": "وہ مریض جو اچھی انگریزی نہیں بولتے",
    "By when": "کب تک",
    "31 May 2027": "۳۱ مئی ۲۰۲۷",
    "How we will know": "ہمیں کیسے پتا چلے گا",
}
ARABIC = "سنرد بلغتكم"
HUMAN, SECOND = "Rubina Akhtar", "Farah Siddiqui"


def language(u: Any, code: str = "ur") -> Language:
    return services.offer_language(by=u.secretary, code=code, now=NOW)


def public_pledge(u: Any) -> Any:
    return promised(u, make_summit(u))


def in_words(text: str, words: dict[str, str]) -> str:
    """A translation of any text: ours, or the numbers of the original after a word of ours."""
    return words.get(text) or "ترجمہ " + " ".join(services.found_in(text))


def begun(u: Any, pledge: Any, code: str = "ur") -> Translation:
    return services.begin("pledge", pledge.pk, language=language(u, code), by=u.secretary, now=NOW)


def written(u: Any, translation: Translation, *, words: dict[str, str] = URDU) -> Translation:
    """Every text of the original in other words."""
    original = services.original_of(translation)
    assert original
    texts = {text: in_words(text, words) for one in original.sections for text in one.texts}
    return services.write(translation, by=u.secretary, texts=texts, now=NOW)


def checked(u: Any, translation: Translation) -> Translation:
    services.finish(translation, by=u.secretary, translator=HUMAN, now=NOW)
    return services.check(translation, by=u.secretary, checker=SECOND, now=NOW)


def published(u: Any, pledge: Any, code: str = "ur") -> Edition:
    translation = checked(u, written(u, begun(u, pledge, code)))
    return services.publish(translation, by=u.secretary, now=NOW)


def published_paper(u: Any) -> Any:
    """A paper that everybody may read."""
    scene = board.set_scene(u)
    paper = board.issue_first(scene)
    reports.publish(paper, by=u.secretary, now=NOW)
    return paper
