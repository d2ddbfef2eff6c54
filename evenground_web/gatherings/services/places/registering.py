"""Somebody registers for a gathering: a place, or the end of the waiting list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_noop

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import (
    AccessCase,
    Booking,
    Companion,
    Gathering,
    Invitation,
    Registration,
    RegistrationPage,
    Reserved,
)
from evenground_web.gatherings.services.places import on_paper
from evenground_web.gatherings.services.places.post import forget, write_to
from evenground_web.gatherings.services.places.waiting import end, note, pass_on, state_for, tell
from evenground_web.people.models import Person, Place

MOST_COMPANIONS = 3
State = Booking.State


def page_of_gathering(gathering: Gathering) -> RegistrationPage:
    page = RegistrationPage.objects.select_related("gathering").filter(gathering=gathering).first()
    if page is None:
        raise RuleBroken("Nobody can register for this gathering. Set its places first.")
    return page


@audit.in_turn()
def register(
    gathering: Gathering,
    *,
    name: str,
    email: str = "",
    telephone: str = "",
    organisation: str = "",
    sector: str = "",
    place: Place | None = None,
    reserved: Reserved | None = None,
    companions: Iterable[str] = (),
    access: str = "",
    diet: str = "",
    badge_name: str = "",
    pronouns: str = "",
    attends: str = Registration.Attends.ROOM,
    paper: str = "",
    how: str = Registration.How.PAGE,
    by: Person | None = None,
    now: datetime | None = None,
) -> tuple[Registration | None, str]:
    """Book a place, or the end of the waiting list; return the registration and what it is.

    An address that is registered already is sent its link again, and whoever typed it learns
    nothing: None is returned with what somebody new would have got.
    """
    now = now or timezone.now()
    page = page_of_gathering(gathering)
    email, telephone = email.strip().lower(), one_line(telephone)
    brings = _checked(
        page, name=name, email=email, telephone=telephone, reserved=reserved,
        companions=companions, how=how, now=now,
    )  # fmt: skip
    new = Registration(
        page=page, name=one_line(name), email=email, telephone=telephone,
        organisation=one_line(organisation), sector=sector, place=place, reserved=reserved, how=how,
        badge_name=one_line(badge_name), pronouns=one_line(pronouns), attends=attends,
        paper=on_paper.check_number(page, paper), written_by=by,
    )  # fmt: skip
    state = _first_state(new, now=now)
    before = page.registrations.filter(email=email, active=True).first() if email else None
    if before:
        _again(before, how=how, now=now)
        return None, state
    new.save()
    keep_companions(new, brings)
    keep_needs(new, access=access, diet=diet)
    booking = Booking.objects.create(registration=new, state=state, asked_at=now)
    tell(booking, "placed" if state == State.PLACE else "waiting", now=now)
    note(page, f"registered somebody: {booking.get_state_display().lower()}", by=by, now=now)
    return new, state


def _first_state(registration: Registration, *, now: datetime) -> str:
    """There is always a place online; in the room, while one is free."""
    if not registration.uses_place:
        return State.PLACE
    key, on = registration.reserved_id, timezone.localdate(now)
    return state_for(registration.page, reserved=key, on=on)


def _again(registration: Registration, *, how: str, now: datetime) -> None:
    if how == Registration.How.STAFF:
        raise RuleBroken("This address is registered already. Find the person on the list.")
    write_to(registration, "again", about=f"again:{timezone.localdate(now)}", now=now)


def _checked(
    page: RegistrationPage,
    *,
    name: str,
    email: str,
    telephone: str,
    reserved: Reserved | None,
    companions: Iterable[str],
    how: str,
    now: datetime,
) -> list[str]:
    """Refuse what cannot be kept; return the companions."""
    by_staff = how == Registration.How.STAFF
    _check_open(page, asked=how != Registration.How.PAGE, now=now)
    if not name.strip():
        raise RuleBroken(
            gettext_noop("There is no name yet. Write the name of the person who is coming.")
        )
    if email:
        check_address(email)
    elif not (by_staff and telephone):
        raise RuleBroken(
            "Write an email address. "
            + (
                "A telephone number is enough when there is none."
                if by_staff
                else f"If you have none: {page.contact}."
            )
        )
    if reserved and reserved.page_id != page.pk:
        raise RuleBroken(gettext_noop("These places are kept at another gathering. Choose again."))
    return check_companions(companions)


def _check_open(page: RegistrationPage, *, asked: bool, now: datetime) -> None:
    on, gathering = timezone.localdate(now), page.gathering
    if on > gathering.ends or page.cleared_on:
        raise RuleBroken(f"{gathering} is over, so nobody can register for it.")
    check_held(gathering)
    if asked:
        return
    if on < page.opens:
        raise RuleBroken(f"You can register from {nhs_date(page.opens)} on.")
    if page.closes and on > page.closes:
        raise RuleBroken(
            f"Registration closed on {nhs_date(page.closes)}. You can still ask: {page.contact}."
        )


def check_held(gathering: Gathering) -> None:
    if gathering.cancelled_at:
        raise RuleBroken(f"{gathering} is cancelled: {gathering.why_cancelled}")


def check_address(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise RuleBroken(
            "This is not an email address. Check it: it looks like name@example.org."
        ) from None


def check_companions(companions: Iterable[str]) -> list[str]:
    brings = list(companions)
    if len(brings) > MOST_COMPANIONS:
        raise RuleBroken(
            f"One person can bring {MOST_COMPANIONS} people who support them. Ask us if you need more."
        )
    return brings


def keep_companions(registration: Registration, brings: Iterable[str]) -> None:
    registration.companions.all().delete()
    Companion.objects.bulk_create(
        Companion(registration=registration, kind=kind) for kind in brings
    )


def keep_needs(registration: Registration, *, access: str, diet: str) -> bool:
    """Keep what somebody needs, a case for each kind; one that changed is seen to anew."""
    changed = False
    for kind, need in ((AccessCase.Kind.ACCESS, access), (AccessCase.Kind.DIET, diet)):
        kept = registration.needs.filter(kind=kind).first()
        if need.strip() == (kept.need if kept else ""):
            continue
        changed = True
        if kept and not need.strip():
            kept.delete()
            continue
        AccessCase.objects.update_or_create(
            registration=registration, kind=kind,
            defaults={
                "need": need.strip(), "arranged": "", "arranged_on": None, "confirmed_on": None,
                "told_on": None,
            },
        )  # fmt: skip
    return changed


@audit.in_turn()
def change_registration(
    registration: Registration,
    *,
    companions: Iterable[str],
    access: str,
    diet: str,
    by: Person | None = None,
    now: datetime | None = None,
) -> Registration:
    """Change who comes along and what is needed; the place stays."""
    now = now or timezone.now()
    registration = standing(registration)
    brings = check_companions(companions)
    keep_companions(registration, brings)
    keep_needs(registration, access=access, diet=diet)
    note(registration.page, "changed who comes along or what is needed", by=by, now=now)
    return registration


@audit.in_turn()
def give_up(
    registration: Registration, *, by: Person | None = None, now: datetime | None = None
) -> Registration:
    """Somebody is not coming: what is known of them is erased, and the place goes to the next."""
    now = now or timezone.now()
    registration = standing(registration)
    left = list(registration.bookings.standing().select_related("session__room"))
    registration.bookings.standing().update(state=State.GIVEN_UP, take_by=None)
    Invitation.objects.filter(registration=registration).update(answer="no", answered_at=now)
    if by:
        write_to(registration, "given_up", about=f"given-up:{registration.pk}", now=now)
    erase(registration)
    end(registration)
    offered = [one for b in left for one in pass_on(registration.page, b.session, now=now)]
    to_next = f", and offered {len(offered)} to the waiting list" if offered else ""
    note(registration.page, f"noted that somebody is not coming{to_next}", by=by, now=now)
    return registration


def standing(registration: Registration) -> Registration:
    """The registration as it stands now, or a refusal when it no longer does."""
    found = Registration.objects.select_related("page__gathering").get(pk=registration.pk)
    if not found.active or found.removed:
        raise RuleBroken(
            gettext_noop("This registration was ended before. Nothing more can be changed.")
        )
    return found


def erase(registration: Registration) -> None:
    """Nothing that is about the person stays with the registration."""
    registration.companions.all().delete()
    registration.needs.all().delete()
    values: dict[str, Any] = {
        "name": "", "badge_name": "", "pronouns": "", "email": "", "telephone": "",
        "organisation": "", "place": None,
    }  # fmt: skip
    for field, value in values.items():
        setattr(registration, field, value)
    registration.save(update_fields=[*values])


def remove(registration: Registration, *, now: datetime) -> None:
    """Take the person out of a registration, and out of every message that was written to them."""
    erase(registration)
    forget(registration, now=now)
    registration.check_ins.update(at=None, left_at=None, by=None, press=None)
    registration.removed, registration.active = True, False
    registration.paper, registration.written_by = "", None
    registration.save(update_fields=["removed", "active", "paper", "written_by"])
