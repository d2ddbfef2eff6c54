"""What the fictional partnership makes public, beside its pledges, and in which words."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments.services.tracker import publishing
from evenground_web.demo.story import chapter

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year


def tell(year: Year, *, kind: int) -> None:
    """Add to the year, after all else of a month, what everybody may read from then on."""
    story, at = chapter("tracker"), year.timeline.on
    for month in story["published"]:
        at(month, kind, partial(_publish, year))
    for entry in story["shown"]:
        at(entry["month"], kind, partial(_show, year, entry))
    for entry in story["off"]:
        at(entry["month"], kind, partial(_take_off, year, entry))


def _publish(year: Year, now: datetime) -> None:
    publishing.publish_plan(chapter("commitments")["plan"], by=year.lead, now=now)


def _show(year: Year, entry: dict[str, Any], now: datetime) -> None:
    commitment = year.commitments[entry["ref"]]
    keys = [
        one.key
        for one in publishing.writings_of(commitment)
        if one.key.partition("-")[0] in entry["kinds"]
    ]
    by = commitment.owner_person
    publishing.show_words(commitment, by=by, shown=keys, among=keys, now=now)


def _take_off(year: Year, entry: dict[str, Any], now: datetime) -> None:
    publishing.unpublish_commitment(
        year.commitments[entry["ref"]], by=year.lead, reason=entry["reason"], now=now
    )
