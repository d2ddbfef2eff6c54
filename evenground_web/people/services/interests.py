"""The register of interests: declared, changed, ended, and confirmed every year."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import months_after, nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Confirmation, Interest, Person, Seat
from evenground_web.people.models.interests import DAYS_TO_DECLARE

MONTHS_A_CONFIRMATION_LASTS = 12


@audit.in_turn()
def declare_interest(
    person: Person,
    *,
    by: Person | None,
    kind: str,
    description: str,
    arose: date,
    managed: str = "",
    withheld: str = "",
    on: date | None = None,
    now: datetime | None = None,
) -> Interest:
    """Enter an interest; the register says when it was declared later than the rule allows."""
    on = on or timezone.localdate(now)
    description = description.strip()
    if arose > on:
        raise RuleBroken(
            f"{nhs_date(arose)} has not come yet. Declare the interest when it is there."
        )
    same = Interest.objects.filter(person=person, description__iexact=description, ended=None)
    if same.exists():
        raise RuleBroken("This interest is in the register already. Change that one instead.")
    interest = Interest.objects.create(
        person=person,
        kind=kind,
        description=description,
        managed=managed.strip(),
        arose=arose,
        withheld=withheld.strip(),
        declared=on,
        declare_by=max(arose, _appointed(person) or arose) + timedelta(days=DAYS_TO_DECLARE),
    )
    audit.record(
        "person.interest_declared",
        person,
        by=by,
        sentence=f"declared an interest of {person}"
        f"{f', {interest.days_late} days late' if interest.is_late else ''}",
        now=now,
        interest=interest.pk,
    )
    return interest


def _appointed(person: Person) -> date | None:
    """The day of the first seat: what was there before is declared on appointment."""
    return person.seats.order_by("starts").values_list("starts", flat=True).first()


@audit.in_turn()
def edit_interest(interest: Interest, *, by: Person, **changes: Any) -> Interest:
    """Put right what the register says; the day of declaring stays."""
    interest = Interest.objects.select_related("person").get(pk=interest.pk)
    if changes.get("arose", interest.arose) > interest.declared:
        raise RuleBroken(
            f"It was declared on {nhs_date(interest.declared)}, so it arose on that day or before."
        )
    if "arose" in changes:
        clock = max(changes["arose"], _appointed(interest.person) or changes["arose"])
        interest.declare_by = clock + timedelta(days=DAYS_TO_DECLARE)
    sentence, details = apply_changes(
        interest, changes, unsaid={"description", "kind", "managed", "withheld"}
    )
    if sentence:
        audit.record(
            "person.interest_edited",
            interest.person,
            by=by,
            sentence=f"{sentence} of an interest of {interest.person}",
            **details,
        )
    return interest


@audit.in_turn()
def end_interest(interest: Interest, *, by: Person, ended: date) -> Interest:
    """Say until when it was there; it stays on record, and in public for six months."""
    interest = Interest.objects.select_related("person").get(pk=interest.pk)
    if ended < interest.arose:
        raise RuleBroken(f"It arose on {nhs_date(interest.arose)}. Choose that day or a later one.")
    if interest.ended == ended:
        return interest
    interest.ended = ended
    interest.save(update_fields=["ended"])
    audit.record(
        "person.interest_ended",
        interest.person,
        by=by,
        sentence=f"ended an interest of {interest.person} on {nhs_date(ended)}",
        interest=interest.pk,
    )
    return interest


@audit.in_turn()
def confirm(
    person: Person, *, by: Person | None, nil: bool, on: date | None = None,
    now: datetime | None = None,
) -> Confirmation:  # fmt: skip
    """Somebody says that the register is right about them; once a day is enough."""
    on = on or timezone.localdate(now)
    there = person.interests.current(on=on).count()
    if nil and there:
        raise RuleBroken(
            f"The register has {there} interest{'s' if there > 1 else ''} of {person}. End what is "
            "over, or confirm that these are all."
        )
    if not nil and not there:
        raise RuleBroken(
            f"The register has no interest of {person}. Declare it first, or say that there is "
            "none."
        )
    confirmation, new = Confirmation.objects.get_or_create(
        person=person, on=on, defaults={"nil": nil}
    )
    if new:
        what = "that there is nothing to declare" if nil else "that the register is complete"
        audit.record(
            "person.interests_confirmed", person, by=by, now=now,
            sentence=f"confirmed {what} for {person}",
        )  # fmt: skip
    elif confirmation.nil != nil:
        raise RuleBroken(
            f"The register was confirmed today already. Confirm it again from {nhs_date(on + timedelta(days=1))}."
        )
    return confirmation


def register(*, on: date) -> QuerySet[Person]:
    """Those who decide in a group, with the interests that are published and what they confirmed."""
    deciding = Seat.objects.current(on=on).filter(votes=True)
    return (
        Person.objects.filter(Exists(deciding.filter(person=OuterRef("pk"))))
        .prefetch_related(
            Prefetch("interests", Interest.objects.shown(on=on), to_attr="published"),
            Prefetch("seats", deciding.select_related("group"), to_attr="decides_in"),
            Prefetch("confirmations", to_attr="confirmed"),
        )
        .order_by("name")
    )


def without_confirmation(*, on: date) -> QuerySet[Person]:
    """Those who decide and have not confirmed the register for a year."""
    since = months_after(on, -MONTHS_A_CONFIRMATION_LASTS)
    recent = Confirmation.objects.filter(person=OuterRef("pk"), on__gt=since)
    deciding = Seat.objects.current(on=on).filter(votes=True, person=OuterRef("pk"))
    return Person.objects.filter(Exists(deciding), ~Exists(recent)).order_by("name")
