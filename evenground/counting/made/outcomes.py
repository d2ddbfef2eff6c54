"""The chances that are planted: who is on a register, and what happens to whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground.counting.made.planted import ETHNIC_GROUPS, QUINTILES, SEXES, TENURES, Codes
from evenground.errors import DataError


def on_register(register: dict[str, Any], person: Codes, luck: NDArray[Any]) -> NDArray[np.bool_]:
    ages, shares = zip(*register["share_by_age"], strict=True)
    by_age = np.interp(np.arange(150), ages, shares, left=0.0, right=0.0)
    by_quintile = np.linspace(register.get("most_deprived", 1.0), 1.0, QUINTILES)
    on = luck < by_age[person["age"]] * by_quintile[person["quintile"]]
    return on & (person["sex"] == SEXES.index(register["sex"])) if "sex" in register else on


def chances(outcome: dict[str, Any], person: Codes, places: int, years: int) -> NDArray[np.float64]:
    """The chance of an outcome for each person, from the planted points."""
    table = _points(outcome, places, years)
    shape = table.shape
    codes = [person[name] for name in ("year", "place", "quintile", "tenure", "ethnic_group")]
    points = table.ravel()[np.ravel_multi_index(codes, shape)]
    points += outcome.get("per_ten_years_of_age", 0.0) * (person["age"] - 50.0) / 10
    if len(points) and not (points.min() >= 0 and points.max() <= 100):
        raise DataError(f"The planted chances of `{outcome['column']}` leave 0 to 100 percent.")
    return points / 100


def _points(outcome: dict[str, Any], places: int, years: int) -> NDArray[np.float64]:
    """Percentage points by year, place, deprivation fifth, tenure and ethnic group."""
    time = np.linspace(0, 1, years) if years > 1 else np.ones(1)

    def over_time(pair: Sequence[float]) -> NDArray[np.float64]:
        return pair[0] + (pair[1] - pair[0]) * time

    def by_group(name: str, groups: list[str]) -> NDArray[np.float64]:
        added = outcome.get(name, {})
        return np.stack([over_time(added.get(group, [0, 0])) for group in groups], axis=1)

    offsets = outcome.get("by_place", [0.0])
    place = np.array([offsets[index % len(offsets)] for index in range(places)], float)
    slope = over_time(outcome.get("gradient", [0, 0]))[:, None] * np.linspace(1, 0, QUINTILES)
    return (
        over_time(outcome["base"])[:, None, None, None, None]
        + place[:, None, None, None]
        + slope[:, None, :, None, None]
        + by_group("tenure", TENURES)[:, None, None, :, None]
        + by_group("ethnic_group", ETHNIC_GROUPS)[:, None, None, None, :]
    )
