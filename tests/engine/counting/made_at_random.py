"""People, conditions and questions made at random from a seed: values missing everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

import polars as pl

from evenground.counting.query import Aggregate, Count, Different, Least, Most, Query, Sum
from evenground.indicators.conditions import Condition, read_condition
from evenground.indicators.definitions.columns import Column

ODD = 'its "odd" `name`, isn\'t it'  # a group's column has the name that the file gave it
LABELS = ["A", "b", "Not recorded", "It's", 'say "aye"', "Łódź, ✓", "a\\b", "", " A", "%s {x} $1"]
TYPES: dict[str, Any] = {
    "person": pl.Int64,
    "town": pl.String,
    ODD: pl.Enum(LABELS),
    "fifth": pl.UInt8,
    "age": pl.UInt8,
    "on_register": pl.Boolean,
    "at_target": pl.Boolean,
    "never": pl.Boolean,
    "visits": pl.Int32,
    "weight": pl.Float64,
    "seen": pl.Date,
}
KINDS = {
    "boolean": ["on_register", "at_target", "never"],
    "whole": ["age", "visits", "fifth"],
    "number": ["weight"],
    "text": ["town"],
    "date": ["seen"],
}
DECLARED = {
    name: Column.model_validate({"name": name, "kind": kind, "title": name})
    for kind, names in KINDS.items()
    for name in names
}
FIRST_DAY = date(1969, 12, 25)


def people(random: Random, number: int) -> pl.DataFrame:
    """Rows in which every value may be missing, and `never` is never true."""

    def known(made: Any) -> Any:
        return None if random.random() < 0.15 else made

    rows = [
        (
            person // 2,
            known(random.choice(LABELS)),
            known(random.choice(LABELS)),
            known(random.randint(1, 3)),
            known(random.choice([0, 17, 18, 40, 74, 75, 255])),
            known(random.random() < 0.5),
            known(random.random() < 0.5),
            known(False),
            known(random.randint(0, 2_000_000_000)),
            known(random.choice([18.5, 30.0, 0.1, -2.25])),
            known(FIRST_DAY + timedelta(days=random.randint(0, 14))),
        )
        for person in range(number)
    ]
    return pl.DataFrame(rows, schema=TYPES, orient="row")


def condition(random: Random) -> Condition:
    return read_condition(condition_text(random, depth=2), DECLARED)


def condition_text(random: Random, depth: int) -> str:
    if depth and random.random() < 0.7:
        one, other = condition_text(random, depth - 1), condition_text(random, depth - 1)
        return random.choice([f"({one} AND {other})", f"({one} OR {other})", f"NOT ({one})"])
    quoted = [
        f"'{label.replace(chr(39), chr(39) * 2)}'"
        for label in LABELS
        if label and "\\" not in label
    ]
    flag, whole = random.choice(KINDS["boolean"]), random.choice(KINDS["whole"])
    sign, day = random.choice(["=", "<>", "<", "<=", ">", ">="]), FIRST_DAY + timedelta(days=7)
    return random.choice(
        [
            flag,
            f"NOT {flag}",
            "TRUE",
            f"{flag} = {random.choice(['on_register', 'at_target', 'TRUE', 'FALSE'])}",
            f"{whole} {sign} {random.choice([-1, 0, 18, 75, 300])}",
            f"{whole} {sign} age",
            f"{whole} - 50 {sign} weight * -2",
            f"weight * 2 {sign} 37.0",
            f"{whole} BETWEEN 18 AND {random.choice([17, 74, 1000])}",
            f"{whole} IN (1, 40, 300)",
            f"town {random.choice(['=', '<>'])} {random.choice(quoted)}",
            f"town {random.choice(['IN', 'NOT IN'])} ({', '.join(random.sample(quoted, 3))})",
            f"{random.choice(list(DECLARED))} IS {random.choice(['NULL', 'NOT NULL'])}",
            f"seen {sign} DATE '{day}'",
            f"seen BETWEEN DATE '{FIRST_DAY}' AND DATE '{day}'",
        ]
    )


def query(random: Random, by: tuple[str, ...], conditions: int, *, sums_only: bool) -> Query:
    aggregates: dict[str, Aggregate] = {"people": Count(), "all visits": Sum("visits")}
    for number in range(conditions):
        where = condition(random)
        aggregates[f"count {number}"] = Count(where)
        aggregates[f"events {number}"] = Sum("visits", where)
    others: list[Aggregate] = [
        *(kind(column) for kind in (Least, Most) for column in ("age", "weight", "town", "seen")),
        Different(("person",)),
        Different(("town", ODD, "fifth")),
    ]
    if not sums_only:
        aggregates |= {f"other {number}": one for number, one in enumerate(others)}
    return Query(by, aggregates)
