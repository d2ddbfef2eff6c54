"""Opening a gathering for registration: how many places, for whom, and until when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import (
    Booking,
    Companion,
    Gathering,
    RegistrationPage,
    Reserved,
)
from evenground_web.gatherings.models.places import beside_the_room
from evenground_web.gatherings.services.places.waiting import pass_on
from evenground_web.people.models import Person


@audit.in_turn()
def set_places(
    gathering: Gathering, *, by: Person | None, now: datetime | None = None, **settings: Any
) -> RegistrationPage:
    """Open registration for a gathering, or change its rules; new places go to those who wait."""
    now = now or timezone.now()
    page = RegistrationPage.objects.select_related("gathering").filter(gathering=gathering).first()
    if page is None:
        page = RegistrationPage(gathering=gathering, **settings)
        _check(page)
        page.save()
        audit.record(
            "gathering.registration_opened", page, by=by, now=now,
            sentence=f"opened registration for {gathering}",
        )  # fmt: skip
        return page
    if page.cleared_on:
        raise RuleBroken("The names were removed. Registration for this gathering is over.")
    for name, value in settings.items():
        setattr(page, name, value)
    _check(page)
    page.refresh_from_db()
    sentence, details = apply_changes(page, settings)
    offered = pass_on(page, now=now)
    if sentence:
        if offered:
            details["offered"] = len(offered)
        audit.record("gathering.places_changed", page, by=by, now=now, sentence=sentence, **details)
    return page


def _check(page: RegistrationPage) -> None:
    if page.closes and page.closes < page.opens:
        raise RuleBroken("Registration closes before it opens. Change one of the two days.")
    if page.opens > page.gathering.ends:
        raise RuleBroken("Registration opens when the gathering is over. Choose an earlier day.")
    if not 1 <= page.days_to_take <= 28:
        raise RuleBroken("People have between 1 and 28 days to take a place that became free.")
    if page.days_kept > 183 or page.days_needs_kept > page.days_kept:
        raise RuleBroken(
            "Names are kept for 183 days at most, and needs no longer than names. Choose fewer days."
        )
    if page.capacity is None or page.pk is None:
        return
    held = Booking.objects.at(page).holding().in_the_room().count()
    if page.capacity < held:
        raise RuleBroken(
            f"{held} people have a place or are offered one. Choose {held} or more, or speak with "
            "those who cannot come after all first."
        )
    _check_kept(page, _kept(page))


def _kept(page: RegistrationPage, *, but: int | None = None) -> int:
    kept = page.reserved.exclude(pk=but) if but else page.reserved.all()
    return kept.aggregate(n=Sum("places"))["n"] or 0


def _check_kept(page: RegistrationPage, kept: int) -> None:
    if page.capacity is not None and kept > page.capacity:
        raise RuleBroken(
            f"{kept} places would be kept for communities, and there are {page.capacity}. Keep fewer, "
            "or find a larger room."
        )


@audit.in_turn()
def reserve(
    page: RegistrationPage,
    *,
    by: Person | None,
    community: str,
    places: int,
    until: date,
    now: datetime | None = None,
) -> Reserved:
    """Keep places for a community until a day; nobody who has a place loses it."""
    community = one_line(community)
    page = RegistrationPage.objects.select_related("gathering").get(pk=page.pk)
    if page.reserved.filter(community__iexact=community).exists():
        raise RuleBroken(f"Places are kept for {community} already. Change how many.")
    _check_reserve(page, places, until)
    kept = Reserved.objects.create(page=page, community=community, places=places, until=until)
    audit.record(
        "gathering.places_kept", page, by=by, now=now,
        sentence=f"kept {places} places for {community} until {nhs_date(until)}",
    )  # fmt: skip
    return kept


@audit.in_turn()
def change_reserved(
    reserved: Reserved,
    *,
    by: Person,
    community: str,
    places: int,
    until: date,
    now: datetime | None = None,
) -> Reserved:
    """Keep more or fewer places, or for longer; what is no longer kept goes to those who wait."""
    now = now or timezone.now()
    reserved = Reserved.objects.select_related("page__gathering").get(pk=reserved.pk)
    page, community = reserved.page, one_line(community)
    if page.reserved.filter(community__iexact=community).exclude(pk=reserved.pk).exists():
        raise RuleBroken(f"Places are kept for {community} already. Change those.")
    _check_reserve(page, places, until, but=reserved.pk)
    sentence, details = apply_changes(
        reserved, {"community": community, "places": places, "until": until}
    )
    if sentence:
        pass_on(page, now=now)
        audit.record(
            "gathering.places_kept", page, by=by, now=now,
            sentence=f"{sentence} of the places kept for {community}", **details,
        )  # fmt: skip
    return reserved


def _check_reserve(
    page: RegistrationPage, places: int, until: date, *, but: int | None = None
) -> None:
    if page.capacity is None:
        raise RuleBroken("There is no limit, so no places need to be kept. Set how many there are.")
    if places < 1:
        raise RuleBroken("Keep one place at least.")
    if until > page.gathering.ends:
        raise RuleBroken("Keep the places until a day before the gathering is over.")
    _check_kept(page, _kept(page, but=but) + places)


def figures(page: RegistrationPage, *, on: date) -> dict[str, Any]:
    """How many have a place in the room, are offered one and wait; who comes along, and who joins online."""
    at = Booking.objects.at(page)
    states = list(at.in_the_room().values_list("state", "registration__reserved"))
    count = {str(state): sum(1 for one, _ in states if one == state) for state in Booking.State}
    held = count["place"] + count["offered"]
    return {
        "count": count,
        "free": None if page.capacity is None else max(0, page.capacity - held),
        "along": Companion.objects.filter(registration__page=page, registration__active=True)
        .exclude(beside_the_room("registration__"))
        .count(),
        "online": at.beside_the_room().filter(state=Booking.State.PLACE).count(),
        "kept": [
            {
                "reserved": one,
                "taken": sum(
                    1 for state, key in states if key == one.pk and state in ("place", "offered")
                ),
                "over": one.until < on,
            }
            for one in page.reserved.all()
        ],
    }
