"""A gap in people: how many would have to be reached, or spared, for it to close."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from evenground.errors import DataError
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
    refuse,
)

SIGNS = {"higher": 1.0, "lower": -1.0}


def people_to_close(
    count: ArrayLike,
    denominator: ArrayLike,
    reference_count: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    better_when: str = "higher",
    confidence: float = 0.95,
    whole: bool = True,
) -> Estimate:
    """How many people of a group would have to be reached for it to equal its reference group.

    As many as the group has people, times the gap of the shares. When lower is better they are
    people to be spared: admissions, deaths, missed appointments that would not happen.

    Reads as 0 = the group is at least as good as its reference; 120 = with 120 more people reached
             the group would have the share its reference has.
    Use for  turning a gap into work to be done, group by group. It is arithmetic, not a promise:
             it takes the reference's share as within reach. Not for standardised rates.
    Shapes   any shapes that stretch to one; the result has that shape. Groups on the last axis.
    Units    people in and out. `whole` gives whole people: along the last axis each number goes
             down or up to a whole one so that their sum is the exact sum, rounded (largest
             remainders go up); limits go outward. `whole=False` gives exact numbers.
    Limits   Newcombe's limits of the gap, times the people; below 0 they are 0. The upper limit may
             be above 0 where the number is 0: the group may be behind after all.
    Raises   DataError for a group without people, a count above its denominator, an unknown
             `better_when`; MissingValues for a count that is not there.
    Source   Newcombe 1998, Stat Med 17:873-890 (limits); Balinski and Young 1982, Fair
             Representation (whole numbers).
    Checked  equals `difference` times the people; the law that the groups' numbers add up to the
             population attributable risk times the population; coverage by simulation.

    >>> reached = people_to_close([450, 300], [1_000, 800], 620, 1_000)
    >>> [[int(number) for number in part] for part in reached]
    [[170, 196], [126, 159], [213, 232]]
    """
    x, n, y, m = two_groups(count, denominator, reference_count, reference_denominator)
    z = level(confidence)
    sign = one_of("better_when", better_when, SIGNS)
    return people(n, facing(sign, wilson(y, m, z), wilson(x, n, z)), whole)


def people_to_target(
    count: ArrayLike,
    denominator: ArrayLike,
    target: ArrayLike,
    *,
    better_when: str = "higher",
    confidence: float = 0.95,
    whole: bool = True,
) -> Estimate:
    """How many people of a group would have to be reached for it to meet a target.

    Reads as 0 = the target is met; 40 = 40 more people, or when lower is better 40 fewer.
    Use for  a national standard or an ambition that applies to every group alike.
    Shapes   any shapes that stretch to one; the result has that shape. Groups on the last axis.
    Units    people in and out; the target is a share between 0 and 1. `whole`: see
             `people_to_close`.
    Limits   Wilson's limits of the group's share, times its people; below 0 they are 0. The target
             is certain. They say where the group's true share may lie: for the people who were
             counted, and nobody else, the number itself is exact.
    Raises   DataError for a target outside 0 and 1, a group without people, a count above its
             denominator, an unknown `better_when`; MissingValues for a number that is not there.
    Source   Wilson 1927, JASA 22:209-212 (limits).
    Checked  by hand; equals `people_to_close` with a very large reference group; coverage by
             simulation.

    >>> reached = people_to_target([450, 810], 1_000, 0.80)
    >>> [[int(number) for number in part] for part in reached]
    [[350, 0], [319, 0], [381, 16]]
    """
    x, n, aim = counted(count=count, denominator=denominator, target=target)
    peopled("denominator", n)
    part_of("count", x, "denominator", n)
    refuse(aim > 1, "`target` is above 1", "Give it as a share: 0.8 for 80%.")
    z = level(confidence)
    sign = one_of("better_when", better_when, SIGNS)
    return people(n, facing(sign, Estimate(aim, aim, aim), wilson(x, n, z)), whole)


def people_to_best(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    better_when: str,
    confidence: float = 0.95,
    whole: bool = True,
) -> Estimate:
    """How many people of each group would have to be reached for all to equal the best group.

    Reads as 0 = the best group. The sum over the groups is the population attributable risk times
             the population: what the whole would gain.
    Use for  the size of the task, and how it falls on the groups. The best of many small groups is
             partly best by luck, so numbers are too large on average; then name a reference group
             or a target instead.
    Shapes   count, denominator: (..., groups), two groups or more that share nobody; the result
             has that shape.
    Units    people in and out. `whole`: see `people_to_close`; the sum of the groups is then the
             attributable number rounded to a whole one.
    Limits   of the gap to the group that is truly best, whichever it is: above, the highest of
             Newcombe's limits against any group; below, the same at a level shared by all
             candidates (Bonferroni). They hold at least as often as asked, up to 99% where several
             groups are nearly best.
    Raises   DataError for fewer than two groups, a group without people, a count above its
             denominator, an unknown `better_when`; MissingValues for a count that is not there.
    Source   as `people_to_close`; Hsu 1984, Ann Stat 12:1136-1144 (comparison with the best).
    Checked  the law that the sum is PAR x N, against `inequality`; coverage by simulation.

    >>> reached = people_to_best([450, 300, 620], [1_000, 800, 1_000], better_when="higher")
    >>> [[int(number) for number in part] for part in reached]
    [[170, 196, 0], [120, 154, 0], [213, 232, 0]]
    """
    x, n = counted(count=count, denominator=denominator)
    if not x.ndim or x.shape[-1] < 2:
        raise DataError("The best of groups needs at least 2 groups on the last axis.")
    peopled("denominator", n)
    part_of("count", x, "denominator", n)
    z, groups = level(confidence), x.shape[-1]
    sign = one_of("better_when", better_when, SIGNS)
    stricter = float(-ndtri((1 - confidence) / 2 / (groups - 1)))
    upper, lower = (against_each(sign, wilson(x, n, at)) for at in (z, stricter))
    value = upper.value.max(-1)
    return people(n, Estimate(value, lower.lower.max(-1), upper.upper.max(-1)), whole)


def against_each(sign: float, shares: Estimate) -> Estimate:
    """How far each group is behind each: (..., groups, groups); behind itself by 0 for certain."""
    group = Estimate(*(part[..., :, None] for part in shares))
    other = Estimate(*(part[..., None, :] for part in shares))
    itself = np.eye(shares.value.shape[-1], dtype=bool)
    gap = facing(sign, other, group)
    return Estimate(*(np.where(itself, 0.0, part) for part in gap))


def facing(sign: float, reference: Estimate, group: Estimate) -> Estimate:
    """How far the group is behind the reference."""
    return difference_of(reference, group) if sign > 0 else difference_of(group, reference)


def people(n: Numbers, gap: Estimate, whole: bool) -> Estimate:
    value, lower, upper = (np.maximum(n * part, 0) for part in gap)
    if not whole:
        return Estimate(value, lower, upper)
    return Estimate(in_whole(value), np.floor(lower + SLACK), np.ceil(upper - SLACK))


SLACK = 1e-9  # what rounding of floats may add to a whole number


def in_whole(value: Numbers) -> Numbers:
    """Whole numbers whose sum over the last axis is the sum, rounded: the largest remainders go
    up, of equal ones the larger number's, then the first."""
    if not value.ndim:
        return np.floor(value + 0.5 + SLACK)
    below = np.floor(value)
    remainder = np.round(value - below, 9)  # 1 for a whole number that rounding made smaller
    more = np.floor(value.sum(-1, keepdims=True) + 0.5 + SLACK) - below.sum(-1, keepdims=True)
    order = np.lexsort((-value, -remainder))
    place = np.argsort(order)
    return below + (place < more)
