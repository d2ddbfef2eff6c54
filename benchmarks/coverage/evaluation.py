"""Effects of programmes on gaps: series with errors that follow each other, panels, mixtures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from benchmarks.coverage import Scenario
from evenground.errors import DataError
from evenground.measures import (
    Estimate,
    comparative_interrupted_series,
    difference_in_differences,
    interrupted_gap,
    synthetic_control,
)

STEP, BEND = -2.0, -0.1

# periods, autocorrelation, least and most of "ar1"; the same of "newey-west", which is narrow
SERIES = [
    (16, 0.0, (0.95, 1.0), (0.75, 0.90)),
    (24, 0.0, (0.95, 1.0), (0.80, 0.90)),
    (24, 0.3, (0.94, 1.0), (0.70, 0.85)),
    (24, 0.6, (0.93, 0.98), (0.60, 0.80)),
    (24, 0.8, (0.87, 0.95), (0.50, 0.70)),
    (48, 0.3, (0.94, 0.98), (0.75, 0.88)),
    (48, 0.6, (0.93, 0.98), (0.65, 0.80)),
    (96, 0.6, (0.93, 0.97), (0.72, 0.85)),
]

# treated areas, comparison areas, their standard deviations, errors, least and most
PANELS = [
    (10, 20, 1, 1, "welch", 0.94, 0.96),
    (4, 8, 1, 1, "welch", 0.93, 0.97),
    (3, 17, 1, 1, "welch", 0.92, 0.97),
    (5, 5, 1, 3, "welch", 0.93, 0.97),
    (10, 20, 1, 1, "cr1", 0.93, 0.96),
    (3, 17, 1, 1, "cr1", 0.80, 0.90),
]


def scenarios() -> Iterator[Scenario]:
    for periods, rho, ours, published in SERIES:
        for name, truth in interrupted_truths(periods).items():
            for errors, (least, most) in [("ar1", ours), ("newey-west", published)]:
                yield Scenario(
                    f"interrupted_gap, {errors}, {name}: {periods} periods, autocorrelation {rho}",
                    truth,
                    interrupted(periods, rho, errors, name),
                    least,
                    most,
                )
    yield Scenario("comparative_interrupted_series, relative effect: 40 periods, 0.4", 0.8,
                   compared, 0.94, 0.98)  # fmt: skip
    for n, m, mine, theirs, errors, least, most in PANELS:
        yield Scenario(
            f"difference_in_differences, {errors}: {n} areas against {m}, scatter {mine} and {theirs}",
            -1.0,
            panel(n, m, mine, theirs, errors),
            least,
            most,
        )
    for donors in (19, 38):
        yield Scenario(
            f"synthetic_control: {donors} donors, 1,000 replicates",
            -2.0,
            mixtures(donors),
            0.93,
            0.99,
            1_000,
        )


def interrupted_truths(periods):
    return {"step": STEP, "bend": BEND, "effect": STEP + BEND * (periods / 2 - 1) / 2}


def following(rng, rho, shape):
    """Errors of a first order autoregression, from its own distribution on."""
    errors = rng.normal(size=shape)
    errors[..., 0] /= np.sqrt(1 - rho**2)
    for time in range(1, shape[-1]):
        errors[..., time] += rho * errors[..., time - 1]
    return errors


def interrupted(periods, rho, errors, name):
    def draw(rng, replicates):
        time, half = np.arange(periods), periods // 2
        course = 20 - 0.2 * time + (time >= half) * (STEP + BEND * (time - half))
        series = course + following(rng, rho, (replicates, periods))
        return getattr(interrupted_gap(series, before=half, errors=errors), name)

    return draw


def compared(rng, replicates):
    time = np.arange(40)
    shared = 50 * np.exp(0.05 * following(rng, 0.5, (replicates, 40)))
    group = (
        shared * np.where(time >= 20, 0.8, 1) * np.exp(0.03 * following(rng, 0.4, (replicates, 40)))
    )
    return comparative_interrupted_series(group, shared, before=20).relative.effect


def panel(n, m, mine, theirs, errors):
    def draw(rng, replicates):
        side = np.arange(n + m) < n
        scatter = np.where(side, mine, theirs)[:, None]
        gaps = 5 + following(rng, 0.6, (replicates, n + m, 8)) * scatter
        gaps[:, side, 4:] -= 1
        return difference_in_differences(gaps, side, before=4, errors=errors).effect

    return draw


def mixtures(donors):
    """Areas that share three movements; any of them could have been the treated one."""

    def draw(rng, replicates):
        found = []
        while len(found) < replicates:
            loads = rng.dirichlet([1, 1, 1], donors + 1)
            moves = 10 + rng.normal(size=(3, 24)).cumsum(1)
            areas = loads @ moves + 0.5 * rng.normal(size=(donors + 1, 24))
            areas[0, 16:] -= 2
            with suppress(DataError):  # an area that no mixture resembles is refused
                found.append(synthetic_control(areas[0], areas[1:], before=16).effect)
        return Estimate(*np.array(found).T)

    return draw
