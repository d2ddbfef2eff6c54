"""Who sits in a group, and the rules of its meetings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Group, MeetingRules, Organisation, Person, Seat


def works_at(person: Person, *, on: date) -> Organisation | None:
    """Where somebody has a role on that day, or the first role they had."""
    held = person.memberships.select_related("organisation")
    membership = held.current(on=on).first() or held.order_by("starts").first()
    return membership.organisation if membership else None


@audit.in_turn()
def give_seat(
    group: Group,
    *,
    by: Person | None,
    person: Person,
    role: str = Seat.Role.MEMBER,
    votes: bool = True,
    organisation: Organisation | None = None,
    deputy: Person | None = None,
    starts: date | None = None,
) -> Seat:
    """Seat somebody in a group; nobody sits twice, and there is one chair at a time."""
    starts = starts or timezone.localdate()
    if group.seats.filter(person=person, ends=None).exists():
        raise RuleBroken(f"{person} has a seat in {group} already. Change that one instead.")
    seat = Seat(
        group=group,
        person=person,
        role=role,
        votes=votes and role != Seat.Role.IN_ATTENDANCE,
        organisation=organisation or works_at(person, on=starts),
        deputy=deputy,
        starts=starts,
    )
    _check(seat)
    seat.save()
    audit.record(
        "group.seat_given",
        group,
        by=by,
        sentence=f"gave {person} a seat as {seat.get_role_display().lower()}"
        f"{'' if seat.votes else ', without a vote'}",
    )
    return seat


@audit.in_turn()
def edit_seat(seat: Seat, *, by: Person, **changes: Any) -> Seat:
    """Change the role, the vote, the organisation or the deputy of somebody's seat."""
    seat = Seat.objects.select_related("group", "person").get(pk=seat.pk)
    wanted = Seat(pk=seat.pk, group=seat.group, person=seat.person)
    for name in ("role", "votes", "deputy", "starts"):
        setattr(wanted, name, changes.get(name, getattr(seat, name)))
    wanted.ends = seat.ends
    _check(wanted)
    if wanted.role == Seat.Role.IN_ATTENDANCE:
        changes["votes"] = False
    sentence, details = apply_changes(seat, changes)
    if sentence:
        audit.record(
            "group.seat_edited",
            seat.group,
            by=by,
            sentence=f"{sentence} of the seat of {seat.person}",
            **details,
        )
    return seat


@audit.in_turn()
def end_seat(seat: Seat, *, by: Person, ends: date) -> Seat:
    """Say which is the first day without the seat."""
    seat = Seat.objects.select_related("group", "person").get(pk=seat.pk)
    if ends < seat.starts:
        raise RuleBroken(
            f"The seat began on {nhs_date(seat.starts)}. Choose that day or a later one."
        )
    if seat.ends == ends:
        return seat
    seat.ends = ends
    seat.save(update_fields=["ends"])
    audit.record(
        "group.seat_ended",
        seat.group,
        by=by,
        sentence=f"ended the seat of {seat.person} on {nhs_date(ends)}",
    )
    return seat


def _check(seat: Seat) -> None:
    if seat.deputy == seat.person:
        raise RuleBroken("Nobody is their own deputy. Choose somebody else.")
    if seat.role != Seat.Role.CHAIR:
        return
    others = seat.group.seats.exclude(pk=seat.pk).filter(role=Seat.Role.CHAIR, ends=None)
    if chair := others.select_related("person").first():
        raise RuleBroken(
            f"{chair.person} is the chair of {seat.group}. Change that seat first, or choose "
            "another role."
        )


@audit.in_turn()
def set_rules(group: Group, *, by: Person | None, **changes: Any) -> MeetingRules:
    """Say when a group may decide, whether it meets in public, and until when people may ask."""
    rules, new = MeetingRules.objects.get_or_create(group=group)
    sentence, details = apply_changes(rules, changes)
    if sentence or new:
        audit.record(
            "group.rules_set",
            group,
            by=by,
            sentence=f"{sentence} of the rules of its meetings"
            if sentence
            else "set the rules of its meetings",
            **details,
        )
    return rules
