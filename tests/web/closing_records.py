"""A summit that is over and about to be closed, for tests of its close."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from evenground_web.gatherings.models import Gathering
from evenground_web.gatherings.services import closing
from tests.web.programme_records import SECOND, session, summit

EVENING = datetime(2026, 5, 13, 17, tzinfo=UTC)
ANSWER_BY = date(2026, 8, 1)
WORDS = {
    "came": 94,
    "said": "Work, and who is heard.",
    "next": "A group writes up the pledges by July.",
    "thanks": "Thank you to everybody who spoke.",
    "answer_by": ANSWER_BY,
}


def over(u: Any, **details: Any) -> Gathering:
    """With one session, its notes, and an organisation that took part."""
    gathering = summit(u, organisations=[u.housing], **details)
    there = session(gathering, u)
    closing.write_session_notes(there, by=u.lead, summary="Nine applications, no answer.")
    return gathering


def closed(u: Any, **said: Any) -> Gathering:
    gathering = over(u)
    closing.write_draft(gathering, by=u.lead, now=EVENING, **{**WORDS, **said})
    closing.close(gathering, by=u.lead, anyway=True, now=EVENING)
    return Gathering.objects.get(pk=gathering.pk)


__all__ = ["ANSWER_BY", "EVENING", "SECOND", "WORDS", "closed", "over"]
