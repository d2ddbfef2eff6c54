"""How the gatherings of the year were closed: what came of each, what is being corrected, what was cancelled."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Commitment
from evenground_web.demo.services import door
from evenground_web.demo.story import chapter, months_from
from evenground_web.gatherings.models import Session
from evenground_web.gatherings.services import closing

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year

WORDS = ("said", "next", "thanks", "correction")


def tell(year: Year, *, kind: int) -> None:
    for entry in chapter("closing")["closed"]:
        year.timeline.on(entry["month"], kind, partial(_close, year, entry))
    for entry in chapter("closing")["cancelled"]:
        year.timeline.on(entry["month"], kind, partial(_cancel, year, entry))


def _cancel(year: Year, entry: dict[str, Any], now: datetime) -> None:
    gathering = year.gatherings[entry["gathering"]]
    closing.cancel_gathering(gathering, by=year.lead, why=entry["why"], now=now)


def _close(year: Year, entry: dict[str, Any], now: datetime) -> None:
    gathering = year.gatherings[entry["gathering"]]
    sessions = {session.title: session for session in gathering.sessions.all()}
    for title, summary in entry.get("sessions", {}).items():
        closing.write_session_notes(sessions[title], by=year.facilitator, summary=summary, now=now)
    for title, references in entry.get("agreed", {}).items():
        for reference in references:
            _agreed_in(year, reference, sessions[title], now)
    said = {name: entry[name] for name in WORDS if name in entry}
    said["came"] = door.came_to(gathering)
    if "answer_by" in entry:
        said["answer_by"] = months_from(year.cast.today, entry["answer_by"])
    closing.write_draft(gathering, by=year.facilitator, now=now, **said)
    if not entry.get("draft"):
        closing.close(gathering, by=year.lead, anyway=True, now=now)


def _agreed_in(year: Year, reference: str, session: Session, now: datetime) -> None:
    agreed = Commitment.objects.get(pk=year.commitments[reference].pk)
    commitments.edit_commitment(
        agreed, by=year.facilitator, revision=agreed.revision, session=session, now=now
    )
