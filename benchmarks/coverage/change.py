"""Changes of gaps: their limits, and how often pure noise is called a narrowing."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import (
    Estimate,
    difference,
    gap_change,
    gap_forecast,
    gap_trend,
    proportion,
)

# name, share of the group then and now, its size, the same of the reference; least and most
TWO_PERIODS = [
    ("steady gap, 200 and 400 people", (0.30, 0.30), 200, (0.20, 0.20), 400, 0.94, 0.96),
    ("closing gap, 200 and 400 people", (0.30, 0.22), 200, (0.20, 0.20), 400, 0.94, 0.96),
    ("a gap that changes side", (0.30, 0.15), 200, (0.20, 0.25), 200, 0.94, 0.96),
    ("3 to 5 events expected", (0.05, 0.08), 60, (0.04, 0.04), 100, 0.94, 1.0),
    ("less than 1 event expected, zeros", (0.02, 0.02), 30, (0.02, 0.02), 40, 0.94, 1.0),
]

# name, shares at the start and the end, sizes, periods, correlation within a period
MANY_PERIODS = [
    ("steady gap, 6 periods", (0.30, 0.30), 300, (0.20, 0.20), 500, 6, 0, 0.96, 0.99),
    ("closing gap, 10 periods", (0.30, 0.20), 300, (0.20, 0.20), 500, 10, 0, 0.96, 0.99),
    ("overdispersed, 4 periods", (0.30, 0.30), 300, (0.20, 0.20), 500, 4, 0.01, 0.94, 0.965),
    ("overdispersed, 10 periods", (0.30, 0.30), 300, (0.20, 0.20), 500, 10, 0.01, 0.94, 0.965),
    ("8 and 8 events expected", (0.08, 0.08), 100, (0.04, 0.04), 200, 6, 0, 0.96, 0.99),
]


def scenarios() -> Iterator[Scenario]:
    for name, p, n, q, m, least, most in TWO_PERIODS:
        change = p[1] - q[1] - (p[0] - q[0])
        times = (p[1] / q[1]) / (p[0] / q[0])

        def two(rng, replicates, p=p, n=n, q=q, m=m):
            x, y = rng.binomial(n, p, (replicates, 2)), rng.binomial(m, q, (replicates, 2))
            return gap_change(x, n, y, m)

        yield Scenario(f"gap_change, absolute: {name}", change, part(two, "absolute"), least, most)
        yield Scenario(f"gap_change, relative: {name}", times, part(two, "relative"), least, most)
        if p[0] == p[1]:
            for kind in ("absolute", "relative"):
                yield Scenario(
                    f"no false narrowing, {kind}: {name}", 0, silent(two, kind), 0.97, 1.0
                )
    for name, p, n, q, m, periods, within, least, most in MANY_PERIODS:
        p, q = np.linspace(*p, periods), np.linspace(*q, periods)

        def many(rng, replicates, p=p, n=n, q=q, m=m, within=within):
            shape = (replicates, p.size)
            return gap_trend(
                proportion(rng.binomial(n, spread(rng, p, within, shape)), n),
                proportion(rng.binomial(m, spread(rng, q, within, shape)), m),
            )

        slope = (p[-1] - q[-1] - p[0] + q[0]) / (periods - 1)
        yield Scenario(f"gap_trend, absolute: {name}", slope, sloped(many, "absolute"), least, most)
        ahead = p[-1] - q[-1] + 2 * slope
        if not within:
            drawn = led_on(p, n, q, m)
            yield Scenario(f"gap_forecast, 2 periods on: {name}", ahead, drawn, 0.96, 0.99)
        if slope == 0:
            yield Scenario(f"gap_trend, relative: {name}", 1, sloped(many, "relative"), least, most)
            yield Scenario(f"no false narrowing: {name}", 0, silent(many, "absolute"), 0.97, 1.0)


def spread(rng, share, within, shape):
    """Shares that vary more from period to period than counting alone makes them."""
    if not within:
        return np.broadcast_to(share, shape)
    size = (1 - within) / within
    return rng.beta(share * size, (1 - share) * size, shape)


def part(draw, kind):
    return lambda rng, replicates: getattr(draw(rng, replicates), kind).change


def sloped(draw, kind):
    return lambda rng, replicates: getattr(draw(rng, replicates), kind).slope


def led_on(p, n, q, m):
    """The line two periods ahead, of periods that scatter as chance alone makes them."""

    def drawn(rng, replicates):
        x, y = (rng.binomial(size, share, (replicates, p.size)) for size, share in ((n, p), (m, q)))
        return gap_forecast(difference(x, n, y, m), at=p.size + 1).line

    return drawn


def silent(draw, kind):
    """An Estimate that holds 0 exactly where the verdict is not narrowing."""

    def said(rng, replicates):
        wrong = (getattr(draw(rng, replicates), kind).verdict == "narrowing").astype(float)
        return Estimate(wrong, wrong, wrong)

    return said
