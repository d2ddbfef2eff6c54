"""The use case: a tidy table of numbers to the gaps between groups, with limits and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl

from evenground import indicators, measures
from evenground.counting.cells import ALL, EVERYONE
from evenground.counting.protect import protect
from evenground.disclosure import Policy
from evenground.errors import DataError, DefinitionError
from evenground.indicators import Indicator
from evenground.sources.periods import period

LIMITS = ["value", "lower", "upper", "lower_998", "upper_998"]
NO_LIMITS = ", limits not published"
MOST_DIGITS = 4
LAST = 999  # the order of a group that its dimension does not declare
AMONG = ["indicator_id", "area_code", "sex", "age", "dimension"]
WHEN = ["period", "period_start", "period_end"]
NAMES = ["indicator", "area", "area_type", "dimension_title"]
VALUES = ["value", "lower", "upper", "count", "denominator", "status", "note", "order"]
COLUMNS = [
    *("indicator_id", "indicator", "area_code", "area", "area_type", "sex", "age"),
    *(
        "dimension",
        "dimension_title",
        "group",
        "group_order",
        "reference",
        "reference_order",
        *WHEN,
    ),
    *("group_value", "group_lower", "group_upper", "group_count", "group_denominator"),
    *("reference_value", "reference_lower", "reference_upper"),
    *("reference_count", "reference_denominator"),
    *("absolute", "absolute_lower", "absolute_upper"),
    *("relative", "relative_lower", "relative_upper", "reason", "note"),
]


def gaps(table: pl.DataFrame, *, references: Mapping[str, str] | None = None) -> pl.DataFrame:
    """The gap between each pair of groups, in every area and period, or the reason for none.

    An ordered dimension gives one gap, its first group against its last or the other way round;
    any other gives one for each group against the reference group that its definition declares.
    `references` names the reference group of a dimension: every group is compared with that.
    A dimension for which nobody has named a reference gives no gap.
    """
    refuse_unusable(table, references or {})
    pairs = pairs_to_compare(table, references or {})
    asked = pairs.join(table.select(*AMONG, *WHEN).unique(), on=AMONG[:1] + AMONG[-1:])
    names = table.select(*AMONG, *NAMES).unique(AMONG, keep="any")
    for side in ("group", "reference"):
        numbers = table.select(
            *AMONG,
            WHEN[0],
            pl.col("group").alias(side),
            *(pl.col(value).alias(f"{side}_{value}") for value in VALUES),
        )
        asked = asked.join(numbers, on=[*AMONG, WHEN[0], side], how="left")
    asked = asked.join(names, on=AMONG, how="left")
    asked = asked.with_columns(reason=reason(), **compared(asked)).with_columns(note=note())
    return asked.select(COLUMNS).sort(
        *AMONG, "reference", pl.col("group_order").fill_null(0), "group", "period_start", "period"
    )


def refuse_unusable(table: pl.DataFrame, references: Mapping[str, str]) -> None:
    wanted = [*AMONG, *WHEN, *NAMES, "group", *VALUES]
    if missing := [column for column in wanted if column not in table.columns]:
        raise DataError(
            f"The table has no column {', '.join(missing)}. Make it with "
            "`evenground import` or `evenground count`."
        )
    twice = table.filter(pl.struct(*AMONG, "group", "period").is_duplicated())
    if twice.height:
        row = twice.row(0, named=True)
        raise DataError(
            f"The table has two numbers for {row['group']}, {row['area']}, "
            f"{row['period']}. Keep one number for each group, area and period."
        )
    for dimension, group in references.items():
        groups = table.filter(pl.col("dimension") == dimension)["group"].unique().sort().to_list()
        if group not in groups:
            there = ", ".join(groups) if groups else "no such dimension"
            raise DataError(
                f"The reference {group!r} is not a group of {dimension!r}. In the table: {there}."
            )


def pairs_to_compare(table: pl.DataFrame, references: Mapping[str, str]) -> pl.DataFrame:
    """Indicator, dimension, group and reference, for all that can be compared."""
    present = table.group_by("indicator_id", "dimension").agg(pl.col("group").unique().sort())
    rows = [
        (indicator_id, dimension, group, reference)
        for indicator_id, dimension, groups in present.sort("indicator_id", "dimension").rows()
        for group, reference in pairs_of(dimension, groups, references.get(dimension))
    ]
    columns = ["indicator_id", "dimension", "group", "reference"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def pairs_of(dimension: str, groups: list[str], chosen: str | None) -> list[tuple[str, str]]:
    known = indicators.dimensions().get(dimension)
    if chosen is None and known is not None and known.ordered:
        return known.pairs() or []
    reference = chosen or (known.reference if known else None)
    if reference is None:
        return []
    left_out = {group.label for group in known.groups if not group.compared} if known else set()
    return [(group, reference) for group in groups if group != reference and group not in left_out]


def reason() -> pl.Expr:
    """Why there is no gap: which of the two has no value, and what the publisher says of it."""
    sides = []
    for side in ("group", "reference"):
        status, note = pl.col(f"{side}_status"), pl.col(f"{side}_note")
        why = (
            pl.when(status == "suppressed")
            .then(pl.lit("the figure for {} is hidden to protect people"))
            .when(status == "missing")
            .then(pl.lit("there is no published figure for {}"))
            .otherwise(pl.lit("there is no row for {} in this area and period"))
            .str.replace("{}", pl.col(side), literal=True)
        )
        said = pl.when(note.is_not_null()).then(pl.format(" ({})", note)).otherwise(pl.lit(""))
        sides.append(pl.when(pl.col(f"{side}_value").is_null()).then(pl.concat_str(why, said)))
    return pl.concat_str(sides, separator="; ", ignore_nulls=True).replace("", None)


def note() -> pl.Expr:
    """Why a gap comes without its limits or without its relative form."""
    there = pl.col("absolute").is_not_null()
    limits = pl.when(there & pl.col("absolute_lower").is_null()).then(
        pl.lit("No limits: the publisher gives none for one of the groups.")
    )
    relative = pl.when(there & pl.col("relative").is_null()).then(
        pl.lit("No relative gap: the reference is 0, or a value or limit is below 0.")
    )
    upper = pl.when(
        pl.col("relative_lower").is_not_null() & pl.col("relative_upper").is_null()
    ).then(pl.lit("No upper limit of the relative gap: the reference may be 0."))
    return pl.concat_str([limits, relative, upper], separator=" ", ignore_nulls=True).replace(
        "", None
    )


def compared(asked: pl.DataFrame) -> dict[str, pl.Series]:
    """The absolute and the relative gap of every row; null where there is no finite number."""
    parts = ("value", "lower", "upper")
    group, reference = (
        [asked[f"{side}_{part}"].cast(pl.Float64).to_numpy() for part in parts]
        for side in ("group", "reference")
    )
    negative = np.fmin.reduce([*group, *reference]) < 0
    absolute = measures.difference_of(measures.Estimate(*group), measures.Estimate(*reference))
    none_below_0 = [
        [np.where(negative, np.nan, part) for part in side] for side in (group, reference)
    ]
    relative = measures.ratio_of(*(measures.Estimate(*side) for side in none_below_0))
    return {
        f"{name}{suffix}": pl.Series(np.where(np.isfinite(part), part, np.nan)).fill_nan(None)
        for name, gap in [("absolute", absolute), ("relative", relative)]
        for suffix, part in zip(("", "_lower", "_upper"), gap, strict=True)
    }


def sentence(
    gap: Mapping[str, Any], *, indicator: Indicator | None = None, unit: str | None = None
) -> str:
    """A row of `gaps` in words. Limits that include no difference are said to do so.

    Words and unit come from the definition; without one the published title is the subject and
    `unit` (or none) the unit.
    """
    indicator = indicator or indicators.find(gap["indicator_id"])
    subject = indicator.subject if indicator else gap["indicator"]
    digits = indicator.decimals if indicator else 1
    group, reference = (phrase(gap["dimension"], gap[side]) for side in ("group", "reference"))
    people = "" if gap["sex"] == "Persons" else f" ({gap['sex'].lower()} only)"
    where = f"in {gap['area']} in {gap['period']}{people}"
    if gap["absolute"] is None:
        return (
            f"{subject} {group} cannot be compared with that {reference} {where}: {gap['reason']}."
        )
    limits, clear = limits_of(gap, digits)
    size = written(abs(gap["absolute"]), digits, small=clear)
    if not float(size.replace(",", "")):
        told = f", and the 95% limits ({limits}) include no difference" if limits else NO_LIMITS
        return f"{subject} was about the same {group} as {reference} {where}{told}."
    size = with_unit(size, unit or (indicator.unit if indicator else ""))
    higher = "higher" if gap["absolute"] > 0 else "lower"
    if limits and not clear:
        return (
            f"{subject} was {size} {higher} {group} than {reference} {where}, "
            f"but the 95% limits ({limits}) include no difference."
        )
    known = f" (95% limits {limits})" if limits else f"{NO_LIMITS},"
    return f"{subject} was {size} {higher}{known} {group} than {reference} {where}."


def limits_of(gap: Mapping[str, Any], digits: int) -> tuple[str, bool]:
    """The limits of an absolute gap, of its size when it is below 0; whether they leave out 0."""
    low, high = gap["absolute_lower"], gap["absolute_upper"]
    if low is None or high is None:
        return "", False
    if low <= 0 <= high:
        low, high = (written(abs(one), digits, small=True) for one in (low, high))
        return f"{low} lower to {high} higher", False
    low, high = (written(one, digits, small=True) for one in sorted((abs(low), abs(high))))
    return f"{low} to {high}", True


def phrase(dimension: str, label: str) -> str:
    """The group as a sentence says it: "in the most deprived decile"."""
    known = indicators.dimensions().get(dimension)
    group = known.find(label) if known else None
    return group.phrase if group and group.phrase else f"in the group “{label}”"


def with_unit(size: str, unit: str) -> str:
    if unit == "percent":
        return f"{size} percentage point{'' if size == '1' else 's'}"
    return f"{size} {unit}".rstrip()


def written(number: float, digits: int, *, small: bool = False) -> str:
    """A number as people read it: thousands apart, a true minus sign, no minus before 0.

    `small` is for a number that is known not to be 0: it takes more digits until it does not look it.
    """
    if small:
        enough = (more for more in range(digits, MOST_DIGITS + 1) if round(number, more))
        digits = next(enough, digits)
    text = f"{number:,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("-")


def measure(
    cells: pl.DataFrame,
    *,
    policy: Policy,
    definitions: Mapping[str, Indicator] | None = None,
    areas: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Counted cells to a tidy table of protected numbers with limits, as published files give it.

    Values and limits are made from the counts as `policy` shows them, so they tell no more than those;
    limits are Wilson's, widened by what rounding adds. `definitions` are the indicators of the cells (the library when left out) and `areas` the names of
    places by their codes.
    """
    known = {one: meaning(one, definitions) for one in cells["indicator"].unique().sort()}
    shown = protect(cells, policy).with_columns(
        scale=pl.col("indicator").replace_strict({one: i.scale for one, i in known.items()})
    )
    numbers = shown.with_columns(**estimated(shown, policy))
    hidden = pl.col("numerator").is_null()
    table = numbers.join(named_groups(cells), on=["dimension", "group"]).join(
        named_periods(cells), on="period"
    )
    return table.select(
        indicator_id="indicator",
        indicator=pl.col("indicator").replace_strict({one: i.title for one, i in known.items()}),
        area_code="place",
        area=pl.col("place").replace(dict(areas or {})),
        area_type="area_type",
        sex=pl.lit("Persons"),
        age=pl.lit("All ages"),
        dimension="dimension",
        dimension_title="dimension_title",
        group="label",
        order="order",
        period="period",
        period_start="period_start",
        period_end="period_end",
        **{name: pl.col(name) for name in LIMITS},
        count="numerator",
        denominator="denominator",
        status=pl.when(hidden).then(pl.lit("suppressed")).otherwise(pl.lit("value")),
        note=pl.when(hidden).then(pl.lit("hidden so that no small number can be worked out")),
        line=pl.lit(None, pl.Int64),
    ).sort("indicator_id", "area_code", "sex", "age", "dimension", "order", "group", "period_start")


