"""What is declared of each dimension: its groups by name, their order, and the reference group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from evenground.counting.query import NOT_RECORDED
from evenground.indicators import ALL, EVERYONE, Dimension
from evenground.indicators.definitions.files import plain
from evenground.profile.table.declared_indicators import one_of_each
from evenground.profile.table.mistakes import Mistakes

SAID = ["dimension_title", "ordered", "reference"]
PLACED = {
    "dimension": pl.String,
    "group": pl.String,
    "label": pl.String,
    "group_order": pl.Int64,
    "ordered": pl.Boolean,
    "compared": pl.Boolean,
    "reference": pl.String,
}


class Division(NamedTuple):
    """One dimension of a table: its file, if it has one, and what the table says of it."""

    key: str
    known: Dimension | None
    groups: pl.DataFrame
    ordered: bool | None
    reference: str | None
    imported: bool
    mistakes: Mistakes

    @property
    def labels(self) -> dict[str, str]:
        found = {name: self.known and self.known.find(name) for name in self.groups["group"]}
        return {name: group.label if group else name for name, group in found.items()}

    def compared(self, name: str) -> bool:
        """Who is not recorded stands outside every dimension, also where its file does not say so."""
        group = self.known.find(name) if self.known else None
        return group.compared if group else name != NOT_RECORDED

    def refuse(self, names: list[str], what: str) -> None:
        rows = self.groups.filter(pl.col("group").is_in(names)).explode("row")["row"]
        self.mistakes.at(rows, "order", what)


def with_dimensions(
    frame: pl.DataFrame,
    mistakes: Mistakes,
    dimensions: Mapping[str, Dimension],
    *,
    imported: bool,
) -> pl.DataFrame:
    """Each dimension and group by its declared name, order and reference."""
    called = {
        name: dimension_called(name, dimensions) for name in frame["dimension"].unique().sort()
    }
    frame = frame.with_columns(pl.col("dimension").replace({n: k for n, (k, _) in called.items()}))
    known = dict(called.values())
    declared = one_of_each(frame, "dimension", SAID, mistakes)
    groups = frame.group_by("dimension", "group").agg(
        pl.col("order").drop_nulls().unique(), pl.col("compared").drop_nulls().unique(), "row"
    )
    rows, titles = [], {}
    for key, title, ordered, reference in declared.rows():
        part = groups.filter(pl.col("dimension") == key).sort("group")
        division = Division(key, known[key], part, ordered, reference, imported, mistakes)
        rows += placed(division)
        own = known[key]
        titles[key] = (own.title if own else title) or (EVERYONE if key == ALL else key)
    table = pl.DataFrame(rows, schema=PLACED, orient="row")
    frame = frame.drop("order", "ordered", "compared", "reference").join(
        table, on=["dimension", "group"], how="left", maintain_order="left"
    )
    title = pl.col("dimension").replace_strict(titles)
    return frame.with_columns(group="label", dimension_title=title).drop("label")


def dimension_called(
    name: str, dimensions: Mapping[str, Dimension]
) -> tuple[str, Dimension | None]:
    wanted = plain(name)
    for dimension in dimensions.values():
        names = (dimension.key, dimension.title, *dimension.fingertips)
        if wanted in {plain(one) for one in names}:
            return dimension.key, dimension
    return (ALL, None) if wanted in (ALL, plain(EVERYONE)) else (name, None)


def placed(division: Division) -> list[tuple[object, ...]]:
    """The groups of one dimension: label, place in the order, whether compared, the reference."""
    labels, orders = division.labels, orders_of(division)
    compared = {
        name: flags[0] if flags else division.compared(name)
        for name, flags in division.groups.select("group", "compared").iter_rows()
    }
    ordered = is_ordered(division, orders)
    if ordered:
        refuse_disorder(division, {name: orders[name] for name in labels if compared[name]})
    reference = reference_of(division)
    last = sorted(labels.values())
    most = max((order for order in orders.values() if order is not None), default=0)
    return [
        (
            division.key,
            name,
            label,
            int(orders[name] or most + 1 + last.index(label)) if most else None,
            ordered,
            compared[name] and division.key != ALL,
            reference,
        )
        for name, label in labels.items()
    ]


def reference_of(division: Division) -> str | None:
    """The label of the declared reference group, if it is one of the groups."""
    known, labels = division.known, division.labels.values()
    reference = division.reference or (known.reference if known else None)
    group = known.find(reference) if known and reference else None
    label = group.label if group else reference
    if label in labels:
        return label
    if division.reference:
        division.mistakes.add(
            f"column `reference`: {division.reference!r} is not a group of {division.key!r}. "
            f"There are: {', '.join(labels)}."
        )
    return None


def orders_of(division: Division) -> dict[str, float | None]:
    """The file's order of groups that it names; the table's own where it names others too."""
    given = dict(division.groups.select("group", "order").iter_rows())
    if several := [name for name, orders in given.items() if len(orders) > 1]:
        division.refuse(several, f"a group of {division.key!r} has several orders. Give it one.")
    own = {name: orders[0] if orders else None for name, orders in given.items()}
    known, labels = division.known, division.labels
    declared = {name: known.order_of(label) if known else None for name, label in labels.items()}
    unordered = any(order is None for order in own.values())
    if not known or not (all(declared.values()) or unordered):
        return own
    if known.ordered and not unordered and in_order(own) != in_order(declared):
        division.refuse(
            list(labels),
            f"the order of {division.key!r} is another than its definition has, where the first is "
            f"{known.groups[0].label}. Leave the column out, or give the dimension a name of its own.",
        )
    after = max([order for order in declared.values() if order] or [0])
    rest = [name for name in in_order(own) if declared[name] is None]
    return {name: declared[name] or after + 1 + rest.index(name) for name in labels}


def in_order(orders: Mapping[str, float | None]) -> list[str]:
    return sorted(orders, key=lambda name: (orders[name] is None, orders[name] or 0, name))


def is_ordered(division: Division, orders: Mapping[str, float | None]) -> bool | None:
    """Whether the groups have an order, as the dimension's file or else the table declares.

    A table made by hand has `order` to say so. One that was imported has it for sorting only.
    """
    known, said = division.known, division.ordered
    if known:
        if said is not None and said != known.ordered:
            division.mistakes.add(
                f"column `ordered`: {division.key!r} is {'' if known.ordered else 'not '}ordered by "
                "its definition. Leave the column out, or give the dimension a name of its own."
            )
        return known.ordered
    if said is not None or division.imported:
        return said
    return True if any(order is not None for order in orders.values()) else None


def refuse_disorder(division: Division, orders: Mapping[str, float | None]) -> None:
    if without := [name for name, order in orders.items() if order is None]:
        division.refuse(
            without,
            f"is empty for {', '.join(without[:5])}, and {division.key!r} is ordered. Give every "
            "group its place, or write no in the column `compared` for a group that stands outside.",
        )
    places = [order for order in orders.values() if order is not None]
    if same := [name for name, order in orders.items() if places.count(order or 0) > 1]:
        division.refuse(
            same,
            f"two groups of {division.key!r} share a place: {', '.join(same[:5])}. Give each its "
            "own.",
        )
