"""Quiet hours, by the clock on the wall where people live, on the days it changes too."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo


def is_quiet(moment: datetime, *, start: time, end: time, zone: tzinfo) -> bool:
    """Whether the clock on the wall stands in quiet hours; from 7pm to 8am they pass midnight."""
    wall = moment.astimezone(zone).time()
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end


def after_quiet(moment: datetime, *, start: time, end: time, zone: tzinfo) -> datetime:
    """The moment itself, or the first after it that is not in quiet hours."""
    if not is_quiet(moment, start=start, end=end, zone=zone):
        return moment
    day = moment.astimezone(zone).date()
    ends = (  # an hour that comes twice ends twice, and one that is left out ends when it is over
        datetime.combine(day + timedelta(days=days), end, zone).replace(fold=fold)
        for days in range(3)
        for fold in (0, 1)
    )
    return min(
        one
        for one in (this.astimezone(moment.tzinfo) for this in ends)
        if one > moment and not is_quiet(one, start=start, end=end, zone=zone)
    )