def meaning(one: str, definitions: Mapping[str, Indicator] | None) -> Indicator:
    """The definition of an indicator of the cells, if its numbers can be made from counts."""
    known = (indicators.library() if definitions is None else definitions).get(one)
    if known is None:
        raise DefinitionError(
            f"The cells have the indicator {one!r}, which has no definition here. "
            "Give the definitions that the people were counted with."
        )
    if known.scale is None:
        raise DefinitionError(f"{one}: a number in {known.unit} cannot be made from counts alone.")
    return known


def estimated(shown: pl.DataFrame, policy: Policy) -> dict[str, pl.Series]:
    """Value and limits of the rows that have counts; null in the others."""
    has = shown["numerator"].is_not_null().to_numpy()
    count, denominator, scale = (
        shown[name].to_numpy()[has] for name in ("numerator", "denominator", "scale")
    )
    likely, nearly_sure = (
        allowing_for_rounding(
            measures.proportion(count, denominator, confidence=confidence), denominator, policy
        )
        for confidence in (0.95, 0.998)
    )
    columns = {}
    for name, part in zip(LIMITS, (*likely, *nearly_sure[1:]), strict=True):
        column = np.full(len(has), np.nan)
        column[has] = scale * part
        columns[name] = pl.Series(column).fill_nan(None)
    return columns


