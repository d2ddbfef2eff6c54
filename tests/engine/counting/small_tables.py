"""A small table of people and definitions that count it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from hypothesis import strategies as st

from evenground import counting
from evenground.counting import Cells
from evenground.counting.quality import standard_rules
from evenground.indicators.definitions.columns import Column, Columns, columns
from evenground.indicators.definitions.indicator import Indicator

TOWNS = {"A": "West", "B": "West", "C": "East"}
KINDS = {
    "group": "text",
    "town": "text",
    "county": "text",
    "on_register": "boolean",
    "at_target": "boolean",
    "visits": "whole",
}
OWN = Columns(
    {
        **columns(),
        **{
            name: Column.model_validate({"name": name, "kind": kind, "title": name})
            for name, kind in KINDS.items()
        },
    },
    ("town", "county"),
)


LENIENT = {
    rule.id: rule.model_copy(update={"severity": "warning"}) for rule in standard_rules().values()
}


def count(people: Any, indicators: Iterable[Indicator], **options: Any) -> Cells:
    """Small tables have what the rules of quality would refuse in large ones."""
    return counting.count(people, indicators, rules=LENIENT, **options)


def indicator(identity: str = "at-target", method: dict | None = None, **rule: Any) -> Indicator:
    rule = {
        "numerator": "at_target",
        "denominator": "on_register",
        "groups": ["group"],
        "places": ["town", "county"],
    } | rule
    made = Indicator.model_validate(
        {
            "id": identity,
            "version": "1",
            "title": "At target",
            "subject": "Being at target",
            "question": "How many?",
            "why": "For the test.",
            "unit": "percent",
            "better_when": "higher",
            "certainty": "ours",
            "certainty_note": "Made for the test.",
            "source": {"publisher": "The partnership", "title": "A made table"},
            "count": {name: said for name, said in rule.items() if said is not None},
            "method": {"measure": "proportion"},
            "assurance": {
                "written_by": "one person",
                "checked_by": "another person",
                "reviewed": date(2026, 1, 1),
                "next_review": date(2027, 1, 1),
            },
        }
        | ({"method": method, "unit": "per 100,000"} if method else {})
    )
    return made.with_columns(OWN)


def visits(identity: str = "visits", **rule: Any) -> Indicator:
    return indicator(identity, {"measure": "rate"}, numerator=None, events="visits", **rule)


def table(rows: list[tuple]) -> pl.DataFrame:
    """People as (group, town, period, on the register, at target, visits); None is not recorded."""
    schema = {
        "group": pl.String,
        "town": pl.String,
        "period": pl.String,
        "on_register": pl.Boolean,
        "at_target": pl.Boolean,
        "visits": pl.Int64,
    }
    rows = [(*row, 0) if len(row) == 5 else row for row in rows]
    people = pl.DataFrame(rows, schema=schema, orient="row")
    county = pl.col("town").replace_strict(TOWNS, default=None, return_dtype=pl.String)
    return people.with_columns(county=county)


def numbers(long: pl.DataFrame, **where: Any) -> dict:
    found = long.filter(**where)
    return {
        group: (n, d) for group, n, d in found.select("group", "numerator", "denominator").rows()
    }


people = st.lists(
    st.tuples(
        st.sampled_from(["x", "y", 'it\'s "z"', None]),
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from(["2024", "2025"]),
        st.booleans() | st.none(),
        st.booleans() | st.none(),
        st.integers(0, 4) | st.none(),
    ),
    min_size=1,
    max_size=60,
)
