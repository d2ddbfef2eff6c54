"""Who came, who is in the chair, and whether the meeting may decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Attendance, Meeting
from evenground_web.gatherings.services.drafting import check_writing, written_by
from evenground_web.people.models import MeetingRules, Organisation, Person, Seat

DEPUTY = "deputy"
Row = tuple[Person, Seat | None, str, bool]


@dataclass(frozen=True, kw_only=True)
class Quoracy:
    """Whether enough of those who vote are there; `rules` is None where none are set."""

    rules: MeetingRules | None
    there: int
    missing: list[str] = field(default_factory=list)

    @property
    def met(self) -> bool | None:
        if self.rules is None:
            return None
        return self.there >= self.rules.fewest and not self.missing

    @property
    def words(self) -> str:
        people = f"{self.there} {'person' if self.there == 1 else 'people'} with a vote"
        if self.rules is None:
            return f"{people} present. No rule says how many must be there."
        said = f"{people} present; the quorum is {self.rules.fewest}."
        if self.missing:
            said += f" Nobody is there from: {', '.join(self.missing)}."
        return f"{'Quorate' if self.met else 'Not quorate'}. {said}"


def quoracy(meeting: Meeting) -> Quoracy:
    """Counted from the attendance as it is recorded now."""
    seats = [
        row.seat
        for row in meeting.attendance.filter(how=Attendance.How.PRESENT, seat__votes=True)
        .select_related("seat__organisation")
        if row.seat
    ]  # fmt: skip
    rules = MeetingRules.objects.filter(group=meeting.gathering.group_id).first()
    sectors = {seat.organisation.sector for seat in seats if seat.organisation}
    missing = [sector for sector in (rules.sectors if rules else []) if sector not in sectors]
    return Quoracy(
        rules=rules,
        there=len({seat.pk for seat in seats}),
        missing=[str(Organisation.Sector(sector).label) for sector in missing],
    )


def seats_of(meeting: Meeting) -> Any:
    """The seats of the group on the day of the meeting."""
    gathering = meeting.gathering
    return (
        Seat.objects.filter(group=gathering.group_id)
        .current(on=gathering.starts)
        .select_related("person", "deputy", "organisation")
    )


@audit.in_turn()
def record_attendance(
    meeting: Meeting,
    *,
    by: Person,
    seats: Mapping[Seat, str],
    chaired_by: Person | None,
    others: Iterable[Person] = (),
    now: datetime | None = None,
) -> Meeting:
    """Write down who came; `seats` says of each present, apologies, absent or deputy."""
    meeting = Meeting.objects.with_names().get(pk=meeting.pk)
    check_writing(meeting)
    rows = _rows(seats, others)
    there = {person.pk for person, _, how, _ in rows if how == Attendance.How.PRESENT}
    if chaired_by and chaired_by.pk not in there:
        raise RuleBroken(
            f"{chaired_by} is in the chair and not recorded as present. Change one of the two."
        )
    wanted = sorted((p.pk, s.pk if s else 0, str(how), deputy) for p, s, how, deputy in rows)
    kept = meeting.attendance.values_list("person", "seat", "how", "as_deputy")
    if (meeting.chaired_by, sorted((p, s or 0, how, deputy) for p, s, how, deputy in kept)) == (
        chaired_by,
        wanted,
    ):
        return meeting
    written_by(meeting, by)
    meeting.attendance.all().delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=meeting, person=person, seat=seat, how=how, as_deputy=deputy)
        for person, seat, how, deputy in rows
    )
    meeting.chaired_by = chaired_by
    meeting.save(update_fields=["chaired_by"])
    audit.record(
        "gathering.attendance_recorded", meeting.gathering, by=by, now=now,
        sentence=f"recorded who came: {quoracy(meeting).words}",
    )  # fmt: skip
    return meeting


def _rows(seats: Mapping[Seat, str], others: Iterable[Person]) -> list[Row]:
    rows: list[Row] = []
    for seat, how in seats.items():
        if how == DEPUTY:
            if seat.deputy is None:
                raise RuleBroken(f"Nobody is named as the deputy of {seat.person}.")
            rows.append((seat.person, seat, Attendance.How.APOLOGIES, False))
            rows.append((seat.deputy, seat, Attendance.How.PRESENT, True))
        elif how:
            rows.append((seat.person, seat, how, False))
    rows += [(person, None, Attendance.How.PRESENT, False) for person in others]
    seen: set[int] = set()
    for person, *_ in rows:
        if person.pk in seen:
            raise RuleBroken(
                f"{person} is named twice. Somebody with a seat is not there for somebody else too."
            )
        seen.add(person.pk)
    return rows
