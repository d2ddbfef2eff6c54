"""The sessions of one member, and the private address at which their calendar reads them."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evenground_web.core import audit
from evenground_web.gatherings import attending
from evenground_web.gatherings.models import PrivateCalendar, ProgrammeVersion, Session
from evenground_web.gatherings.services.programme.content import names_of
from evenground_web.gatherings.services.programme.feeds import Entry
from evenground_web.people.models import Person


@audit.in_turn()
def make_calendar(*, by: Person, now: datetime | None = None) -> str:
    """A new private address, shown this once; an earlier one stops working."""
    code = secrets.token_urlsafe(24)
    calendar, _ = PrivateCalendar.objects.update_or_create(
        person=by, defaults={"digest": _digest(code), "made_at": now or timezone.now()}
    )
    audit.record(
        "programme.calendar_made", by, by=by, now=now,
        sentence="made a private address for a calendar of their sessions",
    )  # fmt: skip
    return code


@audit.in_turn()
def stop_calendar(*, by: Person, now: datetime | None = None) -> None:
    """The private address stops working."""
    if calendar := PrivateCalendar.objects.filter(person=by).first():
        calendar.delete()
        audit.record(
            "programme.calendar_stopped", by, by=by, now=now,
            sentence="stopped the private address of a calendar of their sessions",
        )  # fmt: skip


def person_with(code: str) -> Person | None:
    """Whose calendar the private address is, while they may still see the partnership's work."""
    found = PrivateCalendar.objects.filter(digest=_digest(code)).select_related("person").first()
    return found.person if found and found.person.is_active else None


def _digest(code: str) -> str:
    return salted_hmac("programme.calendar", code, algorithm="sha256").hexdigest()


def entries_for(person: Person) -> list[Entry]:
    """Sessions in which somebody has a part or for which they signed up, as last published."""
    wanted = Q(parts__speaker__person=person) | Q(pk__in=attending.sessions_of(person))
    found = Session.objects.filter(wanted).select_related("gathering").distinct()
    sessions = {session.pk: session for session in found}
    keys = {session.gathering_id for session in sessions.values()}
    versions = ProgrammeVersion.objects.filter(gathering__in=keys).select_related("gathering")
    newest = {version.gathering_id: version for version in versions.order_by("number")}
    made = []
    for version in newest.values():
        names = names_of(version.gathering, public=False)
        for row in version.sessions:
            if session := sessions.get(row["id"]):
                link = session.joining_link or version.gathering.joining_link
                made.append(Entry(version=version, row=row, names=names, link=link))
    return sorted(made, key=lambda entry: (entry.row["day"], entry.row["begins"]))
