"""A meeting is planned, and its agenda is made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import ProtectedError

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes, move, next_order
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, Gathering, Meeting, Minutes
from evenground_web.gatherings.services.gatherings import add_gathering, different
from evenground_web.people.models import Group, Person, Place, StandingItem


class Details(TypedDict, total=False):
    action: str
    minutes: int | None
    private: bool
    presenter: Person | None
    presenter_role: str


@audit.in_turn()
def plan_meeting(
    group: Group,
    *,
    by: Person | None,
    on: date,
    title: str | None = None,
    items: Iterable[str] = (),
    begins: time | None = None,
    venue: str = "",
    place: Place | None = None,
    format: str = Gathering.Format.IN_PERSON,  # noqa: A002
    now: datetime | None = None,
) -> Gathering:
    """Plan a meeting of a group: its agenda starts with the standing items, then `items`."""
    title = title or f"{group}, {nhs_date(on)}"
    if group.meetings.filter(starts=on, title=title).exists():
        raise RuleBroken(
            f"{group} already has a meeting called {title} on that day. Open that meeting instead."
        )
    meeting = add_gathering(
        by=by,
        title=title,
        kind=Gathering.Kind.MEETING,
        starts=on,
        group=group,
        venue=venue,
        place=place,
        format=format,
        now=now,
    )
    Meeting.objects.filter(gathering=meeting).update(begins=begins)
    holders = {
        seat.get_role_display().casefold(): seat.person
        for seat in group.seats.current(on=on).select_related("person")
        if seat.role in (seat.Role.CHAIR, seat.Role.DEPUTY_CHAIR)
    }
    for standing in group.standing_items.current():
        add_agenda_item(
            meeting,
            by=by,
            title=standing.title,
            action=standing.action,
            minutes=standing.minutes,
            private=standing.private,
            presenter=holders.get(standing.presenter_role.casefold()),
            presenter_role=standing.presenter_role,
            standing_item=standing,
            now=now,
        )
    for item in different(items):
        add_agenda_item(meeting, by=by, title=item, now=now)
    return meeting


@audit.in_turn()
def add_agenda_item(
    gathering: Gathering,
    *,
    by: Person | None,
    title: str,
    standing_item: StandingItem | None = None,
    now: datetime | None = None,
    **details: Unpack[Details],
) -> AgendaItem:
    """Add an item at the end of a meeting's agenda."""
    if gathering.group_id is None:
        raise RuleBroken(f"{gathering} is not the meeting of a group, so it has no agenda.")
    check_open(gathering)
    if gathering.agenda.filter(title__iexact=title).exists():
        raise RuleBroken(f"“{title}” is already on the agenda. Give this item other words.")
    item = AgendaItem.objects.create(
        gathering=gathering,
        title=title,
        standing_item=standing_item,
        order=next_order(gathering.agenda.all()),
        **details,
    )
    audit.record(
        "gathering.agenda_item_added",
        gathering,
        by=by,
        sentence=f"put {item.in_history} on the agenda",
        now=now,
    )
    return item


@audit.in_turn()
def edit_agenda_item(
    item: AgendaItem, *, by: Person, now: datetime | None = None, **changes: Any
) -> AgendaItem:
    """Change the title, what is asked of the meeting, or who presents."""
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    check_open(item.gathering)
    called, private = item.in_history, item.private
    sentence, details = apply_changes(item, changes)
    if sentence:
        audit.record(
            "gathering.agenda_item_edited",
            item.gathering,
            by=by,
            sentence="changed a private item of the agenda"
            if private or item.private
            else f"{sentence} of the agenda item {called}",
            now=now,
            **details,
        )
    return item


@audit.in_turn()
def move_agenda_item(item: AgendaItem, *, by: Person, up: bool) -> None:
    """Move an agenda item one place up or down."""
    check_open(item.gathering)
    if move(item.gathering.agenda.all(), item, up=up):
        audit.record(
            "gathering.agenda_item_moved",
            item.gathering,
            by=by,
            sentence=f"moved {item.in_history} {'up' if up else 'down'} the agenda",
        )


@audit.in_turn()
def remove_agenda_item(item: AgendaItem, *, by: Person) -> None:
    """Take an item off the agenda; an item with a paper stays."""
    if item.papers.exists():
        raise RuleBroken(f"“{item}” has a paper, so it stays on the agenda.")
    check_open(item.gathering)
    gathering = item.gathering
    try:
        with transaction.atomic():
            removed, _ = item.delete()
    except ProtectedError as hangs:
        raise RuleBroken(
            f"Papers, decisions or declarations hang on “{item}”, so it stays on the agenda."
        ) from hangs
    if not removed:
        return
    audit.record(
        "gathering.agenda_item_removed",
        gathering,
        by=by,
        sentence=f"took {item.in_history} off the agenda",
    )


def check_open(gathering: Gathering) -> None:
    """Refuse what would change a meeting after its minutes were approved."""
    if Minutes.objects.approved().filter(meeting=gathering.pk).exists():
        raise RuleBroken(
            f"The minutes of {gathering} are approved, so nothing in them changes. Correct the "
            "minutes with a note instead."
        )


def timed(items: Iterable[AgendaItem], begins: time | None) -> list[AgendaItem]:
    """The items, each with the time at which it starts when those before it take what was planned."""
    clock = datetime.combine(date.min, begins) if begins else None
    rows = list(items)
    for item in rows:
        item.starts = clock.time() if clock else None
        if clock:
            clock += timedelta(minutes=item.minutes or 0)
    return rows


@audit.in_turn()
def arrange_meeting(
    meeting: Meeting, *, by: Person, now: datetime | None = None, **changes: Any
) -> Meeting:
    """Say when a meeting begins, whether it is in public, and until when the public may ask."""
    meeting = Meeting.objects.select_related("gathering").get(pk=meeting.pk)
    until = changes.get("questions_by", meeting.questions_by)
    if until and until > meeting.gathering.starts:
        raise RuleBroken("Questions close on the day of the meeting or before it.")
    sentence, details = apply_changes(meeting, changes)
    if sentence:
        audit.record(
            "gathering.meeting_arranged", meeting.gathering, by=by, sentence=sentence, now=now,
            **details,
        )  # fmt: skip
    return meeting
