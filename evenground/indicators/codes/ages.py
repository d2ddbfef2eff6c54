"""Ages and their bands: complete years on a day, and the band that holds them."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from evenground.errors import DefinitionError
from evenground.indicators.definitions.dimension import Dimension, dimensions

CLOSED, OPEN = re.compile(r"(\d+) to (\d+)"), re.compile(r"(\d+) and over")


class Band(NamedTuple):
    """Ages `first` to `last` in complete years; the last band has no end."""

    label: str
    first: int
    last: int | None


def age_on(day: date, *, born: date) -> int:
    """Complete years on a day. Who is born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def bands(key: str) -> tuple[Band, ...]:
    """The bands of a dimension of ages, youngest first.

    Raises   DefinitionError for a dimension that is not one of ages, or whose bands leave a gap or overlap.
    """
    dimension = dimensions().get(key)
    found = sorted(_read(dimension), key=lambda band: band.first) if dimension else []
    wanted = [0, *(band.last + 1 for band in found if band.last is not None)]
    if not found or [band.first for band in found] != wanted or found[-1].last is not None:
        raise DefinitionError(
            f"{key} is not a dimension of ages: its groups should run from 0 without a gap, written as "
            "`0 to 4`, and end in one such as `90 and over`."
        )
    return tuple(found)


def band_of(age: int, key: str) -> str:
    """The label of the band that an age is in."""
    return next(b.label for b in bands(key) if age >= b.first and (b.last is None or age <= b.last))


def _read(dimension: Dimension) -> list[Band]:
    found = []
    for group in dimension.groups:
        if closed := CLOSED.fullmatch(group.label):
            found.append(Band(group.label, int(closed[1]), int(closed[2])))
        elif last := OPEN.fullmatch(group.label):
            found.append(Band(group.label, int(last[1]), None))
    return found
