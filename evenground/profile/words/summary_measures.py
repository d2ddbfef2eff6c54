"""A summary measure in words: what it says of the groups of a dimension, and which way."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import polars as pl

from evenground.indicators import Dimension
from evenground.profile.words.groups import either, said, signed, size, where, with_phrases
from evenground.profile.words.sentences import written

Row = Mapping[str, Any]
NEEDED = [
    *("subject", "area", "period", "sex", "age", "edition", "kind", "banded_by", "dimension"),
    *("dimension_title", "k"),
    *("ordered", "reference", "better_when", "unit", "decimals", "measure", "value", "lower"),
    *("upper", "first_group", "last_group", "value_code", "reason", "change", "change_lower"),
    *("change_upper", "change_from", "verdict"),
]
ALIKE = {"u": "each group counted alike", "w": "each person counted alike"}
NAMES = {
    "sii": "slope index of inequality",
    "rii": "relative index of inequality",
    "aci": "absolute concentration index",
    "rci": "relative concentration index",
    "difference": "difference",
    "ratio": "ratio",
    "bgv": "between-group variance",
    "bgsd": "between-group standard deviation",
    "cov": "coefficient of variation",
    "mdmu": f"mean difference from the mean, {ALIKE['u']}",
    "mdmw": f"mean difference from the mean, {ALIKE['w']}",
    "mdbu": f"mean difference from the best, {ALIKE['u']}",
    "mdbw": f"mean difference from the best, {ALIKE['w']}",
    "mdru": f"mean difference from the reference, {ALIKE['u']}",
    "mdrw": f"mean difference from the reference, {ALIKE['w']}",
    "idisu": f"index of disparity, {ALIKE['u']}",
    "idisw": f"index of disparity, {ALIKE['w']}",
    "theil": "Theil index",
    "mld": "mean log deviation",
    "par": "population attributable risk",
    "paf": "population attributable fraction",
}
BETWEEN = dict.fromkeys(("difference", "ratio"), "between")  # others are of the groups together
DIGITS = 2


def sentences(frame: pl.DataFrame, dimensions: Mapping[str, Dimension]) -> pl.Series:
    asked = frame.select(*NEEDED, where=where())
    asked = with_phrases(asked, ["first_group", "last_group", "reference"], dimensions)
    titles = asked["dimension_title"].unique()
    grouped = pl.format(
        "{} groups by {}", "k", pl.col("dimension_title").replace_strict(titles, [plain(t) for t in titles])
    )  # fmt: skip
    asked = asked.with_columns(grouped=grouped)
    name = pl.col("measure").replace_strict({measure: without(measure) for measure in NAMES})
    silent = pl.format("{} {} has no {} {}: {}.", "subject", "where", name, "grouped", "reason")
    return either(asked, silent, of_measure)


def of_measure(row: Row) -> str:
    told = TELL[row["measure"]](row)
    return f"{row['subject']} {row['where']} {told}.{change(row)}"


def without(measure: str) -> str:
    """A measure that is not there: "index of disparity (each group counted alike) for"."""
    name, comma, alike = NAMES[measure].partition(", ")
    counted = f" ({alike})" if comma else ""
    return f"{name}{counted} {BETWEEN.get(measure, 'for')}"


def plain(title: str) -> str:
    """ "10 groups by deprivation decile": the edition stands in the title, not in the sentence."""
    text = title.partition(" (")[0]
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def groups(row: Row) -> str:
    return row["grouped"]


def bare(row: Row, side: str) -> str:
    """A group without its preposition: the most deprived decile, White British people."""
    return without_preposition(row[said(side)])


@cache
def without_preposition(text: str) -> str:
    return re.sub(r"^ (in|among|at) ", "", text)


def limits(row: Row, digits: int | None = None) -> str:
    if row["lower"] is None:
        return "limits not known"
    digits = row["decimals"] if digits is None else digits
    return "95% limits {} to {}".format(*(signed(row[n], digits) for n in ("lower", "upper")))


def unsigned(row: Row, digits: int | None = None) -> str:
    """The limits of a size whose direction is told in words."""
    lower, upper = row["lower"], row["upper"]
    if lower is None:
        return "limits not known"
    digits = row["decimals"] if digits is None else digits
    low, high = (written(abs(limit), digits, small=True) for limit in (lower, upper))
    if lower < 0 < upper:
        return other_way(row, low, high)
    return f"95% limits {low} to {high}" if lower >= 0 else f"95% limits {high} to {low}"


def other_way(row: Row, low: str, high: str) -> str:
    same, other = (high, low) if row["value"] > 0 else (low, high)
    return f"95% limits {other} the other way to {same}"


def amount(row: Row) -> str:
    return size(row["value"], row, small=True)


def number(row: Row, digits: int = DIGITS) -> str:
    return written(abs(row["value"]), digits, small=True)


def slope(row: Row) -> str:
    way = "rises" if row["value"] > 0 else "falls"
    return (
        f"{way} by {amount(row)} ({unsigned(row)}) from {bare(row, 'first_group')} to "
        f"{bare(row, 'last_group')}, along a line through {groups(row)} ({NAMES['sii']})"
    )


def relative_slope(row: Row) -> str:
    return (
        f"is {number(row)} times ({limits(row, DIGITS)}) as high at the end of "
        f"{bare(row, 'last_group')} as at the start of {bare(row, 'first_group')}, along a line through "
        f"{groups(row)} ({NAMES['rii']})"
    )


def concentration(row: Row) -> str:
    name, digits = NAMES[row["measure"]], DIGITS if row["measure"] == "rci" else row["decimals"]
    index = f"{name} {signed(row['value'], digits)}, {limits(row, digits)}"
    if row["lower"] is not None and row["lower"] <= 0 <= row["upper"]:
        return f"is not clearly concentrated towards either end of {groups(row)} ({index})"
    end = "last_group" if row["value"] > 0 else "first_group"
    return f"is concentrated towards {bare(row, end)} among {groups(row)} ({index})"


def ends(row: Row) -> tuple[str, str]:
    """Where it is higher and where lower, by the signs of the difference."""
    first, last = (row[said(end)] for end in ("first_group", "last_group"))
    return (last, first) if row["better_when"] == "higher" else (first, last)


def pair(row: Row) -> str:
    if row["reference"]:
        return f"the worst of {groups(row)} and {bare(row, 'reference')}"
    return f"the highest and the lowest of {groups(row)}"


def difference(row: Row) -> str:
    if row["ordered"]:
        high, low = ends(row)
        way = "higher" if row["value"] >= 0 else "lower"
        return f"is {amount(row)} {way} ({unsigned(row)}){high} than{low} ({NAMES['difference']})"
    return f"differs by {amount(row)} ({unsigned(row)}) between {pair(row)} ({NAMES['difference']})"


def ratio(row: Row) -> str:
    told = f"{number(row)} times ({limits(row, DIGITS)})"
    if row["ordered"]:
        high, low = ends(row)
        return f"is {told} as high{high} as{low} ({NAMES['ratio']})"
    return f"differs by a ratio of {number(row)} ({limits(row, DIGITS)}) between {pair(row)}"


def variance(row: Row) -> str:
    told = amount(row) if row["measure"] == "bgsd" else number(row)
    digits = None if row["measure"] == "bgsd" else DIGITS
    per_cent = "%" if row["measure"] == "cov" else ""
    name = NAMES[row["measure"]]
    return f"has a {name} of {told}{per_cent} ({limits(row, digits)}) for {groups(row)}"


def away(other: Callable[[Row], str]) -> Callable[[Row], str]:
    def tell(row: Row) -> str:
        return (
            f"is on average {amount(row)} ({limits(row)}) away from {other(row)} in "
            f"{groups(row)} ({NAMES[row['measure']]})"
        )

    return tell


def disparity(row: Row) -> str:
    return (
        f"is on average {number(row, 1)}% of the mean ({limits(row, 1)}) away from it in "
        f"{groups(row)} ({NAMES[row['measure']]})"
    )


def index(row: Row) -> str:
    return (
        f"has a {NAMES[row['measure']]} of {number(row)} ({limits(row, DIGITS)}; times 1,000, 0 is "
        f"no inequality) for {groups(row)}"
    )


def attributable(row: Row) -> str:
    best = bare(row, "last_group") if row["ordered"] else "the best of them"
    were = f"overall if {groups(row)} were all as {best} ({NAMES[row['measure']]})"
    if not row["value"]:
        return f"would be the same ({limits(row)}) {were}"
    way = "higher" if row["value"] > 0 else "lower"
    share = row["measure"] == "paf"
    told = f"{number(row, 1)}%" if share else amount(row)
    known = unsigned(row, 1 if share else None)
    return f"would be {told} {way} ({known}) {were}"


def change(row: Row) -> str:
    verdict, since = row["verdict"], row["change_from"]
    if verdict not in ("narrowing", "widening"):
        return ""
    low, high = sorted(abs(row[name]) for name in ("change_lower", "change_upper"))
    digits = row["decimals"]
    moved = written(abs(row["change"]), digits, small=True)
    return (
        f" Since {since} this has become {'smaller' if verdict == 'narrowing' else 'larger'} by "
        f"{moved} (95% limits {written(low, digits, small=True)} to "
        f"{written(high, digits, small=True)})."
    )


TELL: dict[str, Callable[[Row], str]] = {
    "sii": slope,
    "rii": relative_slope,
    **dict.fromkeys(("aci", "rci"), concentration),
    "difference": difference,
    "ratio": ratio,
    **dict.fromkeys(("bgv", "bgsd", "cov"), variance),
    **dict.fromkeys(("mdmu", "mdmw"), away(lambda row: "the mean")),
    **dict.fromkeys(("mdbu", "mdbw"), away(lambda row: "the best")),
    **dict.fromkeys(("mdru", "mdrw"), away(lambda row: bare(row, "reference"))),
    **dict.fromkeys(("idisu", "idisw"), disparity),
    **dict.fromkeys(("theil", "mld"), index),
    **dict.fromkeys(("par", "paf"), attributable),
}
