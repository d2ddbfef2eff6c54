"""What a tidy table says: which indicators, places, dimensions and groups, and what is unclear."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.utils.text import slugify

from evenground import indicators
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Place

SHOWN = 10
IDENTITY = ["key", "area_code", "dimension", "group", "period"]


def with_keys(table: pl.DataFrame) -> pl.DataFrame:
    """Give each row the `key` and `title` of its indicator.

    The same indicator among men, among women or in another age is another indicator here: its
    groups are only compared among the same people.
    """
    ages = pl.col("age").n_unique().over("indicator_id") > 1
    among = pl.concat_list(
        pl.when(pl.col("sex").is_in(["Persons", ""])).then(None).otherwise(pl.col("sex")),
        pl.when(ages).then(pl.col("age")),
    )
    table = table.with_columns(among=among.list.drop_nulls().list.join(", "))
    names = table.select("indicator_id", "indicator", "among").unique(["indicator_id", "among"])
    named = [
        {"indicator_id": number, "among": among, **_names(number, title, among)}
        for number, title, among in names.iter_rows()
    ]
    known = pl.DataFrame(
        named, schema=dict.fromkeys(["indicator_id", "among", "key", "title"], pl.String)
    )
    return table.join(known, on=["indicator_id", "among"], maintain_order="left").drop("among")


def _names(number: str, title: str, among: str) -> dict[str, str]:
    definition = indicators.find(number)
    key = definition.id if definition else f"fingertips-{number}" if number.isdigit() else number
    title = definition.title if definition else title
    return {
        "key": slugify(f"{key} {among}")[:100],
        "title": f"{title}, {among}" if among else title,
    }


def understand(table: pl.DataFrame) -> dict[str, Any]:
    """The account a person checks before the table is kept; JSON, so that it is kept with it."""
    refuse_contradictions(table)
    places = known_places(table)
    here = table.filter(pl.col("area_code").is_in(list(places)))
    elsewhere = table.filter(~pl.col("area_code").is_in(list(places)))
    return {
        "indicators": described(table),
        "periods": table.unique("period").sort("period_start", "period_end")["period"].to_list(),
        "dimensions": dimensions(table),
        "everyone": table.filter(pl.col("dimension") == indicators.ALL).height,
        "places": [
            {"code": code, "name": places[code][1], "rows": rows}
            for code, rows in here.group_by("area_code").len().sort("area_code").iter_rows()
        ],
        "elsewhere": {
            "rows": elsewhere.height,
            "places": elsewhere["area_code"].n_unique(),
            "examples": elsewhere["area"].unique().sort().head(SHOWN).to_list(),
        },
        "statuses": dict(table.group_by("status").len().sort("status").iter_rows()),
        "notes": [
            {"note": note, "rows": rows}
            for note, rows in table.filter(pl.col("note").is_not_null() & (pl.col("note") != ""))
            .group_by("note").len().sort("len", "note", descending=[True, False])
            .head(SHOWN).iter_rows()
        ],
    }  # fmt: skip


def described(table: pl.DataFrame) -> list[dict[str, Any]]:
    found = table.select("key", "title", "indicator_id").unique("key").sort("title")
    return [
        {"key": key, "title": title, "id": number, **_declared(number)}
        for key, title, number in found.iter_rows()
    ]


def _declared(number: str) -> dict[str, Any]:
    definition = indicators.find(number)
    if definition is None:
        nothing = {"unit": "", "better_when": "", "decimals": 1, "question": "", "version": "none"}
        return {"defined": False, **nothing}
    return {
        "defined": True,
        "unit": definition.unit,
        "better_when": definition.better_when or "",
        "decimals": definition.decimals,
        "question": definition.question,
        "version": definition.version,
    }


def dimensions(table: pl.DataFrame) -> list[dict[str, Any]]:
    """Every dimension with its groups in order, and the declared reference group if there is one."""
    groups = (
        table.filter(pl.col("dimension") != indicators.ALL)
        .group_by("dimension", "dimension_title", "group")
        .agg(pl.col("order").min())
        .sort("dimension_title", "order", "group")
        .group_by("dimension", "dimension_title", maintain_order=True)
        .agg("group")
    )
    declared = indicators.dimensions()
    return [
        {
            "key": key,
            "title": title,
            "groups": names,
            "reference": (declared[key].reference or "") if key in declared else "",
        }
        for key, title, names in groups.iter_rows()
    ]


def known_places(table: pl.DataFrame) -> dict[str, tuple[int, str]]:
    """The places of this partnership that the table is about: code to key and name."""
    codes = table["area_code"].unique().to_list()
    found = Place.objects.values_list("code", "pk", "name")
    return {code: (pk, name) for code, pk, name in found if code in set(codes)}


def refuse_contradictions(table: pl.DataFrame) -> None:
    twice = table.filter(table.select(IDENTITY).is_duplicated()).sort(IDENTITY)
    if twice.height:
        row = twice.row(0, named=True)
        raise RuleBroken(
            f"There are two numbers for {row['title']}, {row['group']}, {row['area']}, "
            f"{row['period']}. One of them must go before the data can be kept."
        )
