"""The waiting list: a place that becomes free goes to whoever asked first and may have it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Booking, Registration, RegistrationPage, Session
from evenground_web.gatherings.services.places.counting import places_at
from evenground_web.gatherings.services.places.post import write_to
from evenground_web.gatherings.services.places.taking_part import joining_for
from evenground_web.gatherings.services.programme import published_to_all

State = Booking.State


def state_for(
    page: RegistrationPage, session: Session | None = None, *, reserved: int | None, on: date
) -> str:
    """In the room: a place when one is free and nobody waits for it who asked before."""
    places = places_at(page, session, on=on)
    if not places.has_place_for(reserved):
        return State.WAITING
    ahead = Booking.objects.at(page, session).filter(state=State.WAITING)
    could = set(ahead.values_list("registration__reserved", flat=True))
    return State.WAITING if any(places.has_place_for(one) for one in could) else State.PLACE


def last_day_to_take(
    page: RegistrationPage, session: Session | None = None, *, on: date
) -> date | None:
    """Until when a place that is offered today is held; None once the day itself has come."""
    begins = session.day if session else page.gathering.starts
    last = min(on + timedelta(page.days_to_take), begins - timedelta(1))
    return last if last >= on else None


def pass_on(
    page: RegistrationPage, session: Session | None = None, *, now: datetime
) -> list[Booking]:
    """Offer what is free to those who wait, the first to ask first, and tell them."""
    on = timezone.localdate(now)
    take_by = last_day_to_take(page, session, on=on)
    places = places_at(page, session, on=on)
    if take_by is None or places.is_full:
        return []
    waiting = Booking.objects.at(page, session).filter(state=State.WAITING)
    offered = []
    for booking in waiting.select_related("registration__page__gathering", "session"):
        reserved = booking.registration.reserved_id
        if not places.has_place_for(reserved):
            continue
        places.take(reserved)
        booking.state, booking.take_by = State.OFFERED, take_by
        booking.save(update_fields=["state", "take_by"])
        tell(booking, "offered", now=now)
        offered.append(booking)
    return offered


def tell(booking: Booking, what: str, *, now: datetime) -> None:
    """Write to somebody what became of what they wanted; who has a place reads where to join."""
    placed = booking.state == State.PLACE
    write_to(
        booking.registration, what, about=f"{what}:{booking.pk}", now=now, booking=booking,
        joining=joining_for(booking) if placed else [],
        programme=published_to_all(booking.registration.page.gathering),
    )  # fmt: skip


@audit.in_turn()
def take(
    registration: Registration,
    session: Session | None = None,
    *,
    by: object = None,
    now: datetime | None = None,
) -> Registration:
    """Somebody takes the place that is held for them."""
    now = now or timezone.now()
    found = registration.bookings.filter(state=State.OFFERED, session=session)
    booking = found.select_related("registration__page__gathering", "session").first()
    if booking is None:
        raise RuleBroken(
            gettext_noop("No place is held for you now. The page says how things stand.")
        )
    if booking.take_by and timezone.localdate(now) > booking.take_by:
        raise RuleBroken(
            f"This place was held until {nhs_date(booking.take_by)}, and goes to the next person. "
            "You can register again, and then you are at the end of the waiting list."
        )
    booking.state, booking.take_by = State.PLACE, None
    booking.save(update_fields=["state", "take_by"])
    tell(booking, "placed", now=now)
    note(booking.registration.page, "noted that a place that was held is taken", by=by, now=now)
    return registration


@audit.in_turn()
def look_after_lists(*, on: date, now: datetime) -> None:
    """Once a day: places not taken in time, and those no longer kept, go to the next who waits."""
    pages = RegistrationPage.objects.filter(gathering__ends__gte=on, cleared_on=None)
    for page in pages.select_related("gathering"):
        lapsed, offered = 0, 0
        for session in [None, *_sessions_waited_for(page)]:
            lapsed += _lapse(page, session, on=on, now=now)
            offered += len(pass_on(page, session, now=now))
        if lapsed or offered:
            note(
                page, f"let {lapsed} held places lapse and offered {offered} to the waiting list",
                by=None, now=now,
            )  # fmt: skip


def _sessions_waited_for(page: RegistrationPage) -> list[Session]:
    bookings = Booking.objects.filter(
        registration__page=page, state__in=(State.OFFERED, State.WAITING)
    )
    return list(
        Session.objects.held().filter(bookings__in=bookings).select_related("room").distinct()
    )


def _lapse(page: RegistrationPage, session: Session | None, *, on: date, now: datetime) -> int:
    late = Booking.objects.at(page, session).filter(state=State.OFFERED, take_by__lt=on)
    found = list(late.select_related("registration__page__gathering", "session"))
    for booking in found:
        booking.state, booking.take_by = State.LAPSED, None
        booking.save(update_fields=["state", "take_by"])
        if session is None:
            end(booking.registration)
        tell(booking, "lapsed", now=now)
    return len(found)


def end(registration: Registration) -> None:
    """The registration no longer stands, so that its address may register again."""
    registration.active = False
    registration.save(update_fields=["active"])


def ahead_of(booking: Booking) -> int:
    """How many who wait for the same asked before."""
    if booking.state != State.WAITING:
        return 0
    waiting = Booking.objects.filter(
        registration__page=booking.registration.page_id, state=State.WAITING,
        session=booking.session_id,
    )  # fmt: skip
    return waiting.filter(
        Q(asked_at__lt=booking.asked_at) | Q(asked_at=booking.asked_at, pk__lt=booking.pk)
    ).count()


def note(page: RegistrationPage, sentence: str, *, by: object, now: datetime) -> None:
    """In the record of who did what, without who it was about."""
    audit.record("gathering.places_changed", page, by=by, sentence=sentence, now=now)
