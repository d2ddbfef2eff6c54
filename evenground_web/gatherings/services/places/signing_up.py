"""Sessions that people sign up for, and what becomes of it when one is cancelled."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_noop

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.attending import Attending
from evenground_web.gatherings.models import Booking, Gathering, Registration, Session
from evenground_web.gatherings.services.places.post import write_to
from evenground_web.gatherings.services.places.registering import standing
from evenground_web.gatherings.services.places.waiting import note, pass_on, state_for
from evenground_web.people.models import Person

State = Booking.State


@audit.in_turn()
def sign_up(
    registration: Registration,
    session: Session,
    *,
    by: Person | None = None,
    now: datetime | None = None,
) -> Booking:
    """A place in a session, or the end of its waiting list."""
    now = now or timezone.now()
    registration = standing(registration)
    session = Session.objects.with_names().get(pk=session.pk)
    _check(registration, session, now=now)
    before = registration.bookings.standing().filter(session=session).first()
    if before:
        return before
    state = session_state(registration, session, on=timezone.localdate(now))
    booking = Booking.objects.create(
        registration=registration, session=session, state=state, asked_at=now
    )
    words = "signed somebody up for a session"
    note(registration.page, f"{words}: {booking.get_state_display().lower()}", by=by, now=now)
    return booking


def session_state(registration: Registration, session: Session, *, on: date) -> str:
    """There is always a place in a session that is joined online; in its room, while one is free."""
    if not registration.uses_place:
        return State.PLACE
    return state_for(registration.page, session, reserved=registration.reserved_id, on=on)


def _check(registration: Registration, session: Session, *, now: datetime) -> None:
    if session.gathering_id != registration.page.gathering_id or not session.sign_up:
        raise RuleBroken(gettext_noop("Nobody needs to sign up for this session."))
    if session.cancelled_at:
        raise RuleBroken(f"{session} is cancelled. Choose another session.")
    if session.ends_at <= now:
        raise RuleBroken(f"{session} is over. Choose another session.")
    own = registration.bookings.standing()
    if not own.filter(session=None, state=State.PLACE).exists():
        raise RuleBroken(
            gettext_noop(
                "You have no place at the gathering yet. Sign up for sessions once you have one."
            )
        )
    at_once = own.filter(
        session__day=session.day, session__begins__lt=session.ends, session__ends__gt=session.begins
    ).exclude(session=session)
    if clash := at_once.select_related("session").first():
        raise RuleBroken(
            f"{clash.session} is at the same time. Leave that session first, then choose this one."
        )


@audit.in_turn()
def leave(
    registration: Registration,
    session: Session,
    *,
    by: Person | None = None,
    now: datetime | None = None,
) -> None:
    """Somebody leaves a session; the place goes to the next who waits for it."""
    now = now or timezone.now()
    registration = standing(registration)
    left = registration.bookings.standing().filter(session=session)
    if not left.update(state=State.GIVEN_UP, take_by=None):
        return
    pass_on(registration.page, session, now=now)
    note(registration.page, "noted that somebody leaves a session", by=by, now=now)


def choices(registration: Registration, *, now: datetime) -> list[dict[str, Any]]:
    """The sessions that somebody can sign up for, with how they stand and what is free."""
    page, mine = registration.page, registration.bookings.standing().exclude(session=None)
    booked = {booking.session_id: booking for booking in mine}
    sessions = list(
        Session.objects.with_names().held().filter(gathering=page.gathering_id, sign_up=True)
    )
    held = in_the_room(page.gathering)
    return [
        {
            "session": session,
            "booking": booked.get(session.pk),
            "free": None
            if session.capacity is None or not registration.uses_place
            else max(0, session.capacity - held.get(session.pk, 0)),
        }
        for session in sessions
        if session.ends_at > now
    ]


def in_the_room(gathering: Gathering) -> dict[int, int]:
    """How many have a place in the room of each session, or are offered one."""
    rows = (
        Booking.objects.holding()
        .in_the_room()
        .filter(session__gathering=gathering)
        .values("session")
        .annotate(how_many=Count("pk"))
        .order_by()
    )
    return {row["session"]: row["how_many"] for row in rows}


def tell_signed_up(session: Session, words: str, *, by: Any, now: datetime) -> None:
    """Write to those who signed up what became of a session; a cancelled one ends their booking.

    The message leads to the other sessions with places.
    """
    told = Booking.objects.filter(session=session, state__in=(*Booking.STANDING, State.CALLED_OFF))
    for booking in told.select_related("registration__page__gathering"):
        write_to(
            booking.registration, "session", about=f"session:{booking.pk}:{now.isoformat()}", now=now,
            words=words, cancelled=bool(session.cancelled_at),
            others=[
                choice["session"]
                for choice in choices(booking.registration, now=now)
                if choice["free"] != 0 and choice["booking"] is None
            ],
        )  # fmt: skip
    if session.cancelled_at:
        told.update(state=State.CALLED_OFF, take_by=None)


def sessions_of(person: Person) -> set[int]:
    """The sessions in which a member has a place, by the address they registered with."""
    if not person.email:
        return set()
    mine = Booking.objects.filter(
        registration__email__iexact=person.email, registration__active=True, state=State.PLACE
    )
    return set(mine.exclude(session=None).values_list("session", flat=True))


ATTENDING = Attending(in_the_room=in_the_room, tell=tell_signed_up, sessions_of=sessions_of)
