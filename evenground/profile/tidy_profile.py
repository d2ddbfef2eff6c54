"""The use case: a long table to a profile, a row for each number that says all that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from evenground import measures
from evenground.errors import DataError
from evenground.indicators import Dimension, Indicator
from evenground.indicators.definitions.columns import dimensions_of
from evenground.profile.compared import beside_reference, complete
from evenground.profile.over_time import (
    CHANGES,
    change_of_measures,
    since_the_first,
    with_trends,
)
from evenground.profile.people import with_people
from evenground.profile.summaries import ORDERED, SUMMARISED, chosen, summaries
from evenground.profile.table.declared_groups import dimension_called
from evenground.profile.table.reading import like, read
from evenground.profile.table.tidy import tidy
from evenground.profile.words import reasons, summary_measures
from evenground.profile.words.groups import sentences, with_editions

if TYPE_CHECKING:
    from evenground.profile.table.reading import Frame

SHARE = 0.05  # of the gaps said to be clear, those that are false
SHOWN = 4  # codes told of rows without a number
GROUPS = "value"  # the measure of rows about groups
COLUMNS = [
    *("indicator_id", "indicator", "area_code", "area", "area_type", "sex", "age"),
    *("dimension", "dimension_title", "group", "group_order", "measure"),
    *("period", "period_start", "period_end"),
    *("value", "lower", "upper", "unit", "better_when", "count", "denominator", "status"),
    *("reference", "reference_value", "reference_lower", "reference_upper"),
    *("reference_count", "reference_denominator"),
    *("absolute", "absolute_lower", "absolute_upper"),
    *("relative", "relative_lower", "relative_upper"),
    *("p_value", "q_value", "clear", "clear_in_profile", "standing"),
    *("people", "people_lower", "people_upper", "trend", "trend_verdict"),
    *("change_from", *CHANGES, "verdict", "relative_verdict"),
    *("value_code", "limits_code", "gap_code", "relative_code"),
    *("people_code", "trend_code", "change_code", "reason_code", "reason", "note", "sentence"),
]
ORDER = [
    *("indicator_id", "area_code", "sex", "age", "dimension", "period_start", "period_end"),
    *("period", "measure_order", "group_order", "group"),
]


def profile(
    table: Frame | pl.LazyFrame | Path | str,
    *,
    by: Iterable[str] = (),
    within: Iterable[str] = (),
    references: Mapping[str, str] | None = None,
    declare: Mapping[str, str] | None = None,
    definitions: Mapping[str, Indicator] | None = None,
    standard: str | None = None,
    columns: Mapping[str, str] | None = None,
    summary: Iterable[str] | None = None,
) -> Any:
    """A long table of numbers to a profile: a row for each number, with all that is known of it.

    One row for each indicator, area, sex, age, group and period, with `measure` "value"; and one
    for each summary measure of the groups of a dimension, named in `measure`, without a group.

    Reads as absolute 0 and relative 1 = no gap; above = higher in the group. Where a number is null
             the column of its code says why: value_code, gap_code, people_code and so on.
    Shapes   table: a Polars or pandas frame, or the path of a CSV or Parquet file; docs/profile.md
             lists its columns. `by` keeps these dimensions, `within` these areas or area types,
             `references` names the reference group of a dimension, `declare` gives one value of a
             column for all rows, `columns` the heading of a column that is called otherwise,
             `summary` the summary measures to make, all when left out. With `standard`, such as "esp2013", rows for bands of age
             (column `age_band`, with count and population) become one age-standardised rate for
             each group. Rows in any order give the same profile, in the kind of frame
             that was given (Polars for a file).
    Units    value and absolute gap in the unit of the indicator, for percentages percentage
             points; relative none; people are whole people.
    Limits   95%: as given, from `se`, Wilson score (proportion) or exact (rate); gaps by MOVER.
    Raises   DataError telling all mistakes of the table at once, with their rows.
    Checked  tests/engine/test_profile_*.py; gaps equal those of `gaps`.
    """
    found = made(
        table,
        by=by,
        within=within,
        references=references,
        declare=declare,
        definitions=definitions,
        standard=standard,
        columns=columns,
        summary=summary,
    )
    return like(found.frame, table)


class Made(NamedTuple):
    """A profile, and the columns of the table that were not read."""

    frame: pl.DataFrame
    unread: list[str]


def made(
    table: Frame | pl.LazyFrame | Path | str,
    *,
    by: Iterable[str] = (),
    within: Iterable[str] = (),
    references: Mapping[str, str] | None = None,
    declare: Mapping[str, str] | None = None,
    definitions: Mapping[str, Indicator] | None = None,
    standard: str | None = None,
    columns: Mapping[str, str] | None = None,
    summary: Iterable[str] | None = None,
) -> Made:
    names = chosen(None if summary is None else several(summary))
    name = Path(table).name if isinstance(table, str | Path) else "The table"
    frame, unread = tidy(
        read(table),
        name=name,
        declare=declare,
        definitions=definitions,
        standard=standard,
        columns=columns,
    )
    known = dimensions_of(one.columns for one in (definitions or {}).values())
    frame = with_references(frame, references or {}, known)
    wanted = [dimension_called(name, known)[0] for name in several(by)]
    frame = with_editions(kept(complete(frame), wanted, several(within)))
    frame = in_the_whole_profile(beside_reference(frame))
    groups = with_reasons(since_the_first(with_people(with_trends(frame))))
    comparisons = groups["p_value"].count()
    groups = groups.with_columns(sentence=sentences(groups, comparisons, known))
    whole = groups
    if names and frame.filter(SUMMARISED).height:
        whole = pl.concat([groups, measured(frame, names, known)], how="diagonal_relaxed")
    return Made(whole.sort(ORDER).select(COLUMNS), unread)


def several(names: Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def with_references(
    frame: pl.DataFrame, references: Mapping[str, str], dimensions: Mapping[str, Dimension]
) -> pl.DataFrame:
    """The reference groups that a person names, in place of those that were declared."""
    for asked, group in references.items():
        key, known = dimension_called(asked, dimensions)
        refuse_unknown("dimension", [key], frame["dimension"].unique().sort().to_list())
        found = known.find(group) if known else None
        label = found.label if found else group
        there = frame.filter(pl.col("dimension") == key)["group"].unique().sort().to_list()
        if label not in there:
            raise DataError(
                f"The reference {group!r} is not a group of {asked!r}. In the table: "
                f"{', '.join(there)}."
            )
        chosen = pl.when(pl.col("dimension") == key).then(pl.lit(label))
        frame = frame.with_columns(reference=chosen.otherwise("reference"))
    return frame


def kept(frame: pl.DataFrame, wanted: list[str], places: list[str]) -> pl.DataFrame:
    """The rows of some dimensions, and of some areas or kinds of area."""
    names = ["area_code", "area", "area_type"]
    kinds, areas = (frame[name].unique().drop_nulls().sort().to_list() for name in names[:0:-1])
    codes = frame["area_code"].unique().to_list()
    refuse_unknown("dimension", wanted, frame["dimension"].unique().sort().to_list())
    refuse_unknown("area or area type", [p for p in places if p not in codes], kinds + areas)
    if wanted:
        frame = frame.filter(pl.col("dimension").is_in(wanted))
    if places:
        frame = frame.filter(pl.any_horizontal(pl.col(name).is_in(places) for name in names))
    if not frame.height:
        raise DataError("The dimensions and areas asked for have no row together.")
    return frame


def refuse_unknown(what: str, asked: list[str], known: list[str]) -> None:
    if unknown := [one for one in asked if one not in known]:
        more = f" and {len(known) - 12:,} more" if len(known) > 12 else ""
        raise DataError(
            f"The table has no {what} {', '.join(unknown)}. It has: {', '.join(known[:12])}{more}."
        )


def in_the_whole_profile(frame: pl.DataFrame) -> pl.DataFrame:
    """Which gaps stay clear when the share of false discoveries in the whole profile is held at 5%."""
    p = frame["p_value"].cast(pl.Float64).to_numpy().astype(float)
    named = measures.false_discovery(p, rate=SHARE)
    frame = frame.with_columns(q_value=pl.Series(named.adjusted).fill_nan(None))
    better = (pl.col("absolute") > 0) == (pl.col("better_when") == "higher")
    return frame.with_columns(clear_in_profile=pl.col("q_value") <= SHARE).with_columns(
        standing=pl.when(pl.col("better_when").is_null() | pl.col("clear_in_profile").is_null())
        .then(None)
        .when(~pl.col("clear_in_profile"))
        .then(pl.lit("not clear"))
        .otherwise(pl.when(better).then(pl.lit("better")).otherwise(pl.lit("worse")))
    )


def with_reasons(frame: pl.DataFrame) -> pl.DataFrame:
    """One code and one sentence for a row: why it has no number, or else why it has no gap."""
    code = pl.coalesce("value_code", "gap_code")
    return frame.with_columns(
        measure=pl.lit(GROUPS), measure_order=pl.lit(0), reason_code=code
    ).with_columns(reason=reasons.in_words(code))


def measured(
    frame: pl.DataFrame, names: list[str], dimensions: Mapping[str, Dimension]
) -> pl.DataFrame:
    """The rows of summary measures, with their change, reasons and sentences."""
    rows = change_of_measures(summaries(frame, names)).with_columns(
        group=pl.lit("a group"), reason_code="value_code"
    )
    rows = rows.with_columns(reason=undeclared().otherwise(reasons.in_words(pl.col("reason_code"))))
    rows = rows.with_columns(
        sentence=summary_measures.sentences(rows, dimensions), unit="measure_unit"
    )
    return rows.with_columns(group=pl.lit(None, pl.String))


def undeclared() -> Any:
    """What exactly nobody has declared, where that is why a measure is not there."""
    order = pl.lit("nobody has declared whether its groups have an order")
    direction = pl.lit("nobody has declared whether higher or lower is better")
    what = pl.when(pl.col("measure").is_in(ORDERED)).then(order).otherwise(direction)
    return pl.when(pl.col("reason_code") == "not_declared").then(what)


def account(made: Made) -> list[str]:
    """What a person should know of a profile before they read it, a line for each thing."""
    frame = made.frame
    groups = frame.filter(pl.col("measure") == GROUPS)
    summary = frame.height - groups.height
    gaps = groups["absolute"].count()
    clear = groups["clear_in_profile"].sum()
    told = [
        f"{groups.height:,} numbers of groups, {summary:,} summary measures",
        f"{gaps:,} gap{'' if gaps == 1 else 's'}, {clear:,} of them clear of chance in the whole profile",
    ]
    alone = groups.filter(pl.col("gap_code") == "no_reference")
    for dimension in alone["dimension"].unique().sort():
        first = alone.filter(pl.col("dimension") == dimension)["group"].sort()[0]
        told.append(f"Not compared: {dimension}. Name one group: --reference '{dimension}={first}'")
    for column, what in (("better_when", "which direction is better"), ("unit", "the unit")):
        silent = groups.filter(pl.col(column).is_null())["indicator_id"].unique().sort()
        if silent.len():
            more = f" and {silent.len() - 3:,} more" if silent.len() > 3 else ""
            told.append(f"Not declared: {what} of {', '.join(silent[:3])}{more} (`{column}`)")
    orderless = frame.filter(measure=ORDERED[0], value_code="not_declared")
    if orderless.height:
        which = ", ".join(orderless["dimension"].unique().sort())
        told.append(f"Not declared: whether the groups have an order, of {which} (`order`)")
    if made.unread:
        told.append(f"Columns that were not read: {', '.join(made.unread)}")
    return told + unanswered(frame)


def unanswered(frame: pl.DataFrame) -> list[str]:
    """How many rows have no number and why, and where a person finds it."""
    codes = frame["value_code"].drop_nulls().value_counts(name="rows")
    if not codes.height:
        return []
    first = codes.sort(["rows", "value_code"], descending=[True, False]).rows()
    kinds = ", ".join(f"{rows:,} {code}" for code, rows in first[:SHOWN])
    more = f" and {codes.height - SHOWN} more codes" if codes.height > SHOWN else ""
    total = codes["rows"].sum()
    return [f"Without a number: {total:,} ({kinds}{more}). `reason` says why in words"]
