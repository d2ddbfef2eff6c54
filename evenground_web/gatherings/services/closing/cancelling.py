"""A gathering is cancelled: everybody who was to come is told once, and no place is held."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import ending
from evenground_web.gatherings.models import Booking, Gathering, Invitation, Registration
from evenground_web.gatherings.services.places.post import INVITATION, write_to
from evenground_web.gatherings.services.programme.telling import KIND
from evenground_web.people.models import Person, Seat


@audit.in_turn()
def cancel_gathering(
    gathering: Gathering, *, by: Person, why: str, now: datetime | None = None
) -> Gathering:
    """Cancel it, with the reason that everybody reads; who registered, is invited or has a part is told."""
    now = now or timezone.now()
    gathering = Gathering.objects.get(pk=gathering.pk)
    why = why.strip()
    if gathering.cancelled_at:
        raise RuleBroken(f"{gathering} is cancelled already.")
    if gathering.ends < timezone.localdate(now):
        raise RuleBroken(f"{gathering} is over. Close it instead, and say what came of it.")
    if not why:
        raise RuleBroken("Say why it is cancelled. Everybody who was to come is told.")
    gathering.cancelled_at, gathering.why_cancelled = now, why
    gathering.save(update_fields=["cancelled_at", "why_cancelled"])
    registered = _tell_registered(gathering, now=now)
    invited = _tell_invited(gathering, now=now)
    _tell_members(gathering, now=now)
    ending.cancelled(gathering, by=by, now=now)
    audit.record(
        "gathering.cancelled", gathering, by=by, now=now,
        sentence=f"cancelled {gathering}: {why}", registered=registered, invited=invited,
    )  # fmt: skip
    return gathering


def _tell_registered(gathering: Gathering, *, now: datetime) -> int:
    """Whoever has a place, is offered one or waits; then no place is held, and nobody waits."""
    standing = Booking.objects.filter(registration__page__gathering=gathering).standing()
    found = Registration.objects.filter(active=True, bookings__in=standing).distinct()
    told = list(found.select_related("page__gathering"))
    for registration in told:
        write_to(registration, "cancelled", about="cancelled", now=now)
    standing.update(state=Booking.State.CALLED_OFF, take_by=None)
    return len(told)


def _tell_invited(gathering: Gathering, *, now: datetime) -> int:
    """Whoever could still come and is told by nothing else; their links open nothing from now on."""
    registered = Q(registration__active=True)
    found = gathering.invitations.filter(taken_back=False, removed=False).exclude(registered)
    told = list(found.exclude(answer=Invitation.Answer.NO).select_related("person"))
    for invitation in told:
        outbox.send(
            to=invitation.person or invitation.email, kind=INVITATION.key, private=True, now=now,
            template="gatherings/mail/invitation_cancelled.txt",
            key=f"invitation:{invitation.pk}:cancelled",
            context={"invitation": invitation, "gathering": gathering},
        )  # fmt: skip
    return len(told)


def _tell_members(gathering: Gathering, *, now: datetime) -> None:
    """Members with a part in a session, and those who sit in the group whose meeting it is."""
    people = Person.objects.filter(speaks__gathering=gathering, speaks__parts__isnull=False)
    seats = Seat.objects.current(on=timezone.localdate(now)).filter(group=gathering.group_id)
    sitting = [seat.person for seat in seats.select_related("person")] if gathering.group else []
    for person in {one.pk: one for one in [*people, *sitting]}.values():
        outbox.send(
            to=person, kind=KIND.key, template="gatherings/mail/called_off.txt", now=now,
            key=f"gathering:{gathering.pk}:cancelled:{person.pk}", about=gathering,
            context={"gathering": gathering},
        )  # fmt: skip
