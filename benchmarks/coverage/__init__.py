"""How often the limits of every measure hold the truth: `python -m benchmarks.coverage`.

Each module beside this one is a family of measures. Its `scenarios()` gives for each case a name,
the truth, and a function that draws `replicates` samples and gives the Estimate of each, one
replicate for each place of the first axis.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from evenground.measures import Estimate


class Scenario(NamedTuple):
    name: str
    truth: float | np.ndarray
    draw: Callable[[np.random.Generator, int], Estimate]
    least: float = 0.94  # what the docs promise of a 95% interval in this case
    most: float = 0.96
    cap: int | None = None  # most replicates, where a fit takes steps


def coverage(scenario: Scenario, *, seed: int, replicates: int) -> float:
    """The share of all intervals that hold the truth; one without limits does not hold it."""
    replicates = min(replicates, scenario.cap or replicates)
    estimate = scenario.draw(np.random.default_rng(seed), replicates)
    return float(np.mean((estimate.lower <= scenario.truth) & (scenario.truth <= estimate.upper)))
