"""Directly standardised rates of cells, told no more exactly than the counts beside them.

The bands of age are counted exactly and never shown. A rate is made from them, taken times what the
whole count shown is to the exact one, and rounded to the step that one rounding unit of the count makes,
or more units where one event in a heavy band would make more: its value to the nearest, its limits outwards.
docs/decisions/0009 says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground import measures
from evenground.counting import Cells, roll_up
from evenground.errors import DefinitionError
from evenground.indicators import Indicator
from evenground.profile.measurement.crude import LEVELS, LIMITS
from evenground.profile.table.standardise import FEWEST, span_of

Numbers = NDArray[np.float64]
KEY = ["indicator", "area_type", "place", "dimension", "group", "period"]
NEARLY = 1e-9  # of a step: what floats may be off a whole one


def standardised(
    cells: Cells, shown: pl.DataFrame, known: Mapping[str, Indicator]
) -> dict[str, Numbers]:
    """Value and limits of each row of `shown`, NaN where the method gives none.

    Shapes   shown: rows of standardised indicators with the counts shown, `step` and `scale`.
    """
    found = {name: np.full(shown.height, np.nan) for name in LIMITS}
    for (column, standard), ids in batches(known).items():
        rows = shown.with_row_index("row").filter(pl.col("indicator").is_in(ids))
        exact, rates = of_bands(cells, ids, column, standard)
        numbers = rows.join(exact, on=KEY, how="left", maintain_order="left")
        at = numbers["at"].to_numpy()
        factor = (numbers["numerator"] / numbers["events"]).to_numpy()
        unit = numbers["step"] * (numbers["heaviest"] / numbers["step"]).ceil().clip(1)
        step = (numbers["scale"] * unit / numbers["denominator"]).to_numpy()
        scale = numbers["scale"].to_numpy()
        for name, rounding in zip(
            LIMITS, (np.rint, np.floor, np.ceil, np.floor, np.ceil), strict=True
        ):
            told = stepped(scale * factor * rates[name][at], step, rounding)
            found[name][numbers["row"].to_numpy()] = told
    return found


def batches(known: Mapping[str, Indicator]) -> dict[tuple[str, str], list[str]]:
    """Indicators that stand on the same bands of age and the same standard, measured at once."""
    found: dict[tuple[str, str], list[str]] = {}
    for one, indicator in known.items():
        method = indicator.method
        if method is None or method.standard is None:
            continue
        if len(method.by) != 1:
            raise DefinitionError(
                f"{one}: a rate is standardised by one column, of bands of age; [method] names "
                f"{', '.join(method.by)}."
            )
        found.setdefault((method.by[0], method.standard), []).append(one)
    return found


def stepped(number: Numbers, step: Numbers, rounding: np.ufunc) -> Numbers:
    """A number in whole steps; one that is nearly whole already stays there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = number / step
        near = np.rint(steps)
        whole = np.where(np.abs(steps - near) < NEARLY, near, rounding(steps))
        return np.maximum(whole, 0) * step


def of_bands(
    cells: Cells, ids: list[str], column: str, standard: str
) -> tuple[pl.DataFrame, dict[str, Numbers]]:
    """All rates at once, for one event in one person; and which row is at which place, with its events,
    and with how many events of the whole one event in the heaviest band counts as."""
    long = roll_up(cells, indicators=ids, band=column)
    labels = long["band"].unique().sort().to_list()
    keys = long.gather_every(len(labels)).select(KEY).with_row_index("at")
    events, people = (
        long[name].to_numpy().reshape(-1, len(labels)).astype(float)
        for name in ("numerator", "denominator")
    )
    weights = weights_of(keys, people, labels, column, standard)
    used = weights > 0
    keys = keys.with_columns(
        events=pl.Series(events.sum(axis=1)), heaviest=pl.Series(heaviest(weights, people))
    )
    events, people = np.where(used, events, 0), np.where(used, people, 1)
    likely, nearly_sure = (
        measures.directly_standardised_rate(
            events, people, weights, per=1, confidence=confidence, on_refusal="nan"
        )
        for confidence in LEVELS
    )
    return keys, dict(zip(LIMITS, (*likely, *nearly_sure[1:]), strict=True))


def heaviest(weights: Numbers, people: Numbers) -> Numbers:
    """The most that one event in a band moves the rate, in events of the whole group."""
    among = np.where(weights > 0, people, 0).sum(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = weights / weights.sum(axis=1, keepdims=True) * among / people
    most = np.where(weights > 0, each, 0).max(axis=1)
    return np.where(np.isfinite(most), most, 1.0)


def weights_of(
    keys: pl.DataFrame, people: Numbers, labels: list[str], column: str, standard: str
) -> Numbers:
    """The standard's weight of each band, of those bands in which the indicator counts anybody; of a
    row about one band of age the whole weight is its own."""
    weights = np.zeros(people.shape)
    spans = {label: span for label in labels if (span := span_of(label))}
    for one in keys["indicator"].unique():
        rows = (keys["indicator"] == one).to_numpy()
        counted = people[rows].any(axis=0)
        ages = {
            label: spans[label] for i, label in enumerate(labels) if counted[i] and label in spans
        }
        refuse_gaps(one, ages, column)
        order = sorted(ages, key=lambda label: ages[label][0])
        end = ages[order[-1]][1]
        found = measures.standard(
            standard,
            starts=[ages[label][0] for label in order],
            until=None if end == np.inf else int(end),
        )
        weights[np.ix_(rows, [labels.index(label) for label in order])] = found.weights
    for i, label in enumerate(labels):
        own = ((keys["dimension"] == column) & (keys["group"] == label)).to_numpy()
        weights[own] = np.eye(len(labels))[i]
    return weights


def refuse_gaps(one: str, ages: Mapping[str, tuple[int, float]], column: str) -> None:
    follow = all(end == start for (_, end), (start, _) in pairwise(sorted(ages.values())))
    if not ages or not follow:
        raise DefinitionError(
            f"{one}: the bands of `{column}` do not follow each other, so that no standard fits them: "
            f"{', '.join(sorted(ages)) or 'none is understood'}. Write 0 to 4 ... 90 and over."
        )


def enough(minimum: int) -> int:
    """The least number of events for which the method is reliable, or more where more are asked for."""
    return max(minimum, FEWEST)
