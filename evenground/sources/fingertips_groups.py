"""From the sex, age and category of Fingertips' rows to groups of dimensions."""

from __future__ import annotations

import re

import polars as pl

from evenground import indicators

WHOLE, EVERYONE = "all", "Everyone"
SEXES = ["Female", "Male"]


def into_dimensions(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Name the dimension and group of every row; leave in sex and age who is compared."""
    rows = rows.with_columns(pl.col(pl.Categorical).cast(pl.String))
    rows = rows.join(
        whole_ages(rows), on=["indicator_id", "age"], how="left", maintain_order="left"
    )
    plain = pl.col("category_type").is_null()
    by_sex = plain & pl.col("sex").is_in(SEXES)
    by_age = plain & ~by_sex & pl.col("whole_age").is_not_null()
    kind = (
        pl.when(~plain)
        .then(pl.col("category_type"))
        .when(by_sex)
        .then(pl.lit("sex"))
        .when(by_age)
        .then(pl.lit("age"))
        .otherwise(pl.lit(WHOLE))
    )
    called = (
        pl.when(~plain)
        .then(pl.col("category"))
        .when(by_sex)
        .then(pl.col("sex"))
        .when(by_age)
        .then(pl.col("age"))
        .otherwise(pl.lit(EVERYONE))
    )
    rows = rows.with_columns(
        kind=kind,
        called=called,
        published=~plain,
        sex=pl.when(by_sex).then(pl.lit("Persons")).otherwise(pl.col("sex")),
        age=pl.when(by_age).then(pl.col("whole_age")).otherwise(pl.col("age")),
    )
    return name_groups(rows)


def whole_ages(rows: pl.DataFrame) -> pl.DataFrame:
    """For each indicator, the ages that are parts, and the whole age that they are parts of.

    The whole is the one age that is divided by category or by sex. When several ages are, or
    none, nobody says which is the whole: each stays a population of its own.
    """
    divided = pl.col("category_type").is_not_null() | pl.col("sex").is_in(SEXES)
    ages = rows.group_by("indicator_id", "age").agg(divided=divided.any())
    wholes = ages.filter("divided").group_by("indicator_id").agg(whole_age=pl.col("age"))
    single = wholes.filter(pl.col("whole_age").list.len() == 1).explode("whole_age")
    return ages.filter(~pl.col("divided")).join(single, on="indicator_id").drop("divided")


def name_groups(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Replace publishers' words with the declared labels, once for each kind and group."""
    notes: list[str] = []
    kinds: dict[tuple[str, bool], list[str]] = {}
    for kind, published, called in (
        rows.select("kind", "published", "called")
        .unique()
        .sort("kind", "published", "called")
        .rows()
    ):
        kinds.setdefault((kind, published), []).append(called)
    named = [
        (kind, published, called, *place)
        for (kind, published), names in kinds.items()
        for called, place in zip(names, places(kind, published, names, notes), strict=True)
    ]
    keys = ["kind", "published", "called"]
    labels = pl.DataFrame(
        named,
        schema={
            **dict(zip(keys, (pl.String, pl.Boolean, pl.String), strict=True)),
            "dimension": pl.String,
            "dimension_title": pl.String,
            "group": pl.String,
            "order": pl.Int32,
        },
        orient="row",
    )
    return rows.join(labels, on=keys, how="left", maintain_order="left"), notes


def places(
    kind: str, published: bool, names: list[str], notes: list[str]
) -> list[tuple[str, str, str, int]]:
    """Dimension, its title, label and order for each group that the file names."""
    if kind == WHOLE and not published:
        return [(WHOLE, EVERYONE, EVERYONE, 0)]
    known = (
        indicators.dimension_for_fingertips(kind) if published else indicators.dimensions()[kind]
    )
    if known is None:
        notes.append(
            f"“{kind}” is not a dimension that Evenground knows: its groups are kept, "
            "and gaps are made when a person names the reference group."
        )
        return [(slug(kind), kind, label, n) for n, label in enumerate(names, 1)]
    if not known.groups:
        return [(known.key, known.title, label, n) for label, n in by_number(names)]
    found = [known.find(label) for label in names]
    strange = [label for label, group in zip(names, found, strict=True) if group is None]
    if strange:
        notes.append(
            f"{known.title} has groups that its definition does not: {', '.join(strange)}."
        )
    after = len(known.groups) + 1
    return [
        (known.key, known.title, group.label, known.order_of(group.label) or 0)
        if group
        else (known.key, known.title, label, after + strange.index(label))
        for label, group in zip(names, found, strict=True)
    ]


def by_number(names: list[str]) -> list[tuple[str, int]]:
    """Ages in order of the first number in their name, in the order of `names`."""

    def first(label: str) -> tuple[int, str]:
        number = re.search(r"\d+", label)
        return (int(number[0]) if number else -1, label)

    ordered = sorted(names, key=first)
    return [(label, ordered.index(label) + 1) for label in names]


def slug(kind: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", kind.lower()).strip("_")
