"""The people of a place and a year as a table, with the columns that definitions may name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenground.counting.made.geography import Place
from evenground.counting.made.outcomes import Lives
from evenground.counting.made.planted import (
    CATEGORIES,
    ETHNIC_GROUPS,
    SEXES,
    TENURES,
    Outcome,
    Planted,
    Register,
    Score,
    planted,
)
from evenground.counting.made.residents import ASSOCIATIONS, GROUPS, RECORDED
from evenground.indicators.definitions.columns import columns

BANDS_10 = [f"{age} to {age + 9}" for age in range(0, 80, 10)] + ["80 and over"]
BANDS_5 = [f"{age} to {age + 4}" for age in range(0, 90, 5)] + ["90 and over"]
NUMBERS = ("deprivation_quintile", "deprivation_decile")
ETHNIC = ("ethnic_category", "ethnic_category_gp", "ethnic_category_hospital", "ethnic_group")
# What --sort sorts by, larger places first.
SORTED = (
    "period",
    "nation",
    "region",
    "system",
    "place",
    "ethnic_group",
    "deprivation_quintile",
    "tenure",
    "sex",
    "age_band",
)


@dataclass(frozen=True)
class Coded:
    """A column as codes with their labels; a code beyond the labels is nothing."""

    codes: NDArray[np.integer]
    labels: Sequence[str]
    kind: type[np.signedinteger] = np.int8  # of the codes in a table of many places

    def array(self, rows: NDArray[np.int64] | slice) -> pa.DictionaryArray:
        """As Arrow writes it: whole-number codes and their labels."""
        codes = self.codes[rows].astype(self.kind)
        nothing = codes == len(self.labels)
        indices = pa.array(codes, mask=nothing) if nothing.any() else pa.array(codes)
        return pa.DictionaryArray.from_arrays(indices, pa.array(self.labels))


def group_of_category(category: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ethnic group of each recorded category, as a code of GROUPS."""
    groups = [GROUPS.index(one["group"]) for one in CATEGORIES.values()]
    return np.array([*groups, *range(len(ETHNIC_GROUPS), len(GROUPS) + 1)], np.uint8)[category]


def coded(people: Lives, name: str) -> Coded:
    """A column of labels of the people: who they are and where they live."""
    from_person = {
        "sex": ("sex", SEXES),
        "tenure": ("tenure", TENURES),
        "housing_association": ("association", ASSOCIATIONS),
        "ethnic_category": ("chosen", RECORDED),
    }
    who = people.residents
    if name in from_person:
        attribute, labels = from_person[name]
        return Coded(getattr(who, attribute)[people.rows], labels)
    if name in who.records:
        return Coded(who.records[name][people.rows], RECORDED)
    if name == "ethnic_group":
        return Coded(group_of_category(who.chosen[people.rows]), GROUPS)
    if name == "age_band":
        return Coded(np.minimum(people.age // 10, len(BANDS_10) - 1), BANDS_10)
    if name == "age_band_5":
        return Coded(np.minimum(people.age // 5, len(BANDS_5) - 1), BANDS_5)
    if name == "lsoa":
        return Coded(who.area[people.rows], who.place.areas, np.int32)
    if name == "practice":
        return Coded(who.practice[people.rows], practices(who.place), np.int32)
    raise KeyError(name)


def levels_of(place: Place) -> dict[str, str]:
    """The place itself and the larger ones it lies in, finest first."""
    levels = {"place": place.code, "system": place.system, "region": place.region, "nation": place.nation}  # fmt: skip
    return {name: code for name, code in levels.items() if code is not None}


def practices(place: Place) -> list[str]:
    start = f"ZZG{place.number + 1:03}"
    return [f"{start}{number + 1:03}" for number in range(place.practices)]


def deprivation(people: Lives, name: str) -> NDArray[np.uint8]:
    deciles = people.residents.place.deciles
    by_area = deciles if name == "deprivation_decile" else (deciles + 1) // 2
    return by_area.astype(np.uint8)[people.residents.area[people.rows]]


def nothing(people: Lives, one: Planted) -> NDArray[np.bool_] | None:
    """Of whom nothing is written in a planted column; None when something is of everybody."""
    if isinstance(one, Register):
        return ~people.drawn[one.column] if one.only else None
    if isinstance(one, Score) or (isinstance(one, Outcome) and one.nothing_outside):
        members = people.members(one)
        return None if members is None else ~members
    return None


def person_ids(people: Lives) -> NDArray[np.int64]:
    """Numbers from 1 through all places."""
    return np.arange(len(people.residents.age), dtype=np.int64)[people.rows] + people.residents.place.first + 1  # fmt: skip


def in_order(people: Lives) -> NDArray[np.int64]:
    """The rows in the order of SORTED within the place and year, nothing last, as DuckDB sorts."""
    key = np.zeros(len(people), np.uint16)
    for name in SORTED[SORTED.index("place") + 1 :]:
        codes, size = _ranks(people, name)
        key = key * np.uint16(size) + codes
    return np.argsort(key, kind="stable")


def _ranks(people: Lives, name: str) -> tuple[NDArray[np.uint16], int]:
    if name in NUMBERS:
        return deprivation(people, name).astype(np.uint16), 11
    found = coded(people, name)
    ranks = [*np.argsort(np.argsort(found.labels)), len(found.labels)]
    return np.array(ranks, np.uint16)[found.codes], len(ranks)


def as_table(people: Lives, period: str, *, ordered: bool = False) -> pa.Table:
    """A row for each person, in the order of their numbers, or of SORTED."""
    rows = in_order(people) if ordered else slice(None)
    place = people.residents.place
    made: dict[str, pa.Array] = {"person_id": pa.array(person_ids(people)[rows])}
    made["period"] = _same(period, len(people))
    made["age"] = pa.array(people.age[rows].astype(np.uint8))
    for name in ("age_band", "age_band_5", "sex", "ethnic_category", *people.residents.records, "ethnic_group", "lsoa"):  # fmt: skip
        made[name] = coded(people, name).array(rows)
    for name in NUMBERS:
        made[name] = pa.array(deprivation(people, name)[rows])
    made["practice"] = coded(people, "practice").array(rows)
    for name, code in levels_of(place).items():
        made[name] = _same(code, len(people))
    for name in ("tenure", "housing_association"):
        made[name] = coded(people, name).array(rows)
    for name in shown():
        empty = nothing(people, planted()[name])
        values = people.drawn[name][rows]
        made[name] = pa.array(values, mask=None if empty is None else empty[rows])
    return pa.table(made)


@cache
def shown() -> tuple[str, ...]:
    """The planted columns that people have, in the order in which columns are declared."""
    declared = list(columns())
    names = [name for name, one in planted().items() if not one.hidden]
    return tuple(sorted(names, key=declared.index))


def _same(text: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int16)), pa.array([text]))
