"""A long table to a tidy one: what each row is about, in the words of the definitions, and its
number with limits. What a table does not say is left open; nothing is read from names or sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from evenground.indicators import Indicator
from evenground.indicators.definitions.columns import dimensions_of
from evenground.profile.table import long_table
from evenground.profile.table.declared_groups import with_dimensions
from evenground.profile.table.declared_indicators import with_definitions
from evenground.profile.table.long_table import KEY, tidy_unit
from evenground.profile.table.mistakes import Mistakes
from evenground.profile.table.numbers import estimated, sound, with_status
from evenground.profile.table.reading import Given
from evenground.profile.table.standardise import standardised
from evenground.sources.periods import ISO_MONTH, period


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
    known = dimensions_of(one.columns for one in (definitions or {}).values())
    frame = with_dimensions(frame, mistakes, known, imported=imported)
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
        unit=pl.col("unit").map_elements(tidy_unit, return_dtype=pl.String),
    )


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
        "is not understood. Write 2025/26, 2025, 2025 Q1, Mar 2025, 2025-03 or a day as 2025-04-01, "
        "or give period_start and period_end as 2025-04-01.",
    )
    refuse_months_like_years(frame, mistakes)
    mistakes.where(
        frame, pl.col("period_start") > pl.col("period_end"), "period_end", "is before its start."
    )
    return frame


def refuse_months_like_years(frame: pl.DataFrame, mistakes: Mistakes) -> None:
    """Among months such as 2010-03, 2010-12 is not the years 2010 to 2012."""
    written = pl.col("period").str.contains(f"^{ISO_MONTH.pattern}$")
    years = pl.col("period_end") > pl.col("period_start").dt.month_end()
    if frame.select((written & ~years).any()).item():
        mistakes.where(
            frame,
            written & years,
            "period",
            "may be a month or a span of years. Write Dec 2010 or 2010 - 12, or give period_start and "
            "period_end.",
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
