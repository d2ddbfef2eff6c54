"""What was planted in a made population: the rate of each indicator in each cell, known exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground.counting.made.geography import Place
from evenground.counting.made.outcomes import Lives
from evenground.counting.made.planted import SEXES, TENURES
from evenground.counting.made.residents import GROUPS
from evenground.counting.made.tables import BANDS_10, NUMBERS, coded, deprivation, levels_of
from evenground.counting.made.weighing import Weighing, drawn_apart
from evenground.errors import DataError
from evenground.indicators import ALL, EVERYONE, Indicator
from evenground.indicators.conditions import Condition, read_condition
from evenground.indicators.conditions.rule import rule_of
from evenground.measures.ages.standards import standard

NOT_RECORDED = "Not recorded"
FIFTHS = [str(number) for number in range(1, 6)]
AXES: dict[str, list[str]] = {  # the dimensions of a finest cell, with their groups
    "ethnic_group": [*GROUPS, NOT_RECORDED],
    "deprivation_quintile": FIFTHS,
    "tenure": TENURES,
    "sex": SEXES,
    "age_band": BANDS_10,
}
SHAPE = tuple(len(groups) for groups in AXES.values())
UP = ("place", "system", "region", "nation")
ORDER = ("indicator", "area_type", "place", "dimension", "group", "period")
Finest = NDArray[np.float64]  # expected and people (2) by the axes


@dataclass(frozen=True)
class Question:
    """An indicator of which something was planted: who is counted, and what is weighed by its chance."""

    id: str
    denominator: Condition
    outcome: Condition | str  # who had it, or the column of how often
    groups: tuple[str, ...]
    places: tuple[str, ...]
    standard: str | None


def questions(indicators: Iterable[Indicator]) -> list[Question]:
    """The indicators that can be counted and whose numerator was planted, by dimensions of a finest cell.

    Raises   DataError when there is none.
    """
    found = [question for one in indicators if (question := _question(one))]
    if not found:
        raise DataError("Nothing was planted for these indicators.")
    return found


def _question(one: Indicator) -> Question | None:
    rule = rule_of(one)
    if rule is None or one.count is None:
        return None
    outcome: Condition | str = rule.events or ""
    if one.count.numerator:
        outcome = read_condition(one.count.numerator, one.columns)
    if not drawn_apart((outcome,) if isinstance(outcome, str) else outcome.columns):
        return None
    method = one.method
    return Question(
        id=one.id,
        denominator=rule.denominator,
        outcome=outcome,
        groups=tuple(name for name in rule.groups if name in AXES),
        places=tuple(name for name in UP if name in (rule.places or UP)),
        standard=method.standard if method and tuple(method.by) == ("age_band",) else None,
    )


def weigh(people: Lives, asked: Sequence[Question]) -> list[Finest]:
    """For each question how many events were to be expected, and people, in the finest cells of a place."""
    key = _cells(people)
    return [_weighed(people, one, key) for one in asked]


def _weighed(people: Lives, one: Question, key: NDArray[np.uint16]) -> Finest:
    counted = Weighing(people, slice(None)).true(one.denominator.tree)
    rows = slice(None) if counted.all() else np.flatnonzero(counted)
    if isinstance(one.outcome, str):
        expected = Weighing(people, rows).mean(one.outcome)
    else:
        apart = drawn_apart(one.outcome.columns)
        expected = Weighing(people, rows, apart).true(one.outcome.tree)
    size = int(np.prod(SHAPE))
    sums = (
        np.bincount(key[rows], weights=expected, minlength=size),
        np.bincount(key[rows], minlength=size),
    )
    return np.stack(sums).astype(float).reshape(2, *SHAPE)


def _cells(people: Lives) -> NDArray[np.uint16]:
    key = np.zeros(len(people), np.uint16)
    for name, groups in AXES.items():
        codes = deprivation(people, name) - 1 if name in NUMBERS else coded(people, name).codes
        key = key * np.uint16(len(groups)) + codes.astype(np.uint16)
    return key


@dataclass
class Truth:
    """The planted rates, place by place as people are made; `table` gives them at the end."""

    asked: list[Question]
    rows: list[pl.DataFrame] = field(default_factory=list)
    larger: dict[tuple[str, str, str], list[Finest]] = field(default_factory=dict)

    def add(self, place: Place, period: str, finest: list[Finest]) -> None:
        """The people of one place in one period, and the larger areas that it lies in."""
        self.rows.append(_rates(self.asked, "place", place.code, period, finest))
        for level, code in levels_of(place).items():
            name = (level, code, period)
            if level != "place" and any(level in one.places for one in self.asked):
                before = self.larger.get(name)
                self.larger[name] = (
                    [a + b for a, b in zip(before, finest, strict=True)] if before else finest
                )

    def table(self) -> pl.DataFrame:
        """A row for each indicator, area, dimension, group and period that has people.

        Shapes   `rate`: the mean of the chances (or of the numbers of events) of the people counted, so
                 it is what a measure of these people would give on average over all the ways in
                 which their outcomes could have fallen. `standardised`: the directly standardised
                 rate, where the definition asks for one and every age has people.
        Units    events or people for each person; a share between 0 and 1 where nobody counts twice.
        Checked  one cell worked out again, person by person: tests/engine/counting/test_made_truth.py.
        """
        larger = [_rates(self.asked, level, code, period, finest)
                  for (level, code, period), finest in self.larger.items()]  # fmt: skip
        return pl.concat([*self.rows, *larger]).sort(*ORDER)


def _rates(
    asked: Sequence[Question], level: str, code: str, period: str, finest: Sequence[Finest]
) -> pl.DataFrame:
    rows = [
        (one.id, level, code, dimension, group, period, *numbers)
        for one, cells in zip(asked, finest, strict=True)
        if level in one.places
        for dimension in (ALL, *one.groups)
        for group, numbers in _groups(one, cells, dimension)
    ]
    names = [*ORDER, "rate", "standardised", "people"]
    kinds = [*[pl.String] * len(ORDER), pl.Float64, pl.Float64, pl.Int64]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def _groups(
    one: Question, cells: Finest, dimension: str
) -> Iterator[tuple[str, tuple[float, float | None, int]]]:
    """The rates of each group of a dimension that has people."""
    axis = list(AXES).index(dimension) + 1 if dimension in AXES else None
    ages = len(AXES)
    others = tuple(n for n in range(1, ages + 1) if n not in (axis, ages))
    by_age = cells.sum(axis=others)  # (2, [groups,] ages), or (2, ages) where ages are the groups
    groups = AXES[dimension] if axis else [EVERYONE]
    if axis == ages:
        table = [by_age[:, n : n + 1] for n in range(len(groups))]
    else:
        table = [by_age[:, n] for n in range(len(groups))] if axis else [by_age]
    for group, (expected, people) in zip(groups, table, strict=True):
        if people.sum() > 0:
            rate = expected.sum() / people.sum()
            yield group, (rate, _standardised(one, expected, people), int(people.sum()))


def _standardised(one: Question, expected: NDArray, people: NDArray) -> float | None:
    if one.standard is None or len(people) != len(BANDS_10) or not people.all():
        return None
    return float((_weights(one.standard) * expected / people).sum())


@cache
def _weights(name: str) -> NDArray[np.float64]:
    """The share of each band of 10 years in a standard population."""
    weights = np.array(standard(name, starts=range(0, 90, 10)))
    return weights / weights.sum()
