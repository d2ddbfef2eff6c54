"""What a reader can work out: the least and the most each count can be, given sums that are known."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
UNKNOWN = 10**12  # more people than there are, and sums of it stay exact


class Sums(NamedTuple):
    """Which counts are the sum of which: the parts of sum e add up to the count `total[e]`.

    part   positions of the parts, sum after sum
    of     for each part, the sum it belongs to, rising and without a sum left out
    total  for each sum, the position of its total
    """

    part: Integers
    of: Integers
    total: Integers

    @property
    def starts(self) -> Integers:
        return np.flatnonzero(np.diff(self.of, prepend=-1))

    def only(self, wanted: NDArray[np.bool_]) -> Sums:
        """Some of the sums."""
        kept = wanted[self.of]
        number = np.cumsum(wanted) - 1
        return Sums(self.part[kept], number[self.of[kept]], self.total[wanted])

    def with_any(self, cells: NDArray[np.bool_]) -> Sums:
        """The sums that one of these cells is a part or the total of."""
        wanted = cells[self.total]
        wanted[self.of[cells[self.part]]] = True
        return self.only(wanted)

    def shifted(self, by: int) -> Sums:
        return Sums(self.part + by, self.of, self.total + by)


NO_SUMS = Sums(*(np.zeros(0, np.int64) for _ in range(3)))


def sums_of(groups: list[tuple[int, list[int]]]) -> Sums:
    """Sums written by hand: for each, the position of the total and those of its parts."""
    parts = [position for _, positions in groups for position in positions]
    of = [number for number, (_, positions) in enumerate(groups) for _ in positions]
    total = [position for position, _ in groups]
    return Sums(*(np.array(each, np.int64) for each in (parts, of, total)))


def joined(*several: Sums) -> Sums:
    """All these sums as one set."""
    counts = np.cumsum([0, *(len(sums.total) for sums in several)])
    return Sums(
        np.concatenate([sums.part for sums in several]),
        np.concatenate([sums.of + first for sums, first in zip(several, counts, strict=False)]),
        np.concatenate([sums.total for sums in several]),
    )


class Implied(NamedTuple):
    """What each sum alone says about its total and about each of its parts."""

    total_low: Integers
    total_high: Integers
    part_low: Integers
    part_high: Integers


def implied(low: Integers, high: Integers, sums: Sums) -> Implied:
    starts = sums.starts
    part_low, part_high = low[sums.part], high[sums.part]
    least, most = np.add.reduceat(part_low, starts), np.add.reduceat(part_high, starts)
    at_least, at_most = (low[sums.total] - most)[sums.of], (high[sums.total] - least)[sums.of]
    return Implied(least, most, at_least + part_high, at_most + part_low)


def narrowed(low: Any, high: Any, sums: Sums) -> tuple[Integers, Integers]:
    """The narrowest bounds that follow from the sums, one sum at a time, until nothing changes."""
    low, high = np.array(low, np.int64), np.array(high, np.int64)
    asked = sums
    while len(asked.total):
        said = implied(low, high, asked)
        before = (low.copy(), high.copy())
        np.maximum.at(low, asked.total, said.total_low)
        np.minimum.at(high, asked.total, said.total_high)
        np.maximum.at(low, asked.part, said.part_low)
        np.minimum.at(high, asked.part, said.part_high)
        asked = sums.with_any((before[0] != low) | (before[1] != high))
    return low, high
