"""A long table to a tidy one: what each row is about, in the words of the definitions, and its
number with limits. What a table does not say is left open; nothing is read from names or sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import polars as pl

from evenground import indicators, measures
from evenground.indicators import ALL, EVERYONE, Dimension, Indicator
from evenground.indicators.definition import plain
from evenground.profile import long_table
from evenground.profile.long_table import KEY, scale_of, tidy_unit
from evenground.profile.mistakes import Mistakes
from evenground.profile.reading import Given
from evenground.profile.standardise import standardised
from evenground.sources.periods import period

Z95 = 1.959963984540054
WHOLE_PERCENT = 0.0051  # how far rounding to a whole per cent takes a share, and a little more


class Tidy(NamedTuple):
    frame: pl.DataFrame
    unread: list[str]


def tidy(
    given: Given,
    *,
    name: str = "The table",
    declare: Mapping[str, str] | None = None,
    definitions: Mapping[str, Indicator] | None = None,
    standard: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Tidy:
    """Every row with all its columns declared or empty, or a refusal of all mistakes at once."""
    mistakes = Mistakes(name, given.rows)
    frame, unread = long_table.cells(given, mistakes, declare or {}, columns)
    refuse_half_declared_ages(frame, mistakes, standard)
    mistakes.refuse()
    imported = long_table.IMPORTED in given.frame.columns
    frame = about(frame)
    frame = in_time(frame, mistakes)
    frame = with_definitions(frame, mistakes, definitions)
    frame = with_dimensions(frame, mistakes, imported=imported)
    refuse_twice(frame, mistakes)
    if standard is not None:
        frame = standardised(frame, mistakes, standard)
        return Tidy(frame, unread)
    mistakes.refuse()
    frame = with_status(frame, mistakes)
    frame = sound(frame, mistakes)
    mistakes.refuse()
    return Tidy(estimated(frame), unread)


def about(frame: pl.DataFrame) -> pl.DataFrame:
    """Names for ids and ids for names, where a table gives one of the two."""
    return frame.with_columns(
        indicator_id=pl.coalesce("indicator_id", "indicator"),
        indicator=pl.coalesce("indicator", "indicator_id"),
        area_code=pl.coalesce("area_code", "area"),
        area=pl.coalesce("area", "area_code"),
        sex=pl.col("sex").fill_null("Persons"),
        age=pl.col("age").fill_null("All ages"),
        unit=said(pl.col("unit"), tidy_unit),
    )


def said(texts: pl.Expr, read: object) -> pl.Expr:
    return texts.map_elements(read, return_dtype=pl.String)  # type: ignore[arg-type]


def in_time(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """First and last day of each period, from its words unless the table gives the days."""
    texts = frame["period"].unique().sort().to_list()
    spans = {text: period(text) for text in texts}
    days = pl.DataFrame(
        [(text, span and span.start, span and span.end) for text, span in spans.items()],
        schema={"period": pl.String, "start": pl.Date, "end": pl.Date},
        orient="row",
    )
    frame = frame.join(days, on="period", how="left", maintain_order="left")
    both = pl.col("period_start").is_not_null() & pl.col("period_end").is_not_null()
    frame = frame.with_columns(
        period_start=pl.when(both).then("period_start").otherwise("start"),
        period_end=pl.when(both).then("period_end").otherwise("end"),
    ).drop("start", "end")
    mistakes.where(
        frame,
        pl.col("period_start").is_null(),
        "period",
        "is not understood. Write 2025/26, 2025, 2025 Q1 or Mar 2025, or give period_start and "
        "period_end as 2025-04-01.",
    )
    mistakes.where(
        frame, pl.col("period_start") > pl.col("period_end"), "period_end", "is before its start."
    )
    return frame


def with_definitions(
    frame: pl.DataFrame, mistakes: Mistakes, definitions: Mapping[str, Indicator] | None
) -> pl.DataFrame:
    """Unit, direction and kind of each indicator: declared by the table or by its definition."""
    declared = one_of_each(frame, "indicator_id", ["unit", "better_when", "kind"], mistakes)
    rows = []
    for identity, unit, better_when, kind in declared.rows():
        known = (definitions or {}).get(identity) or indicators.find(identity)
        meant = kind_of(known)
        for column, value, theirs in (
            ("unit", unit, known and known.unit),
            ("better_when", better_when, known and known.better_when),
            ("kind", kind, meant),
        ):
            if value and theirs and value != theirs:
                mistakes.add(
                    f"column `{column}`: the table declares {value} for {identity} and its "
                    f"definition {theirs}. Leave the column out, or give the indicator an id of "
                    "its own."
                )
        kind = kind or meant
        unit = unit or (known.unit if known else "percent" if kind == "proportion" else None)
        better_when = better_when or (known.better_when if known else None)
        decimals = known.decimals if known else 3 if unit == "proportion" else 1
        rows.append(
            (identity, unit, better_when, kind, scale_of(unit), decimals, known and known.subject)
        )
    columns = ["indicator_id", "unit", "better_when", "kind", "scale", "decimals", "subject"]
    types = [pl.String, pl.String, pl.String, pl.String, pl.Float64, pl.Int64, pl.String]
    table = pl.DataFrame(rows, schema=dict(zip(columns, types, strict=True)), orient="row")
    frame = frame.drop("unit", "better_when", "kind")
    frame = frame.join(table, on="indicator_id", how="left", maintain_order="left")
    return frame.with_columns(subject=pl.coalesce("subject", "indicator"))


def kind_of(known: Indicator | None) -> str | None:
    """How counts give the value: a definition that says what to count, or per cent of people."""
    if known and (known.unit == "percent" or (known.count and known.scale)):
        return "proportion"
    return None


def one_of_each(
    frame: pl.DataFrame, key: str, columns: list[str], mistakes: Mistakes
) -> pl.DataFrame:
    """What the table declares of each `key`: one thing, or a mistake."""
    several = frame.group_by(key).agg(pl.col(columns).drop_nulls().n_unique()).sort(key)
    for column in columns:
        for one in several.filter(pl.col(column) > 1)[key]:
            rows = frame.filter((pl.col(key) == one) & pl.col(column).is_not_null())
            first = rows.row(0, named=True)[column]
            other = rows.filter(pl.col(column) != first)["row"]
            mistakes.at(other, column, f"another than in the rows before for {one}. Declare one.")
    return frame.group_by(key).agg(pl.col(columns).drop_nulls().first()).sort(key)


def with_dimensions(frame: pl.DataFrame, mistakes: Mistakes, *, imported: bool) -> pl.DataFrame:
    """Each dimension and group by its declared name, order and reference."""
    called = frame["dimension"].unique().sort().to_list()
    keys = {name: dimension_called(name) for name in called}
    frame = frame.with_columns(pl.col("dimension").replace({n: k for n, (k, _) in keys.items()}))
    known = {key: dimension for key, dimension in keys.values() if dimension}
    declared = one_of_each(
        frame, "dimension", ["dimension_title", "ordered", "reference"], mistakes
    )
    titles = dict(declared.select("dimension", "dimension_title").iter_rows())
    chosen = {row["dimension"]: row for row in declared.iter_rows(named=True)}
    groups = frame.group_by("dimension", "group").agg(
        pl.col("order").drop_nulls().unique(), pl.col("compared").drop_nulls().unique(), "row"
    )
    rows = []
    for (key,), part in groups.sort("dimension", "group").group_by(
        "dimension", maintain_order=True
    ):
        own = known.get(str(key)) if str(key) != ALL else None
        rows += placed(str(key), own, part, chosen[str(key)], mistakes, imported=imported)
    schema = {
        "dimension": pl.String,
        "group": pl.String,
        "label": pl.String,
        "group_order": pl.Int64,
        "ordered": pl.Boolean,
        "compared": pl.Boolean,
        "reference": pl.String,
    }
    table = pl.DataFrame(rows, schema=schema, orient="row")
    title = {
        key: (known[key].title if key in known else titles[key])
        or (EVERYONE if key == ALL else key)
        for key in frame["dimension"].unique().sort()
    }
    frame = frame.drop("order", "ordered", "compared", "reference").join(
        table, on=["dimension", "group"], how="left", maintain_order="left"
    )
    return frame.with_columns(
        group="label", dimension_title=pl.col("dimension").replace_strict(title)
    ).drop("label")


def dimension_called(name: str) -> tuple[str, Dimension | None]:
    wanted = plain(name)
    for dimension in indicators.dimensions().values():
        names = (dimension.key, dimension.title, *dimension.fingertips)
        if wanted in {plain(one) for one in names}:
            return dimension.key, dimension
    return (ALL, None) if wanted in (ALL, plain(EVERYONE)) else (name, None)


Placed = tuple[str, str, str, int, bool | None, bool, str | None]


def placed(
    key: str,
    known: Dimension | None,
    groups: pl.DataFrame,
    declared: Mapping[str, object],
    mistakes: Mistakes,
    *,
    imported: bool,
) -> list[Placed]:
    """The groups of one dimension: label, place in the order, whether compared, the reference."""
    names = groups["group"].to_list()
    found = {name: known.find(name) if known else None for name in names}
    labels = {name: group.label if group else name for name, group in found.items()}
    given = dict(groups.select("group", "order").iter_rows())
    orders = orders_of(key, known, labels, given, groups, mistakes)
    ordered = is_ordered(key, known, declared["ordered"], orders, mistakes, imported=imported)
    compared = {
        name: (flags[0] if flags else found[name].compared if found[name] else True)  # type: ignore[union-attr]
        for name, flags in groups.select("group", "compared").iter_rows()
    }
    if ordered:
        asked = [name for name in names if compared[name]]
        refuse_disorder(key, {name: orders[name] for name in asked}, groups, mistakes)
    reference = declared["reference"] or (known.reference if known else None)
    if known and reference and (group := known.find(str(reference))):
        reference = group.label
    if declared["reference"] and reference not in labels.values():
        mistakes.add(
            f"column `reference`: {reference!r} is not a group of {key!r}. There are: "
            f"{', '.join(labels.values())}."
        )
    if reference not in labels.values():
        reference = None
    last = sorted(labels.values())
    most = max((order for order in orders.values() if order is not None), default=0)
    return [
        (
            key,
            name,
            labels[name],
            int(orders[name] or most + 1 + last.index(labels[name])),
            ordered,
            compared[name] and key != ALL,
            str(reference) if reference else None,
        )
        for name in names
    ]


def orders_of(
    key: str,
    known: Dimension | None,
    labels: Mapping[str, str],
    given: Mapping[str, list[float]],
    groups: pl.DataFrame,
    mistakes: Mistakes,
) -> dict[str, float | None]:
    """The file's order of groups that it names; the table's own where it names others too."""
    if several := [name for name, orders in given.items() if len(orders) > 1]:
        rows = groups.filter(pl.col("group").is_in(several)).explode("row")["row"]
        mistakes.at(rows, "order", f"a group of {key!r} has several orders. Give it one.")
    own = {name: orders[0] if orders else None for name, orders in given.items()}
    declared = {name: known.order_of(label) if known else None for name, label in labels.items()}
    if known and (all(declared.values()) or any(order is None for order in own.values())):
        after = max([order for order in declared.values() if order] or [0])
        rest = sorted(
            (name for name, order in declared.items() if order is None),
            key=lambda name: (own[name] is None, own[name] or 0, name),
        )
        return {name: declared[name] or after + 1 + rest.index(name) for name in labels}
    return own


def is_ordered(
    key: str,
    known: Dimension | None,
    said: object,
    orders: Mapping[str, float | None],
    mistakes: Mistakes,
    *,
    imported: bool,
) -> bool | None:
    """Whether the groups have an order, as the dimension's file or else the table declares.

    A table made by hand has `order` to say so. One that was imported has it for sorting only.
    """
    if known:
        if said is not None and said != known.ordered:
            mistakes.add(
                f"column `ordered`: {key!r} is {'' if known.ordered else 'not '}ordered by its "
                "definition. Leave the column out, or give the dimension a name of its own."
            )
        return known.ordered
    if said is not None:
        return bool(said)
    if imported:
        return None
    return True if any(order is not None for order in orders.values()) else None


def refuse_disorder(
    key: str, orders: Mapping[str, float | None], groups: pl.DataFrame, mistakes: Mistakes
) -> None:
    without = [name for name, order in orders.items() if order is None]
    if without:
        mistakes.at(
            groups.filter(pl.col("group").is_in(without)).explode("row")["row"],
            "order",
            f"is empty for {', '.join(without[:5])}, and {key!r} is ordered. Give every group its "
            "place, or write no in the column `compared` for a group that stands outside.",
        )
    placed = [order for order in orders.values() if order is not None]
    if twice := sorted({order for order in placed if placed.count(order) > 1}):
        same = [name for name, order in orders.items() if order in twice]
        mistakes.at(
            groups.filter(pl.col("group").is_in(same)).explode("row")["row"],
            "order",
            f"two groups of {key!r} share a place: {', '.join(same[:5])}. Give each its own.",
        )


def refuse_half_declared_ages(
    frame: pl.DataFrame, mistakes: Mistakes, standard: str | None
) -> None:
    banded = frame["age_band"].count() > 0
    if banded and standard is None:
        mistakes.add(
            "column `age_band`: rows for bands of age need a standard population. Name one "
            "(--standard esp2013), or give rows for all ages together."
        )
    if standard is not None:
        mistakes.where(
            frame,
            pl.col("age_band").is_null(),
            "age_band",
            "is empty, and a standard is asked for.",
        )


def refuse_twice(frame: pl.DataFrame, mistakes: Mistakes) -> None:
    key = [*KEY, "age_band"]
    rows = frame.filter(pl.struct(key).is_duplicated()).sort(*key, "row")
    for _, part in list(rows.group_by(key, maintain_order=True))[:5]:
        first = part.row(0, named=True)
        mistakes.at(
            part["row"],
            "group",
            f"more than one row for {first['group']} of {first['dimension']}, {first['area']}, "
            f"{first['period']}. Keep one row for each indicator, area, sex, age, group and period.",
        )


def with_status(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """Whether there is a number, and if not, which of the reasons was declared."""
    value, count, denominator = (pl.col(n) for n in ("value", "count", "denominator"))
    has = value.is_not_null() | (count.is_not_null() & denominator.is_not_null())
    nobody = (denominator == 0).fill_null(value=False) & value.is_null()
    said = pl.col("status")
    numberless = said.is_in(["suppressed", "missing", "not_asked"]).fill_null(value=False)
    mistakes.where(
        frame,
        numberless & (value.is_not_null() | count.is_not_null()),
        "status",
        "says that there is no number, and the row has one. Leave out one of the two.",
    )
    mistakes.where(
        frame,
        ~numberless & value.is_null() & count.is_not_null() & denominator.is_null(),
        "denominator",
        "is empty beside a count. Give how many people or years the count is out of.",
    )
    mistakes.where(
        frame,
        ~numberless & value.is_null() & count.is_null() & ~nobody,
        "value",
        "is empty, and so is the count. Say why in the column `status`: suppressed, missing or "
        "not_asked. An empty cell is never read as 0.",
    )
    made = has & value.is_null() & ~nobody
    kindless = frame.filter(made & pl.col("kind").is_null())
    if kindless.height:
        mistakes.at(
            kindless["row"],
            "kind",
            "nobody declared how count and denominator give the value. Declare proportion (a share "
            "of people) or rate (events for people or years), in a column or by "
            "--declare kind=proportion.",
        )
    scaleless = frame.filter(made & pl.col("kind").is_not_null() & pl.col("scale").is_null())
    if scaleless.height:
        mistakes.at(
            scaleless["row"],
            "unit",
            "does not say what the value is per. Declare percent, proportion or, such as, "
            "per 100,000.",
        )
    status = (
        pl.when(numberless)
        .then(said)
        .when(nobody)
        .then(pl.lit("nobody"))
        .otherwise(pl.lit("value"))
    )
    return frame.with_columns(status=status)


def sound(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """Numbers that cannot be right are told, with their rows."""
    value, lower, upper = (pl.col(n) for n in ("value", "lower", "upper"))
    count, denominator = pl.col("count"), pl.col("denominator")
    one_limit = lower.is_null() != upper.is_null()
    mistakes.where(frame, one_limit, "lower", "one limit stands without the other.")
    outside = (lower > value) | (upper < value)
    mistakes.where(frame, outside, "lower", "the limits do not enclose the value.")
    alone = value.is_null() & (lower.is_not_null() | pl.col("se").is_not_null())
    mistakes.where(frame, alone & count.is_null(), "value", "is empty beside its limits.")
    for name in ("count", "denominator", "population", "se"):
        mistakes.where(frame, pl.col(name) < 0, name, "is below 0.")
    shares = pl.col("kind") == "proportion"
    mistakes.where(
        frame,
        shares & (count > denominator),
        "count",
        "is larger than the denominator, and the indicator is a proportion.",
    )
    whole = pl.col("scale")
    beyond = ((value < 0) | (value > whole)) & shares & whole.is_not_null()
    mistakes.where(frame, beyond, "value", "is no share in its unit: below 0 or above the whole.")
    crude = count / denominator * whole
    room = whole * pl.when(shares).then(WHOLE_PERCENT).otherwise(0.0) + crude * 0.02
    rounded = 3 / denominator * whole  # counts rounded to the nearest 5
    differs = (value - crude).abs() > room + rounded + 0.051
    mistakes.where(
        frame,
        differs & pl.col("kind").is_not_null() & (denominator > 0),
        "value",
        "is not what count and denominator give in the declared unit. Correct the unit or the "
        "columns, or leave count out where it does not belong to the value.",
    )
    return frame


def estimated(frame: pl.DataFrame) -> pl.DataFrame:
    """Value and limits: as given; from `se`; or made from counts, where the kind is declared."""
    has = (frame["status"] == "value").to_numpy()
    value, lower, upper, se, count, denominator, scale = (
        frame[name].cast(pl.Float64).to_numpy().astype(float)
        for name in ("value", "lower", "upper", "se", "count", "denominator", "scale")
    )
    kind = frame["kind"].fill_null("").to_numpy()
    from_se = has & np.isnan(lower) & ~np.isnan(se) & ~np.isnan(value)
    lower, upper = lower.copy(), upper.copy()
    lower[from_se] = value[from_se] - Z95 * se[from_se]
    upper[from_se] = value[from_se] + Z95 * se[from_se]
    value = value.copy()
    for name, made in (("proportion", proportions), ("rate", rates)):
        counted = has & (kind == name) & ~np.isnan(count) & (denominator > 0) & ~np.isnan(scale)
        low, middle, high = made(count[counted], denominator[counted], scale[counted])
        value[counted] = np.where(np.isnan(value[counted]), middle, value[counted])
        fits = np.isnan(lower[counted]) & (low <= value[counted]) & (value[counted] <= high)
        lower[counted] = np.where(fits, low, lower[counted])
        upper[counted] = np.where(fits, high, upper[counted])
    columns = {"value": value, "lower": lower, "upper": upper}
    return frame.with_columns(
        **{
            name: pl.Series(np.where(has, part, np.nan)).fill_nan(None)
            for name, part in columns.items()
        }
    )


def proportions(
    count: np.ndarray, denominator: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    share = measures.proportion(count, denominator)
    return scale * share.lower, scale * share.value, scale * share.upper


def rates(
    count: np.ndarray, denominator: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = measures.rate(count, denominator, per=1)
    return scale * found.lower, scale * found.value, scale * found.upper
