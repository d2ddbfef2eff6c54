"""Somebody comes without having registered: they are let in while there is room."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import (
    Booking,
    CheckIn,
    Registration,
    RegistrationPage,
    Reserved,
)
from evenground_web.gatherings.services.door.checking_in import check_day, note, sent_before
from evenground_web.people.models import Person, Place


@audit.in_turn()
def walk_in(
    page: RegistrationPage,
    *,
    by: Person,
    name: str = "",
    sector: str = "",
    place: Place | None = None,
    reserved: Reserved | None = None,
    instead: bool = False,
    press: UUID | None = None,
    now: datetime | None = None,
) -> tuple[CheckIn, bool]:
    """Write somebody down and check them in; return the check-in, and whether it is a new one.

    A name is only kept where it is given. `instead` lets them have the place of somebody who has not
    come; where as many are there as there are places, nobody else is let in.
    """
    if before := sent_before(press):
        return before, False
    now = now or timezone.now()
    page = RegistrationPage.objects.select_related("gathering").get(pk=page.pk)
    check_day(page, None, at=now)
    _check_room(page, instead=instead, now=now)
    if reserved and reserved.page_id != page.pk:
        raise RuleBroken("These places are kept at another gathering. Choose again.")
    came = admit(
        page, by=by, name=name, sector=sector, place=place, reserved=reserved, press=press,
        day=timezone.localdate(now), at=now, now=now,
    )  # fmt: skip
    note(page, "checked somebody in who had not registered", None, by=by, now=now)
    return came, True


def admit(
    page: RegistrationPage,
    *,
    by: Person,
    day: date,
    at: datetime | None = None,
    now: datetime,
    name: str = "",
    sector: str = "",
    place: Place | None = None,
    reserved: Reserved | None = None,
    press: UUID | None = None,
    way: str = CheckIn.Way.WALK_IN,
) -> CheckIn:
    """A registration that was not there before, with its place and its check-in."""
    registration = Registration.objects.create(
        page=page, name=one_line(name), sector=sector, place=place, reserved=reserved,
        how=Registration.How.WALK_IN,
    )  # fmt: skip
    Booking.objects.create(registration=registration, state=Booking.State.PLACE, asked_at=now)
    return CheckIn.objects.create(
        registration=registration, day=day, at=at, way=way, by=by, press=press
    )  # fmt: skip


def _check_room(page: RegistrationPage, *, instead: bool, now: datetime) -> None:
    if page.capacity is None:
        return
    there = (
        CheckIn.objects.at(page).filter(day=timezone.localdate(now)).in_person().inside().count()
    )
    if there >= page.capacity:
        raise RuleBroken(
            f"{there} people are there, and there are {page.capacity} places. Nobody else can be let "
            "in until somebody leaves."
        )
    held = Booking.objects.at(page).holding().in_the_room().count()
    if held >= page.capacity and not instead:
        raise RuleBroken(
            f"All {page.capacity} places are taken, and {there} people are there. If the others are "
            "not coming any more, say below that this person has the place of one of them."
        )
