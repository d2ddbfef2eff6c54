"""Measures of inequality over groups without an order, from counts and from values drawn.

Standard errors of counts are those of (x + 1/2) / (n + 1), as the docs advise for groups with few
events: the usual ones are 0 where there are none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from benchmarks.coverage import Scenario
from evenground.measures import Estimate, inequality

MEASURES = ["difference", "ratio", "bgv", "bgsd", "cov", "theil", "mld", "par", "paf"]
MEASURES += ["mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw"]
OF_THE_EXTREMES = {"difference", "ratio", "mdbu", "mdbw", "par", "paf"}
SUMS_OF_GAPS = {"mdmu", "mdmw", "mdru", "mdrw", "idisu", "idisw"}


class Setting(NamedTuple):
    name: str
    share: list[float]
    people: list[int]
    least: float = 0.935  # the errors, too, are estimated from the counts
    most: float = 0.96
    otherwise: dict[str, tuple[float, float]] = {}
    better_when: str = "higher"
    error: float = 0.0  # of values drawn around the shares; 0 = counts are drawn

    def drawn(self, rng: np.random.Generator, replicates: int) -> tuple[np.ndarray, np.ndarray]:
        """Shares and their standard errors, (replicates, groups)."""
        n, shape = np.array(self.people), (replicates, len(self.people))
        if self.error:
            return np.abs(rng.normal(self.share, self.error, shape)), np.full(shape, self.error)
        x = rng.binomial(n, self.share, shape)
        near = (x + 0.5) / (n + 1)
        return x / n, np.sqrt(near * (1 - near) / n)

    def promise(self, name: str) -> tuple[float, float]:
        """Of extremes, and of sums of gaps, the limits lean to the safe side: a group in the
        middle may be the best one, a gap that looks like nothing may be one."""
        if name in self.otherwise:
            return self.otherwise[name]
        if name in OF_THE_EXTREMES:
            return self.least, max(self.most, 0.999)
        return (self.least, max(self.most, 0.995)) if name in SUMS_OF_GAPS else self[3:5]


FIVE = [0.30, 0.35, 0.40, 0.45, 0.50]
LESS_AND_LESS = [200, 300, 400, 200, 100]
SETTINGS = [
    Setting("five shares from 30% to 50%", FIVE, LESS_AND_LESS),
    Setting("the same, lower is better", FIVE, LESS_AND_LESS, better_when="lower"),
    Setting("ten shares from 20% to 38%", [0.20 + 0.02 * at for at in range(10)], [400] * 10),
    Setting("one of five stands out", [0.3, 0.3, 0.3, 0.3, 0.5], [200, 300, 400, 200, 150]),
    Setting("two groups", [0.30, 0.45], [300, 400]),
    # where groups are equal the lower limit alone can miss: 97.5% by construction
    Setting("five equal groups", [0.2] * 5, [100, 200, 300, 400, 100], most=0.99),
    Setting("ten equal groups, 10 events each", [0.05] * 10, [200] * 10, most=0.99),
    # the error of the lowest is a third of its value
    Setting("far apart, one error", [10, 30, 50, 70, 90], [1] * 5, least=0.925, error=3),
    # logarithms of so few events are far from normal
    Setting(
        "4 to 10 events a group",
        [0.10, 0.15, 0.20, 0.30],
        [40, 60, 50, 33],
        otherwise={"theil": (0.91, 0.96), "mld": (0.84, 0.96)},
    ),
    # one draw in eight has a group without events: a ratio is infinite, mld has no limits
    Setting(
        "2 to 20 events a group",
        [0.02, 0.04, 0.06, 0.05, 0.10],
        [100, 200, 300, 400, 200],
        least=0.92,
        otherwise={"ratio": (0.87, 0.99), "theil": (0.90, 0.96), "mld": (0.76, 0.96)},
    ),
]


def scenarios() -> Iterator[Scenario]:
    for setting in SETTINGS:
        drawn = Drawn(setting)
        for name in MEASURES:
            title = f"{name}, {setting.name}"
            yield Scenario(title, drawn.truth(name), drawn.of(name), *setting.promise(name))


class Drawn:
    """All measures of one setting at once: the samples of a seed are the same for each."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.asked: dict[tuple[int, int], dict[str, Estimate]] = {}

    def measured(self, share: np.ndarray, se: np.ndarray | None = None) -> dict[str, Estimate]:
        setting = self.setting
        middle = len(setting.people) // 2
        return inequality(
            share, setting.people, se=se, better_when=setting.better_when, reference=middle
        )

    def truth(self, name: str) -> float:
        return float(self.measured(np.array(self.setting.share))[name].value)

    def of(self, name: str) -> Callable[[np.random.Generator, int], Estimate]:
        def draw(rng: np.random.Generator, replicates: int) -> Estimate:
            key = replicates, int(rng.bit_generator.state["state"]["state"])
            if key not in self.asked:
                self.asked[key] = self.measured(*self.setting.drawn(rng, replicates))
            value, lower, upper = self.asked[key][name]
            return Estimate(value, lower - 1e-9, upper + 1e-9)  # the truth may be 0 to a digit

        return draw
