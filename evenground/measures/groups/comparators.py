"""Every group of several against one comparator: the rest, the whole, or the best of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError
from evenground.measures.groups.discoveries import gap_p_value
from evenground.measures.groups.two import difference, ratio
from evenground.measures.shapes import (
    Estimate,
    Numbers,
    counted,
    left_out,
    level,
    one_of,
    part_of,
    peopled,
)

DIRECTIONS = {"higher": 1, "lower": -1}


class Compared(NamedTuple):
    """The absolute and the relative gap of every group, and the p-value of both."""

    difference: Estimate
    ratio: Estimate
    p: Numbers


class ComparedWithBest(NamedTuple):
    """Where on the last axis the best group is, -1 for none; and the gaps of every group to it."""

    best: NDArray[np.int64]
    difference: Estimate
    ratio: Estimate
    p: Numbers


def against_the_rest(
    count: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95
) -> Compared:
    """The gap between each group and everybody who is not in it.

    Reads as difference: 0 = no gap, above 0 = more common in the group than in the rest; ratio:
             1 = no gap. `p`: see `gap_p_value`, and `false_discovery` for all groups together.
    Use for  groups none of which is the natural reference, such as ethnic groups. A large group is
             most of everybody else's rest: gaps of small groups then mirror its level.
    Shapes   count, denominator: (..., groups), two groups or more that share nobody; the results
             have that shape.
    Units    people in; differences of shares between -1 and 1, and ratios, out.
    Limits   as `difference` (Newcombe) and `ratio` (Koopman): the group and the rest share nobody.
    Raises   DataError for fewer than two groups, a group without people, or a count above its
             denominator; MissingValues for a count that is not there.
    Source   Newcombe 1998, Stat Med 17:873-890; Koopman 1984, Biometrics 40:513-517.
    Checked  equals `difference` and `ratio` of counts added by hand; with two groups, of the two;
             coverage, in benchmarks/coverage/groups.py.

    >>> gaps = against_the_rest([30, 20, 50], [100, 100, 200])
    >>> [round(float(gap), 3) for gap in gaps.difference.value]
    [0.067, -0.067, 0.0]
    """
    x, n, y, m = group_and_rest(count, denominator)
    return Compared(
        difference(x, n, y, m, confidence=confidence),
        ratio(x, n, y, m, confidence=confidence),
        gap_p_value(x, n, y, m),
    )


def against_the_whole(
    count: ArrayLike, denominator: ArrayLike, *, confidence: float = 0.95
) -> Compared:
    """The gap between each group and everybody, the group among them: the area, the country.

    Reads as difference: 0 = no gap, above 0 = more common in the group than in the whole; ratio:
             1 = no gap. `p`: as against the rest, for one gap is 0 when the other is.
    Use for  a comparator published as a total. A group that is half of everybody can only be half
             as far from the whole as from the rest: gaps of groups of unlike sizes do not compare.
    Shapes   count, denominator: (..., groups), two groups or more that share nobody and together
             are the whole; the results have that shape.
    Units    people in; differences of shares between -1 and 1, and ratios, out.
    Limits   those against the rest, carried over: group and whole share people, so limits as if
             they did not would be wrong. The group's share of all people is taken as known.
    Raises   DataError for fewer than two groups, a group without people, or a count above its
             denominator; MissingValues for a count that is not there.
    Source   whole = f group + (1 - f) rest, with f the group's share of all people.
    Checked  the shares of group and whole; coverage, in benchmarks/coverage/groups.py.

    >>> gaps = against_the_whole([30, 20, 50], [100, 100, 200])
    >>> [round(float(gap), 3) for gap in gaps.difference.value]
    [0.05, -0.05, 0.0]
    """
    rest = against_the_rest(count, denominator, confidence=confidence)
    _, n, _, m = group_and_rest(count, denominator)
    f = n / (n + m)
    return Compared(
        Estimate(*((1 - f) * part for part in rest.difference)),
        Estimate(*(of_the_whole(part, f) for part in rest.ratio)),
        rest.p,
    )


def against_the_best(
    count: ArrayLike,
    denominator: ArrayLike,
    *,
    better_when: str,
    least: float,
    confidence: float = 0.95,
    on_refusal: str = "raise",
) -> ComparedWithBest:
    """The gap between each group and the best of them that has at least `least` people.

    Reads as difference: 0 = as good as the best; its sign, and the ratio's side of 1, say the
             direction. The best itself has 0 and 1, without limits and without `p`.
    Use for  what has been shown to be possible here. The best of many groups is partly best by
             luck: gaps to it are too large on average, the more so the smaller and the more the
             groups. For a target name a reference group beforehand.
    Shapes   count, denominator: (..., groups), two groups or more that share nobody; the results
             have that shape, `best` the leading one. Of equals the largest is the best.
    Units    people in; differences of shares between -1 and 1, and ratios, out.
    Limits   as `difference` and `ratio`, made wider because the comparator was chosen by its
             value: for k groups at the level 1 - (1 - confidence) / (k - 1), and `p` times k - 1.
             They hold the gap to the group that was chosen, whichever that is, 95 times in 100 or
             more often.
    Raises   DataError for fewer than two groups, a group without people, a count above its
             denominator, no group of `least` people (NaN by on_refusal="nan"), or a direction that
             is not "higher" or "lower"; MissingValues for a count that is not there.
    Source   Bonferroni over the groups that may be chosen: Hsu 1996, Multiple Comparisons, ch. 4.
    Checked  coverage with equal and unequal groups, in benchmarks/coverage/groups.py.

    >>> gaps = against_the_best([30, 20, 2], [100, 100, 4], better_when="higher", least=50)
    >>> int(gaps.best), [round(float(gap), 3) for gap in gaps.difference.value]
    (0, [0.0, -0.1, 0.2])
    """
    x, n, _, _ = group_and_rest(count, denominator)
    better, others = one_of("better_when", better_when, DIRECTIONS), x.shape[-1] - 1
    level(confidence)
    large = n >= least
    none = left_out(on_refusal, (np.asarray(~large.any(axis=-1)), no_group_is_large))
    value = np.where(large, better * x / n, -np.inf)
    equals = value == value.max(axis=-1, keepdims=True)
    best = np.where(equals, n, 0).argmax(axis=-1)[..., None]
    y, m = np.take_along_axis(x, best, axis=-1), np.take_along_axis(n, best, axis=-1)
    itself = np.arange(x.shape[-1]) == best
    wider = 1 - (1 - confidence) / others
    gap = without_itself(difference(x, n, y, m, confidence=wider), 0.0, itself, none)
    times = without_itself(ratio(x, n, y, m, confidence=wider), 1.0, itself, none)
    p = np.minimum(1.0, others * gap_p_value(x, n, y, m))
    p = np.where(itself | none[..., None], np.nan, p)
    return ComparedWithBest(np.where(none, -1, best[..., 0]), gap, times, p)


def no_group_is_large(where: str) -> DataError:
    return DataError(
        f"No group has `least` people for {where}. Combine groups or years, or choose a smaller "
        "`least` for all areas alike."
    )


def without_itself(
    gap: Estimate, nothing: float, itself: NDArray[np.bool_], none: NDArray[np.bool_]
) -> Estimate:
    """The gap of the best group to itself is known without limits; to no group there is none."""
    value = np.where(itself, nothing, gap.value)
    parts = value, *(np.where(itself, np.nan, limit) for limit in gap[1:])
    return Estimate(*(np.where(none[..., None], np.nan, part) for part in parts))


def group_and_rest(count: ArrayLike, denominator: ArrayLike) -> list[Numbers]:
    """The people of each group and of all the others: those counted, and all."""
    x, n = counted(count=count, denominator=denominator)
    if not x.ndim or x.shape[-1] < 2:
        raise DataError("A comparison needs two groups or more along the last axis.")
    peopled("denominator", n)
    part_of("count", x, "denominator", n)
    return [x, n, x.sum(axis=-1, keepdims=True) - x, n.sum(axis=-1, keepdims=True) - n]


def of_the_whole(times: Numbers, f: Numbers) -> Numbers:
    """A ratio to the rest as a ratio to the whole, of which the group is the share f."""
    with np.errstate(invalid="ignore"):
        return np.where(np.isinf(times), 1 / f, times / (f * times + 1 - f))
