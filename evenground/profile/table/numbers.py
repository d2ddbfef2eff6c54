"""The numbers of a long table: whether there is one, whether it can be right, and its limits."""

from __future__ import annotations

import numpy as np
import polars as pl

from evenground import measures
from evenground.profile.table.mistakes import Mistakes

Z95 = 1.959963984540054
WHOLE_PERCENT = 0.0051  # how far rounding to a whole per cent takes a share, and a little more
ONE_DECIMAL = 0.00051  # the same of one decimal of a percentage
SILENT = ["suppressed", "missing", "not_asked"]
TOO_FEW = "too_few"  # has its counts, and no value

TWO_THINGS = "says that there is no number, and the row has one. Leave out one of the two."
COUNT_ALONE = "is empty beside a count. Give how many people or years the count is out of."
NOTHING = (
    "is empty, and so is the count. Say why in the column `status`: suppressed, missing or "
    "not_asked. An empty cell is never read as 0."
)
NO_KIND = (
    "nobody declared how count and denominator give the value. Declare proportion (a share of "
    "people) or rate (events for people or years), in a column or by --declare kind=proportion."
)
FROM_BANDS = (
    "is empty, and a standardised rate is not made from the whole count. Give the value, or rows for "
    "bands of age with a standard (--standard esp2013)."
)
NO_SCALE = (
    "does not say what the value is per. Declare percent, proportion or, such as, per 100,000."
)


def with_status(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """Whether there is a number, and if not, which of the reasons was declared."""
    value, count, denominator = (pl.col(n) for n in ("value", "count", "denominator"))
    nobody = (denominator == 0).fill_null(value=False) & value.is_null()
    silent = pl.col("status").is_in(SILENT).fill_null(value=False)
    few = (pl.col("status") == TOO_FEW).fill_null(value=False)
    asked = ~silent & ~few & value.is_null()
    made = asked & count.is_not_null() & denominator.is_not_null() & ~nobody
    kind, scale = pl.col("kind"), pl.col("scale")
    for wrong, column, what in (
        (silent & (value.is_not_null() | count.is_not_null()), "status", TWO_THINGS),
        (few & value.is_not_null(), "status", TWO_THINGS),
        (asked & count.is_not_null() & denominator.is_null(), "denominator", COUNT_ALONE),
        (asked & count.is_null() & ~nobody, "value", NOTHING),
        (made & kind.is_null(), "kind", NO_KIND),
        (made & (kind == "standardised"), "value", FROM_BANDS),
        (made & kind.is_not_null() & scale.is_null(), "unit", NO_SCALE),
    ):
        mistakes.where(frame, wrong, column, what)
    found = pl.when(nobody).then(pl.lit("nobody")).otherwise(pl.lit("value"))
    return frame.with_columns(status=pl.when(silent | few).then("status").otherwise(found))


def sound(frame: pl.DataFrame, mistakes: Mistakes) -> pl.DataFrame:
    """Numbers that cannot be right are told, with their rows."""
    value, lower, upper = (pl.col(n) for n in ("value", "lower", "upper"))
    count, denominator = pl.col("count"), pl.col("denominator")
    one_limit = lower.is_null() != upper.is_null()
    mistakes.where(frame, one_limit, "lower", "one limit stands without the other.")
    outside = (lower > value) | (upper < value)
    mistakes.where(frame, outside, "lower", "the limits do not enclose the value.")
    alone = value.is_null() & (lower.is_not_null() | pl.col("se").is_not_null())
    mistakes.where(frame, alone & count.is_null(), "value", "is empty beside its limits.")
    for name in ("count", "denominator", "population", "se"):
        mistakes.where(frame, pl.col(name) < 0, name, "is below 0.")
    shares = pl.col("kind") == "proportion"
    mistakes.where(
        frame,
        shares & (count > denominator),
        "count",
        "is larger than the denominator, and the indicator is a proportion.",
    )
    whole = pl.col("scale")
    beyond = ((value < 0) | (value > whole)) & shares & whole.is_not_null()
    mistakes.where(frame, beyond, "value", "is no share in its unit: below 0 or above the whole.")
    crude = count / denominator * whole
    room = whole * pl.when(shares).then(WHOLE_PERCENT).otherwise(0.0) + crude * 0.02
    rounded = 3 / denominator * whole  # counts rounded to the nearest 5
    differs = (value - crude).abs() > room + rounded + ONE_DECIMAL * whole
    mistakes.where(
        frame,
        differs & pl.col("kind").is_in(["proportion", "rate"]) & (denominator > 0),
        "value",
        "is not what count and denominator give in the declared unit. Correct the unit or the "
        "columns, or leave count out where it does not belong to the value.",
    )
    return frame


def estimated(frame: pl.DataFrame) -> pl.DataFrame:
    """Value and limits: as given; from `se`; or made from counts, where the kind is declared."""
    has = (frame["status"] == "value").to_numpy()
    value, lower, upper, se, count, denominator, scale = (
        frame[name].cast(pl.Float64).to_numpy().astype(float)
        for name in ("value", "lower", "upper", "se", "count", "denominator", "scale")
    )
    kind = frame["kind"].fill_null("").to_numpy()
    from_se = has & np.isnan(lower) & ~np.isnan(se) & ~np.isnan(value)
    lower, upper = lower.copy(), upper.copy()
    lower[from_se] = value[from_se] - Z95 * se[from_se]
    upper[from_se] = value[from_se] + Z95 * se[from_se]
    value = value.copy()
    for name, made in (("proportion", proportions), ("rate", rates)):
        counted = has & (kind == name) & ~np.isnan(count) & (denominator > 0) & ~np.isnan(scale)
        low, middle, high = made(count[counted], denominator[counted], scale[counted])
        value[counted] = np.where(np.isnan(value[counted]), middle, value[counted])
        fits = np.isnan(lower[counted]) & (low <= value[counted]) & (value[counted] <= high)
        lower[counted] = np.where(fits, low, lower[counted])
        upper[counted] = np.where(fits, high, upper[counted])
    columns = {"value": value, "lower": lower, "upper": upper}
    return frame.with_columns(
        **{
            name: pl.Series(np.where(has, part, np.nan)).fill_nan(None)
            for name, part in columns.items()
        }
    )


def proportions(
    count: np.ndarray, denominator: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    share = measures.proportion(count, denominator)
    return scale * share.lower, scale * share.value, scale * share.upper


def rates(
    count: np.ndarray, denominator: np.ndarray, scale: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    found = measures.rate(count, denominator, per=1)
    return scale * found.lower, scale * found.value, scale * found.upper
