"""Who is reminded next, worked out from what is known and a date, and from nothing else.

The owner is reminded when a commitment is late, or when nobody wrote about it for a while; then
the lead; then the board secretary. Any sign of life (an update, a status, a moved date) begins the
count anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from evenground_web.commitments.models import Nudge, NudgeRule

Step = Nudge.Step
Reason = Nudge.Reason


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What reminding needs to know of a commitment; `alive` is its last sign of life."""

    closed: bool
    alive: date
    due: date | None


def trouble(standing: Standing, rule: NudgeRule) -> tuple[date, Reason]:
    """The first day on which the owner is reminded, unless something happens, and why."""
    days = [(standing.alive + timedelta(rule.no_update_for), Reason.STALE)]
    if standing.due:
        late = max(standing.due, standing.alive) + timedelta(rule.late_by)
        days.append((late, Reason.LATE))
    return min(days)


def next_step(
    standing: Standing, rule: NudgeRule, *, taken: Mapping[Step, date], on: date
) -> Step | None:
    """The step to take today, if any. `taken` are those since the last sign of life, with their days.

    Each has its full time before the next is told, also when nobody counted for a while.
    """
    if standing.closed or on < trouble(standing, rule)[0]:
        return None
    if Step.OWNER not in taken:
        return Step.OWNER
    if Step.LEAD not in taken:
        return Step.LEAD if on >= taken[Step.OWNER] + timedelta(rule.lead_after) else None
    wait = timedelta(rule.secretary_after - rule.lead_after)
    if Step.SECRETARY not in taken and on >= taken[Step.LEAD] + wait:
        return Step.SECRETARY
    return None
