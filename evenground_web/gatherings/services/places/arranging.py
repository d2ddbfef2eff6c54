"""What people need to take part: somebody sees to it, arranges it, has it confirmed, tells the venue.

The record of who did what says that it was done, never what was needed or by whom.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import (
    AccessCase,
    Booking,
    Companion,
    Gathering,
    RegistrationPage,
)
from evenground_web.gatherings.models.places import beside_the_room
from evenground_web.gatherings.services.places.post import write_to
from evenground_web.gatherings.services.places.waiting import note
from evenground_web.people.models import Person


@audit.in_turn()
def arrange(
    case: AccessCase,
    *,
    by: Person,
    owner: Person | None,
    arranged: str = "",
    now: datetime | None = None,
) -> AccessCase:
    """Say who sees to a need, and what was arranged; the person is told and can confirm it."""
    now = now or timezone.now()
    case, arranged = _there(case), arranged.strip()
    if arranged and owner is None:
        raise RuleBroken("Say who saw to it, so that there is somebody to ask on the day.")
    if (case.owner, case.arranged) == (owner, arranged):
        return case
    new = arranged != case.arranged
    case.owner, case.arranged = owner, arranged
    if new:
        case.arranged_on = timezone.localdate(now) if arranged else None
        case.confirmed_on = case.told_on = None
    case.save()
    if new and arranged:
        write_to(
            case.registration, "arranged", about=f"arranged:{case.pk}:{now.isoformat()}", now=now
        )
    what = "arranged what somebody needs" if new else "changed who sees to a need"
    note(case.registration.page, what, by=by, now=now)
    return case


@audit.in_turn()
def confirm(
    case: AccessCase, *, by: Person | None = None, now: datetime | None = None
) -> AccessCase:
    """The person says that what was arranged is right."""
    now = now or timezone.now()
    case = _there(case)
    if case.arranged_on is None:
        raise RuleBroken("Nothing is arranged yet, so there is nothing to confirm.")
    if case.confirmed_on is None:
        case.confirmed_on = timezone.localdate(now)
        case.save(update_fields=["confirmed_on"])
        note(case.registration.page, "noted that somebody has what they need", by=by, now=now)
    return case


@audit.in_turn()
def tell_venue(page: RegistrationPage, *, by: Person, now: datetime | None = None) -> int:
    """Note that the venue was told of all that is arranged and that it had not heard of."""
    now = now or timezone.now()
    cases = untold(page)
    told = cases.update(told_on=timezone.localdate(now))
    if not told:
        raise RuleBroken("There is nothing arranged that the venue was not told of.")
    note(page, f"told the venue what is needed: {told} needs", by=by, now=now)
    return told


def standing_cases(page: RegistrationPage) -> Any:
    """Needs of those who have a place or may still get one."""
    return AccessCase.objects.filter(registration__page=page, registration__active=True)


def untold(page: RegistrationPage) -> Any:
    """What is arranged in the room, and the venue has not heard of."""
    arranged = standing_cases(page).filter(arranged_on__isnull=False, told_on=None)
    return arranged.exclude(beside_the_room("registration__"))


def for_venue(gathering: Gathering) -> dict[str, Any]:
    """What a venue is told: needs and how many, without a name."""
    page = gathering.registration_page
    coming = Booking.objects.at(page).filter(state=Booking.State.PLACE).in_the_room()
    placed = standing_cases(page).filter(registration__in=coming.values("registration"))
    along = Companion.objects.filter(registration__in=coming.values("registration"))
    needs = placed.values_list("kind", "need", "arranged")
    return {
        "coming": coming.count(),
        "along": [
            (Companion.Kind(kind).label, n)
            for kind, n in Counter(along.values_list("kind", flat=True)).items()
        ],
        "access": [(need, done) for kind, need, done in needs if kind == AccessCase.Kind.ACCESS],
        "diet": [(need, done) for kind, need, done in needs if kind == AccessCase.Kind.DIET],
    }


def _there(case: AccessCase) -> AccessCase:
    found = AccessCase.objects.with_names().filter(pk=case.pk).first()
    if found is None or not found.registration.active:
        raise RuleBroken("This person is not coming any more, and what they needed is erased.")
    return found
