"""What somebody with a place needs to take part: where to join online, and their calendar."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from evenground_web.gatherings.models import (
    Booking,
    Meeting,
    ProgrammeVersion,
    Registration,
    Session,
)
from evenground_web.gatherings.services import calendars, programme
from evenground_web.gatherings.services.programme.feeds import Entry

State = Booking.State
Joining = list[tuple[Session | None, str]]


def has_place(registration: Registration) -> bool:
    own = registration.bookings.filter(session=None, state=State.PLACE)
    return registration.active and own.exists()


def joining(registration: Registration) -> Joining:
    """For those who take part online: where to join, and the sessions with a link of their own."""
    gathering = registration.page.gathering
    if not registration.joins_online or not has_place(registration):
        return []
    booked = registration.bookings.filter(state=State.PLACE).exclude(session=None)
    version = programme.published_to_all(gathering)
    told = [row["id"] for row in version.sessions] if version else []
    sessions = Session.objects.with_names().held().filter(gathering=gathering)
    mine = sessions.filter(
        Q(pk__in=booked.values("session")) | Q(sign_up=False, pk__in=told)
    ).exclude(joining_link="")
    links: Joining = [(None, gathering.online_link)] if gathering.online_link else []
    return [*links, *((session, session.online_link) for session in mine)]


def joining_for(booking: Booking) -> Joining:
    """What a message about one place says of joining."""
    session = booking.session
    if session is None:
        return joining(booking.registration)
    link = session.online_link if booking.registration.joins_online else ""
    return [(session, link)] if link else []


def calendar(registration: Registration, *, host: str, address: str, now: datetime) -> bytes | None:
    """The gathering and the sessions somebody signed up for; None for those without a place.

    What was called off stays in it, as cancelled. `address` is a page for everybody, so that a
    calendar others can see opens nobody's own place.
    """
    gathering = registration.page.gathering
    if not has_place(registration) and not gathering.cancelled_at:
        return None
    whole = calendars.entry(
        gathering,
        meeting=Meeting.objects.filter(gathering=gathering).first(),
        address=address,
        now=now,
        link=gathering.online_link if registration.joins_online else "",
        online=registration.joins_online,
    )
    return programme.calendar(
        _sessions(registration, now=now),
        name=str(gathering),
        host=host,
        address=lambda entry: address,
        first=[whole],
    )


def _sessions(registration: Registration, *, now: datetime) -> list[Entry]:
    """As they stand now, which may be ahead of the version that was published."""
    gathering = registration.page.gathering
    kept = registration.bookings.filter(state__in=(State.PLACE, State.CALLED_OFF))
    sessions = list(
        programme.of_programme(gathering).filter(
            pk__in=kept.exclude(session=None).values("session")
        )
    )
    last = programme.published(gathering)
    rows = programme.rows_of(sessions)
    standing = ProgrammeVersion(
        gathering=gathering, number=last.number if last else 0, at=now, sessions=rows
    )
    names = programme.names_of(gathering, public=True)
    joins = registration.joins_online and not gathering.cancelled_at
    return [
        Entry(
            version=standing,
            row=row,
            names=names,
            link=session.online_link if joins and not session.cancelled_at else "",
        )
        for session, row in zip(sessions, rows, strict=True)
    ]
