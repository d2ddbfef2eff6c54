"""Limits of yearly change: ordinary series, small counts, years without events, published limits.

With five events in eight years the limits of the yearly difference hold more than they promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, annual_change, annual_change_of

YEARS = np.arange(8)
SIZES = np.array([400, 420, 500, 380, 450, 470, 600, 520])


def scenarios() -> Iterator[Scenario]:
    for name, start, ratio, scale in [
        ("ordinary", 0.20, 0.97, 4),
        ("small counts", 0.02, 0.92, 1),
        ("most years without events", 0.001, 1.1, 1),
        ("half of all people", 0.50, 1.02, 1),
    ]:
        expected = start * ratio**YEARS
        for kind in ("proportion", "rate"):
            draws = drawn(expected, scale * SIZES, kind)
            yield Scenario(
                f"yearly ratio of a {kind}: {name}", ratio, picked(draws, kind, scale, 1)
            )
        level = start + (ratio - 1) * start * YEARS
        for kind in ("proportion", "rate"):
            draws = drawn(level, scale * SIZES, kind)
            yield Scenario(
                f"yearly difference of a {kind}: {name}",
                (ratio - 1) * start,
                picked(draws, kind, scale, 0),
                most=0.975 if name.startswith("most") else 0.96,
            )
    yield from published()


def drawn(level: np.ndarray, size: np.ndarray, kind: str) -> Callable:
    def draw(rng: np.random.Generator, replicates: int) -> np.ndarray:
        shape = (replicates, len(level))
        if kind == "proportion":
            return rng.binomial(size, level, shape)
        return rng.poisson(size * level, shape)

    return draw


def picked(draw: Callable, kind: str, scale: int, part: int) -> Callable:
    def estimate(rng: np.random.Generator, replicates: int) -> Estimate:
        return annual_change(draw(rng, replicates), scale * SIZES, kind=kind)[part]

    return estimate


def published() -> Iterator[Scenario]:
    error = np.array([1.0, 1.2, 0.8, 3, 1, 1.1, 0.7, 0.9])

    def absolute(rng: np.random.Generator, replicates: int) -> Estimate:
        value = rng.normal(70 + 0.4 * YEARS, error, (replicates, len(YEARS)))
        return annual_change_of(around(value, 1.959964 * error)).absolute

    def relative(rng: np.random.Generator, replicates: int) -> Estimate:
        logs = rng.normal(np.log(70 * 0.97**YEARS), error / 20, (replicates, len(YEARS)))
        limits = [np.exp(logs + way * 1.959964 * error / 20) for way in (0, -1, 1)]
        return annual_change_of(Estimate(*limits)).relative

    yield Scenario("yearly difference of published values", 0.4, absolute)
    yield Scenario("yearly ratio of published values", 0.97, relative)


def around(value: np.ndarray, half: np.ndarray) -> Estimate:
    return Estimate(value, value - half, value + half)
