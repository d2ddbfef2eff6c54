"""The draw itself, and the next in line when somebody says no."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from evenground import draws
from evenground.errors import DataError
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Draw, DrawRound
from evenground_web.gatherings.services.draws.preparing import seed_digest
from evenground_web.people.models import Person


def draw_panel(draw: Draw, *, by: Person, seed: str, now: datetime | None = None) -> DrawRound:
    """Draw, once, with the seed as it came about. Others can write while it is drawn."""
    draw, seed = Draw.objects.get(pk=draw.pk), seed.strip()
    if first := _first(draw, seed):
        return first
    pool = draw.pool
    panel = _drawn(draw, pool, seed)
    return _keep_first(draw, pool, panel, by=by, seed=seed, now=now)


def _first(draw: Draw, seed: str) -> DrawRound | None:
    """What was drawn with this seed before; a seed with which it cannot be drawn is refused."""
    if draw.drawn_at:
        if seed == draw.seed:
            return draw.rounds_in_order[0]
        raise RuleBroken("This was drawn already, with another seed. A panel is drawn once.")
    if not seed:
        raise RuleBroken("Type the seed.")
    if draw.seed_digest and seed_digest(seed) != draw.seed_digest:
        raise RuleBroken(
            "This is not the seed whose SHA-256 was published. Type it letter by letter as it was."
        )
    return None


@audit.in_turn()
def _keep_first(
    draw: Draw, pool: draws.Pool, panel: list[str], *, by: Person, seed: str, now: datetime | None
) -> DrawRound:
    draw, at = _there(draw), now or timezone.now()
    if first := _first(draw, seed):
        return first
    _check_pool(draw, pool)
    first = DrawRound.objects.create(draw=draw, number=1, seed=seed, panel=panel, drawn_at=at)
    audit.record("draw.drawn", draw, by=by, now=now, seed=seed, sentence=f"drew the panel {draw}")
    return first


def replace(
    draw: Draw, *, by: Person, said_no: Sequence[str], now: datetime | None = None
) -> DrawRound:
    """Draw the next in place of those who said no; everybody else stays."""
    draw = Draw.objects.prefetch_related("rounds").get(pk=draw.pk)
    if not draw.drawn_at:
        raise RuleBroken("Nobody was drawn yet.")
    gone = list(dict.fromkeys(said_no))
    if not gone or (unknown := [one for one in gone if one not in draw.panel]):
        name = unknown[0] if gone else "Nobody"
        raise RuleBroken(f"{name} is not on the panel. Choose who said no.")
    pool = draw.pool
    panel = _drawn(draw, pool, draw.seed, gone=gone)
    number = len(draw.rounds_in_order) + 1
    following = DrawRound(draw=draw, number=number, seed=draw.seed, said_no=gone, panel=panel)
    return _keep_next(following, pool, by=by, now=now)


@audit.in_turn()
def _keep_next(
    following: DrawRound, pool: draws.Pool, *, by: Person, now: datetime | None
) -> DrawRound:
    draw, number = _there(following.draw), following.number
    if len(draw.rounds_in_order) != number - 1:
        raise RuleBroken(
            "Somebody else drew the next a moment ago. Look at the panel as it is now, and choose again."
        )
    _check_pool(draw, pool)
    following.drawn_at = now or timezone.now()
    following.save()
    audit.record(
        "draw.replaced", draw, by=by, now=now, round=number,
        sentence=f"drew the next in place of {len(following.said_no)} who said no",
    )  # fmt: skip
    return following


def _check_pool(draw: Draw, pool: draws.Pool) -> None:
    if draw.pool != pool:
        raise RuleBroken("Somebody left the pool while it was drawn from. Draw again.")


def _drawn(draw: Draw, pool: draws.Pool, seed: str, *, gone: Sequence[str] = ()) -> list[str]:
    """The panel without those who are `gone`; who left the pool can neither stay nor be drawn."""
    mix = [draws.Quota(**quota) for quota in draw.mix]
    if not pool:
        raise RuleBroken("The pool was deleted on its day. Freeze another pool to draw from.")
    if left := [person for person in draw.panel if person not in {*pool, *gone}]:
        raise RuleBroken(
            f"{left[0]} left the pool. Choose them too, so that the next follows them."
        )
    there = [person for person in draw.panel if person in pool]
    said_no = [person for person in (*draw.said_no, *gone) if person in pool]
    try:
        return draws.next_in_line(pool, mix, there, places=draw.places, seed=seed, said_no=said_no)
    except DataError as problem:
        raise RuleBroken(str(problem)) from None


def _there(draw: Draw) -> Draw:
    return Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
