"""How a gap changed since the first period, and whether a group's own number has a trend."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground import measures
from evenground.measures.change.verdicts import detectable_change, verdict
from evenground.profile.table.long_table import AMONG
from evenground.profile.table.numbers import Z95
from evenground.profile.words.reasons import first_of

Flags = NDArray[np.bool_]

YEARS = 5  # of a recent trend, as Fingertips has it
WINDOWS = {
    "proportion": ["count", "denominator"],
    "rate": ["count", "denominator"],
    "limits": ["value", "lower", "upper"],
}
SERIES = [*AMONG, "group"]
PARTS = ["value", "lower", "upper"]
CHANGES = [
    *("change", "change_lower", "change_upper"),
    *("relative_change", "relative_change_lower", "relative_change_upper"),
]


def since_the_first(frame: pl.DataFrame) -> pl.DataFrame:
    """The change of each gap since the first period of its area that has both groups' numbers."""
    gaps = frame.filter(pl.col("gap_code").is_null()).sort("period_start", "period_end")
    sides = [f"{side}{part}" for side in ("", "reference_") for part in PARTS]
    first = gaps.unique(SERIES, keep="first", maintain_order=True).select(
        *SERIES,
        change_from="period",
        then_end="period_end",
        **{f"then_{name}": name for name in sides},
    )
    frame = frame.join(first, on=SERIES, how="left", maintain_order="left")
    frame = frame.with_columns(
        change_code=first_of(
            (pl.col("gap_code").is_not_null(), pl.col("gap_code")),
            (pl.col("period") == pl.col("change_from"), "first_period"),
            (pl.col("period_start") <= pl.col("then_end"), "overlapping_periods"),
            (
                pl.any_horizontal(pl.col(*sides, *(f"then_{s}" for s in sides)).is_null()),
                "no_limits",
            ),
            (pl.min_horizontal(*sides, *(f"then_{s}" for s in sides)) < 0, "below_zero"),
        )
    )
    asked = frame["change_code"].is_null().to_numpy()
    frame = frame.with_columns(**changes(frame.filter(asked), asked))
    there = pl.col("change_code").is_null()
    return frame.with_columns(change_from=pl.when(there).then("change_from")).drop(
        "then_end", *(f"then_{name}" for name in sides)
    )


def changes(rows: pl.DataFrame, asked: Flags) -> dict[str, pl.Series]:
    """Of the rows that were asked for, one after another; null in the others."""
    if not rows.height:
        return nothing(len(asked))
    group, reference = (
        measures.Estimate(
            *(
                np.column_stack([rows[f"{when}{side}{part}"].to_numpy() for when in ("then_", "")])
                for part in PARTS
            )
        )
        for side in ("", "reference_")
    )
    found = measures.gap_change_of(group, reference)
    numbers = [*found.absolute.change, *found.relative.change]
    spread = {name: spread_out(part, asked) for name, part in zip(CHANGES, numbers, strict=True)}
    for name, change in (("verdict", found.absolute), ("relative_verdict", found.relative)):
        column = np.full(len(asked), None, dtype=object)
        column[asked] = change.verdict.tolist()
        spread[name] = pl.Series(column.tolist(), dtype=pl.String)
    return spread


def nothing(length: int) -> dict[str, pl.Series]:
    numbers = {name: pl.Series([None] * length, dtype=pl.Float64) for name in CHANGES}
    words = ("verdict", "relative_verdict")
    return numbers | {name: pl.Series([None] * length, dtype=pl.String) for name in words}


SIGNED = ["sii", "aci", "difference"]  # summary measures that are a gap, 0 where there is none


def change_of_measures(rows: pl.DataFrame) -> pl.DataFrame:
    """The change of each absolute summary measure of a gap since the first period that has it."""
    series = [*AMONG, "measure"]
    there = rows.filter(pl.col("measure").is_in(SIGNED) & pl.col("limits_code").is_null())
    first = there.sort("period_start", "period_end").unique(series, keep="first")
    first = first.select(
        *series,
        change_from="period",
        then_end="period_end",
        **{f"then_{part}": part for part in PARTS},
    )
    rows = rows.join(first, on=series, how="left", maintain_order="left")
    rows = rows.with_columns(
        change_code=first_of(
            (pl.col("limits_code").is_not_null(), pl.col("limits_code")),
            (~pl.col("measure").is_in(SIGNED), "not_compared_over_time"),
            (pl.col("period") == pl.col("change_from"), "first_period"),
            (pl.col("period_start") <= pl.col("then_end"), "overlapping_periods"),
        )
    )
    asked = rows["change_code"].is_null().to_numpy()
    now, then = (
        measures.Estimate(*(rows.filter(asked)[f"{when}{part}"].to_numpy() for part in PARTS))
        for when in ("", "then_")
    )
    moved = measures.difference_of(now, then)
    total = measures.difference_of(now, measures.Estimate(-then.value, -then.upper, -then.lower))
    largest = np.maximum(np.abs(now.value), np.abs(then.value))
    words = verdict(moved, total, detectable_change(moved, Z95), largest)
    told = np.full(len(asked), None, dtype=object)
    told[asked] = words.tolist()
    return rows.with_columns(
        **{name: spread_out(part, asked) for name, part in zip(CHANGES[:3], moved, strict=True)},
        verdict=pl.Series(told.tolist(), dtype=pl.String),
        change_from=pl.when(pl.col("change_code").is_null()).then("change_from"),
    )


