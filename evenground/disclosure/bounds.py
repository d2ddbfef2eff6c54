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
    least = np.add.reduceat(low[sums.part], sums.starts)
    most = np.add.reduceat(high[sums.part], sums.starts)
    others_least = least[sums.of] - low[sums.part]
    others_most = most[sums.of] - high[sums.part]
    total = sums.total[sums.of]
    return Implied(least, most, low[total] - others_most, high[total] - others_least)


def narrowed(low: Any, high: Any, sums: Sums) -> tuple[Integers, Integers]:
    """The narrowest bounds that follow from the sums, one sum at a time, until nothing changes."""
    low, high = np.array(low, np.int64), np.array(high, np.int64)
    while len(sums.total):
        said = implied(low, high, sums)
        before = (low.copy(), high.copy())
        np.maximum.at(low, sums.total, said.total_low)
        np.minimum.at(high, sums.total, said.total_high)
        np.maximum.at(low, sums.part, said.part_low)
        np.minimum.at(high, sums.part, said.part_high)
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return low, high
