"""A made population: fictional people whose inequalities were planted, so that measures can be checked.

The same arguments give the same people, byte for byte. Everything planted is in made_population.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from evenground.errors import DataError

PLACES = ("ZZ3", "ZZ4", "ZZ5", "ZZ6")
SYSTEM = "ZZ2"
YEARS = (2023, 2024, 2025)
QUINTILES = 5

MADE: dict[str, Any] = tomllib.loads(
    files("evenground.counting").joinpath("made_population.toml").read_text("utf-8")
)
ETHNIC_GROUPS: list[str] = MADE["people"]["ethnic_groups"]
TENURES: list[str] = MADE["people"]["tenures"]
SEXES = ["Female", "Male"]
AGE_BANDS = [f"{age} to {age + 9}" for age in range(0, 80, 10)] + ["80 and over"]

Codes = dict[str, NDArray[Any]]


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
    Checked  what was planted comes back: tests/engine/test_recovery.py.
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


def _on_register(register: dict[str, Any], person: Codes, luck: NDArray[Any]) -> NDArray[np.bool_]:
    ages, shares = zip(*register["share_by_age"], strict=True)
    by_age = np.interp(np.arange(150), ages, shares, left=0.0, right=0.0)
    by_quintile = np.linspace(register.get("most_deprived", 1.0), 1.0, QUINTILES)
    on = luck < by_age[person["age"]] * by_quintile[person["quintile"]]
    return on & (person["sex"] == SEXES.index(register["sex"])) if "sex" in register else on


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
        registers[column] = _on_register(register, person, luck)
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