def allowing_for_rounding(
    share: measures.Estimate, denominator: np.ndarray, policy: Policy
) -> measures.Estimate:
    """Limits further out, because the rounded counts stand for others near them.

    A count rounded to the nearest r is off by a variance of (r² - 1) / 12: that of the numerator and,
    by its share, of the denominator is added to the variance of the share itself.
    """
    p = share.value
    chance = denominator * p * (1 - p)
    rounding = (policy.round_to**2 - 1) / 12 * (1 + p**2)
    wider = np.sqrt(1 + np.divide(rounding, chance, out=np.zeros_like(p), where=chance > 0))
    return measures.Estimate(
        p,
        np.maximum(p - wider * (p - share.lower), 0),
        np.minimum(p + wider * (share.upper - p), 1),
    )


def named_groups(cells: pl.DataFrame) -> pl.DataFrame:
    """The declared title, label and place in the order of each group; groups nobody declared go last."""
    rows = []
    for dimension, group in (
        cells.select("dimension", "group").unique().sort("dimension", "group").rows()
    ):
        known = indicators.dimensions().get(dimension)
        found = known.find(group) if known else None
        label = found.label if found else group
        order = (known.order_of(label) if known else None) or (0 if dimension == ALL else LAST)
        title = known.title if known else EVERYONE if dimension == ALL else dimension
        rows.append((dimension, group, title, label, order))
    columns = ["dimension", "group", "dimension_title", "label"]
    return pl.DataFrame(
        rows, schema={**dict.fromkeys(columns, pl.String), "order": pl.Int32}, orient="row"
    )


def named_periods(cells: pl.DataFrame) -> pl.DataFrame:
    texts = cells["period"].unique().sort().to_list()
    spans = {text: period(text) for text in texts}
    if unknown := [text for text, span in spans.items() if span is None]:
        raise DataError(
            f"These periods are not understood: {', '.join(unknown)}. "
            "Write 2025/26, 2025, 2025 Q1 or Mar 2025."
        )
    rows = [(text, *span) for text, span in spans.items() if span]
    columns = {"period": pl.String, "period_start": pl.Date, "period_end": pl.Date}
    return pl.DataFrame(rows, schema=columns, orient="row")
