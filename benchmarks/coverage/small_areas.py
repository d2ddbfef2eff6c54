"""Smoothed values of made maps: limits that hold the truth of the areas together."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, empirical_bayes

RELATIVE_SIZES = np.exp(0.7 * np.linspace(-1.9, 1.9, 20))  # a few large areas, many small ones


def scenarios() -> list[Scenario]:
    return [
        Scenario("ratio, 100 areas of about 50 events", 0.0, partial(ratios, 5, 50, 0.2)),
        Scenario("ratio, 20 areas of about 50", 0.0, partial(ratios, 1, 50, 0.2), 0.92),
        Scenario("ratio, 100 areas of about 5", 0.0, partial(ratios, 5, 5, 0.5), 0.92),
        Scenario("ratio, 20 areas of about 5", 0.0, partial(ratios, 1, 5, 0.5), 0.915),
        Scenario("ratio, 20 areas of about 1", 0.0, partial(ratios, 1, 1, 0.5), 0.92, 1.0),
        Scenario("ratio, areas hardly differ", 0.0, partial(ratios, 1, 20, 0.05), 0.95, 1.0),
        Scenario("share, 100 areas of about 200", 0.0, partial(shares, 5, 200, 0.05)),
        Scenario("share, 20 areas of about 200", 0.0, partial(shares, 1, 200, 0.05), 0.92),
        Scenario("share, 20 areas of about 15", 0.0, partial(shares, 1, 15, 0.1), 0.92),
        Scenario("share, areas hardly differ", 0.0, partial(shares, 1, 100, 0.01), 0.95, 1.0),
    ]


def ratios(
    times: int, size: float, spread: float, rng: np.random.Generator, replicates: int
) -> Estimate:
    expected = size * np.tile(RELATIVE_SIZES, times)
    truth = rng.gamma(spread**-2, spread**2, (replicates // times, expected.size))
    smoothed = empirical_bayes(rng.poisson(expected * truth), expected, kind="ratio").smoothed
    return Estimate(*(part - truth for part in smoothed))


def shares(
    times: int, size: float, spread: float, rng: np.random.Generator, replicates: int
) -> Estimate:
    people = np.ceil(size * np.tile(RELATIVE_SIZES, times))
    total = 0.3 * 0.7 / spread**2 - 1
    truth = rng.beta(0.3 * total, 0.7 * total, (replicates // times, people.size))
    counts = rng.binomial(people.astype(int), truth)
    smoothed = empirical_bayes(counts, people, kind="proportion").smoothed
    return Estimate(*(part - truth for part in smoothed))
