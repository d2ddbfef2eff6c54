"""Pools of people who spoke are kept for a while; whoever takes their words back leaves at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.gatherings.models import Draw, Pooled
from evenground_web.gatherings.services.draws.preparing import FROM_A_FILE

KEPT_AFTER_A_ROUND = timedelta(days=28)
KEPT_UNDRAWN = timedelta(days=90)


def forget_pools(*, on: date, now: datetime) -> None:
    """Delete what is due to go; the digest stays, and who was drawn."""
    for draw in _with_a_pool().exclude(source=FROM_A_FILE).prefetch_related("rounds"):
        if _delete_on(draw) <= on:
            _forget(draw, now=now)


def leave_pools(source: str, id_of: Callable[[str], str]) -> None:
    """Delete one person from all pools of a source; `id_of` gives their id from a salt."""
    for draw in _with_a_pool().filter(source=source):
        Pooled.objects.filter(draw=draw, person=id_of(draw.salt)).delete()


def _with_a_pool() -> Any:
    return Draw.objects.filter(pk__in=Pooled.objects.values("draw"))


def _delete_on(draw: Draw) -> date:
    rounds = draw.rounds_in_order
    if rounds:
        return timezone.localdate(rounds[-1].drawn_at) + KEPT_AFTER_A_ROUND
    return timezone.localdate(draw.prepared_at) + KEPT_UNDRAWN


@audit.in_turn()
def _forget(draw: Draw, *, now: datetime) -> None:
    draw.pooled.all().delete()
    audit.record(
        "draw.pool_removed", draw, by=None, now=now,
        sentence="deleted the pool: people who spoke are not kept in it for longer",
    )  # fmt: skip
