"""The planted chances, as tables over the strata of a place and a year.

A stratum is a fifth of deprivation, a tenure, an ethnic group, a sex and an age.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evenground.counting.made.planted import (
    AGES,
    ETHNIC_GROUPS,
    QUINTILES,
    SEXES,
    TENURES,
    Column,
    Multiplied,
    Outcome,
    Pair,
)

SHAPE = (QUINTILES, len(TENURES), len(ETHNIC_GROUPS), len(SEXES), AGES)
Table = NDArray[np.float32]


def stratum(
    quintile: NDArray[np.integer],
    tenure: NDArray[np.integer],
    ethnic_group: NDArray[np.integer],
    sex: NDArray[np.integer],
    age: NDArray[np.integer],
) -> NDArray[np.uint16]:
    """The place of each person in a table of chances."""
    code = quintile.astype(np.uint16)
    for part, size in zip((tenure, ethnic_group, sex, age), SHAPE[1:], strict=True):
        code *= np.uint16(size)
        code += part.astype(np.uint16)
    return code


def table(one: Column, *, place: int, time: float) -> Table:
    """The chance, size or rate of a planted column in each stratum.

    `place` counts the places from 0; `time` goes from 0 in the first year to 1 in the last.

    Limits   a chance stays within 0 to 100 percent, whatever is added.
    """
    if isinstance(one, Outcome):
        return _added(one, place, time)
    return _multiplied(one, place, time)


def _at(pair: Pair, time: float) -> float:
    return pair[0] + (pair[1] - pair[0]) * time


def _by_group(
    groups: Sequence[str], given: Mapping[str, Pair], otherwise: float, time: float
) -> NDArray[np.float64]:
    return np.array([_at(given.get(group, (otherwise, otherwise)), time) for group in groups])


def _multiplied(one: Multiplied, place: int, time: float) -> Table:
    ages, sizes = zip(*one.by_age, strict=True)
    by_age = np.interp(np.arange(AGES), ages, sizes, left=0.0, right=0.0)
    by_quintile = np.linspace(_at(one.most_deprived, time), 1.0, QUINTILES)
    by_sex = np.array([one.female, 0.0 if one.sex else 1.0])
    grid = (
        by_quintile[:, None, None, None, None]
        * _by_group(TENURES, one.tenure, 1.0, time)[:, None, None, None]
        * _by_group(ETHNIC_GROUPS, one.ethnic_group, 1.0, time)[:, None, None]
        * by_sex[:, None]
        * by_age
    )
    return (grid * one.by_place[place % len(one.by_place)]).astype(np.float32).ravel()


def _added(one: Outcome, place: int, time: float) -> Table:
    ages = np.arange(AGES)
    inside = (ages >= one.ages[0]) & (ages <= one.ages[1])
    by_quintile = _at(one.gradient, time) * np.linspace(1.0, 0.0, QUINTILES)
    points = (
        _at(one.base, time)
        + one.by_place[place % len(one.by_place)]
        + by_quintile[:, None, None, None, None]
        + _by_group(TENURES, one.tenure, 0.0, time)[:, None, None, None]
        + _by_group(ETHNIC_GROUPS, one.ethnic_group, 0.0, time)[:, None, None]
        + np.zeros((len(SEXES), 1))
        + one.per_ten_years_of_age * (ages - 50) / 10
    )
    return (np.clip(points, 0, 100) / 100 * inside).astype(np.float32).ravel()
