"""What the tests of meetings stand on: a Board with seats and rules, and two of its meetings."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.gatherings import services
from evenground_web.people import services as people

FIRST, SECOND = date(2026, 3, 12), date(2026, 5, 14)
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


def seated_board(universe) -> SimpleNamespace:
    """Alice in the chair, Bob and the analyst with a vote; two make a quorum, one from housing."""
    give = {"by": universe.secretary, "starts": date(2025, 1, 1)}
    u = SimpleNamespace(universe=universe, secretary=universe.secretary)
    u.alice, u.bob, u.analyst = universe.alice, universe.bob, universe.analyst
    u.chair = people.give_seat(universe.board, person=u.alice, role="chair", **give)
    u.housing = people.give_seat(universe.board, person=u.bob, deputy=universe.lead, **give)
    u.member = people.give_seat(universe.board, person=u.analyst, **give)
    people.set_rules(
        universe.board, by=u.secretary, fewest=2, sectors=["housing"], in_public=True,
        question_days=3,
    )  # fmt: skip
    u.first = plan(universe, FIRST)
    u.second = plan(universe, SECOND)
    u.item = u.first.agenda.get(title="Interpreters at night")
    return u


def plan(universe, on: date):
    return services.plan_meeting(
        universe.board, by=universe.secretary, on=on, begins=time(10),
        items=["Minutes of the last meeting", "Interpreters at night"], now=AT,
    )  # fmt: skip


def came(u, gathering, *, chair="present", housing="present", member="present", chaired_by=None):
    """Record who came; the chair is in the chair unless somebody else is named."""
    seats = {u.chair: chair, u.housing: housing, u.member: member}
    services.record_attendance(
        gathering.meeting, by=u.secretary, seats=seats,
        chaired_by=chaired_by or (u.alice if chair == "present" else None),
    )  # fmt: skip
    gathering.meeting.refresh_from_db()
    return gathering.meeting


def decide(u, item=None, **given):
    values = {
        "by": u.secretary, "title": "Interpreters at night are paid for",
        "text": "The Board pays for interpreters at night for a year.",
        "reason": "Mothers were not understood in an emergency.", **given,
    }  # fmt: skip
    return services.record_decision(item or u.item, **values)


def approve(u, *, confirmed_by=None):
    """The second meeting approves the minutes of the first."""
    came(u, u.second)
    minutes = u.first.meeting.minutes.first()
    if minutes.state == minutes.State.DRAFT:
        minutes = services.send_to_chair(u.first.meeting, by=u.secretary)
    item = u.second.agenda.get(title="Minutes of the last meeting")
    return services.approve_minutes(
        minutes, by=u.secretary, item=item, confirmed_by=confirmed_by or u.bob
    )


def text_file(words: str = "Words", name: str = "paper.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())
