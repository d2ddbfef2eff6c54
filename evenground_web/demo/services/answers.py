"""What became of the themes of the fictional partnership: ties, a reply, and the report of it all."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments.services.replies import replies
from evenground_web.commitments.services.themes.ties import tie_theme
from evenground_web.demo.services.replies import finish
from evenground_web.demo.story import chapter
from evenground_web.reports.listening import services as listening
from evenground_web.themes.models import Theme

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year


def tell(year: Year, *, kind: int) -> None:
    story, at = chapter("answers"), year.timeline.on
    for entry in story["tie"]:
        at(entry["month"], kind, partial(_tie, year, entry))
    at(story["reply"]["month"], kind, partial(_reply, year, story["reply"]))
    at(story["report"]["month"], kind, partial(_report, year, story["report"]))


def _named(name: str) -> Theme:
    return Theme.objects.in_use().select_related("codebook").get(name=name)


def _tie(year: Year, entry: dict[str, Any], now: datetime) -> None:
    to: Any = year.commitments.get(entry.get("commitment", "")) or year.gaps.find(entry["gap"])
    tie_theme(_named(entry["theme"]), by=year.lead, to=to, why=entry["why"], now=now)


def _reply(year: Year, entry: dict[str, Any], now: datetime) -> None:
    draft = replies.start_reply(
        _named(entry["theme"]), by=year.facilitator, asked=entry["asked"], now=now
    )
    finish(year, draft, entry, now)


def _report(year: Year, story: dict[str, Any], now: datetime) -> None:
    """Written by the facilitator, issued and published by the secretary; then its next version begins."""
    themes = [_named(entry["name"]) for entry in story["theme"]]
    by = year.facilitator
    draft = listening.start_report(themes[0].codebook, by=by, title=story["title"], now=now)
    listening.edit_words(
        draft, by=by, summary=story["summary"], listened=story["listened"], now=now
    )
    for chapter_of_it in draft.chapters.exclude(theme__in=themes):
        listening.remove_chapter(chapter_of_it, by=by, now=now)
    for theme, entry in zip(themes, story["theme"], strict=True):
        told = listening.add_chapter(draft, by=by, theme=theme, now=now)
        quotes = [
            listening.to_quote(theme).get(text__startswith=start)
            for start in entry.get("quotes", [])
        ]
        listening.edit_chapter(
            told, by=by, words=entry["words"], quotes=quotes, commitments=told.commitments.all(),
            now=now,
        )  # fmt: skip
    draft.refresh_from_db()
    issued = listening.issue(
        draft, by=year.secretary, revision=draft.revision, looked=True, now=now
    )
    listening.publish(issued, by=year.secretary, now=now)
    listening.correct(issued, by=by, note=story["next"]["note"], now=now)
