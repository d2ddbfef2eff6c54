"""From the sex, age and category of Fingertips' rows to groups of dimensions."""

from __future__ import annotations

import re

import polars as pl

from evenground import indicators
from evenground.indicators import ALL, EVERYONE

SEXES = ["Female", "Male"]
SAID = ["indicator_id", "sex", "age", "category_type", "category"]
CALLED = ["kind", "published", "called"]


def into_dimensions(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Name the dimension and group of every row; leave in sex and age who is compared."""
    kinds = rows.select(SAID).unique().cast(pl.String)
    kinds = kinds.join(whole_ages(kinds), on=["indicator_id", "age"], how="left")
    published = pl.col("category_type").is_not_null()
    by_sex = ~published & pl.col("sex").is_in(SEXES)
    by_age = ~published & ~by_sex & pl.col("whole_age").is_not_null()
    kinds = kinds.with_columns(
        published=published,
        kind=pl.coalesce(
            "category_type",
            pl.when(by_sex).then(pl.lit("sex")),
            pl.when(by_age).then(pl.lit("age")),
            pl.lit(ALL),
        ),
        called=pl.coalesce(
            "category", pl.when(by_sex).then("sex"), pl.when(by_age).then("age"), pl.lit(EVERYONE)
        ),
        among_sex=pl.when(by_sex).then(pl.lit("Persons")).otherwise("sex"),
        among_age=pl.when(by_age).then("whole_age").otherwise("age"),
    )
    labels, notes = name_groups(kinds)
    kinds = kinds.join(labels, on=CALLED).drop("whole_age", *CALLED)
    named = rows.join(
        kinds.with_columns(pl.col(pl.String).cast(pl.Categorical)),
        on=SAID,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    among = {"among_sex": "sex", "among_age": "age"}
    return named.drop("sex", "age", "category_type", "category").rename(among), notes


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


def name_groups(called: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The declared dimension, label and order for each kind of group that a publisher names."""
    notes: list[str] = []
    kinds: dict[tuple[str, bool], list[str]] = {}
    for kind, published, name in called.select(CALLED).unique().sort(CALLED).rows():
        kinds.setdefault((kind, published), []).append(name)
    rows = [
        (kind, published, name, *place)
        for (kind, published), names in kinds.items()
        for name, place in zip(names, places(kind, published, names, notes), strict=True)
    ]
    texts = dict.fromkeys(["called", "dimension", "dimension_title", "group"], pl.String)
    schema = {"kind": pl.String, "published": pl.Boolean, **texts, "order": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row"), notes


def places(
    kind: str, published: bool, names: list[str], notes: list[str]
) -> list[tuple[str, str, str, int]]:
    """Dimension, its title, label and order for each group that the file names."""
    if kind == ALL and not published:
        return [(ALL, EVERYONE, EVERYONE, 0)]
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
