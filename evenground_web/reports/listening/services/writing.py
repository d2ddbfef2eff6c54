"""A report is begun from a codebook and written: words in our own, quotes as the voices they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce, Length, NullIf

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.replies.heard import repeats
from evenground_web.commitments.services.themes.ties import commitments_of
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes, move, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, printable
from evenground_web.people.models import Person
from evenground_web.reports.listening.models import Chapter, ListeningReport, ListeningVersion
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services import agreed_in, voices_with
from evenground_web.voices.models import Voice, VoiceQuerySet

MOST_QUOTES = 5
LONGEST_QUOTE = 1_000
WORDS = ("title", "summary", "listened")


@audit.in_turn()
def start_report(
    codebook: Codebook, *, by: Person, title: str, now: datetime | None = None
) -> ListeningVersion:
    """Begin the report of a codebook; pressing twice opens the same draft."""
    title = one_line(title)
    if not title:
        raise RuleBroken("Give the report a title.")
    Codebook.objects.select_for_update(of=("self",)).get(pk=codebook.pk)
    draft = ListeningVersion.objects.filter(report__codebook=codebook, issued_at=None).first()
    if draft:
        return draft
    report = ListeningReport.objects.create(codebook=codebook)
    version = ListeningVersion.objects.create(report=report, title=title)
    for theme in _spoken_of(codebook):
        _chapter(version, theme)
    audit.record(
        "listening.started", version, by=by, now=now,
        sentence=f"started the report “{version}” of the themes of {codebook}",
    )  # fmt: skip
    return version


def _spoken_of(codebook: Codebook) -> QuerySet[Theme]:
    """The themes that somebody was found to speak of, in the order of the codebook."""
    found = agreed_in(codebook).order_by().values("counts_as")
    return codebook.themes.in_use().filter(pk__in=found)


def _chapter(version: ListeningVersion, theme: Theme) -> Chapter:
    chapter = Chapter.objects.create(
        version=version, theme=theme, order=next_order(version.chapters.all())
    )
    chapter.commitments.set(commitments_of(theme))
    return chapter


def draft(version: ListeningVersion) -> ListeningVersion:
    found = ListeningVersion.objects.select_for_update(of=("self",))
    version = found.select_related("report__codebook").get(pk=version.pk)
    if version.issued_at:
        raise RuleBroken(
            f"This report was issued on {nhs_date(version.issued_at)}, so it can no longer change. "
            "Write its next version."
        )
    return version


@audit.in_turn()
def edit_words(
    version: ListeningVersion, *, by: Person, now: datetime | None = None, **changes: str
) -> ListeningVersion:
    """Change the title, the summary or how people were listened to."""
    version = draft(version)
    changes = {name: printable(text).strip() for name, text in changes.items()}
    if not changes.get("title", version.title):
        raise RuleBroken("Give the report a title.")
    _refuse_repeats(version, changes.values())
    sentence, _ = apply_changes(version, changes, unsaid=WORDS)
    return _written(version, by=by, now=now, did=sentence)


@audit.in_turn()
def add_chapter(
    version: ListeningVersion, *, by: Person, theme: Theme, now: datetime | None = None
) -> Chapter:
    """Tell of another theme of the codebook."""
    version = draft(version)
    if theme.codebook_id != version.report.codebook_id or theme.merged_into_id:
        raise RuleBroken(
            f"“{theme}” is no theme in use of this codebook. Choose one of its themes."
        )
    if known := version.chapters.filter(theme=theme).first():
        return known
    chapter = _chapter(version, theme)
    _written(version, by=by, now=now, did=f"added the theme “{theme}”")
    return chapter


@audit.in_turn()
def edit_chapter(
    chapter: Chapter,
    *,
    by: Person,
    words: str,
    quotes: Iterable[Voice] = (),
    commitments: Iterable[Commitment] = (),
    now: datetime | None = None,
) -> Chapter:
    """Change what is said of a theme, whom it quotes and what it recommends."""
    version = draft(chapter.version)
    chapter = Chapter.objects.select_related("theme").get(pk=chapter.pk)
    changes = {
        "words": printable(words).strip(), "quotes": list(quotes), "commitments": list(commitments)
    }  # fmt: skip
    _refuse_quotes(chapter, changes["quotes"])
    _refuse_repeats(version, [words])
    sentence, _ = apply_changes(chapter, changes, unsaid=changes)
    _written(version, by=by, now=now, did=f"{sentence} of “{chapter}”" if sentence else "")
    return chapter


@audit.in_turn()
def remove_chapter(
    chapter: Chapter, *, by: Person, now: datetime | None = None
) -> ListeningVersion:
    version = draft(chapter.version)
    name = str(chapter.theme)
    chapter.delete()
    return _written(version, by=by, now=now, did=f"left out the theme “{name}”")


@audit.in_turn()
def move_chapter(
    chapter: Chapter, *, by: Person, up: bool, now: datetime | None = None
) -> ListeningVersion:
    version = draft(chapter.version)
    moved = move(version.chapters.all(), chapter, up=up)
    way = "up" if up else "down"
    return _written(version, by=by, now=now, did=f"moved “{chapter.theme}” {way}" if moved else "")


def _written(
    version: ListeningVersion, *, by: Person, now: datetime | None, did: str
) -> ListeningVersion:
    if did:
        version.revision += 1
        version.save(update_fields=["revision"])
        audit.record("listening.written", version, by=by, now=now, sentence=did)
    return version


def to_quote(theme: Theme) -> VoiceQuerySet:
    """The voices of a theme that everybody may read, and that are short enough to be quoted whole."""
    length = Length(Coalesce(NullIf("translation", Value("")), "text"))
    found = voices_with(theme).quotable_to_everybody().annotate(length=length)
    return found.filter(length__lte=LONGEST_QUOTE).order_by("length", "pk")


def _refuse_quotes(chapter: Chapter, quotes: Sequence[Any]) -> None:
    if len(quotes) > MOST_QUOTES:
        raise RuleBroken(f"Choose at most {MOST_QUOTES} quotes of a theme.")
    chosen = {voice.pk for voice in quotes}
    if to_quote(chapter.theme).filter(pk__in=chosen).count() != len(chosen):
        raise RuleBroken(
            "One of these quotes does not speak of this theme, or its author does not allow that "
            "everybody reads it. Choose from the list."
        )


def _refuse_repeats(version: ListeningVersion, texts: Iterable[str]) -> None:
    """Words that somebody said stand in a report as quotes alone, so that they can be taken back."""
    coded = version.report.codebook.settlements.standing()
    if repeats(texts, Voice.objects.standing().filter(pk__in=coded.values("voice"))):
        raise RuleBroken(
            "This repeats what somebody said, word for word. Say it in words of your own, or choose it "
            "as a quote: then it goes from the report when they take it back."
        )
