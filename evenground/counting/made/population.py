"""Fictional people: who they are, where they live, what care they had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from evenground.counting.made.outcomes import chances, on_register
from evenground.counting.made.planted import (
    AGE_BANDS,
    ETHNIC_GROUPS,
    MADE,
    SEXES,
    TENURES,
    Codes,
)
from evenground.errors import DataError

PLACES = ("ZZ3", "ZZ4", "ZZ5", "ZZ6")
SYSTEM = "ZZ2"
YEARS = (2023, 2024, 2025)


def period_of(year: int) -> str:
    """The financial year that starts in `year`: 2025 is 2025/26."""
    return f"{year}/{(year + 1) % 100:02d}"


def make_people(
    people: int,
    *,
    seed: int,
    places: Sequence[str] = PLACES,
    system: str = SYSTEM,
    years: Sequence[int] = YEARS,
) -> pl.DataFrame:
    """One row for each person in each year: who they are, where they live, what care they had.

    The last year holds all the people; earlier years lack those not yet born. Nobody moves or dies.
    Outcomes of a person in different years are independent given who they are.

    Shapes   a row for each person in each of `years`, which rise; `places` differ.
    Raises   DataError for nobody, no place, no year, or a place or year given twice.
    Checked  what was planted comes back: tests/engine/counting/test_made_recovery.py.
    """
    if people < 1 or not places or not years:
        raise DataError("A made population needs at least one person, one place and one year.")
    if len(set(places)) < len(places) or list(years) != sorted(set(years)):
        raise DataError("Give each place once, and each year once in rising order.")
    rng = np.random.default_rng(seed)
    lasting = _lasting(rng, people, len(places))
    frames = []
    for index, year in enumerate(years):
        age = lasting["age"] - (years[-1] - year)
        rows = np.flatnonzero(age >= 0)
        person = {name: codes[rows] for name, codes in lasting.items()}
        person["age"] = age[rows]
        person["year"] = np.full(len(rows), index)
        frames.append(_frame(rng, rows, person, places, system, years))
    return pl.concat(frames)


def _pick(rng: np.random.Generator, shares: ArrayLike, row: NDArray[Any]) -> NDArray[np.uint8]:
    """For each person one column of `shares`, with the chances of that person's row."""
    weights = np.asarray(shares, float)
    steps = weights.cumsum(axis=1)[:, :-1] / weights.sum(axis=1, keepdims=True)
    drawn = rng.random(len(row))
    picked = np.zeros(len(row), np.uint8)
    for step in steps.T:
        picked += drawn >= step[row]
    return picked


def _lasting(rng: np.random.Generator, people: int, places: int) -> Codes:
    """What stays the same about a person, as codes, and their age in the last year."""
    made = MADE["people"]
    person: Codes = {}
    sizes = [np.linspace(1.5, 0.5, places)]
    person["place"] = _pick(rng, sizes, np.zeros(people, np.uint8)).astype(np.int64)
    mixes = made["deprivation_by_place"]
    person["quintile"] = _pick(rng, mixes, person["place"] % len(mixes))
    person["tenure"] = _pick(rng, made["tenure_by_deprivation"], person["quintile"])
    person["ethnic_group"] = _pick(rng, made["ethnic_group_by_deprivation"], person["quintile"])
    decade = _pick(rng, made["age_weights"], person["ethnic_group"])
    person["age"] = decade.astype(np.int16) * 10 + rng.integers(0, 10, people, np.int16)
    person["sex"] = (rng.random(people) >= made["female"]).astype(np.uint8)
    for register in MADE["register"]:
        person[register["column"]] = rng.random(people, np.float32)
    return person


def _frame(
    rng: np.random.Generator,
    rows: NDArray[Any],
    person: Codes,
    places: Sequence[str],
    system: str,
    years: Sequence[int],
) -> pl.DataFrame:
    """The people of one year."""
    registers, outcomes = {}, {}
    for register in MADE["register"]:
        column = register["column"]
        luck = rng.random(len(rows)) if register.get("every_year") else person[column]
        registers[column] = on_register(register, person, luck)
    for outcome in MADE["outcome"]:
        among = np.flatnonzero(registers[outcome["among"]])
        chance = chances(outcome, {k: v[among] for k, v in person.items()}, len(places), len(years))
        happened = np.zeros(len(rows), bool)
        happened[among] = rng.random(len(among)) < chance
        outcomes[outcome["column"]] = happened
    year = int(person["year"][0]) if len(rows) else 0
    return pl.DataFrame(
        {
            "person_id": (rows + 1).astype(np.int64),
            "period": pl.repeat(period_of(years[year]), len(rows), eager=True),
            "age": person["age"].astype(np.uint8),
            "age_band": _labels(np.minimum(person["age"] // 10, 8), AGE_BANDS),
            "sex": _labels(person["sex"], SEXES),
            "ethnic_group": _labels(person["ethnic_group"], ETHNIC_GROUPS),
            "deprivation_quintile": person["quintile"] + np.uint8(1),
            "tenure": _labels(person["tenure"], TENURES),
            "place": _labels(person["place"], list(places)),
            "system": pl.repeat(system, len(rows), eager=True),
            **registers,
            **outcomes,
        }
    )


def _labels(codes: NDArray[Any], labels: list[str]) -> pl.Series:
    return pl.Series(codes.astype(np.uint8)).cat.to(pl.Enum(labels))
