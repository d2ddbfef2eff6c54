"""Small long tables for the tests of the profile, and what it says of their groups."""

from __future__ import annotations

import polars as pl

from evenground import profile

USUAL = {
    "indicator": "Breastfeeding",
    "area": "Ambermoor",
    "dimension": "decile",
    "period": "2024",
    "unit": "percent",
    "kind": "proportion",
    "better_when": "higher",
}
COUNTED = {"d1": (300, 1_000), "d2": (400, 1_000), "d3": (500, 1_000)}


def table(*changes: dict, **common) -> pl.DataFrame:
    made = [{**USUAL, **common, **row} for row in changes]
    names = list(dict.fromkeys(name for row in made for name in row))
    return pl.DataFrame({name: [row.get(name) for row in made] for name in names}, strict=False)


def deciles(groups=COUNTED, **common) -> pl.DataFrame:
    rows = [
        {"group": group, "order": n, "count": x, "denominator": total}
        for n, (group, (x, total)) in enumerate(groups.items(), 1)
    ]
    return table(*rows, **{"reference": "d3", **common})


def groups_of(*tables, **options) -> dict[str, dict]:
    found = profile.profile(pl.concat(tables, how="diagonal"), **options)
    return {row["group"]: row for row in found.filter(measure="value").iter_rows(named=True)}
