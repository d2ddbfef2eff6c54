"""Every group beside its reference group: gaps, whether they are clear of chance, codes for none."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.special import ndtr

from evenground.indicators import ALL
from evenground.profile.comparison import compared, note
from evenground.profile.table.long_table import AMONG
from evenground.profile.table.numbers import Z95
from evenground.profile.words.reasons import WITHOUT_VALUE, first_of

SETTING = [*AMONG, "period"]
OF_AREA = ["area", "area_type"]
OF_GROUP = ["group", "group_order", "compared"]
OF_DIMENSION = ["dimension_title", "ordered", "reference"]
OF_INDICATOR = [
    "indicator",
    "unit",
    "better_when",
    "kind",
    "scale",
    "decimals",
    "subject",
    "banded_by",
]
NUMBERS = ["value", "lower", "upper", "count", "denominator"]


def complete(frame: pl.DataFrame) -> pl.DataFrame:
    """A row for each group that the same indicator and dimension have in other areas.

    An ordered dimension has its groups in every period; others may change from period to period.
    """
    by = ["indicator_id", "sex", "age", "dimension"]
    groups = frame.filter(pl.col("dimension") != ALL)
    always = groups.filter(pl.col("ordered")).select(*by, *OF_GROUP).unique([*by, "group"])
    now = groups.filter(~pl.col("ordered").fill_null(value=False))
    now = now.select(*by, "period", *OF_GROUP).unique([*by, "period", "group"])
    settings = groups.select(SETTING).unique()
    wanted = pl.concat(
        [
            settings.join(always, on=by).select(*SETTING, *OF_GROUP),
            settings.join(now, on=[*by, "period"]).select(*SETTING, *OF_GROUP),
        ]
    )
    absent = wanted.join(frame, on=[*SETTING, "group"], how="anti")
    if not absent.height:
        return frame
    for key, columns in (
        (["indicator_id"], OF_INDICATOR),
        (["dimension"], OF_DIMENSION),
        (["area_code"], OF_AREA),
        (["period"], ["period_start", "period_end"]),
    ):
        known = frame.sort(*SETTING, "group").unique(key, keep="first", maintain_order=True)
        absent = absent.join(known.select(*key, *columns), on=key, how="left")
    absent = absent.with_columns(status=pl.lit("absent"))
    return pl.concat([frame, absent], how="diagonal")


def beside_reference(frame: pl.DataFrame) -> pl.DataFrame:
    """Each row with the numbers of its reference group, the gap and the codes for none."""
    theirs = frame.filter(pl.col("group") == pl.col("reference")).select(
        *SETTING, reference_status="status", **{f"reference_{name}": name for name in NUMBERS}
    )
    asked = frame.join(theirs, on=SETTING, how="left", maintain_order="left")
    asked = asked.with_columns(gap_code=gap_code())
    gap = pl.col("gap_code").is_null()
    sides = asked.select(
        *(pl.when(gap).then(name).alias(f"group_{name}") for name in NUMBERS[:3]),
        *(
            pl.when(gap).then(f"reference_{name}").alias(f"reference_{name}")
            for name in NUMBERS[:3]
        ),
    )
    asked = asked.with_columns(**compared(sides))
    asked = asked.with_columns(**chance(asked))
    return asked.with_columns(
        value_code=pl.when(pl.col("status") != "value").then("status"),
        limits_code=limits_code(),
        relative_code=relative_code(),
        note=pl.concat_str("note", note(), separator=" ", ignore_nulls=True).replace("", None),
    )


def gap_code() -> pl.Expr:
    status, theirs = pl.col("status"), pl.col("reference_status").fill_null("absent")
    return first_of(
        (pl.col("dimension") == ALL, "everyone"),
        (~pl.col("compared"), "not_compared"),
        (pl.col("reference").is_null(), "no_reference"),
        (pl.col("group") == pl.col("reference"), "is_reference"),
        (status.is_in(WITHOUT_VALUE), status),
        (theirs.is_in(WITHOUT_VALUE), pl.concat_str(pl.lit("reference_"), theirs)),
    )


def limits_code() -> pl.Expr:
    return first_of(
        (pl.col("status") != "value", pl.col("status")),
        (pl.col("lower").is_null(), "no_limits"),
    )


def relative_code() -> pl.Expr:
    below = pl.min_horizontal(
        *("value", "lower", "reference_value", "reference_lower"),
    )
    return first_of(
        (pl.col("gap_code").is_not_null(), pl.col("gap_code")),
        (pl.col("relative").is_not_null(), pl.lit(None, pl.String)),
        (below < 0, "below_zero"),
        (pl.lit(value=True), "reference_is_zero"),
    )


def chance(asked: pl.DataFrame) -> dict[str, pl.Series]:
    """How often chance alone would make a gap of this size: the same verdict as its limits.

    The limits are taken as far from the gap as its spread towards no gap says, so that p is 0.05
    where a 95% limit just touches 0.
    """
    gap, lower, upper = (
        asked[name].to_numpy().astype(float)
        for name in ("absolute", "absolute_lower", "absolute_upper")
    )
    towards = np.where(gap > 0, gap - lower, upper - gap)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * ndtr(-Z95 * np.abs(gap) / towards)
    p = np.where((gap == 0) & ~np.isnan(towards), 1.0, p)
    return {
        "p_value": pl.Series(p).fill_nan(None),
        "clear": pl.Series(p < 0.05).set(pl.Series(np.isnan(p)), None),
    }
