"""Parts of a gap: rates and composition by Kitagawa, explained and not by Oaxaca and Blinder."""

from __future__ import annotations

from functools import partial

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, kitagawa, oaxaca_blinder

PEOPLE, OTHERS = np.array([300, 500, 200, 100]), np.array([900, 700, 300, 200])
RATES, RATES_THERE = np.array([0.05, 0.1, 0.2, 0.35]), np.array([0.04, 0.08, 0.12, 0.3])
SLOPES, SLOPES_THERE = np.array([1.0, -0.5]), np.array([0.7, -0.8])
MEANS, MEANS_THERE = np.array([1.0, 2.0]), np.array([0.4, 2.5])


def scenarios() -> list[Scenario]:
    apart, steeper = MEANS - MEANS_THERE, SLOPES - SLOPES_THERE
    there, own = apart @ SLOPES_THERE, 1 + MEANS @ steeper
    return [
        *(mix(part, size) for part in ("gap", "rates", "composition") for size in (1, 0.3)),
        mix("interaction", 1, interaction=True),
        Scenario("Oaxaca-Blinder, gap", there + own, partial(averages, "gap", 100)),
        Scenario("Oaxaca-Blinder, explained", there, partial(averages, "explained", 100)),
        Scenario("Oaxaca-Blinder, unexplained", own, partial(averages, "unexplained", 100)),
        Scenario("Oaxaca-Blinder, unexplained, 40", own, partial(averages, "unexplained", 40)),
        Scenario(
            "Oaxaca-Blinder, interaction",
            apart @ steeper,
            partial(averages, "interaction", 100, interaction=True),
            most=0.965,
        ),
    ]


def mix(part: str, size: float, **options: bool) -> Scenario:
    n, m = PEOPLE * size, OTHERS * size
    truth = kitagawa(n * RATES, n, m * RATES_THERE, m, kind="proportion", **options)
    name = f"Kitagawa, {part}, {n.sum():.0f} and {m.sum():.0f} people"
    value = float(getattr(truth, part).value)
    return Scenario(name, value, partial(mixed, part, n.astype(int), m.astype(int), options))


def mixed(
    part: str,
    n: np.ndarray,
    m: np.ndarray,
    options: dict[str, bool],
    rng: np.random.Generator,
    replicates: int,
) -> Estimate:
    x = rng.binomial(n, RATES, (replicates, 4))
    y = rng.binomial(m, RATES_THERE, (replicates, 4))
    return getattr(kitagawa(x, n, y, m, kind="proportion", **options), part)


def averages(
    part: str, people: int, rng: np.random.Generator, replicates: int, **options: bool
) -> Estimate:
    x = rng.normal(MEANS, 1.0, (replicates, people, 2))
    w = rng.normal(MEANS_THERE, 1.2, (replicates, 2 * people, 2))
    y = 3 + x @ SLOPES + rng.normal(0, 1, x.shape[:2])
    v = 2 + w @ SLOPES_THERE + rng.normal(0, 1.5, w.shape[:2])
    return getattr(oaxaca_blinder(y, x, v, w, **options), part)