def spread_out(part: np.ndarray, asked: Flags) -> pl.Series:
    """Numbers of the rows that were asked for, null in the others and where there is none."""
    column = np.full(len(asked), np.nan)
    column[asked] = np.where(np.isfinite(part), part, np.nan)
    return pl.Series(column).fill_nan(None)


def with_trends(frame: pl.DataFrame) -> pl.DataFrame:
    """Each number's own trend over the five years that end with it, by Fingertips' method."""
    frame = frame.sort(*SERIES, "period_start", "period_end")
    frame = frame.with_columns(series=pl.struct(SERIES).rle_id())
    frame = frame.with_columns(trend_code=trend_code())
    asked = pl.col("trend_code").is_null()
    shares, rates = (pl.col("kind") == kind for kind in ("proportion", "rate"))
    counted = pl.all_horizontal(*known("count"), *known("denominator", above=0))
    with_limits = pl.all_horizontal(*known("lower"))
    frame = frame.with_columns(
        by=pl.when(asked & counted & shares)
        .then(pl.lit("proportion"))
        .when(asked & counted & rates)
        .then(pl.lit("rate"))
        .when(asked & with_limits)
        .then(pl.lit("limits"))
    )
    found = directions(frame)
    told = asked & (found != "cannot be calculated").fill_null(value=False)
    without = (
        pl.when(pl.col("by").is_null()).then(pl.lit("no_limits")).otherwise(pl.lit("not_defined"))
    )
    frame = frame.with_columns(
        trend=pl.when(told).then(found),
        trend_code=pl.when(asked & ~told).then(without).otherwise("trend_code"),
    )
    up = pl.col("trend") == "increasing"
    moved = up | (pl.col("trend") == "decreasing")
    good = up == (pl.col("better_when") == "higher")
    judged = pl.when(good).then(pl.lit("improvement")).otherwise(pl.lit("concern"))
    declared = moved & pl.col("better_when").is_not_null()
    return frame.with_columns(trend_verdict=pl.when(declared).then(judged)).drop("by", "series")


def earlier(what: pl.Expr, rows: int) -> pl.Expr:
    """What stood so many rows before in the same series; rows of a series stand together."""
    same = pl.col("series") == pl.col("series").shift(rows)
    return pl.when(same).then(what.shift(rows))


def known(column: str, *, above: float | None = None) -> list[pl.Expr]:
    number = pl.col(column)
    there = number.is_not_null() if above is None else (number > above).fill_null(value=False)
    return [earlier(there, n).fill_null(value=False) for n in range(YEARS)]


def trend_code() -> pl.Expr:
    """Why the five years that end with a row have no trend."""
    start, end = pl.col("period_start"), pl.col("period_end")
    following = [
        earlier(start, n) == earlier(end, n + 1).dt.offset_by("1d") for n in range(YEARS - 1)
    ]
    overlapping = start <= earlier(end, 1)
    yearly = end == start.dt.offset_by("1y").dt.offset_by("-1d")
    usable = (pl.col("status") == "value") & yearly
    values = [earlier(usable, n) for n in range(YEARS)]
    return first_of(
        (pl.col("status") != "value", pl.col("status")),
        (overlapping, "overlapping_periods"),
        (~yearly, "not_yearly"),
        (~pl.all_horizontal(*following, *values).fill_null(value=False), "too_few_periods"),
    )


def directions(frame: pl.DataFrame) -> pl.Series:
    words = np.full(frame.height, None, dtype=object)
    for by, numbers in WINDOWS.items():
        asked = (frame["by"] == by).fill_null(value=False).to_numpy()
        if asked.any():
            at = np.flatnonzero(asked)[:, None] + np.arange(1 - YEARS, 1)
            columns = [frame[name].to_numpy()[at] for name in numbers]
            words[asked] = direction(by, columns).tolist()
    return pl.Series(words.tolist(), dtype=pl.String)


def direction(by: str, columns: list[NDArray[np.float64]]) -> NDArray[np.str_]:
    if by == "limits":
        value, lower, upper = columns
        width = upper > lower
        sure = np.asarray(width.all(axis=1, keepdims=True))
        lower, upper = np.where(width, lower, value - 1), np.where(width, upper, value + 1)
        found = measures.trend_of(measures.Estimate(value, lower, upper), on_refusal="nan")
        return np.where(sure.ravel(), found.direction, "cannot be calculated")
    count, denominator = columns
    return measures.trend(count, denominator, kind=by, on_refusal="nan").direction
