"""Changes to gatherings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, Meeting, Topic
from evenground_web.gatherings.services.closing.closing import check_promise_stands
from evenground_web.people.models import Group, MeetingRules, Organisation, Person, Place


@audit.in_turn()
def add_gathering(
    *,
    by: Person | None,
    title: str,
    kind: str,
    starts: date,
    ends: date | None = None,
    format: str = Gathering.Format.IN_PERSON,  # noqa: A002
    venue: str = "",
    place: Place | None = None,
    group: Group | None = None,
    purpose: str = "",
    organisations: Iterable[Organisation] = (),
    topics: Iterable[str] = (),
    reply_due: date | None = None,
    joining_link: str = "",
    now: datetime | None = None,
) -> Gathering:
    """Add a summit, conference, workshop, forum or meeting, on one day when `ends` is left out."""
    _check(kind=kind, group=group, starts=starts, ends=ends or starts, reply_due=reply_due)
    if Gathering.objects.filter(title__iexact=title, starts=starts, group=group).exists():
        raise RuleBroken(
            f"There is already a gathering called {title} on {nhs_date(starts)}. Open that one, or "
            "give this one another title."
        )
    gathering = Gathering.objects.create(
        title=title,
        kind=kind,
        format=format,
        starts=starts,
        ends=ends or starts,
        venue=venue,
        place=place,
        group=group,
        purpose=purpose,
        reply_due=reply_due,
        joining_link=joining_link,
    )
    gathering.organisations.set(organisations)
    keep_meeting(gathering)
    Topic.objects.bulk_create(
        Topic(gathering=gathering, title=topic, order=order)
        for order, topic in enumerate(different(topics), start=1)
    )
    audit.record(
        "gathering.added", gathering, by=by, sentence=f"added the gathering {title}", now=now
    )
    return gathering


@audit.in_turn()
def edit_gathering(gathering: Gathering, *, by: Person, **changes: Any) -> Gathering:
    """Change any of the fields of a gathering, the organisations that took part among them."""
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    check_promise_stands(gathering, changes)
    changes["ends"] = changes.get("ends", gathering.ends) or changes.get("starts", gathering.starts)
    _check(
        kind=changes.get("kind", gathering.kind),
        group=changes.get("group", gathering.group),
        starts=changes.get("starts", gathering.starts),
        ends=changes["ends"],
        reply_due=changes.get("reply_due", gathering.reply_due),
    )
    days = changes.get("starts", gathering.starts) - gathering.starts
    if days and changes["ends"] - gathering.ends == days:
        gathering.sessions.update(day=F("day") + days)
    sentence, details = apply_changes(gathering, changes)
    keep_meeting(gathering, moved="starts" in details)
    if sentence:
        audit.record("gathering.edited", gathering, by=by, sentence=sentence, **details)
    return gathering


def keep_meeting(gathering: Gathering, *, moved: bool = False) -> None:
    """A gathering of a group is a meeting, by the rules of the group on the day it is planned."""
    if gathering.group is None:
        return
    rules = MeetingRules.objects.filter(group=gathering.group).first()
    asks = rules is not None and rules.in_public
    until = gathering.starts - timedelta(days=rules.question_days) if rules and asks else None
    meeting, new = Meeting.objects.get_or_create(
        gathering=gathering, defaults={"in_public": asks, "questions_by": until}
    )
    if moved and not new and meeting.questions_by:
        meeting.questions_by = until
        meeting.save(update_fields=["questions_by"])


def _check(
    *, kind: str, group: Group | None, starts: date, ends: date, reply_due: date | None
) -> None:
    if ends < starts:
        raise RuleBroken("The last day is before the first day. Change one of the two dates.")
    if reply_due and reply_due < ends:
        raise RuleBroken(
            "People cannot be told what became of it before it is over. Choose a day after the last day."
        )
    if kind == Gathering.Kind.MEETING and group is None:
        raise RuleBroken(
            "A meeting is the meeting of a group. Choose the group, or choose another kind."
        )


def different(topics: Iterable[str]) -> list[str]:
    """The topics that say something, each once however it is capitalised."""
    return list({topic.casefold(): topic for topic in map(str.strip, topics) if topic}.values())
