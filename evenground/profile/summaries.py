"""The summary measures of a dimension: a row for each, with its number or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground import measures
from evenground.errors import DataError
from evenground.indicators import ALL
from evenground.profile.compared import OF_INDICATOR, SETTING
from evenground.profile.table.numbers import Z95

MEASURES = {  # its unit: of the indicator ("own"), its square, or none that the indicator has
    "sii": "own",
    "rii": "ratio",
    "aci": "own",
    "rci": "index",
    "difference": "own",
    "ratio": "ratio",
    "bgv": "square",
    "bgsd": "own",
    "cov": "percent of the mean",
    "mdmu": "own",
    "mdmw": "own",
    "mdbu": "own",
    "mdbw": "own",
    "mdru": "own",
    "mdrw": "own",
    "idisu": "percent of the mean",
    "idisw": "percent of the mean",
    "theil": "index x 1,000",
    "mld": "index x 1,000",
    "par": "own",
    "paf": "percent of the mean",
}
NONE = "none"
ORDERED = ["sii", "rii", "aci", "rci"]
OF_REFERENCE = ["mdru", "mdrw"]
WITHOUT_PEOPLE = ["difference", "ratio"]  # need nobody to say how many people each group has
JUDGED = ["difference", "ratio", "mdbu", "mdbw", "par", "paf"]  # need a better direction
FEWEST_ORDERED = 3
SUMMARISED = (pl.col("dimension") != ALL) & pl.col("compared")  # the groups that take part
KEPT = [*OF_INDICATOR, *("area", "area_type", "dimension_title", "edition", "ordered", "reference")]
KEPT += ["period_start", "period_end"]
BATCH = ["k", "ordered", "better_when", "at"]


class Asked(NamedTuple):
    """What is the same for all settings of a batch: measured together, in one call."""

    k: int
    ordered: bool | None
    better_when: str | None
    at: int | None


def chosen(names: Iterable[str] | None) -> list[str]:
    """The measures that a person asks for, in their order here; all of them when nobody asks."""
    asked = list(MEASURES) if names is None else list(names)
    if unknown := [name for name in asked if name not in {*MEASURES, NONE}]:
        raise DataError(
            f"There is no summary measure {', '.join(unknown)}. There are: {', '.join(MEASURES)}, or "
            f"{NONE}."
        )
    return [name for name in MEASURES if name in asked]


def summaries(frame: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """A row for each measure of each dimension that divides people, in every area and period."""
    settings = gathered(frame)
    batches = settings.partition_by(BATCH, maintain_order=True)
    found = pl.concat([of_batch(batch, names) for batch in batches], how="vertical_relaxed")
    meaning = pl.col("measure").replace_strict(MEASURES)
    return found.with_columns(
        measure_unit=pl.when(meaning == "own")
        .then("unit")
        .when(meaning == "square")
        .then(pl.format("{} squared", "unit"))
        .otherwise(meaning),
        measure_order=pl.col("measure").replace_strict({n: i for i, n in enumerate(MEASURES, 1)}),
    )


def gathered(frame: pl.DataFrame) -> pl.DataFrame:
    """A row for each setting, with the numbers of its groups in their order, as lists."""
    rows = frame.filter(SUMMARISED)
    is_reference = (pl.col("group") == pl.col("reference")).fill_null(value=False)
    return (
        rows.sort(*SETTING, "group_order", "group")
        .group_by(SETTING, maintain_order=True)
        .agg(
            pl.col(KEPT).first(),
            "value",
            pl.col("group").first().alias("first_group"),
            pl.col("group").last().alias("last_group"),
            se=standard_error(),
            people=pl.coalesce("population", "denominator"),
            whole=(pl.col("status") == "value").all(),
            k=pl.len(),
            at=pl.when(is_reference.any()).then(is_reference.arg_max()),
        )
    )


def standard_error() -> pl.Expr:
    """As given, or a quarter of the width of the limits, nearly. No count is certain: an error of 0,
    as of a group without events, is made from the count, with half an event and one person more."""
    limits = (pl.col("upper") - pl.col("lower")) / (2 * Z95)
    given = pl.coalesce("se", limits)
    people, events = pl.col("denominator"), pl.col("count") + 0.5
    share = events / (people + 1)
    made = (
        pl.when(pl.col("kind") == "proportion")
        .then((share * (1 - share) / people).sqrt())
        .when(pl.col("kind") == "rate")
        .then(events.sqrt() / people)
    )
    return (
        pl.when((given <= 0) & (people > 0))
        .then(pl.coalesce(made * pl.col("scale"), given))
        .otherwise(given)
    )


def of_batch(batch: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    asked = Asked(*batch.select(BATCH).row(0))
    value, se, people = (
        np.array(batch[name].to_list(), dtype=float) for name in ("value", "se", "people")
    )
    code, uncounted = refused(batch, asked, value, people)
    use = np.where((code == "")[:, None], value, np.nan)
    weights = np.where(uncounted[:, None], 1.0, people)
    found = inequality(use, weights, se, asked) if asked.k > 1 else {}
    nothing = np.full(batch.height, np.nan)
    base = batch.drop("value", "se", "people", "whole", "at")
    parts = []
    for name in names:
        estimate = found.get(name, measures.Estimate(nothing, nothing, nothing))
        numbers = {
            part: pl.Series(np.where(np.isfinite(number), number, np.nan)).fill_nan(None)
            for part, number in zip(("value", "lower", "upper"), estimate, strict=True)
        }
        own = code_of(name, asked)
        codes = np.where(code != "", code, own)
        if name not in WITHOUT_PEOPLE:
            codes = np.where((codes == "") & uncounted, "no_population", codes)
        parts.append(
            base.with_columns(
                **numbers,
                measure=pl.lit(name),
                value_code=pl.Series(codes.tolist(), dtype=pl.String).replace("", None),
            )
        )
    return with_codes(pl.concat(parts))


def with_codes(rows: pl.DataFrame) -> pl.DataFrame:
    """No number where there is a code, and a code wherever there is no number."""
    coded = pl.col("value_code").is_not_null()
    rows = rows.with_columns(
        pl.when(~coded).then(name).alias(name) for name in ("value", "lower", "upper")
    )
    undefined = pl.when(pl.col("value").is_null()).then(pl.lit("not_defined"))
    code = pl.coalesce("value_code", undefined)
    unlimited = pl.col("lower").is_null() | pl.col("upper").is_null()
    return rows.with_columns(
        value_code=code,
        limits_code=pl.coalesce(code, pl.when(unlimited).then(pl.lit("no_limits"))),
        **{name: pl.when(~unlimited).then(name) for name in ("lower", "upper")},
    )


def refused(
    batch: pl.DataFrame, asked: Asked, value: NDArray[np.float64], people: NDArray[np.float64]
) -> tuple[NDArray[np.str_], NDArray[np.bool_]]:
    """Why a setting has no summary measure at all; and which have nobody to weigh groups by."""
    uncounted = ~np.asarray((people > 0).all(axis=1))
    code = np.select(
        [
            np.full(batch.height, asked.k < 2),
            ~batch["whole"].to_numpy(),
            (value < 0).any(axis=1),
        ],
        ["one_group", "group_without_value", "below_zero"],
        "",
    )
    return code, uncounted


def code_of(name: str, asked: Asked) -> str:
    """Why none of a batch has this measure."""
    if name in ORDERED:
        if asked.ordered is None:
            return "not_declared"
        if not asked.ordered:
            return "unordered"
        return "too_few_groups" if asked.k < FEWEST_ORDERED else ""
    if name in OF_REFERENCE and asked.at is None:
        return "no_reference"
    if name in JUDGED and asked.better_when is None:
        return "not_declared"
    return ""


def inequality(
    value: NDArray[np.float64], people: NDArray[np.float64], se: NDArray[np.float64], asked: Asked
) -> dict[str, measures.Estimate]:
    """All measures of a batch; those that need a better direction are not used without one."""
    return measures.inequality(
        value,
        people,
        se=se,
        better_when=asked.better_when or "higher",
        order=np.arange(1, asked.k + 1) if asked.ordered else None,
        reference=asked.at,
        on_refusal="nan",
    )
