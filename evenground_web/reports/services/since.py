"""From when a paper counts what changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from evenground_web.core.dates import midnight, months_after, nhs_date
from evenground_web.reports.models import Paper

EARLIER_PAPERS = 12


@dataclass(frozen=True)
class Since:
    """The moment a paper's changes are counted from, in words, and the paper issued then.

    `seen` is what that paper listed, so that nothing added on the day it was issued is lost or
    told twice; None when there is no earlier paper. `others` are papers issued after it.
    """

    at: datetime
    words: str
    seen: dict[str, Any] | None = None
    paper: int | None = None
    others: tuple[dict[str, Any], ...] = ()

    @property
    def last_day(self) -> date:
        """The last day that was already reported."""
        return timezone.localdate(self.at - timedelta(microseconds=1))


def since(paper: Paper, *, on: date) -> Since:
    """The moment the last paper of this standing item was issued, so that nothing is lost.

    Without one, the group's last meeting; without that, three months.
    """
    earlier = _earlier(paper)
    for row in earlier:
        met = row["item__gathering__starts"]
        same_item = row["item__standing_item"] == paper.item.standing_item_id
        if same_item and met < paper.item.gathering.starts:
            return Since(
                at=row["issued_at"],
                words=f"the paper for the meeting on {nhs_date(met)} was issued",
                seen=row["content__seen"],
                paper=row["pk"],
                others=_issued_after(row["issued_at"], earlier),
            )
    at, words = _last_meeting(paper, on=on)
    return Since(at=at, words=words, others=_issued_after(at, earlier))


def _earlier(paper: Paper) -> list[dict[str, Any]]:
    """Papers issued for this and earlier meetings of the group, the newest first."""
    columns = ("pk", "title", "issued_at", "item__standing_item", "item__gathering__starts")
    papers = (
        Paper.objects.issued()
        .filter(
            item__standing_item__group=paper.group,
            item__gathering__starts__lte=paper.item.gathering.starts,
        )
        .exclude(pk=paper.pk)
    )
    return [
        dict(row)
        for row in papers.order_by("-issued_at").values(*columns, "content__seen")[:EARLIER_PAPERS]
    ]


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
