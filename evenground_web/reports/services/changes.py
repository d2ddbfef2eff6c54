"""What changed since the last paper: differences between records, each with its reason."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from types import SimpleNamespace

from django.utils import timezone
from django.utils.text import Truncator

from evenground_web.commitments.models import DeliveryStatus, ImpactStatus, StatusChange
from evenground_web.core.dates import nhs_date
from evenground_web.insight.models import Release
from evenground_web.reports.services.figures import Content, difference, gap_named, named
from evenground_web.reports.services.records import Event, Records

LONGEST_UPDATE = 240


def changes(records: Records) -> Content:
    return {
        "delivery": _moves(records, StatusChange.Which.DELIVERY),
        "impact": _moves(records, StatusChange.Which.IMPACT),
        "due_dates": _moves(records, "due"),
        "added": added(records),
        "figures": figures(records),
        "updates": updates(records),
        "releases": releases(records),
        "papers": list(records.since.others),
    }


def kept(records: Records) -> list[Content]:
    """Commitments that became complete in this time and still are."""
    return [
        move
        for move in _moves(records, StatusChange.Which.DELIVERY)
        if move["path"][-1] == DeliveryStatus.COMPLETE.label
    ]


def _moves(records: Records, which: str) -> list[Content]:
    """Each commitment that moved, all the way from where it stood to where it stands."""
    moves = []
    for commitment in records.commitments:
        events = [e for e in records.events.get(commitment.pk, ()) if e.which == which]
        path = [label for label, _ in groupby(_words(step, which) for step in _steps(events))]
        if len(path) > 1:
            last = events[-1]
            moves.append(
                {
                    "commitment": named(commitment),
                    "path": path,
                    "reason": last.text,
                    "on": nhs_date(last.at),
                }
            )
    return moves


def _steps(events: list[Event]) -> list[str]:
    return [events[0].old, *(event.new for event in events)] if events else []


def _words(step: str, which: str) -> str:
    if which == "due":
        return nhs_date(date.fromisoformat(step))
    labels = DeliveryStatus if which == StatusChange.Which.DELIVERY else ImpactStatus
    return str(labels(step).label)


def added(records: Records) -> list[Content]:
    """Commitments the last paper did not list; without a last paper, those made since."""
    seen = records.since.seen and set(records.since.seen["commitments"])
    return [
        {**named(commitment), "due": nhs_date(commitment.due)}
        for commitment in records.commitments
        if (
            commitment.pk not in seen
            if seen is not None
            else commitment.created > records.since.last_day
        )
    ]


def figures(records: Records) -> list[Content]:
    """Gaps whose newest figure is another than the one known before."""
    rows = []
    for gap in records.gaps.values():
        latest, before = gap.latest, gap.before and SimpleNamespace(**gap.before)
        if latest is None or latest.release.made_at <= records.since.at:
            continue
        rows.append(
            {
                "gap": gap_named(gap),
                "before": before and difference(before, gap=gap),
                "before_period": before.period if before else "",
                "after": difference(latest, gap=gap),
                "after_period": latest.period,
                "reason": latest.reason,
            }
        )
    return rows


def updates(records: Records) -> list[Content]:
    """The newest update with evidence of each commitment that had one."""
    rows = []
    for commitment in records.commitments:
        events = [e for e in records.events.get(commitment.pk, ()) if e.which == "evidence"]
        if events:
            text = Truncator(events[-1].text).chars(LONGEST_UPDATE)
            rows.append(
                {"commitment": named(commitment), "text": text, "on": nhs_date(events[-1].at)}
            )
    return rows


def releases(records: Records) -> list[Content]:
    """New releases that measure the gaps of this paper."""
    new: dict[int, Release] = {
        gap.latest.release_id: gap.latest.release
        for gap in records.gaps.values()
        if gap.latest and gap.latest.release.made_at > records.since.at
    }
    return [
        {
            "id": release.pk,
            "title": release.title,
            "on": nhs_date(timezone.localdate(release.made_at)),
        }
        for release in sorted(new.values(), key=lambda release: (release.made_at, release.pk))
    ]
