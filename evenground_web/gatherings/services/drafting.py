"""Minutes that may still be written, and who wrote in them."""

from __future__ import annotations

from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Meeting, Minutes
from evenground_web.people.models import Person


def check_writing(meeting: Meeting) -> None:
    """Refuse when the minutes of a meeting are no draft any more."""
    if minutes := Minutes.objects.filter(meeting=meeting).first():
        check_draft(minutes)


def written_by(meeting: Meeting, by: Person) -> Minutes:
    """The draft of the minutes, begun when there is none; `by` is one of its writers from now on."""
    minutes, _ = Minutes.objects.get_or_create(meeting=meeting, version=1)
    minutes.writers.add(by)
    return minutes


def check_draft(minutes: Minutes) -> None:
    if minutes.state == Minutes.State.APPROVED:
        raise RuleBroken(
            f"These minutes were approved on {nhs_date(minutes.approved_at)}, so nothing in them "
            "changes. Correct them with a note instead."
        )
    if minutes.state == Minutes.State.SENT:
        raise RuleBroken("These minutes are with the chair. Take them back before you change them.")
