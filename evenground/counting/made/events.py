"""The events of a year by month, as a row for each person, month and kind that had any."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenground.counting.made.chance import Codes, pick, wheel
from evenground.counting.made.outcomes import Lives
from evenground.counting.made.planted import MONTHS, Events, planted

APRIL = 4


@cache
def kinds() -> dict[str, Events]:
    """The columns of events, each after those it includes."""
    return {name: one for name, one in planted().items() if isinstance(one, Events)}


def months_of(year: int) -> list[str]:
    """The months of the financial year that starts in `year`, such as 2025-04."""
    numbers = [(APRIL - 1 + month) for month in range(MONTHS)]
    return [f"{year + number // 12}-{number % 12 + 1:02}" for number in numbers]


def monthly(people: Lives, person_id: NDArray[np.int64], years: list[int]) -> pa.Table:
    """Events of one year: person_id, month, event, n. They add up to the counts of the year.

    `years` are all the years of the file, so that each part has the same list of months.
    """
    happened: dict[str, NDArray[np.uint32]] = {}
    columns: list[tuple[NDArray, NDArray, NDArray, NDArray]] = []
    for number, kind in enumerate(kinds()):
        happened[kind] = _happened(people, kind, happened)
        keys, n = _counted(happened[kind])
        kind_of = np.full(len(keys), number, np.int8)
        columns.append((person_id[keys // MONTHS], keys % MONTHS, kind_of, n))
    person, month, kind_of, n = (np.concatenate(parts) for parts in zip(*columns, strict=True))
    month = (month + MONTHS * years.index(people.moment.year)).astype(np.int8)
    named = [name for year in years for name in months_of(year)]
    return pa.table(
        {
            "person_id": person,
            "month": pa.DictionaryArray.from_arrays(month, pa.array(named)),
            "event": pa.DictionaryArray.from_arrays(kind_of, pa.array(list(kinds()))),
            "n": n,
        }
    )


def _happened(
    people: Lives, kind: str, before: dict[str, NDArray[np.uint32]]
) -> NDArray[np.uint32]:
    """Person times 12 plus month, for each event, also those of the kinds that are included."""
    own = people.own[kind]
    had = np.flatnonzero(own)
    person = np.repeat(had.astype(np.uint32), own[had])
    month = pick(people.rng(f"{kind} by month"), _months(kind), np.zeros(len(person), np.uint8))
    keys = person * np.uint32(MONTHS) + month
    return np.concatenate([keys, *(before[name] for name in kinds()[kind].includes)])


@cache
def _months(kind: str) -> Codes:
    return wheel([kinds()[kind].by_month])


def _counted(keys: NDArray[np.uint32]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Each key once, in order, and how often it was there."""
    keys = np.sort(keys)
    starts = np.flatnonzero(np.diff(keys, prepend=np.uint32(0xFFFFFFFF)))
    n = np.diff(starts, append=len(keys)).astype(np.uint8)
    return keys[starts].astype(np.int64), n
