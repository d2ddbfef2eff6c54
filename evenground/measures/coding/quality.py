"""How well groups are recorded, and what a gap could be if the people without a group had one."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.measures.groups.two import difference_of, two_groups
from evenground.measures.rates import wilson
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    level,
    one_of,
    part_of,
    peopled,
    together,
)


class CodingQuality(NamedTuple):
    """Shares of all records; `usable`, `missing` and `not_stated` add up to 1."""

    usable: Estimate
    missing: Estimate
    not_stated: Estimate
    other: Estimate  # a part of `usable`: a group is recorded, but it says little


class GapBounds(NamedTuple):
    """What is seen among people with a group, and how far it could move."""

    group: Estimate
    reference: Estimate
    gap: Estimate
    gap_with_chance: Estimate  # the same, with the limits of chance as well
    robust: NDArray[np.bool_]  # the gap keeps its sign wherever the unknown belong


def coding_quality(
    records: ArrayLike,
    *,
    missing: ArrayLike,
    not_stated: ArrayLike = 0,
    other: ArrayLike = 0,
    confidence: float = 0.95,
) -> CodingQuality:
    """How many records say which group a person belongs to.

    Reads as shares of all records; `usable` 1 = every record names a group.
    Use for  every measure by group: show it beside the gap. People without a group are not like
             the others: they are often younger, newly registered, or never asked.
    Shapes   any shapes that stretch to one; each part of the result has that shape.
    Units    records in; shares between 0 and 1 out. `missing`: nobody asked, or it was lost;
             `not_stated`: asked and not answered; `other`: a group, but "any other".
    Limits   Wilson score, for areas as a sample of how they record.
    Raises   DataError for no records, or parts that are more than the whole; MissingValues.
    Source   NHS Data Dictionary, ethnic category: Z is not stated, 99 not known. Wilson 1927,
             JASA 22:209-212.
    Checked  equals `proportion` of each part.

    >>> quality = coding_quality(2_000, missing=240, not_stated=60, other=100)
    >>> [round(float(part.value), 3) for part in quality]
    [0.85, 0.12, 0.03, 0.05]
    """
    n, absent, unsaid, vague = counted(
        records=records, missing=missing, not_stated=not_stated, other=other
    )
    peopled("records", n)
    z = level(confidence)
    part_of("missing, not_stated and other", absent + unsaid + vague, "records", n)
    parts = (n - absent - unsaid, absent, unsaid, vague)
    return CodingQuality(*(wilson(part, n, z) for part in parts))


def gap_bounds(
    count: ArrayLike,
    denominator: ArrayLike,
    reference_count: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    unknown_count: ArrayLike,
    unknown_denominator: ArrayLike,
    allocation: str = "worst",
    confidence: float = 0.95,
) -> GapBounds:
    """How far a gap between two groups could move if people without a group had one.

    Reads as value: what is seen among people whose group is known; lower, upper: the least and
             the most it could be. `robust` True: the gap has the same sign wherever the
             unknown belong; False: coding alone could turn it round, so do not report its
             direction.
    Use for  gaps by ethnicity or disability where some records have no group, with events known
             for all. Not where people without a record are missing from the data altogether.
    Shapes   any shapes that stretch to one; each part of the result has that shape.
    Units    people in; shares and differences of shares out.
    Limits   bounds, not chances: `allocation="worst"` lets any unknown person belong to any
             group (no allocation goes beyond it, and most are far from it); "whole" lets all
             the unknown together belong to the group, to the reference, or to neither.
             `gap_with_chance` adds Newcombe's limits at either end, so it holds the truth at
             least as often as it says.
    Raises   DataError for a group without people or a count above its denominator;
             MissingValues.
    Source   Horowitz and Manski 1998, J Econometrics 84:37-58, for sharp bounds of this kind;
             Newcombe 1998, Stat Med 17:873-890, for chance.
    Checked  all allocations of small groups of unknown people, one by one.

    >>> bounds = gap_bounds(30, 200, 80, 800, unknown_count=5, unknown_denominator=50)
    >>> [round(float(number), 3) for number in bounds.gap], bool(bounds.robust)
    ([0.05, 0.017, 0.076], True)
    """
    arrays = together(
        count=count,
        denominator=denominator,
        reference_count=reference_count,
        reference_denominator=reference_denominator,
        unknown_count=unknown_count,
        unknown_denominator=unknown_denominator,
    )
    x, n, y, m = two_groups(*arrays[:4])
    u, v = counted(unknown_count=arrays[4], unknown_denominator=arrays[5])
    part_of("unknown_count", u, "unknown_denominator", v)
    z = level(confidence)
    ends = one_of("allocation", allocation, ALLOCATIONS)
    shares = [[wilson(x + a, n + b, z), wilson(y + c, m + d, z)] for a, b, c, d in ends(u, v)]
    gaps = [difference_of(*pair) for pair in shares]
    own, other = ([pair[side].value for pair in shares] for side in (0, 1))
    low, high = (pick([gap.value for gap in gaps]) for pick in (least, most))
    return GapBounds(
        Estimate(own[0], least(own), most(own)),
        Estimate(other[0], least(other), most(other)),
        Estimate(gaps[0].value, low, high),
        Estimate(
            gaps[0].value, least([gap.lower for gap in gaps]), most([gap.upper for gap in gaps])
        ),
        (low > 0) | (high < 0),
    )


Ends = list[tuple[Numbers, Numbers, Numbers, Numbers]]


def worst(events: Numbers, people: Numbers) -> Ends:
    """What joins the group and the reference: nobody, the least and the most gap."""
    none, rest = 0 * people, people - events
    return [(none,) * 4, (none, rest, events, events), (events, events, none, rest)]


def whole(events: Numbers, people: Numbers) -> Ends:
    none = 0 * people
    return [(none,) * 4, (events, people, none, none), (none, none, events, people)]


ALLOCATIONS = {"worst": worst, "whole": whole}


def least(parts: list[Numbers]) -> Numbers:
    return np.min(parts, axis=0)


def most(parts: list[Numbers]) -> Numbers:
    return np.max(parts, axis=0)
