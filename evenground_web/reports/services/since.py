"""From when a paper counts what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from evenground_web.core.dates import midnight, months_after, nhs_date
from evenground_web.reports.models import Paper

EARLIER_PAPERS = 12


@dataclass(frozen=True)
class Since:
    """The moment a paper's changes are counted from, in words, and the paper issued then.

    `seen` is what that paper showed, so that nothing added on the day it was issued is lost or
    told twice; None when there is no earlier paper. `others` are papers issued after it, and
    `previous` those of the same item before this one.
    """

    at: datetime
    words: str
    seen: dict[str, Any] | None = None
    paper: int | None = None
    others: tuple[dict[str, Any], ...] = ()
    previous: tuple[dict[str, Any], ...] = ()

    @property
    def last_day(self) -> date:
        """The last day that was already reported."""
        return timezone.localdate(self.at - timedelta(microseconds=1))


def since(paper: Paper, *, on: date) -> Since:
    """The moment that the figures of the last paper of this standing item are from.

    Its newest version counts. Without one, the group's last meeting; without that, three months.
    """
    earlier = _earlier(paper)
    starts = paper.item.gathering.starts
    same = [
        row for row in earlier if _is_same(row, paper) and row["item__gathering__starts"] < starts
    ]
    if not same:
        at, words = _last_meeting(paper, on=on)
        return Since(at=at, words=words, others=_issued_after(at, earlier))
    last = same[0]
    return Since(
        at=last["figures_at"],
        words=f"the paper for the meeting on {nhs_date(last['item__gathering__starts'])} was issued",
        seen=Paper.objects.values_list("seen", flat=True).get(pk=last["pk"]),
        paper=last["pk"],
        others=_issued_after(last["figures_at"], [row for row in earlier if row not in same]),
        previous=tuple(
            {"id": row["pk"], "title": row["title"], "on": nhs_date(row["item__gathering__starts"])}
            for row in same[:3]
        ),
    )


def _is_same(row: dict[str, Any], paper: Paper) -> bool:
    """Whether it is an earlier paper of the standing item; without one, of the same template."""
    if paper.item.standing_item_id:
        return bool(row["item__standing_item"] == paper.item.standing_item_id)
    return row["item__standing_item"] is None and bool(row["template"] == paper.template)


def _earlier(paper: Paper) -> list[dict[str, Any]]:
    """Papers for this and earlier meetings of the group in their newest version, the last first."""
    columns = ("pk", "title", "issued_at", "figures_at", "item__standing_item", "template")
    papers = (
        Paper.objects.newest()
        .filter(Q(item__private=False) | Q(item__standing_item=paper.item.standing_item_id))
        .filter(
            item__gathering__group=paper.group,
            item__gathering__starts__lte=paper.item.gathering.starts,
        )
        .exclude(item=paper.item_id)
        .order_by("-item__gathering__starts", "-issued_at", "-pk")
    )
    return list(papers.values(*columns, "item__gathering__starts")[:EARLIER_PAPERS])


def _issued_after(at: datetime, papers: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {"id": row["pk"], "title": row["title"], "on": nhs_date(row["issued_at"])}
        for row in papers
        if row["issued_at"] > at
    )


def _last_meeting(paper: Paper, *, on: date) -> tuple[datetime, str]:
    before = min(paper.item.gathering.starts, on)
    meetings = paper.group.meetings.filter(starts__lt=before).order_by("-starts")
    if last := meetings.values_list("starts", flat=True).first():
        return midnight(last), f"the meeting on {nhs_date(last)}"
    start = months_after(on, -3)
    return midnight(start), f"{nhs_date(start)}, 3 months before this was prepared"
