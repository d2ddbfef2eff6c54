"""What the minutes say, as plain data: shown while they are a draft, kept when they are approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch

from evenground_web.core.dates import nhs_date, nhs_time
from evenground_web.gatherings.models import (
    AgendaItem,
    AgendaVersion,
    Attendance,
    Decision,
    Declaration,
    Meeting,
)
from evenground_web.gatherings.outcomes import Outcome, outcomes
from evenground_web.gatherings.services.agenda import timed
from evenground_web.gatherings.services.attendance import quoracy
from evenground_web.gatherings.services.papers import public_papers

Content = dict[str, Any]


def contents(meeting: Meeting) -> Content:
    """The minutes from the records as they stand."""
    gathering = meeting.gathering
    rows = meeting.attendance.select_related("person", "seat__person", "seat__organisation")
    attended = list(rows)
    declared = list(meeting.declarations.select_related("person", "interest"))
    return {
        "title": str(gathering),
        "date": nhs_date(gathering.starts),
        "begins": nhs_time(meeting.begins),
        "venue": gathering.venue,
        "in_public": meeting.in_public,
        "chair": str(meeting.chaired_by or ""),
        "present": [_came(row) for row in attended if row.how == Attendance.How.PRESENT],
        "apologies": [_came(row) for row in attended if row.how == Attendance.How.APOLOGIES],
        "absent": [_came(row) for row in attended if row.how == Attendance.How.ABSENT],
        "quoracy": quoracy(meeting).words,
        "untouched": [
            str(row.person) for row in declared if row.managed == Declaration.Managed.TOUCHES_NONE
        ],
        "items": _items(meeting, declared),
        "corrections": [],
    }


def _came(row: Attendance) -> Content:
    seat = row.seat
    role = seat.get_role_display() if seat and not row.as_deputy else ""
    return {
        "name": str(row.person),
        "role": f"Deputy of {seat.person}" if seat and row.as_deputy else role or "In attendance",
        "organisation": str(seat.organisation or "") if seat else "",
        "votes": bool(seat and seat.votes),
    }


def _items(meeting: Meeting, declared: list[Declaration]) -> list[Content]:
    came_of = defaultdict(list)
    for outcome in outcomes(meeting.gathering):
        came_of[outcome.item].append(outcome)
    against = defaultdict(list)
    for row in declared:
        against[row.item_id].append(row)
    items = AgendaItem.objects.filter(gathering=meeting.pk).select_related("presenter")
    items = items.prefetch_related(
        "files",
        Prefetch(
            "decisions",
            Decision.objects.order_by("pk")
            .select_related("supersedes", "ratifies")
            .prefetch_related("papers", "ratified_by"),
        ),
    )
    return [
        _item(number, item, against[item.pk], came_of[item.pk])
        for number, item in enumerate(timed(items, meeting.begins), start=1)
    ]


def _item(
    number: int, item: AgendaItem, declared: list[Declaration], came_of: list[Outcome]
) -> Content:
    return {
        "id": item.pk,
        "number": number,
        "title": item.title,
        "action": item.get_action_display(),
        "private": item.private,
        "by": item.presented_by,
        "notes": item.notes,
        "declarations": [declaration_words(row) for row in declared],
        "decisions": [decision_words(decision) for decision in item.decisions.all()],
        "outcomes": [{"words": one.words, "url": one.url} for one in came_of],
        "papers": [
            {"id": paper.pk, "name": str(paper), "private": paper.private}
            for paper in item.files.all()
        ],
    }


def declaration_words(row: Declaration) -> Content:
    managed = row.get_managed_display()
    return {
        "id": row.pk,
        "person": str(row.person),
        "what": row.said,
        "managed": f"{managed}: {row.how}" if row.how else managed,
    }


def decision_words(decision: Decision) -> Content:
    return {
        "id": decision.pk,
        "reference": decision.reference,
        "title": decision.title,
        "text": decision.text,
        "reason": decision.reason,
        "options": decision.options,
        "dissent": decision.dissent,
        "dissenters": decision.dissenters,
        "votes": decision.votes,
        "to_be_ratified": decision.to_be_ratified,
        "ratifies": str(decision.ratifies or ""),
        "supersedes": str(decision.supersedes or ""),
        "review_on": nhs_date(decision.review_on),
    }


def public_part(content: Content, *, of: Iterable[AgendaVersion] | None = None) -> Content:
    """What everybody may read: the public items, their public papers, and no links inside.

    With `of`, papers that none of these published agendas names are left out too.
    """
    named = None if of is None else {key for version in of for key in public_papers(version)}
    items = [
        {
            **item,
            "papers": [
                paper
                for paper in item["papers"]
                if not paper["private"] and (named is None or paper["id"] in named)
            ],
            "outcomes": [{"words": one["words"], "url": ""} for one in item["outcomes"]],
        }
        for item in content.get("items", [])
        if not item["private"]
    ]
    return {**content, "items": items}
