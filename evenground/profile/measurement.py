"""Counted cells to a tidy table of protected numbers with limits, as published files give it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from evenground import indicators, measures
from evenground.counting import Cells, roll_up
from evenground.counting.protect import protect
from evenground.disclosure import Policy
from evenground.errors import DataError, DefinitionError
from evenground.indicators import ALL, EVERYONE, Indicator
from evenground.sources.periods import period

LIMITS = ["value", "lower", "upper", "lower_998", "upper_998"]
LAST = 999  # the order of a group that its dimension does not declare


def measure(
    cells: Cells,
    *,
    policy: Policy,
    definitions: Mapping[str, Indicator] | None = None,
    areas: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Counted cells to a tidy table of protected numbers with limits, as published files give it.

    Shapes   cells: what `count`, `combine` or `read_cells` gives. `definitions` are their indicators, the library when left
             out; `areas` the names of places by their codes.
    Units    each value in the unit of its indicator; counts as `policy` shows them, and values
             and limits made from these, so that they tell no more.
    Limits   Wilson score, widened by what rounding adds; 95% and 99.8%.
    Raises   DefinitionError for an indicator without a definition, or in a unit that counts do not
             give; DataError for a period that is not understood; DisclosureError.
    Checked  tests/engine/test_recovery.py: how often the limits hold what was planted.
    """
    counts = roll_up(cells)
    known = {one: meaning(one, definitions) for one in cells.about.indicators}
    shown = protect(counts, policy).with_columns(
        scale=pl.col("indicator").replace_strict({one: i.scale for one, i in known.items()})
    )
    numbers = shown.with_columns(**estimated(shown, policy))
    hidden = pl.col("numerator").is_null()
    table = numbers.join(named_groups(counts), on=["dimension", "group"]).join(
        named_periods(counts), on="period"
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
