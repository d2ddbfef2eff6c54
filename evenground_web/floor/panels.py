"""What the pages of a gathering and of its sessions show about the floor."""

from __future__ import annotations

from typing import Any

from evenground_web.core.panels import Panel, offer
from evenground_web.core.permissions import Permission
from evenground_web.floor.models import Floor, Note
from evenground_web.floor.services.floors import close_with_gathering
from evenground_web.floor.services.loose_ends import loose_ends
from evenground_web.gatherings.ending import offer_loose_ends, offer_when_cancelled

MOST_NOTES = 30
MAY = (Permission.RUN_FLOOR, Permission.MODERATE, Permission.WRITE_NOTES)


def of_gathering(gathering: Any, person: Any) -> Panel:
    """Where people of this gathering speak by phone, for those who run it."""
    may_run = person.has_perm(Permission.RUN_FLOOR)
    helps = may_run or any(person.has_perm(permission) for permission in MAY)
    context = {
        "gathering": gathering,
        "floor": Floor.objects.filter(gathering=gathering).first() if helps else None,
        "may_run": may_run,
    }
    return Panel(template="floor/panel_gathering.html", context=context)


def of_session(session: Any, person: Any) -> Panel:
    """What tables wrote down in this session, for those who read notes."""
    may_read = person.has_perm(Permission.WRITE_NOTES)
    notes = Note.objects.filter(session=session) if may_read else Note.objects.none()
    context = {"notes": notes[: MOST_NOTES + 1], "most": MOST_NOTES}
    return Panel(template="floor/panel_session.html", context=context)


def register() -> None:
    offer("gatherings.gathering", of_gathering)
    offer("gatherings.session", of_session)
    offer_loose_ends(loose_ends)
    offer_when_cancelled(close_with_gathering)
