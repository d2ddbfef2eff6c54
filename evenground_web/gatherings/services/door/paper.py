"""A list on paper, and those who were ticked off on it, written down afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID, uuid5

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import (
    Booking,
    CheckIn,
    Registration,
    RegistrationPage,
    Session,
)
from evenground_web.gatherings.services.door.checking_in import check_day, note
from evenground_web.gatherings.services.door.walk_ins import admit
from evenground_web.people.models import Person

MOST_OTHERS = 200


def expected(
    page: RegistrationPage, session: Session | None = None
) -> models.QuerySet[Registration]:
    """Everybody who may come through a door, by name."""
    found = holding(page, Booking.objects.in_the_room())
    if session is not None and session.sign_up:
        found = found.filter(bookings__session=session, bookings__state__in=("place", "offered"))
    return found


def joining(page: RegistrationPage) -> models.QuerySet[Registration]:
    """Everybody who may join online while others come, by name."""
    return holding(page, Booking.objects.beside_the_room())


def holding(
    page: RegistrationPage, bookings: models.QuerySet[Booking]
) -> models.QuerySet[Registration]:
    """Those who have a place at the gathering, or are offered one, by name."""
    held = bookings.filter(registration=OuterRef("pk"), session=None, state__in=Booking.HOLDING)
    return page.registrations.filter(Exists(held)).order_by("name", "pk")


@audit.in_turn()
def tick_off(
    page: RegistrationPage,
    *,
    by: Person,
    day: date,
    people: Iterable[Registration] = (),
    others: int = 0,
    online: bool = False,
    press: UUID | None = None,
    now: datetime | None = None,
) -> int:
    """Write down who was ticked off on the list of a day; return how many that are new.

    `online` is for the list of those who join from elsewhere; `others` are those whose names were not
    on it. Whoever was checked in already stays as they are.
    """
    now = now or timezone.now()
    page = RegistrationPage.objects.select_related("gathering").get(pk=page.pk)
    _check(page, day=day, others=others, now=now)
    there = CheckIn.objects.at(page).filter(day=day).values("registration")
    ticked = (joining(page) if online else expected(page)).filter(pk__in=[one.pk for one in people])
    way = CheckIn.Way.ONLINE if online else CheckIn.Way.PAPER
    new = [
        CheckIn(registration=one, day=day, way=way, by=by) for one in ticked.exclude(pk__in=there)
    ]
    CheckIn.objects.bulk_create(new)
    came = len(new) + _others(page, others, day=day, by=by, press=press, now=now)
    if came:
        of = "those who took part online on" if online else "the list on paper of"
        said = f"ticked {came} off {of} {nhs_date(day)}"
        note(page, said, None, by=by, now=now)
    return came


def _others(
    page: RegistrationPage, others: int, *, day: date, by: Person, press: UUID | None, now: datetime
) -> int:
    keys = [uuid5(press, str(number)) if press else None for number in range(others)]
    known = set(
        CheckIn.objects.filter(press__in=[key for key in keys if key]).values_list(
            "press", flat=True
        )
    )
    new = [key for key in keys if key is None or key not in known]
    for key in new:
        admit(page, by=by, day=day, now=now, press=key, way=CheckIn.Way.PAPER)
    return len(new)


def _check(page: RegistrationPage, *, day: date, others: int, now: datetime) -> None:
    check_day(page, None, at=timezone.make_aware(datetime.combine(day, time(12))))
    if day > timezone.localdate(now):
        raise RuleBroken(f"{nhs_date(day)} is still to come. Tick people off once they were there.")
    if not 0 <= others <= MOST_OTHERS:
        raise RuleBroken(f"Write down up to {MOST_OTHERS} others at once.")
