"""Who thinks alike: groups of opinion from votes, whether they are real, and what they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError
from evenground.measures.groups.discoveries import false_discovery, gap_p_value
from evenground.measures.opinions.proof import against_noise, stability, stand_apart, two_camps
from evenground.measures.opinions.space import (
    AT_ONCE,
    SHOWN,
    Labels,
    at_random,
    best_grouping,
    in_fixed_order,
    positions,
)
from evenground.measures.shapes import Numbers, numbers, refuse

ENOUGH_VOTES = 7
ENOUGH_PEOPLE = 10
FOUND_AGAIN = 0.5

FEW = f"Fewer than {ENOUGH_PEOPLE} people voted on enough statements."
NOISE = "People who voted at random would look the same."
TENDENCY = "People differ in how readily they agree, not in what they agree with."
UNSTABLE = "Half of the people, taken at random, would give other groups."
REAL = "The votes go together more than by chance, and half of the people give the same groups."
SPREAD = " Opinions spread from group to group: the line between them is drawn, not found."


@dataclass(frozen=True)
class OpinionGroups:
    """The group of each person, and what there is to say for these groups.

    `over_noise`, `stability` and `silhouette` are NaN where it did not come to that."""

    labels: Labels  # by person: 0 for the largest group; -1 for who is not placed
    real: bool  # False: all who are placed are in group 0
    why: str
    over_noise: float  # above 1: opinions go together more strongly than in noise
    stability: float  # 1: half of the people give the same groups, 0: no better than chance
    silhouette: float  # 1: everybody is near their group and far from the next
    apart: bool  # False: opinions spread evenly from group to group
    positions: Numbers  # by person: the two axes of the map; NaN where there is none
    consensus: Numbers  # by statement: see `group_aware_consensus`


class StatementsOfGroups(NamedTuple):
    """By group and statement: who voted how, and which statements set the group off."""

    agreed: Numbers
    disagreed: Numbers
    seen: Numbers
    adjusted: Numbers
    defining: NDArray[np.int64]


def opinion_groups(votes: ArrayLike, *, seed: int) -> OpinionGroups:
    """The groups of people who vote alike, when there are any.

    Reads as `real`: people differ more than by chance and half of them would give the same groups;
             `why` says it in words. `apart` False: a spectrum, cut where people are the fewest.
    Use for  what people who disagree have in common. A group is a way of voting here, not a kind
             of person, and who did not come is in none. Look at `apart` before naming groups.
    Shapes   votes: (people, statements); labels by person, consensus by statement.
    Units    1 agree, 0 pass, -1 disagree, NaN or None not seen.
    Limits   none; `over_noise` above 1 is asked of the votes, 0.5 of `stability`. Of random votes
             fewer than 1 set in 20 has real groups, and of people who only differ in how readily
             they agree, unless they differ extremely (docs/methods/opinions.md).
    Raises   DataError for a table that is not people by statements or holds other numbers.
    Source   Small et al. 2021, Recerca 26(2), the method of Polis: principal components, positions
             scaled by votes seen, k-means, 2 to 5 groups by silhouette, 7 votes to be placed. Ours:
             as many axes as beat noise (2 to 4), noise by random signs (Hong, Sheng and Dobriban
             2020, arXiv:2012.02985), stability by halves.
    Checked  made groups and 2,000 sets of random votes of many shapes; three public conversations
             against the groups of Polis, in benchmarks/opinions.py.

    >>> votes = [[1, 1, 1, 1, -1, -1, -1, -1]] * 6 + [[-1, -1, -1, -1, 1, 1, 1, 1]] * 9
    >>> groups = opinion_groups(votes, seed=1)
    >>> groups.real, groups.labels.tolist()
    (True, [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    """
    table = checked(votes)
    placed = np.flatnonzero((~np.isnan(table)).sum(axis=1) >= min(ENOUGH_VOTES, table.shape[1]))
    placed = placed[in_fixed_order(table[placed])]
    found = grouped(table[placed], np.random.default_rng(seed))
    labels, places = np.full(len(table), -1), np.full((len(table), SHOWN), np.nan)
    labels[placed] = found.labels
    places[placed, : found.places.shape[1]] = found.places[:, :SHOWN]
    consensus = group_aware_consensus(table, labels)
    return OpinionGroups(labels, found.why.startswith(REAL), *found[1:6], places, consensus)


class Found(NamedTuple):
    labels: Labels
    why: str
    over_noise: float
    stability: float
    silhouette: float
    apart: bool
    places: Numbers


def grouped(votes: Numbers, rng: np.random.Generator) -> Found:
    """The groups of people who are all placed and stand in a fixed order."""
    nan, people = float("nan"), len(votes)
    one, nowhere = np.zeros(people, dtype=np.int64), np.full((people, SHOWN), np.nan)
    if people < ENOUGH_PEOPLE:
        return Found(one, FEW, nan, nan, nan, False, nowhere)
    some = votes[at_random(people, AT_ONCE, rng)]
    noise = against_noise(some, rng, tendency=False)
    if noise.over <= 1:
        with_tendency = against_noise(some, rng, tendency=True)
        if with_tendency.over <= 1:
            return Found(one, NOISE, noise.over, nan, nan, False, nowhere)
        if not two_camps(some):
            return Found(one, TENDENCY, noise.over, nan, nan, False, nowhere)
        noise = with_tendency
    places = positions(votes, noise.axes)
    labels, width = best_grouping(places, rng)
    labels = largest_first(labels)
    stable = stability(votes, noise.axes, labels, rng)
    if stable < FOUND_AGAIN:
        return Found(one, UNSTABLE, noise.over, stable, width, False, places)
    apart = stand_apart(places, labels)
    why = REAL if apart else REAL + SPREAD
    return Found(labels, why, noise.over, stable, width, apart, places)


def largest_first(labels: Labels) -> Labels:
    """Groups numbered by size, of equal ones by who comes first in the fixed order."""
    _, first, back, size = np.unique(
        labels, return_index=True, return_inverse=True, return_counts=True
    )
    rank = np.empty(len(size), dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(len(size))
    return rank[back]


def group_aware_consensus(votes: ArrayLike, labels: ArrayLike) -> Numbers:
    """How far every group agrees with each statement, however small the group.

    Reads as near 1 = every group agrees; near 0 = at least one does not. Order statements by it;
             with more groups it is lower. Of -votes it is consensus against.
    Use for  the statements to act on. Not as a share of people: it is none.
    Shapes   votes: (people, statements); labels: (people,), -1 = in no group; (statements,) out.
    Units    votes as in `opinion_groups`; a number between 0 and 1 out.
    Limits   none. A group that saw little of a statement counts as undecided: 1/2 when it saw none.
    Raises   DataError for a table that is not people by statements, or labels that do not fit it.
    Source   Small et al. 2021, Recerca 26(2): the product over groups of (agreed + 1) / (seen + 2).
    Checked  by hand.

    >>> consensus = group_aware_consensus([[1, 1], [1, 1], [1, -1]], [0, 0, 1])
    >>> [round(float(number), 3) for number in consensus]
    [0.5, 0.25]
    """
    agreed, _, seen = counts_by_group(votes, labels)
    return np.asarray(((agreed + 1) / (seen + 2)).prod(axis=0))


def defining_statements(
    votes: ArrayLike, labels: ArrayLike, *, rate: float = 0.05
) -> StatementsOfGroups:
    """The statements with which a group agrees, or disagrees, more often than everybody else.

    Reads as `defining` 1 = the group agrees more often, -1 = it disagrees more often, 0 = neither
             stands out; `adjusted`: the p-value of that, adjusted for all that were looked at.
    Use for  describing a group. The groups were made of these same votes, so the p-values put
             statements in order; they are no proof of groups: see `real`. Counts of few people
             come out as they are: protect them before anybody else sees them.
    Shapes   votes: (people, statements); labels: (people,), -1 = in no group; (groups, statements).
    Units    votes as in `opinion_groups`; people, probabilities and 1, 0, -1 out.
    Limits   none. NaN where the group, or everybody else, saw nothing of a statement.
    Raises   DataError for a table that is not people by statements, labels that do not fit it, or a
             rate that is not between 0 and 1.
    Source   the representative statements of Polis (Small et al. 2021, Recerca 26(2)), by a test of
             two proportions; Benjamini and Yekutieli 2001, Ann Stat 29:1165-1188.
    Checked  `gap_p_value` and `false_discovery`; made groups whose statements are known.

    >>> votes = [[1, 1, 1]] * 12 + [[-1, 1, 1]] * 12
    >>> defining_statements(votes, [0] * 12 + [1] * 12).defining.tolist()
    [[1, 0, 0], [-1, 0, 0]]
    """
    agreed, disagreed, seen = counts_by_group(votes, labels)
    sides = np.stack([more_than_others(side, seen) for side in (agreed, disagreed)])
    adjusted = false_discovery(sides, rate=rate, method="benjamini-yekutieli").adjusted
    side = adjusted.argmin(axis=0)
    smallest = np.take_along_axis(adjusted, side[None], axis=0)[0]
    defining = np.where(smallest <= rate, 1 - 2 * side, 0)
    return StatementsOfGroups(agreed, disagreed, seen, smallest, defining)


def more_than_others(said: Numbers, seen: Numbers) -> Numbers:
    """By group and statement the one-sided p-value that it was said more often than by others."""
    others, unsaid = seen.sum(axis=0) - seen, said.sum(axis=0) - said
    asked = (seen > 0) & (others > 0)
    x, n, y, m = (
        np.where(asked, part, least)
        for part, least in ((said, 0), (seen, 1), (unsaid, 0), (others, 1))
    )
    half = gap_p_value(x, n, y, m) / 2
    return np.where(asked, np.where(x / n > y / m, half, 1 - half), np.nan)


def counts_by_group(votes: ArrayLike, labels: ArrayLike) -> tuple[Numbers, Numbers, Numbers]:
    """By group and statement how many agreed, disagreed, and saw it at all."""
    table, group = checked(votes), numbers("labels", labels)
    if group.shape != table.shape[:1] or not (np.isin(group, np.arange(-1, len(group)))).all():
        raise DataError("`labels` is a whole number for each person: a group, or -1 for none.")
    groups = max(int(group.max()) + 1, 1)
    member = (group == np.arange(groups)[:, None]).astype(float)
    return member @ (table == 1), member @ (table == -1), member @ ~np.isnan(table)


def checked(votes: ArrayLike) -> Numbers:
    table = numbers("votes", votes)
    if table.ndim != 2 or not table.size:
        raise DataError("`votes` is a table of people by statements; it was no such table.")
    known = np.isnan(table) | (np.abs(table) == 1) | (table == 0)
    refuse(~known, "`votes` is not 1, 0, -1 or missing")
    return table
