"""The minutes: written by several people, sent to the chair, approved later, then frozen."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, Decision, Meeting, Minutes
from evenground_web.gatherings.services.attendance import quoracy
from evenground_web.gatherings.services.decisions import meeting_of, record_decision
from evenground_web.gatherings.services.declarations import check_chair
from evenground_web.gatherings.services.drafting import (
    check_draft,
    check_writing,
    written_by,
)
from evenground_web.gatherings.services.record import contents
from evenground_web.people.models import Person, Seat

APPROVED = kinds.register(
    kinds.Kind(key="minutes", name="Minutes that your groups approved", choices=kinds.MUST_ACT)
)
TRUE_RECORD = "They are a true record of the meeting."


@audit.in_turn()
def write_notes(
    item: AgendaItem, *, by: Person, notes: str, now: datetime | None = None
) -> AgendaItem:
    """Write what was said under an item."""
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    meeting = meeting_of(item)
    check_writing(meeting)
    sentence, details = apply_changes(item, {"notes": notes.strip()}, unsaid={"notes"})
    if sentence:
        written_by(meeting, by)
        audit.record(
            "gathering.notes_written", item.gathering, by=by, now=now,
            sentence=f"wrote notes under {item.in_history}", **details,
        )  # fmt: skip
    return item


@audit.in_turn()
def send_to_chair(meeting: Meeting, *, by: Person, now: datetime | None = None) -> Minutes:
    """Say that the minutes are ready; the chair reads them before the next meeting does."""
    meeting = Meeting.objects.with_names().get(pk=meeting.pk)
    check_writing(meeting)
    if not meeting.attendance.exists():
        raise RuleBroken("The minutes do not say yet who came. Record the attendance first.")
    check_chair(meeting)
    _check_marked(meeting)
    minutes = written_by(meeting, by)
    minutes.state, minutes.sent_at, minutes.sent_by = Minutes.State.SENT, now or timezone.now(), by
    minutes.save()
    audit.record(
        "gathering.minutes_sent", meeting.gathering, by=by, now=now,
        sentence=f"sent the minutes to {meeting.chaired_by}",
    )  # fmt: skip
    return minutes


def _check_marked(meeting: Meeting) -> None:
    """The attendance may have been put right after a decision was written down."""
    state = quoracy(meeting)
    decisions = Decision.objects.filter(item__gathering=meeting.pk)
    unmarked = decisions.filter(to_be_ratified=False)
    if state.met is False and (first := unmarked.first()):
        raise RuleBroken(
            f"{state.words} {first.reference} is not marked as to be ratified. Change it first."
        )
    decisions.update(quorate=state.met)


@audit.in_turn()
def take_back(minutes: Minutes, *, by: Person, reason: str, now: datetime | None = None) -> Minutes:
    """The chair wants something changed: the minutes are a draft again."""
    minutes = Minutes.objects.select_related("meeting__gathering").get(pk=minutes.pk)
    if minutes.state != Minutes.State.SENT:
        check_draft(minutes)
        raise RuleBroken("These minutes are a draft already.")
    if not reason.strip():
        raise RuleBroken("Say what is to be changed.")
    minutes.state, minutes.sent_at, minutes.sent_by = Minutes.State.DRAFT, None, None
    minutes.save()
    audit.record(
        "gathering.minutes_taken_back", minutes.meeting.gathering, by=by, now=now,
        sentence=f"took the minutes back: {reason.strip(' .')}",
    )  # fmt: skip
    return minutes


@audit.in_turn()
def approve_minutes(
    minutes: Minutes,
    *,
    by: Person,
    item: AgendaItem,
    confirmed_by: Person,
    now: datetime | None = None,
) -> Minutes:
    """A later meeting approves the minutes under one of its items; then nothing in them changes."""
    minutes = Minutes.objects.select_related("meeting__gathering").get(pk=minutes.pk)
    at = meeting_of(item)
    _check_approval(minutes, at, confirmed_by)
    title = f"Minutes of {minutes.meeting} approved"
    decision = record_decision(
        item, by=by, now=now, title=title[:200], text=f"{title}.",
        reason=f"{TRUE_RECORD} Confirmed by {confirmed_by}.",
    )  # fmt: skip
    minutes.content = contents(minutes.meeting)
    minutes.state, minutes.approved_at = Minutes.State.APPROVED, now or timezone.now()
    minutes.approved_in, minutes.confirmed_by = at, confirmed_by
    minutes.save()
    Decision.objects.filter(item__gathering=minutes.meeting_id).update(
        frozen_at=minutes.approved_at
    )
    audit.record(
        "gathering.minutes_approved", minutes.meeting.gathering, by=by, now=now,
        sentence=f"recorded that {at} approved the minutes ({decision.reference})",
    )  # fmt: skip
    _send_to_members(minutes, now=minutes.approved_at)
    return minutes


def _send_to_members(minutes: Minutes, *, now: datetime) -> None:
    """Everybody who sits in the group on the day of approval is told where to read them, once."""
    group = minutes.meeting.gathering.group_id
    seats = Seat.objects.current(on=timezone.localdate(now)).filter(group=group)
    for person in {seat.person_id: seat.person for seat in seats.select_related("person")}.values():
        outbox.send(
            to=person, kind=APPROVED.key, template="gatherings/mail/minutes.txt", now=now,
            key=f"minutes:{minutes.pk}:{person.pk}", about=minutes.meeting.gathering,
            context={"minutes": minutes, "meeting": minutes.meeting},
        )  # fmt: skip


def _check_approval(minutes: Minutes, at: Meeting, confirmed_by: Person) -> None:
    here = minutes.meeting.gathering
    if minutes.state == Minutes.State.APPROVED:
        raise RuleBroken(f"These minutes were approved on {nhs_date(minutes.approved_at)} already.")
    if minutes.state == Minutes.State.DRAFT:
        raise RuleBroken("These minutes are a draft. Send them to the chair first.")
    if at.pk == here.pk:
        raise RuleBroken(
            "A meeting does not approve its own minutes. Approve them at the next meeting."
        )
    if at.gathering.group_id != here.group_id or at.gathering.starts < here.starts:
        raise RuleBroken(f"Choose a later meeting of {here.group}.")
    if minutes.writers.filter(pk=confirmed_by.pk).exists():
        raise RuleBroken(
            f"{confirmed_by} wrote in these minutes, so somebody else confirms that they are right."
        )
    there = at.attendance.filter(person=confirmed_by, how="present", seat__votes=True)
    if not there.exists():
        raise RuleBroken(
            f"{confirmed_by} is not recorded as present with a vote. Record the attendance of "
            f"{at} first, or choose somebody who was there."
        )
    state = quoracy(at)
    if state.met is False:
        raise RuleBroken(f"{state.words} The minutes wait for a meeting that may decide.")


@audit.in_turn()
def correct_minutes(
    minutes: Minutes,
    *,
    by: Person,
    correction: str,
    confirmed_by: Person,
    now: datetime | None = None,
) -> Minutes:
    """Put approved minutes right: a note in a new version, and the earlier one stays."""
    last = Minutes.objects.filter(meeting=minutes.meeting_id).latest("version")
    correction = correction.strip()
    if last.state != Minutes.State.APPROVED:
        raise RuleBroken("These minutes are not approved yet. Change the draft instead.")
    if not correction:
        raise RuleBroken("Say what was wrong and what is right.")
    if last.correction == correction:
        return last
    if confirmed_by == by:
        raise RuleBroken("Somebody else confirms a correction. Choose who does.")
    now = now or timezone.now()
    corrections = [
        *last.content.get("corrections", []),
        {"on": nhs_date(now), "note": correction, "confirmed_by": str(confirmed_by)},
    ]
    new = Minutes.objects.create(
        meeting=last.meeting, version=last.version + 1, state=Minutes.State.APPROVED,
        content={**last.content, "corrections": corrections}, correction=correction,
        approved_at=now, approved_in=last.approved_in, confirmed_by=confirmed_by,
    )  # fmt: skip
    audit.record(
        "gathering.minutes_corrected", new.meeting.gathering, by=by, now=now,
        sentence=f"corrected the minutes, confirmed by {confirmed_by}: version {new.version}",
    )  # fmt: skip
    return new
