"""Protect counts and their denominators before they leave: hide, round, and hide what gives the hidden away."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.disclosure.bounds import (
    NO_SUMS,
    UNKNOWN,
    Integers,
    Sums,
    implied,
    joined,
    narrowed,
)
from evenground.disclosure.policies import Policy
from evenground.errors import DataError, DisclosureError

Flags = NDArray[np.bool_]


class Protected(NamedTuple):
    """What may be shown; NaN where a count is hidden. Nothing says why one is hidden: that tells too."""

    numerator: NDArray[np.float64]
    denominator: NDArray[np.float64]
    shown: Flags


class Facts(NamedTuple):
    """The exact counts. Each cell has three: people with the event, people without it, and all people;
    where one person can have several events it has two: events, and people."""

    counts: Integers  # 3 (or 2) x cells
    small: Flags  # 3 (or 2) x cells: a count that must not be learned
    hide: Flags  # cells hidden for their own sake
    sums: Sums


def protect_counts(
    numerator: ArrayLike,
    denominator: ArrayLike,
    policy: Policy,
    *,
    sums: Sums = NO_SUMS,
    share: bool = True,
) -> Protected:
    """Hide small counts, round the rest, and hide more until the hidden cannot be worked out.

    Shapes   numerator, denominator: (cells,). `sums` says which cells are the sum of which: groups of
             a dimension to all people of a place, places to the larger place, at one period. `share`
             is False where the numerator is events and one person can have several.
    Hidden   a cell, numerator and denominator together, when events, or of a share people without
             the event, are fewer than `policy.threshold`, or people fewer than
             `policy.minimum_denominator`.
    Shown    rounded to `policy.round_to`. Percentages and limits are to be made from these.
    Proves   for a reader who knows which cells are hidden for their own sake, and takes the sums one at
             a time and over again: every hidden small count keeps at least `policy.candidates` values.
    Limits   A reader who solves all sums together can be a little sharper. Earlier releases,
             other periods, other indicators of the same people, what a reader knows about persons, and
             what the choice of cells to hide gives away are outside it: publish each cell once.
    Raises   DataError for counts that are missing, below 0, above their denominator or do not add up.
    """
    facts = _facts(numerator, denominator, policy, sums, share=share)
    hidden = facts.hide.copy()
    while True:
        low, high = readers_bounds(facts, hidden, policy)
        unsafe = facts.small & (high - low + 1 < policy.candidates)
        if not unsafe.any():
            break
        more = _give_aways(facts, hidden, unsafe, low, high, policy)
        if not len(more):
            raise DisclosureError("These counts cannot be protected. Merge groups or places.")
        hidden[more] = True
    shown = [np.where(hidden, np.nan, rounded(count, policy)) for count in facts.counts[[0, -1]]]
    return Protected(shown[0], shown[1], ~hidden)


def rounded(count: Any, policy: Policy) -> Integers:
    """To the nearest multiple; halves go up."""
    step = policy.round_to
    return (np.asarray(count, np.int64) + step // 2) // step * step


def _facts(
    numerator: ArrayLike, denominator: ArrayLike, policy: Policy, sums: Sums, *, share: bool
) -> Facts:
    events, people = np.asarray(numerator, float), np.asarray(denominator, float)
    if events.shape != people.shape or events.ndim != 1:
        raise DataError("Give as many numerators as denominators, in one row each.")
    if not (np.isfinite(events) & np.isfinite(people)).all():
        raise DataError("A count is missing. A missing count is not zero: leave its cell out.")
    whole = (events == np.floor(events)) & (people == np.floor(people))
    if not (whole & (events >= 0) & (people >= 0)).all() or (share and (events > people).any()):
        upwards = "from 0 up to their denominator" if share else "from 0 up"
        raise DataError(f"Counts are whole numbers {upwards}. Correct them first.")
    rows = [events, people - events, people] if share else [events, people]
    counts = np.stack(rows).astype(np.int64)
    for count in counts if len(sums.total) else ():
        if not np.array_equal(np.add.reduceat(count[sums.part], sums.starts), count[sums.total]):
            raise DataError("Parts do not add up to their total. Count them again, all at once.")
    small = (counts < policy.threshold) & (policy.zero_hidden | (counts > 0))
    return Facts(counts, small, small.any(axis=0) | (counts[-1] < policy.minimum_denominator), sums)


def readers_bounds(facts: Facts, hidden: Flags, policy: Policy) -> tuple[Integers, Integers]:
    """What a reader knows of each count: 3 (or 2) x cells, from what is shown and from the sums."""
    step = policy.round_to
    shown: Flags = ~hidden
    low: Integers = np.where(shown, policy.threshold, np.zeros_like(facts.counts))
    high = np.full_like(low, UNKNOWN)
    high[facts.small] = policy.threshold - 1
    few = max(policy.minimum_denominator, policy.threshold) - 1
    high[-1, facts.hide & (facts.counts[-1] <= few)] = few
    for row in (0, -1):
        least = rounded(facts.counts[row], policy) - step // 2
        low[row, shown] = np.maximum(low[row], least)[shown]
        high[row, shown] = (least + step - 1)[shown]
    zero = shown & (facts.counts == 0)  # a policy may show zeros
    low[zero] = high[zero] = 0
    bounds = narrowed(low.ravel(), high.ravel(), _all_sums(facts.sums, *low.shape))
    return bounds[0].reshape(low.shape), bounds[1].reshape(low.shape)


def _all_sums(sums: Sums, rows: int, cells: int) -> Sums:
    """The sums of each row of counts; and where there are three, the first two make the third."""
    each = joined(*(sums.shifted(row * cells) for row in range(rows)))
    if rows < 3:
        return each
    cell = np.arange(cells)
    parts = np.stack([cell, cell + cells], axis=1).ravel()
    within = Sums(parts, np.repeat(cell, 2), cell + 2 * cells)
    return joined(each, within)


def _give_aways(
    facts: Facts, hidden: Flags, unsafe: Flags, low: Integers, high: Integers, policy: Policy
) -> Integers:
    """For each unsafe cell one shown cell to hide: the smallest part of the sum that says most."""
    sums = facts.sums
    if not len(sums.total):
        return np.zeros(0, np.int64)
    width = _widths(low, high, sums, unsafe, policy)
    cell = np.concatenate([sums.part, sums.total])
    number = np.concatenate([sums.of, np.arange(len(sums.total))])
    candidate = _smallest_shown(facts, hidden)[number]
    wanted: Flags = np.asarray(unsafe.any(axis=0))
    while True:
        usable = wanted[cell] & (candidate >= 0)
        if usable.any():
            break
        reached = np.isin(number, number[wanted[cell]])
        if wanted[cell[reached]].all():
            return np.zeros(0, np.int64)
        wanted[cell[reached]] = True
    order = np.lexsort((candidate[usable], width[usable], cell[usable]))
    first = np.unique(cell[usable][order], return_index=True)[1]
    return np.unique(candidate[usable][order][first])


def _widths(low: Integers, high: Integers, sums: Sums, unsafe: Flags, policy: Policy) -> Integers:
    """How closely each sum alone pins down each of its parts, then its total."""
    widths = []
    for row in range(len(low)):
        said = implied(low[row], high[row], sums)
        width = np.concatenate([said.part_high - said.part_low, said.total_high - said.total_low])
        about = unsafe[row][np.concatenate([sums.part, sums.total])]
        widths.append(width + np.where(about, 0, policy.candidates))
    return np.min(widths, axis=0)


def _smallest_shown(facts: Facts, hidden: Flags) -> Integers:
    """For each sum its smallest part that is shown, else its total, else -1."""
    sums, cells = facts.sums, len(hidden)
    size = np.where(hidden, UNKNOWN, facts.counts[-1]) * cells + np.arange(cells)
    smallest = np.minimum.reduceat(size[sums.part], sums.starts)
    total = np.where(hidden[sums.total], -1, sums.total)
    return np.where(smallest < UNKNOWN * cells, smallest % cells, total)
