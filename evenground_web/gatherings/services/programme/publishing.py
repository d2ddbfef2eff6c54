"""The programme is published on a day; what changes after that is told, version by version."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, ProgrammeVersion, Session
from evenground_web.gatherings.services.programme.changes import WHERE_AND_WHEN, by_session
from evenground_web.gatherings.services.programme.content import (
    Names,
    Row,
    names_of,
    of_programme,
    published,
    rows_of,
)
from evenground_web.gatherings.services.programme.telling import tell
from evenground_web.people.models import Person


@audit.in_turn()
def publish_programme(
    gathering: Gathering, *, by: Person, public: bool, now: datetime | None = None
) -> ProgrammeVersion:
    """Freeze the programme as it stands, for everybody or for members; tell whom a move concerns."""
    gathering = Gathering.objects.get(pk=gathering.pk)
    rows = rows_of(of_programme(gathering))
    if not rows:
        raise RuleBroken("The programme has no session yet. Add one, then publish it.")
    last = published(gathering)
    if last and last.sessions == rows and last.public == public:
        raise RuleBroken(f"Nothing changed since version {last.number} was published.")
    version = ProgrammeVersion.objects.create(
        gathering=gathering,
        number=last.number + 1 if last else 1,
        public=public,
        at=now or timezone.now(),
        by=by,
        sessions=rows,
    )
    audit.record(
        "programme.published", gathering, by=by, now=now,
        sentence=f"published version {version.number} of the programme for "
        f"{'everybody' if public else 'members'}",
    )  # fmt: skip
    if last:
        _tell_of_moves(version, last.sessions, by=by)
    return version


def _tell_of_moves(version: ProgrammeVersion, before: list[Row], *, by: Person) -> None:
    """Those who signed up for a session that moved are told, and the members with a part in it."""
    moved = _moved(before, version.sessions)
    told: dict[int, list[str]] = {}
    named: Names = names_of(version.gathering, public=True)
    for key, words in by_session(before, version.sessions, named):
        if key in moved:
            told.setdefault(key, []).append(words)
    found = Session.objects.held().with_names().filter(pk__in=told)
    for session in found.prefetch_related("parts__speaker__person"):
        words = ". ".join(told[session.pk])
        tell(session, words, by=by, key=f"version-{version.number}", now=version.at)


def _moved(before: list[Row], after: list[Row]) -> set[int]:
    old = {row["id"]: row for row in before}
    return {
        row["id"]
        for row in after
        if row["id"] in old
        and any(old[row["id"]][name] != row[name] for name in (*WHERE_AND_WHEN, "ends"))
    }
