"""Counted cells to a tidy table of protected numbers with limits, as published files give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import polars as pl

from evenground import disclosure, indicators
from evenground.counting import Cells, roll_up
from evenground.counting.protect import protect
from evenground.disclosure import Policy
from evenground.errors import DefinitionError
from evenground.indicators import Indicator
from evenground.indicators.definitions.columns import dimensions_of
from evenground.profile.measurement.crude import LIMITS, Numbers, rates, shares
from evenground.profile.measurement.names import named_groups, named_periods
from evenground.profile.measurement.standardised import enough, standardised

STANDARDISED = "directly_standardised_rate"
BYAR = "rate with Byar's limits"
HIDDEN = "hidden so that no small number can be worked out"
TOO_FEW = "too few people or events to report"


def measure(
    cells: Cells,
    *,
    policy: Policy | None = None,
    definitions: Mapping[str, Indicator] | None = None,
    areas: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """Counted cells to a tidy table of protected numbers with limits, as published files give it.

    Shapes   cells: what `count`, `combine` or `read_cells` gives. `definitions` are their indicators,
             the library when left out; `areas` the names of places by their codes. Without a
             `policy` each indicator is protected by its own.
    Units    each value in the unit of its indicator; counts as the policy shows them, and values
             and limits made from these, so that they tell no more. A standardised rate comes from
             exact bands of age: it is told in steps of what one rounding unit of its count makes.
    Limits   Wilson score (shares), exact or Byar's (rates, as defined), Dobson (standardised), widened by what rounding
             adds; 95% and 99.8%.
    Few      a number with fewer events or people than its definition asks for has the status
             "too_few", by the counts shown; a standardised rate needs 10 events.
    Raises   DefinitionError for an indicator without a definition, or of another version than was
             counted; DataError for a period that is not understood; DisclosureError.
    Checked  tests/engine/counting/test_made_recovery.py: how often the limits hold what was planted.
    """
    counts = roll_up(cells)
    known = {one: meaning(one, cells, definitions) for one in cells.about.indicators}
    shown = protected(counts, known, policy)
    numbers = shown.with_columns(**estimated(cells, shown, known))
    numbers = with_status(numbers, known)
    groups = named_groups(counts, dimensions_of(one.columns for one in known.values()))
    table = numbers.join(groups, on=["dimension", "group"]).join(named_periods(counts), on="period")
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
        status="status",
        note="note",
        line=pl.lit(None, pl.Int64),
    ).sort("indicator_id", "area_code", "sex", "age", "dimension", "order", "group", "period_start")


def meaning(one: str, cells: Cells, definitions: Mapping[str, Indicator] | None) -> Indicator:
    """The definition that an indicator of the cells was counted with."""
    known = (indicators.library() if definitions is None else definitions).get(one)
    if known is None:
        raise DefinitionError(
            f"The cells have the indicator {one!r}, which has no definition here. "
            "Give the definitions that the people were counted with."
        )
    counted = cells.about.indicators[one].version
    if known.version != counted:
        raise DefinitionError(
            f"The cells were counted with version {counted} of {one}, and the definition here is version "
            f"{known.version}. Count again, or give the definitions that the people were counted with."
        )
    return known


def measure_of(indicator: Indicator) -> str:
    return indicator.method.measure if indicator.method else "proportion"


def way_of(indicator: Indicator) -> str:
    """How value and limits are made: the measure, apart from a rate with Byar's limits."""
    byar = indicator.method is not None and indicator.method.limits == "byar"
    return BYAR if byar else measure_of(indicator)


def policy_of(indicator: Indicator, chosen: Policy | None) -> Policy:
    return chosen or disclosure.policy(indicator.policy)


def protected(
    counts: pl.DataFrame, known: Mapping[str, Indicator], chosen: Policy | None
) -> pl.DataFrame:
    """The counts as they may be shown: indicators of one policy and kind of count at once."""
    alike: dict[tuple[Policy, bool], list[str]] = {}
    for one, indicator in known.items():
        share = bool(indicator.count and indicator.count.numerator)
        alike.setdefault((policy_of(indicator, chosen), share), []).append(one)
    parts = []
    for (policy, share), ids in alike.items():
        shown = protect(counts.filter(pl.col("indicator").is_in(ids)), policy, share=share)
        parts.append(shown.with_columns(step=pl.lit(policy.round_to, pl.Int64)))
    scale = {one: indicator.scale or 1.0 for one, indicator in known.items()}
    return pl.concat(parts).with_columns(scale=pl.col("indicator").replace_strict(scale))


def estimated(
    cells: Cells, shown: pl.DataFrame, known: Mapping[str, Indicator]
) -> dict[str, pl.Series]:
    """Value and limits of the rows that have counts; null in the others."""
    kind = shown["indicator"].replace_strict({one: way_of(i) for one, i in known.items()})
    has = shown["numerator"].is_not_null()
    columns = {name: np.full(shown.height, np.nan) for name in LIMITS}

    def standard(rows: pl.DataFrame) -> dict[str, Numbers]:
        ids = rows["indicator"].unique().to_list()
        return standardised(cells, rows, {one: known[one] for one in ids})

    ways: dict[str, Callable[[pl.DataFrame], dict[str, Numbers]]] = {
        "proportion": shares,
        "rate": rates,
        BYAR: partial(rates, limits="byar"),
        STANDARDISED: standard,
    }
    for way, of in ways.items():
        asked = (has & (kind == way)).to_numpy()
        if asked.any():
            for name, numbers in of(shown.filter(asked)).items():
                columns[name][asked] = numbers
    return {name: pl.Series(numbers).fill_nan(None) for name, numbers in columns.items()}


def with_status(numbers: pl.DataFrame, known: Mapping[str, Indicator]) -> pl.DataFrame:
    """Whether each number may be told. What is too few is judged by the counts shown, so that it tells no
    more than these: even the least that they stand for is enough."""
    least = {
        one: (enough(i.minimum.events) if measure_of(i) == STANDARDISED else i.minimum.events)
        for one, i in known.items()
    }
    people = {one: i.minimum.denominator for one, i in known.items()}
    few = fewer("numerator", least) | fewer("denominator", people) | pl.col("value").is_null()
    status = (
        pl.when(pl.col("numerator").is_null())
        .then(pl.lit("suppressed"))
        .when(few)
        .then(pl.lit("too_few"))
        .otherwise(pl.lit("value"))
    )
    return numbers.with_columns(status=status).with_columns(
        *(pl.when(pl.col("status") == "value").then(name).alias(name) for name in LIMITS),
        note=pl.col("status").replace_strict(
            {"suppressed": HIDDEN, "too_few": TOO_FEW}, default=None, return_dtype=pl.String
        ),
    )


def fewer(number: str, least: Mapping[str, int]) -> pl.Expr:
    """Whether a rounded number may stand for one below the least that is asked for."""
    wanted = pl.col("indicator").replace_strict(dict(least), return_dtype=pl.Int64)
    return (wanted > 0) & (pl.col(number) - pl.col("step") // 2 < wanted)
