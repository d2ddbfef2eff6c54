"""Somebody comes to the door: they are checked in once, however often and at however many doors.

What several doors write down, with and without a network, comes to the same in any order: a press has
a key of its own, somebody is in once, and of two times the earlier one is when they came.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import (
    Booking,
    CheckIn,
    Registration,
    RegistrationPage,
    Session,
)
from evenground_web.gatherings.services.places.online import attend
from evenground_web.gatherings.services.places.registering import give_up
from evenground_web.gatherings.services.places.signing_up import sign_up
from evenground_web.gatherings.services.places.waiting import state_for
from evenground_web.people.models import Person

State = Booking.State
Way = CheckIn.Way
REMOVED = "The names were removed, so nobody can be checked in any more. What stays are the counts."


@audit.in_turn()
def check_in(
    registration: Registration,
    *,
    by: Person,
    way: str = Way.LIST,
    session: Session | None = None,
    at: datetime | None = None,
    press: UUID | None = None,
    now: datetime | None = None,
) -> tuple[CheckIn, bool]:
    """Somebody is there; return the check-in, and whether it is a new one.

    `at` is when they came, where that was before the door could say so.
    """
    if before := sent_before(press):
        return before, False
    now = now or timezone.now()
    at = min(at or now, now)
    registration = Registration.objects.select_related("page__gathering").get(pk=registration.pk)
    _check(registration, session, by=by, at=at)
    there = registration.check_ins.standing().filter(session=session)
    if before := there.filter(**({} if session else {"day": timezone.localdate(at)})).first():
        return _again(before, at=at, by=by, now=now), False
    came = CheckIn.objects.create(
        registration=registration, session=session, day=timezone.localdate(at), at=at, way=way,
        by=by, press=press,
    )  # fmt: skip
    note(registration.page, "checked somebody in", session, by=by, now=now)
    return came, True


def sent_before(press: UUID | None) -> CheckIn | None:
    return CheckIn.objects.filter(press=press).first() if press else None


def _check(
    registration: Registration, session: Session | None, *, by: Person, at: datetime
) -> None:
    page = registration.page
    check_day(page, session, at=at)
    if not registration.active:
        raise RuleBroken(
            "They had said that they are not coming, and were erased. Write them down as somebody "
            "who comes without having registered."
        )
    if not registration.uses_place:
        _comes_after_all(registration, by=by, at=at)
    if session and not session.sign_up:
        return
    booked = registration.bookings.filter(session=session).holding().exists()
    if not booked and not (session and _takes_a_free_place(registration, session, by=by, at=at)):
        raise RuleBroken(_no_place(registration, session))


def _comes_after_all(registration: Registration, *, by: Person, at: datetime) -> None:
    """Who was to take part online comes in while there is a place in the room."""
    try:
        attend(registration, Registration.Attends.ROOM, by=by, now=at)
    except RuleBroken as rule:
        raise RuleBroken(
            f"{registration.name} was to take part online, and no place in the room is free. If "
            "somebody is not coming any more, let them in as somebody who had not registered."
        ) from rule
    registration.attends = Registration.Attends.ROOM


def _takes_a_free_place(
    registration: Registration, session: Session, *, by: Person, at: datetime
) -> bool:
    """Who comes to the door of a session has a place in it where one is free and nobody waits."""
    page, reserved = registration.page, registration.reserved_id
    if state_for(page, session, reserved=reserved, on=timezone.localdate(at)) != State.PLACE:
        return False
    return sign_up(registration, session, by=by, now=at).state == State.PLACE


def _no_place(registration: Registration, session: Session | None) -> str:
    waits = registration.bookings.filter(session=session, state=State.WAITING).exists()
    where = session or registration.page.gathering
    how = "is on the waiting list of" if waits else "has no place in"
    return f"{registration.name} {how} {where}. Ask whoever keeps its places."


def check_day(page: RegistrationPage, session: Session | None, *, at: datetime) -> None:
    """Doors are open on the days of a gathering, and for a session on its own day."""
    if page.cleared_on:
        raise RuleBroken(REMOVED)
    day, gathering = timezone.localdate(at), page.gathering
    if not gathering.starts <= day <= gathering.ends:
        raise RuleBroken(f"{gathering} is on {gathering.dates}. People are checked in on its days.")
    if session is None:
        return
    if session.gathering_id != gathering.pk or session.cancelled_at:
        raise RuleBroken(f"{session} is not held at this gathering. Choose another door.")
    if session.day != day:
        raise RuleBroken(f"{session} is on {session.when}. People are checked in on its day.")


def _again(check_in: CheckIn, *, at: datetime, by: Person, now: datetime) -> CheckIn:
    """They are in already: the earlier of two times stands, and whoever had left is back."""
    changed: dict[str, Any] = {}
    if check_in.at is None or at < check_in.at:
        changed["at"] = at
    if check_in.left_at and at > check_in.left_at:
        changed["left_at"] = None
    if changed:
        for field, value in changed.items():
            setattr(check_in, field, value)
        check_in.save(update_fields=[*changed])
        said = "noted that somebody is back" if "left_at" in changed else "noted an earlier time"
        note(check_in.registration.page, said, check_in.session, by=by, now=now)
    return check_in


@audit.in_turn()
def check_out(check_in: CheckIn, *, by: Person, now: datetime | None = None) -> CheckIn:
    """Somebody leaves; pressed twice, the first time stands."""
    now = now or timezone.now()
    check_in = still_there(check_in)
    if check_in.left_at is None:
        check_in.left_at = max(now, check_in.at or now)
        check_in.save(update_fields=["left_at"])
        note(
            check_in.registration.page, "noted that somebody left", check_in.session, by=by, now=now
        )
    return check_in


@audit.in_turn()
def take_back(check_in: CheckIn, *, by: Person, now: datetime | None = None) -> CheckIn:
    """It was somebody else: the check-in no longer counts.

    Whoever was written down at the door and is checked in nowhere else gives up the place again.
    """
    check_in = still_there(check_in)
    registration = check_in.registration
    check_in.taken_back = True
    check_in.save(update_fields=["taken_back"])
    note(check_in.registration.page, "took a check-in back", check_in.session, by=by, now=now)
    at_the_door = registration.active and registration.how == Registration.How.WALK_IN
    if at_the_door and not registration.check_ins.standing().exists():
        give_up(registration, by=by, now=now)
    return check_in


def still_there(check_in: CheckIn) -> CheckIn:
    found = CheckIn.objects.select_related("registration__page__gathering", "session")
    check_in = found.get(pk=check_in.pk)
    if check_in.registration.page.cleared_on:
        raise RuleBroken(REMOVED)
    if check_in.taken_back:
        raise RuleBroken("This check-in was taken back a moment ago. Look at the list again.")
    return check_in


def note(
    page: RegistrationPage, said: str, session: Session | None, *, by: Person, now: datetime | None
) -> None:
    """In the record of who did what, without who it was about."""
    where = f" for {session}" if session else ""
    audit.record("gathering.checked_in", page, by=by, sentence=f"{said}{where}", now=now)
