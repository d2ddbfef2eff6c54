"""Who came to the meetings of a group and who sent apologies, meeting by meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from evenground_web.gatherings.models import Attendance, Meeting
from evenground_web.people.models import Group, Seat

How = Attendance.How
DEPUTY_CAME = "Deputy came"
NOT_RECORDED, NO_SEAT = "Not recorded", "No seat then"
IN_A_ROW = 2  # meetings missed without a word, from which on somebody should ask


@dataclass(frozen=True)
class Line:
    """One seat: what is recorded of it for each meeting, newest first."""

    seat: Seat
    cells: list[str]

    @property
    def summary(self) -> str:
        found = Counter(self.cells)
        meetings = len(self.cells) - found[NO_SEAT] - found[NOT_RECORDED]
        if not meetings:
            return "No meeting yet"
        said = f"Came to {found[str(How.PRESENT.label)]} of {meetings}"
        apologies = found[str(How.APOLOGIES.label)] + found[DEPUTY_CAME]
        if apologies:
            said += f", apologies for {apologies}"
        if found[DEPUTY_CAME]:
            said += f" (a deputy came to {found[DEPUTY_CAME]})"
        return said

    @property
    def is_away(self) -> bool:
        """Absent without apologies at the last meetings, one after the other."""
        known = [one for one in self.cells if one not in (NOT_RECORDED, NO_SEAT)]
        last = known[:IN_A_ROW]
        return len(last) == IN_A_ROW and set(last) == {str(How.ABSENT.label)}


def meetings_of(group: Group, *, on: date) -> QuerySet[Meeting]:
    """Meetings that were held, the last one first."""
    held = Meeting.objects.filter(gathering__group=group, gathering__starts__lte=on)
    return held.select_related("gathering").order_by("-gathering__starts", "-pk")


def attendance_log(group: Group, meetings: Sequence[Meeting]) -> list[Line]:
    """A line for each seat that somebody had at one of these meetings."""
    rows = Attendance.objects.filter(meeting__in=meetings).order_by()
    found: dict[tuple[int, int | None], str] = {}
    for row in rows:
        if row.as_deputy:
            found[row.meeting_id, row.seat_id] = DEPUTY_CAME
        elif row.seat_id:
            found.setdefault((row.meeting_id, row.seat_id), str(How(row.how).label))
    seats = Seat.objects.filter(group=group).select_related("person", "organisation")
    lines = [Line(seat, [_cell(seat, one, found) for one in meetings]) for seat in seats]
    return [line for line in lines if set(line.cells) - {NO_SEAT}]


def _cell(seat: Seat, meeting: Meeting, found: dict[tuple[int, int | None], str]) -> str:
    day = meeting.gathering.starts
    if (meeting.pk, seat.pk) in found:
        return found[meeting.pk, seat.pk]
    if seat.starts > day or (seat.ends is not None and seat.ends <= day):
        return NO_SEAT
    return NOT_RECORDED


def table(group: Group, *, on: date) -> list[list[str]]:
    """The whole log as rows of cells, to take away."""
    meetings = list(meetings_of(group, on=on))
    head = ["Name", "Role", "Speaks for", *(one.gathering.starts.isoformat() for one in meetings)]
    return [
        head,
        *(
            [
                str(line.seat.person), str(line.seat.get_role_display()),
                str(line.seat.organisation or ""), *line.cells,
            ]
            for line in attendance_log(group, meetings)
        ),
    ]  # fmt: skip
