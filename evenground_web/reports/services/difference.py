"""What is otherwise than in the last paper: its frozen record against the records of now.

Pure functions of two records of the same shape, so that the difference is data first and words
second. A record holds commitments, gaps, verdicts and risks by their key.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from evenground_web.commitments.models import CLOSED, DeliveryStatus, ImpactStatus
from evenground_web.core.dates import nhs_date
from evenground_web.reports.services.figures import Content, difference, gap_named
from evenground_web.reports.services.records import Records

KINDS = ("commitments", "gaps", "verdicts", "answers", "risks")
FIELDS = {
    "title": "Title",
    "owner": "Owner",
    "due": "Due date",
    "delivery": "Delivery status",
    "impact": "Difference made",
    "population": "Who it is for",
}


def seen(records: Records, promises: list[Content]) -> Content:
    """What a paper of these records shows, as the next paper compares with it."""
    return {
        "commitments": {
            str(c.pk): {
                "reference": c.reference,
                "title": c.title,
                "owner": c.owner_name,
                "due": c.due.isoformat() if c.due else "",
                "delivery": c.delivery_status,
                "impact": c.impact_status,
                "population": c.priority_population,
            }
            for c in records.commitments
        },
        "gaps": {str(gap.pk): _figure(gap) for gap in records.gaps.values()},
        "verdicts": {
            row["key"]: {"verdict": row["verdict"], "period": row["now_period"]} for row in promises
        },
        "answers": {
            str(one.pk): {
                "commitment": one.commitment_id,
                "organisation": one.organisation.name,
                "answer": one.answer,
                "late": one.late,
            }
            for one in records.addressees
        },
        "risks": {
            str(risk.pk): {"title": risk.title, "score": risk.score} for risk in records.risks
        },
    }


def _figure(gap: Any) -> Content:
    point = gap.latest
    return {
        "gap": gap_named(gap),
        "period": point.period if point else "",
        "figure": difference(point, gap=gap) if point else None,
    }


def compared(before: Content, after: Content) -> Content:
    """Of each kind of record what was added, what is gone and what changed from what to what.

    What changed though its period is the same was restated: the world may be as it was. A kind
    that an older paper did not show yet is not compared.
    """
    return {
        kind: _compared(before[kind] if kind in before else after[kind], after[kind])
        for kind in KINDS
    }


def _compared(before: Content, after: Content) -> Content:
    differs = {
        key: changes
        for key in after
        if key in before and (changes := _fields(before[key], after[key]))
    }
    restated = {key for key in differs if _same_period(before[key], after[key])}
    return {
        "added": [key for key in after if key not in before],
        "gone": {key: before[key] for key in before if key not in after},
        "changed": {key: differs[key] for key in differs if key not in restated},
        "restated": {key: differs[key] for key in differs if key in restated},
    }


def _same_period(before: Content, after: Content) -> bool:
    return bool(after.get("period")) and before.get("period") == after["period"]


def _fields(before: Content, after: Content) -> Content:
    """The fields that both know and that differ: a newer program knows more than an older paper."""
    return {
        name: [before[name], after[name]]
        for name in after
        if name in before and _said(before[name]) != _said(after[name])
    }


def _said(field: Any) -> Any:
    """A figure is what it says: one that a later release repeats is the same."""
    return field["text"] if isinstance(field, dict) and "text" in field else field


def in_words(name: str, value: str) -> str:
    if name == "due":
        return nhs_date(date.fromisoformat(value)) if value else "No date"
    if name == "delivery":
        return str(DeliveryStatus(value).label)
    if name == "impact":
        return str(ImpactStatus(value).label)
    return value or "Nothing"


def is_closing(changes: Content) -> bool:
    """Whether a commitment was open and is not any more."""
    old, new = changes.get("delivery", ("", ""))
    return new in CLOSED and old not in CLOSED
