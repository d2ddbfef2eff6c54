"""Slope, relative and concentration indices over ten groups, from shares and counts drawn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, logit

from benchmarks.coverage import Scenario
from evenground.measures import (
    Estimate,
    concentration_index,
    slope_index,
    slope_index_of_events,
)


class Area(NamedTuple):
    """Ten groups whose share falls from the first person to the last in a line of logits or logs."""

    name: str
    people: int
    first: float
    last: float

    def population(self) -> np.ndarray:
        return np.round(np.linspace(0.8, 1.2, 10) * self.people)

    def share(self, *, logs: bool = False) -> np.ndarray:
        f = self.population() / self.population().sum()
        to, back = (np.log, np.exp) if logs else (logit, expit)
        return back(to(self.first) + (to(self.last) - to(self.first)) * (np.cumsum(f) - f / 2))


ORDINARY = Area("1,700 events", 1_000, 0.25, 0.10)
FEW = Area("about 15 events a group", 200, 0.10, 0.05)
SPARSE = Area("about 7 events a group", 200, 0.05, 0.02)
RARE = Area("22 events, 15% of groups without", 100, 0.04, 0.01)
WAYS: list[dict[str, Any]] = [
    {},
    {"transform": "log"},
    {"transform": "logit"},
    {"error_scale": "log"},
    {"error_scale": "logit"},
]
KINDS: list[dict[str, Any]] = [
    {"kind": "absolute"},
    {"kind": "relative"},
    {"kind": "wagstaff", "bounds": (0, 1)},
    {"kind": "erreygers", "bounds": (0, 1)},
    {"kind": "extended", "aversion": 3},
]


def scenarios() -> Iterator[Scenario]:
    for area in (ORDINARY, FEW):
        for way in WAYS:
            named = " ".join(f"{key} {scale}" for key, scale in way.items()) or "straight"
            for part in ("sii", "rii", "intercept"):
                measure = partial(line, part=part, way=way)
                yield of_values(f"{part}, {named}: {area.name}", area, measure)
        for kind in KINDS:
            measure = partial(index, kind=kind)
            yield of_values(f"concentration, {kind['kind']}: {area.name}", area, measure)
    for area in (SPARSE, RARE):
        for part in ("sii", "rii", "intercept"):
            measure = partial(line, part=part, way={})
            least = 0.93 if area is RARE else 0.94
            yield of_values(f"{part}, straight: {area.name}", area, measure, least=least)
        for kind in KINDS:
            measure = partial(index, kind=kind)
            yield of_values(f"concentration, {kind['kind']}: {area.name}", area, measure)
    for way in WAYS[1:3]:
        measure = partial(line, part="sii", way=way)
        yield of_values(
            f"sii, transform {way['transform']}: {SPARSE.name}", SPARSE, measure, least=0.93
        )
    for area in (ORDINARY, SPARSE, RARE):
        for family in ("binomial", "poisson"):
            for part in ("sii", "rii", "intercept"):
                yield of_events(area, family, part)


def line(y: Any, n: Any, se: Any, *, part: str, way: dict[str, Any]) -> Estimate:
    return getattr(slope_index(y, n, se=se, on_refusal="nan", **way), part)


def index(y: Any, n: Any, se: Any, *, kind: dict[str, Any]) -> Estimate:
    return concentration_index(y, n, se=se, **kind)


def of_values(name: str, area: Area, measure: Any, *, least: float = 0.94) -> Scenario:
    n, share = area.population(), area.share()

    def draw(rng: np.random.Generator, replicates: int) -> Estimate:
        drawn = rng.binomial(n.astype(int), share, (replicates, 10)) / n
        return measure(drawn, n, np.sqrt(drawn * (1 - drawn) / n))

    return Scenario(name, float(measure(share, n, 0.0).value), draw, least=least)


def of_events(area: Area, family: str, part: str) -> Scenario:
    n, share = area.population(), area.share(logs=family == "poisson")
    truth = {
        "sii": area.last - area.first,
        "rii": area.last / area.first,
        "intercept": area.first,
    }

    def draw(rng: np.random.Generator, replicates: int) -> Estimate:
        size = (replicates, 10)
        poisson = family == "poisson"
        drawn = (
            rng.poisson(n * share, size) if poisson else rng.binomial(n.astype(int), share, size)
        )
        return getattr(slope_index_of_events(drawn, n, family=family, on_refusal="nan"), part)

    return Scenario(f"{part} of events, {family}: {area.name}", truth[part], draw)
