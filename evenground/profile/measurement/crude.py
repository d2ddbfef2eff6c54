"""Values and limits of shares and of rates, made from the counts shown, so that they tell no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from evenground import measures

Numbers = NDArray[np.float64]
LIMITS = ["value", "lower", "upper", "lower_998", "upper_998"]
LEVELS = (0.95, 0.998)


def shares(rows: pl.DataFrame) -> dict[str, Numbers]:
    """Wilson's limits, widened by what rounding adds."""
    count, people, step = numbers_of(rows)

    def of(confidence: float) -> measures.Estimate:
        share = measures.proportion(count, people, confidence=confidence)
        p = share.value
        wide = wider(share, step, people * p * (1 - p), p)
        return wide._replace(upper=np.minimum(wide.upper, 1))

    return at_both_levels(of, rows)


def rates(rows: pl.DataFrame, limits: Literal["exact", "byar"] = "exact") -> dict[str, Numbers]:
    """Exact limits of the count (Poisson), or Byar's, widened by what rounding adds."""
    count, people, step = numbers_of(rows)

    def of(confidence: float) -> measures.Estimate:
        rate = measures.rate(count, people, per=1, confidence=confidence, limits=limits)
        return wider(rate, step, count, rate.value)

    return at_both_levels(of, rows)


def numbers_of(rows: pl.DataFrame) -> tuple[Numbers, Numbers, Numbers]:
    count, people, step = (
        rows[name].cast(pl.Float64).to_numpy() for name in ("numerator", "denominator", "step")
    )
    return count, people, step


def wider(
    found: measures.Estimate, step: Numbers, variance: Numbers, value: Numbers
) -> measures.Estimate:
    """Limits further out, because the rounded counts stand for others near them.

    A count rounded to the nearest r is off by a variance of (r² - 1) / 12: that of the numerator and,
    by the value, of the denominator is added to the variance of the numerator itself.
    """
    rounding = (step**2 - 1) / 12 * (1 + value**2)
    more = np.divide(rounding, variance, out=np.zeros_like(value), where=variance > 0)
    factor = np.sqrt(1 + more)
    return measures.Estimate(
        value,
        np.maximum(value - factor * (value - found.lower), 0),
        value + factor * (found.upper - value),
    )


def at_both_levels(
    of: Callable[[float], measures.Estimate], rows: pl.DataFrame
) -> dict[str, Numbers]:
    scale = rows["scale"].to_numpy()
    likely, nearly_sure = (of(confidence) for confidence in LEVELS)
    parts = (*likely, *nearly_sure[1:])
    return {name: scale * part for name, part in zip(LIMITS, parts, strict=True)}
