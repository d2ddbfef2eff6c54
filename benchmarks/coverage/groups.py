"""Two groups, and one of several against a comparator: gaps and ratios of proportions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import (
    Estimate,
    against_the_best,
    against_the_rest,
    against_the_whole,
    difference,
    proportion,
    ratio,
    ratio_of,
)

FIVE = 0.93, 0.97  # about five people to be expected with, or without, in one of the groups
FEWER = 0.91, 1.0
# two groups of these sizes with these shares
PAIRS = [
    ("ordinary", (400, 0.30), (600, 0.20), ()),
    ("large and even", (5_000, 0.5), (5_000, 0.5), ()),
    ("small", (60, 0.30), (80, 0.15), ()),
    ("smaller than twenty", (15, 0.30), (18, 0.40), FIVE),
    ("rare", (800, 0.010), (900, 0.012), ()),
    ("rare, often none", (300, 0.004), (400, 0.010), FEWER),
    ("none in one group", (200, 0.0), (250, 0.06), FEWER),
    ("nearly everybody", (200, 0.97), (300, 0.95), ()),
    ("one small, one large", (25, 0.20), (5_000, 0.10), FIVE),
]

# several groups: sizes, shares
AREAS = [
    ("four ordinary groups", (300, 400, 500, 800), (0.20, 0.25, 0.30, 0.22)),
    ("one group is most people", (5_000, 300, 150, 100), (0.20, 0.25, 0.30, 0.22)),
    ("ten equal groups", (300,) * 10, (0.25,) * 10),
]


def scenarios() -> Iterator[Scenario]:
    for name, (n, p), (m, q), promise in PAIRS:
        yield Scenario(f"difference, {name}", p - q, two(difference, n, p, m, q), *promise)
        yield Scenario(f"ratio, {name}", p / q, two(ratio, n, p, m, q), *promise)
    yield Scenario("ratio_of proportions, small", 2.0, two(from_limits, 60, 0.3, 80, 0.15), *FIVE)
    for name, sizes, shares in AREAS:
        n, p = np.array(sizes), np.array(shares)
        rest, whole = ((n * p).sum() - n * p) / (n.sum() - n), (n * p).sum() / n.sum()
        yield Scenario(
            f"difference to the rest, {name}", p - rest, several(against_the_rest, 0, n, p)
        )
        yield Scenario(f"ratio to the rest, {name}", p / rest, several(against_the_rest, 1, n, p))
        yield Scenario(
            f"difference to the whole, {name}", p - whole, several(against_the_whole, 0, n, p)
        )
        yield Scenario(
            f"ratio to the whole, {name}", p / whole, several(against_the_whole, 1, n, p)
        )
        yield Scenario(
            f"difference to the best as chosen, {name}", 0.0, chosen(n, p), least=0.95, most=1.0
        )


def two(measure: Callable, n: int, p: float, m: int, q: float) -> Callable:
    return lambda rng, many: measure(rng.binomial(n, p, many), n, rng.binomial(m, q, many), m)


def from_limits(x, n, y, m) -> Estimate:
    return ratio_of(proportion(x, n), proportion(y, m))


def several(measure: Callable, part: int, n: np.ndarray, p: np.ndarray) -> Callable:
    return lambda rng, many: measure(rng.binomial(n, p, (many, len(n))), n)[part]


def chosen(n: np.ndarray, p: np.ndarray) -> Callable:
    """The gap of the group with the most people, or the next, to the group that came out best,
    less the true gap between the two: 0 when the limits hold it."""

    def draw(rng: np.random.Generator, many: int) -> Estimate:
        found = against_the_best(
            rng.binomial(n, p, (many, len(n))), n, better_when="higher", least=100
        )
        other = np.where(found.best == 0, 1, 0)[:, None]
        true = p[other[:, 0]] - p[found.best]
        return Estimate(
            *(np.take_along_axis(part, other, axis=1)[:, 0] - true for part in found.difference)
        )

    return draw
