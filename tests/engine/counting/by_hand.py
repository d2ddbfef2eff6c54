"""Counting by hand: one person at a time, in plain Python, slow and obvious."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

NOT_RECORDED = "Not recorded"
Person = Mapping[str, Any]


def cells_by_hand(
    people: Iterable[Person],
    counted: Callable[[Person], bool | None],
    events: Callable[[Person], bool | int | None],
    *,
    places: Sequence[str],
    groups: Sequence[str],
) -> Counter[tuple]:
    """How many are counted, and how many events they had, by kind of place, place, dimension, group,
    period and "numerator" or "denominator". Nothing recorded counts as no."""
    found: Counter[tuple] = Counter()
    for person in people:
        if not counted(person):
            continue
        for kind, place in placed(person, places):
            named = {"all": "Everyone", **{group: text(person[group]) for group in groups}}
            for dimension, group in named.items():
                cell = (kind, place, dimension, group, text(person["period"]))
                found[*cell, "denominator"] += 1
                found[*cell, "numerator"] += int(events(person) or 0)
    return found


def placed(person: Person, places: Sequence[str]) -> list[tuple[str, str]]:
    """The places of a person, finest first; nowhere is told apart by what it lies in."""
    found: list[tuple[str, str]] = []
    above = NOT_RECORDED
    for kind in reversed(places):
        name = text(person[kind])
        if name == NOT_RECORDED and above != NOT_RECORDED:
            name = f"{NOT_RECORDED}, in {above}"
        found.append((kind, name))
        above = name
    return found[::-1]


def text(value: Any) -> str:
    return NOT_RECORDED if value is None else str(value)
