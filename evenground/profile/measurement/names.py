"""What cells call groups and periods, in the words and days of a profile."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from evenground.errors import DataError
from evenground.indicators import ALL, EVERYONE, Dimension
from evenground.sources.periods import period

LAST = 999  # the order of a group that its dimension does not declare


def named_groups(cells: pl.DataFrame, dimensions: Mapping[str, Dimension]) -> pl.DataFrame:
    """The declared title, label and place in the order of each group; groups nobody declared go last."""
    rows = []
    for dimension, group in (
        cells.select("dimension", "group").unique().sort("dimension", "group").rows()
    ):
        known = dimensions.get(dimension)
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
    """The first and last day of each period."""
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
