"""A report is issued by somebody who wrote none of it, corrected in a next version, and published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import in_a_row
from evenground_web.people.models import Person
from evenground_web.reports.listening.models import ListeningReport, ListeningVersion
from evenground_web.reports.listening.services.building import build
from evenground_web.reports.listening.services.document import document
from evenground_web.reports.listening.services.writing import draft, to_quote
from evenground_web.voices.models import Voice
from evenground_web.voices.services import combination


def unfinished(version: ListeningVersion) -> Iterator[str]:
    """What a report still lacks before it can be issued, in words."""
    if not version.summary:
        yield "Nobody has written a summary."
    if not version.listened:
        yield "Nobody has written how people were listened to."
    chapters = list(version.chapters.select_related("theme"))
    if not chapters:
        yield "It tells of no theme."
    if bare := [str(chapter) for chapter in chapters if not chapter.words]:
        yield f"Nobody has written what people said about {in_a_row(bare)}."
    for chapter in chapters:
        if chapter.theme.merged_into_id:
            yield f"“{chapter}” was merged into another theme. Leave it out, and tell of that one."


def flagged(version: ListeningVersion) -> list[Voice]:
    """Quotes that tell of a role, a place and an event, which together could show who spoke."""
    quotes = version.chapters.values("quotes")
    found = Voice.objects.quotable_to_everybody().filter(pk__in=quotes)
    return [voice for voice in found if combination(voice)]


@audit.in_turn()
def issue(
    version: ListeningVersion,
    *,
    by: Person,
    revision: int,
    looked: bool = False,
    now: datetime | None = None,
) -> ListeningVersion:
    """Freeze the report as it stands now; after this nobody can change it."""
    version, now = draft(version), now or timezone.now()
    if lacks := " ".join(unfinished(version)):
        raise RuleBroken(lacks)
    wrote = audit.history(version).filter(verb__startswith="listening.", actor_id=str(by.pk))
    if wrote.exists():
        raise RuleBroken("You wrote this report or part of it, so somebody else must issue it.")
    if revision != version.revision:
        raise RuleBroken(
            "The report was changed while you were reading. Read it again, then issue it."
        )
    if flagged(version) and not looked:
        raise RuleBroken(
            "Some quotes tell of a role, a place and something that happened there. Look at them, and "
            "say that they do not show who spoke."
        )
    for chapter in version.chapters.select_related("theme"):
        chapter.quotes.set(list(to_quote(chapter.theme).filter(pk__in=chapter.quotes.values("pk"))))
    content = build(version, on=timezone.localdate(now))
    version.content, version.document = content, document(content)
    version.issued_at, version.issued_by = now, by
    version.save(update_fields=["content", "document", "issued_at", "issued_by"])
    audit.record(
        "listening.issued", version, by=by, now=now,
        sentence=f"issued version {version.version} of the report “{version}”",
    )  # fmt: skip
    return version


@audit.in_turn()
def correct(
    version: ListeningVersion, *, by: Person, note: str, now: datetime | None = None
) -> ListeningVersion:
    """Begin the next version of an issued report, with its words; pressing twice opens the same."""
    report = ListeningReport.objects.select_for_update().get(pk=version.report_id)
    last = report.issues.latest("version")
    if not last.issued_at:
        if last.version > 1:
            return last
        raise RuleBroken("This report is a draft: change it before it is issued.")
    if not note.strip():
        raise RuleBroken("Say what will be different. Readers see this note on the new version.")
    new = ListeningVersion.objects.create(
        report=report, version=last.version + 1, note=note.strip(), title=last.title,
        summary=last.summary, listened=last.listened,
    )  # fmt: skip
    _copy_chapters(last, new)
    audit.record(
        "listening.started", new, by=by, now=now,
        sentence=f"started version {new.version} of the report “{new}”: {new.note}",
    )  # fmt: skip
    return new


def _copy_chapters(last: ListeningVersion, new: ListeningVersion) -> None:
    for chapter in last.chapters.select_related("theme"):
        copied = new.chapters.create(theme=chapter.theme, order=chapter.order, words=chapter.words)
        copied.quotes.set(list(to_quote(chapter.theme).filter(pk__in=chapter.quotes.values("pk"))))
        copied.commitments.set(chapter.commitments.all())


@audit.in_turn()
def throw_away(
    version: ListeningVersion, *, by: Person, now: datetime | None = None
) -> ListeningReport:
    """Give up a draft; what was issued before it stays."""
    version = draft(version)
    report = version.report
    audit.record(
        "listening.thrown_away", report, by=by, now=now,
        sentence=f"threw away the draft of version {version.version} of “{version}”",
    )  # fmt: skip
    version.delete()
    if not report.issues.exists():
        report.delete()
    return report


@audit.in_turn()
def publish(
    version: ListeningVersion, *, by: Person, now: datetime | None = None
) -> ListeningReport:
    """Open every issued version to everybody; pressing twice publishes once."""
    report = ListeningReport.objects.select_for_update().get(pk=version.report_id)
    if not version.is_issued:
        raise RuleBroken("Issue the report before you publish it.")
    if not report.published_at:
        report.published_at, report.published_by = now or timezone.now(), by
        report.save(update_fields=["published_at", "published_by"])
        audit.record(
            "listening.published", version, by=by, now=now,
            sentence=f"published the report “{version}” for everybody to read",
        )  # fmt: skip
    return report


@audit.in_turn()
def take_back(
    version: ListeningVersion, *, by: Person, now: datetime | None = None
) -> ListeningReport:
    """Close a published report to everybody but members."""
    report = ListeningReport.objects.select_for_update().get(pk=version.report_id)
    if report.published_at:
        report.published_at = report.published_by = None
        report.save(update_fields=["published_at", "published_by"])
        audit.record(
            "listening.taken_back", version, by=by, now=now,
            sentence=f"took the report “{version}” back from the public pages",
        )  # fmt: skip
    return report
