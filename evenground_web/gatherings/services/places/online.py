"""Somebody takes part online instead of in person, or in person after all.

Whoever takes part online uses no place in the room: theirs goes to the next who waits, and whoever
comes in person after all needs one that is free.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_noop

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Booking, Gathering, Registration
from evenground_web.gatherings.services.places.post import write_to
from evenground_web.gatherings.services.places.registering import check_held, standing
from evenground_web.gatherings.services.places.signing_up import session_state
from evenground_web.gatherings.services.places.taking_part import joining
from evenground_web.gatherings.services.places.waiting import note, pass_on, state_for
from evenground_web.people.models import Person

State = Booking.State
Attends = Registration.Attends
NO_PLACE = gettext_noop(
    "All places in the room are taken, or are kept for others. Nothing was changed: the place online "
    "stays."
)


@audit.in_turn()
def attend(
    registration: Registration,
    attends: str,
    *,
    by: Person | None = None,
    now: datetime | None = None,
) -> Registration:
    """Change how somebody takes part; they are told, and so is whoever gets the place they leave."""
    now = now or timezone.now()
    registration = standing(registration)
    _check(registration.page.gathering, now=now)
    if registration.attends == attends:
        return registration
    change = _leave_the_room if attends == Attends.ONLINE else _come_into_the_room
    change(registration, now=now)
    write_to(
        registration, "attends", about=f"attends:{now.isoformat()}", now=now,
        joining=joining(registration),
    )  # fmt: skip
    said = f"noted that somebody takes part {registration.get_attends_display().lower()}"
    note(registration.page, said, by=by, now=now)
    return registration


def _check(gathering: Gathering, *, now: datetime) -> None:
    check_held(gathering)
    if gathering.format != Gathering.Format.HYBRID:
        raise RuleBroken(gettext_noop("Everybody takes part in this gathering in the same way."))
    if timezone.localdate(now) > gathering.ends:
        raise RuleBroken(f"{gathering} is over, so nothing can be changed any more.")


def _leave_the_room(registration: Registration, *, now: datetime) -> None:
    left = list(registration.bookings.standing().select_related("session__room"))
    _set(registration, Attends.ONLINE)
    registration.bookings.standing().update(state=State.PLACE, take_by=None)
    for booking in left:
        pass_on(registration.page, booking.session, now=now)


def _come_into_the_room(registration: Registration, *, now: datetime) -> None:
    on = timezone.localdate(now)
    if state_for(registration.page, reserved=registration.reserved_id, on=on) != State.PLACE:
        raise RuleBroken(NO_PLACE)
    booked = registration.bookings.standing().exclude(session=None)
    sessions = list(booked.select_related("session__room"))
    # counted before they are in the room themselves
    registration.attends = Attends.ROOM
    states = [session_state(registration, one.session, on=on) for one in sessions if one.session]
    _set(registration, Attends.ROOM)
    for booking, state in zip(sessions, states, strict=True):
        if state == State.WAITING:
            booking.state, booking.asked_at = state, now
            booking.save(update_fields=["state", "asked_at"])


def _set(registration: Registration, attends: str) -> None:
    registration.attends = attends
    registration.save(update_fields=["attends"])
