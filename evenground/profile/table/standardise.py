"""Rows for bands of age to one age-standardised rate for each group, or to why there is none."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground import measures
from evenground.profile.table.long_table import KEY, scale_of
from evenground.profile.table.mistakes import Mistakes
from evenground.profile.table.numbers import SILENT, TWO_THINGS

USUAL = "per 100,000"
PARTS = ["value", "lower", "upper"]
FEWEST = 10  # events under which the method is not reliable
BAND = re.compile(
    r"(?i)(?:aged? )?(?:(?P<under><|under )\s*(?P<end>\d+)"
    r"|(?P<first>\d+)\s*(?:-|–|to)\s*(?P<last>\d+)"
    r"|(?P<open>\d+)\s*(?:\+|and over|or over|plus)|(?P<single>\d+))\s*(?:yrs|years)?"
)


def standardised(frame: pl.DataFrame, mistakes: Mistakes, name: str) -> pl.DataFrame:
    """A row for each group with its directly standardised rate, its events and its people."""
    bands = bands_of(frame, mistakes)
    frame = checked(frame, mistakes)
    mistakes.refuse()
    starts = sorted({start for start, _ in bands.values()})
    until = max(bands.values())[1]
    weights = measures.standard(name, starts=starts, until=None if until == np.inf else int(until))
    place = {label: starts.index(start) for label, (start, _) in bands.items()}
    groups = frame.sort("row").unique(KEY, keep="first", maintain_order=True)
    groups = groups.with_row_index("at")
    count, population, said = spread_out(frame, groups, place)
    status = statuses(count, population, said)
    scale = groups["scale"].fill_null(scale_of(USUAL)).to_numpy()
    rate = measures.directly_standardised_rate(
        np.where(np.isnan(population) | (population == 0), np.nan, count),
        np.where(np.isnan(population), 1, population),
        weights,
        per=1,
        on_refusal="nan",
    )
    numbers = {part: scale * number for part, number in zip(PARTS, rate, strict=True)}
    numbers |= {"count": np.nansum(count, axis=1), "denominator": np.nansum(population, axis=1)}
    whole = status == "value"
    return groups.drop("at", "age_band", "people").with_columns(
        **{
            name: pl.Series(np.where(whole, number, np.nan)).fill_nan(None)
            for name, number in numbers.items()
        },
        status=pl.Series(status.tolist(), dtype=pl.String),
        kind=pl.lit("standardised"),
        unit=pl.col("unit").fill_null(USUAL),
        scale=pl.Series(scale),
    )


def spread_out(
    frame: pl.DataFrame, groups: pl.DataFrame, place: dict[str, int]
) -> tuple[NDArray[np.float64], NDArray[np.float64], dict[int, str]]:
    """Counts and people as groups by bands, NaN where there is no row; and why a group is silent."""
    cells = frame.join(groups.select(*KEY, "at"), on=KEY, how="left", maintain_order="left")
    where = cells["at"].to_numpy(), cells["age_band"].replace_strict(place).to_numpy()
    shape = groups.height, max(place.values()) + 1
    tables = np.full((2, *shape), np.nan)
    for table, name in zip(tables, ("count", "people"), strict=True):
        table[where] = cells[name].to_numpy()
    silent = cells.filter(pl.col("status").is_in(SILENT)).sort("row")
    said = silent.unique("at", keep="first").select("at", "status")
    return tables[0], tables[1], dict(said.iter_rows())


def bands_of(frame: pl.DataFrame, mistakes: Mistakes) -> dict[str, tuple[int, float]]:
    """First age of each band and the age before which it ends; they must follow each other."""
    labels = frame["age_band"].unique().drop_nulls().sort().to_list()
    spans = {label: span_of(label) for label in labels}
    if strange := [label for label, span in spans.items() if span is None]:
        mistakes.where(
            frame,
            pl.col("age_band").is_in(strange),
            "age_band",
            "is not understood. Write 0-4, 85+, under 1, or a single age.",
        )
        return {}
    found = {label: span for label, span in spans.items() if span}
    for (_, end), (start, _) in pairwise(sorted(found.values())):
        if end != start:
            mistakes.add(
                f"column `age_band`: one band ends before {end:g} and the next starts at {start}. "
                "Bands follow each other; they neither overlap nor leave ages out."
            )
    return found


def span_of(label: str) -> tuple[int, float] | None:
    if not (found := BAND.fullmatch(label)):
        return None
    if found["end"]:
        return 0, int(found["end"])
    if found["open"]:
        return int(found["open"]), np.inf
    first = int(found["first"] or found["single"])
    return first, int(found["last"] or first) + 1


def checked(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """Every row has a count and people, or says why it has none."""
    frame = frame.with_columns(people=pl.coalesce("population", "denominator"))
    silent = pl.col("status").is_in(SILENT).fill_null(value=False)
    for column, name in (("count", "count"), ("population", "people")):
        empty = ~silent & pl.col(name).is_null()
        mistakes.where(
            frame,
            empty,
            column,
            "is empty. Rows for bands of age need how many events and how many people or years; a "
            "missing count is never read as 0. Or say why in `status`.",
        )
        mistakes.where(frame, pl.col(name) < 0, column, "is below 0.")
    mistakes.where(
        frame,
        silent & pl.col("count").is_not_null(),
        "status",
        TWO_THINGS,
    )
    mistakes.where(
        frame, pl.col("value").is_not_null(), "value", "is made from the bands. Leave it empty."
    )
    scaleless = pl.col("unit").is_not_null() & pl.col("scale").is_null()
    mistakes.where(frame, scaleless, "unit", "of a standardised rate is such as per 100,000.")
    return frame


def statuses(
    count: NDArray[np.float64], population: NDArray[np.float64], said: dict[int, str]
) -> NDArray[np.object_]:
    """Whether each group has a rate, and if not, which of the reasons comes first."""
    silent = np.array([said.get(at, "") for at in range(len(count))], dtype=object)
    return np.select(
        [
            silent != "",
            np.isnan(count).any(axis=1),
            (population == 0).all(axis=1),
            (population == 0).any(axis=1),
            count.sum(axis=1) < FEWEST,
        ],
        [silent, "missing_band", "nobody", "empty_band", "too_few_events"],
        "value",
    )
