"""Interests declared at a meeting, and how each was managed."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, Attendance, Declaration, Meeting
from evenground_web.gatherings.services.drafting import check_writing, written_by
from evenground_web.people.models import Interest, Person

Managed = Declaration.Managed


@audit.in_turn()
def declare_at_meeting(
    meeting: Meeting,
    *,
    by: Person,
    person: Person,
    managed: str,
    item: AgendaItem | None = None,
    interest: Interest | None = None,
    what: str = "",
    how: str = "",
    now: datetime | None = None,
) -> Declaration:
    """Write down an interest against an item, or that one of the register touches none."""
    meeting = Meeting.objects.with_names().get(pk=meeting.pk)
    check_writing(meeting)
    given = Declaration(
        meeting=meeting, item=item, person=person, interest=interest, what=what.strip(),
        managed=managed, how=how.strip(),
    )  # fmt: skip
    _check(given)
    same = meeting.declarations.filter(item=item, person=person, interest=interest, what=given.what)
    if there := same.first():
        raise RuleBroken(f"This is written down already: {there.get_managed_display().lower()}.")
    given.save()
    written_by(meeting, by)
    about = f" in {item.in_history}" if item else ", which touches no item"
    audit.record(
        "gathering.interest_declared", meeting.gathering, by=by, now=now,
        sentence=f"wrote down an interest of {person}{about}: {given.get_managed_display().lower()}",
        declaration=given.pk,
    )  # fmt: skip
    return given


def _check(given: Declaration) -> None:
    meeting, person = given.meeting, given.person
    in_the_chair = person == meeting.chaired_by
    there = meeting.attendance.filter(person=person, how=Attendance.How.PRESENT)
    if not there.exists():
        raise RuleBroken(f"{person} is not recorded as present. Record the attendance first.")
    if given.interest and given.interest.person_id != person.pk:
        raise RuleBroken(f"That is not an interest of {person}. Choose one of theirs.")
    if not given.interest and not given.what:
        raise RuleBroken("Say what the interest is, or choose one of the register.")
    if (given.item is None) != (given.managed == Managed.TOUCHES_NONE):
        raise RuleBroken("Choose the item that it touches, or say that it touches none.")
    if given.item and given.item.gathering_id != meeting.pk:
        raise RuleBroken(f"“{given.item}” is not on the agenda of this meeting.")
    if given.managed == Managed.HANDED_OVER and not in_the_chair:
        raise RuleBroken(f"{person} is not in the chair. Choose how else it was managed.")
    if given.managed == Managed.CHAIR_DECIDED:
        if in_the_chair:
            raise RuleBroken(
                f"{person} is in the chair and does not decide about their own interest. Write "
                "down who took the chair for the item, or that they left the room."
            )
        if not given.how:
            raise RuleBroken("Write what the chair decided.")


@audit.in_turn()
def withdraw_declaration(
    declaration: Declaration, *, by: Person, now: datetime | None = None
) -> None:
    """Take back what was written down by mistake, while the minutes are a draft."""
    declaration = Declaration.objects.select_related("meeting", "person").get(pk=declaration.pk)
    check_writing(declaration.meeting)
    written_by(declaration.meeting, by)
    declaration.delete()
    audit.record(
        "gathering.interest_taken_back", declaration.meeting.gathering, by=by, now=now,
        sentence=f"took back what was written about an interest of {declaration.person}",
    )  # fmt: skip


def unanswered_in_the_chair(meeting: Meeting) -> QuerySet[Interest]:
    """Interests that the register has of whoever is in the chair, and this meeting says nothing of."""
    answered = meeting.declarations.exclude(interest=None).values("interest")
    return (
        Interest.objects.filter(person=meeting.chaired_by_id)
        .current(on=meeting.gathering.starts)
        .filter(arose__lte=meeting.gathering.starts)
        .exclude(pk__in=answered)
    )


def check_chair(meeting: Meeting) -> None:
    """Refuse to decide while an interest of whoever is in the chair is left undeclared."""
    if meeting.chaired_by is None:
        raise RuleBroken("Nobody is in the chair yet. Record who came and who is in the chair.")
    if open_ := unanswered_in_the_chair(meeting).count():
        raise RuleBroken(
            f"{meeting.chaired_by} is in the chair and has {open_} interest"
            f"{'s' if open_ > 1 else ''} in the register that this meeting says nothing of. Declare "
            "each against an item, or say that it touches none."
        )
