"""Life expectancy and healthy life expectancy of made areas, from a few thousand people up."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, healthy_life_expectancy, life_expectancy

WIDTHS = [1, 4, *[5] * 17, None]
RATES = [0.0024, 0.0003, 0.0001, 0.0002, 0.0005, 0.0004, 0.0005, 0.0006, 0.0008, 0.0013]
RATES += [0.002, 0.003, 0.006, 0.008, 0.014, 0.024, 0.042, 0.069, 0.16, 0.24]
MIX = (
    np.array([7, 35, 47, 48, 43, 39, 46, 57, 61, 56, 50, 56, 46, 40, 38, 37, 33, 23, 12, 12]) / 786
)
SHARES = np.linspace(0.97, 0.3, 20)
MANY = 1e12  # as many deaths as the rates say: the truth
ALL_KEPT = {"widths": WIDTHS, "least_population": 0, "widest": np.inf, "on_refusal": "nan"}


def scenarios() -> list[Scenario]:
    rates = np.array(RATES)
    life = float(life_expectancy(MANY * rates, np.full(20, MANY), widths=WIDTHS).value)
    exact = {"se": 0, "widths": WIDTHS}
    healthy = float(healthy_life_expectancy(MANY * rates, np.full(20, MANY), SHARES, **exact).value)
    return [
        Scenario("life expectancy, 500,000 person-years", life, partial(lives, 500_000)),
        Scenario("life expectancy, 50,000 person-years", life, partial(lives, 50_000)),
        Scenario("life expectancy, 10,000 person-years", life, partial(lives, 10_000), least=0.925),
        Scenario("life expectancy, 5,000 person-years", life, partial(lives, 5_000), least=0.925),
        Scenario("healthy life, 200 asked a band", healthy, partial(healthy_lives, 50_000, 200)),
        Scenario("healthy life, 30 asked a band", healthy, partial(healthy_lives, 10_000, 30)),
    ]


def deaths(rng: np.random.Generator, size: int, replicates: int) -> np.ndarray:
    people = size * MIX
    return np.minimum(rng.poisson(people * RATES, (replicates, 20)), people)


def lives(size: int, rng: np.random.Generator, replicates: int) -> Estimate:
    return life_expectancy(deaths(rng, size, replicates), size * MIX, **ALL_KEPT)


def healthy_lives(size: int, asked: int, rng: np.random.Generator, replicates: int) -> Estimate:
    shares = rng.binomial(asked, SHARES, (replicates, 20)) / asked
    died = deaths(rng, size, replicates)
    return healthy_life_expectancy(died, size * MIX, shares, surveyed=asked, **ALL_KEPT)
