"""Asking people to come: by sector, place and group, or by a list of addresses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.gatherings.models import (
    Gathering,
    Invitation,
    Registration,
    RegistrationPage,
    Reserved,
)
from evenground_web.gatherings.services.places.post import INVITATION, digest_of, new_token
from evenground_web.gatherings.services.places.registering import (
    check_address,
    check_held,
    give_up,
    register,
)
from evenground_web.people.models import Group, Membership, Person, Place, Seat

MOST_AT_ONCE = 500
Wanted = dict[str, Any]


@audit.in_turn()
def invite(
    gathering: Gathering,
    *,
    by: Person,
    answer_by: date,
    sectors: Iterable[str] = (),
    places: Iterable[Place] = (),
    groups: Iterable[Group] = (),
    addresses: Iterable[tuple[str, str]] = (),
    reserved: Reserved | None = None,
    now: datetime | None = None,
) -> list[Invitation]:
    """Write to everybody who is meant and was not invited before; return the new invitations.

    `addresses` are names with addresses of people who are not in the partnership.
    """
    now = now or timezone.now()
    _check(gathering, answer_by, reserved, on=timezone.localdate(now))
    wanted = [
        *_members(sectors, places, groups, on=timezone.localdate(now)),
        *_others(addresses),
    ]
    if len(wanted) > MOST_AT_ONCE:
        raise RuleBroken(
            f"That is {len(wanted)} people. Invite {MOST_AT_ONCE} at a time at most: choose fewer "
            "sectors, places or groups."
        )
    new = _not_yet(gathering, wanted)
    if not new:
        raise RuleBroken(
            "Nobody new is invited by this: there is nobody with an email address, or all were "
            "invited before."
        )
    made = [
        _send_new(gathering, one, answer_by=answer_by, reserved=reserved, now=now) for one in new
    ]
    audit.record(
        "gathering.people_invited", gathering, by=by, now=now,
        sentence=f"invited {len(made)} {'person' if len(made) == 1 else 'people'}, who answer by "
        f"{nhs_date(answer_by)}",
    )  # fmt: skip
    return made


def _check(gathering: Gathering, answer_by: date, reserved: Reserved | None, *, on: date) -> None:
    if gathering.ends < on:
        raise RuleBroken(f"{gathering} is over, so nobody can be invited.")
    check_held(gathering)
    if not on <= answer_by <= gathering.ends:
        raise RuleBroken("Choose a day to answer by from today to the last day of the gathering.")
    if reserved and reserved.page.gathering_id != gathering.pk:
        raise RuleBroken("These places are kept at another gathering. Choose again.")


def _members(
    sectors: Iterable[str], places: Iterable[Place], groups: Iterable[Group], *, on: date
) -> list[Wanted]:
    """Those with a role in a sector, at a place or within it, or with a seat in a group."""
    found: list[Wanted] = []
    roles = Membership.objects.current(on=on).select_related("person", "organisation")
    for sector in sectors:
        found += [
            {"person": row.person, "for_sector": sector}
            for row in roles.filter(organisation__sector=sector)
        ]
    for place in places:
        inside = Q()
        for depth in range(5):
            inside |= Q(**{"__".join(["organisation__place", *["parent"] * depth]): place})
        found += [{"person": row.person, "for_place": place} for row in roles.filter(inside)]
    for group in groups:
        seats = Seat.objects.current(on=on).filter(group=group).select_related("person")
        found += [{"person": row.person, "for_group": group} for row in seats]
    return [one for one in found if one["person"].is_active and one["person"].email]


def _others(addresses: Iterable[tuple[str, str]]) -> list[Wanted]:
    found = []
    for name, email in addresses:
        email = email.strip().lower()
        check_address(email)
        person = Person.objects.filter(email__iexact=email, is_active=True).first()
        found.append({"person": person} if person else {"name": one_line(name), "email": email})
    return found


def _not_yet(gathering: Gathering, wanted: list[Wanted]) -> list[Wanted]:
    """Each once, and none who was invited before."""
    before = Invitation.objects.filter(gathering=gathering).values_list("person", "email")
    seen: set[Any] = {key for row in before for key in row if key}
    new = []
    for one in wanted:
        key = one["person"].pk if "person" in one else one["email"]
        if key not in seen:
            seen.add(key)
            new.append(one)
    return new


def _send_new(
    gathering: Gathering, wanted: Wanted, *, answer_by: date, reserved: Reserved | None,
    now: datetime,
) -> Invitation:  # fmt: skip
    token = new_token()
    invitation = Invitation.objects.create(
        gathering=gathering, answer_by=answer_by, reserved=reserved, sent_at=now,
        digest=digest_of(token), **wanted,
    )  # fmt: skip
    _write(invitation, token, now=now)
    return invitation


def _write(invitation: Invitation, token: str, *, now: datetime) -> None:
    outbox.send(
        to=invitation.person or invitation.email, kind=INVITATION.key, private=True, now=now,
        template="gatherings/mail/invitation.txt",
        key=f"invitation:{invitation.pk}:{invitation.times_sent}",
        context={
            "invitation": invitation, "gathering": invitation.gathering,
            "path": reverse("gatherings:rsvp", args=[token]),
        },
    )  # fmt: skip


def find_invitation(token: str) -> Invitation | None:
    return (
        Invitation.objects.select_related("gathering", "person", "reserved", "registration")
        .filter(digest=digest_of(token))
        .first()
    )


@audit.in_turn()
def send_again(invitation: Invitation, *, by: Person, now: datetime | None = None) -> Invitation:
    """Write again to somebody who has not answered; the link of before opens nothing now."""
    now = now or timezone.now()
    invitation = _open(invitation, on=timezone.localdate(now))
    if invitation.answer:
        raise RuleBroken("They have answered already.")
    token = new_token()
    invitation.digest, invitation.sent_at = digest_of(token), now
    invitation.times_sent += 1
    invitation.save(update_fields=["digest", "sent_at", "times_sent"])
    _write(invitation, token, now=now)
    _record("sent an invitation again", invitation, by=by, now=now)
    return invitation


@audit.in_turn()
def take_back(invitation: Invitation, *, by: Person, now: datetime | None = None) -> Invitation:
    """The link opens nothing from now on, and what was not sent yet is not sent."""
    now = now or timezone.now()
    invitation = _open(invitation, on=timezone.localdate(now))
    if invitation.answer == Invitation.Answer.YES:
        raise RuleBroken("They are coming already. End their registration instead.")
    outbox.forget_address(f"invitation:{invitation.pk}:", now=now)
    invitation.taken_back = True
    invitation.save(update_fields=["taken_back"])
    _record("took an invitation back", invitation, by=by, now=now)
    return invitation


@audit.in_turn()
def answer(
    invitation: Invitation,
    *,
    answer: str,
    attends: str = Registration.Attends.ROOM,
    by: Person | None = None,
    now: datetime | None = None,
) -> Invitation:
    """Keep what somebody answers; a yes books a place, and a no after it gives the place up."""
    now = now or timezone.now()
    invitation = _open(invitation, on=timezone.localdate(now))
    if invitation.answer == answer:
        return invitation
    if answer == Invitation.Answer.YES:
        invitation.registration = _book(invitation, attends=attends, now=now)
    elif invitation.registration and invitation.registration.active:
        give_up(invitation.registration, now=now)
    invitation.answer, invitation.answered_at = answer, now
    invitation.save(update_fields=["answer", "answered_at", "registration"])
    _record("noted the answer to an invitation", invitation, by=by, now=now)
    return invitation


def _book(invitation: Invitation, *, attends: str, now: datetime) -> Registration | None:
    """A place where the gathering has places; otherwise the answer is all there is."""
    gathering = invitation.gathering
    if not RegistrationPage.objects.filter(gathering=gathering).exists():
        return None
    email = str(invitation.person.email) if invitation.person else invitation.email
    registration, _ = register(
        gathering, name=invitation.who, email=email, reserved=invitation.reserved,
        attends=attends, how=Registration.How.INVITED, now=now,
    )  # fmt: skip
    return (
        registration
        or Registration.objects.filter(
            page__gathering=gathering, email=email.lower(), active=True, invitation=None
        ).first()
    )


def _open(invitation: Invitation, *, on: date) -> Invitation:
    found = Invitation.objects.select_related(
        "gathering", "person", "reserved__page", "registration"
    )
    invitation = found.get(pk=invitation.pk)
    if invitation.taken_back or invitation.removed:
        raise RuleBroken("This invitation was taken back. Ask whoever invited you.")
    check_held(invitation.gathering)
    if invitation.answer_by < on:
        raise RuleBroken(f"This invitation was to be answered by {nhs_date(invitation.answer_by)}.")
    return invitation


def _record(what: str, invitation: Invitation, *, by: Person | None, now: datetime) -> None:
    audit.record("gathering.invitation_changed", invitation, by=by, now=now, sentence=what)
