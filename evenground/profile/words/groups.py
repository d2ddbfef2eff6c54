"""A row of a profile in the words a careful analyst would write, for people who read no tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl

from evenground.indicators import ALL, Dimension
from evenground.profile.words.sentences import phrase, with_unit, written

Row = Mapping[str, Any]
NEEDED = [
    *("subject", "area", "period", "sex", "age", "edition", "dimension", "group", "reference"),
    "unit",
    *(
        "kind",
        "banded_by",
        "decimals",
        "better_when",
        "value",
        "lower",
        "upper",
        "absolute",
        "absolute_lower",
    ),
    *("absolute_upper", "relative", "reference_value", "clear", "clear_in_profile", "standing"),
    *("people", "people_lower", "people_upper", "trend", "trend_verdict", "change", "change_lower"),
    *(
        "change_upper",
        "change_from",
        "verdict",
        "relative_verdict",
        "gap_code",
        "value_code",
        "reason",
    ),
]
EDITION = r"^(.+?) \((.+)\)$"  # "Deprivation decile (districts of April 2021, IMD 2019)"


def with_editions(frame: pl.DataFrame) -> pl.DataFrame:
    """What tells dimensions of one name apart, such as two editions of deprivation deciles."""
    name, edition = (pl.col("dimension_title").str.extract(EDITION, part) for part in (1, 2))
    titles = frame.select("dimension_title").unique().with_columns(name=name, edition=edition)
    shared = pl.col("name").is_duplicated() & pl.col("name").is_not_null()
    titles = titles.filter(shared).select("dimension_title", "edition")
    return frame.join(titles, on="dimension_title", how="left", maintain_order="left")


def sentences(
    frame: pl.DataFrame, comparisons: int, dimensions: Mapping[str, Dimension]
) -> pl.Series:
    """A sentence for each row. Of rows without a number there are many and they say little: their
    sentences are put together column by column."""
    asked = frame.select(*NEEDED, where=where())
    asked = with_phrases(asked, ["group", "reference"], dimensions)
    silent = pl.format("{}{} {} cannot be told: {}.", "subject", said("group"), "where", "reason")
    return either(asked, silent, lambda row: of_group(row, comparisons))


def either(asked: pl.DataFrame, silent: pl.Expr, of_row: Callable[[Row], str]) -> pl.Series:
    """The sentence of rows without a number, and that of the others, told one by one."""
    asked = asked.with_row_index("at")
    without = asked.filter(pl.col("value_code").is_not_null()).select("at", said=silent)
    others = asked.filter(pl.col("value_code").is_null())
    told = [of_row(row) for row in others.iter_rows(named=True)]
    others = others.select("at", said=pl.Series(told, dtype=pl.String))
    return pl.concat([without, others]).sort("at").get_column("said")


def of_group(row: Row, comparisons: int) -> str:
    """All that is known of one group's number: level, gap, people, trend, change."""
    level = quantity(row["value"], row)
    limits = between(row["lower"], row["upper"], row, " (95% limits {} to {})")
    parts = [f"{row['subject']} was {level}{limits}{row[said('group')]} {row['where']}."]
    parts += [tell(row) for tell in (gap_of(comparisons), people, trend, change)]
    return " ".join(part for part in parts if part)


def said(side: str) -> str:
    """The column that says a group as a sentence does, with a space before it."""
    return f"{side} said"


def with_phrases(
    asked: pl.DataFrame, sides: Iterable[str], dimensions: Mapping[str, Dimension]
) -> pl.DataFrame:
    """The groups that these columns name, as sentences say them; nothing for everyone."""
    for side in sides:
        pairs = asked.select("dimension", side).drop_nulls().unique()
        phrases = [
            "" if of == ALL else f" {phrase(of, name, dimensions)}" for of, name in pairs.rows()
        ]
        pairs = pairs.with_columns(pl.Series(said(side), phrases, dtype=pl.String))
        asked = asked.join(pairs, on=["dimension", side], how="left", maintain_order="left")
    return asked


def where() -> pl.Expr:
    """In which area and period, and among whom: (female only, age 40-64, age-standardised). The rate of
    one band of age is the band's own."""
    sex, age = pl.col("sex"), pl.col("age")
    one_band = (pl.col("dimension") == pl.col("banded_by")).fill_null(False)
    standardised = (pl.col("kind") == "standardised") & ~one_band
    among_whom = pl.concat_str(
        pl.when(sex != "Persons").then(pl.format("{} only", sex.str.to_lowercase())),
        pl.when(age != "All ages").then(pl.format("age {}", age.str.strip_suffix(" yrs"))),
        pl.when(pl.col("edition") != "").then(pl.format("by {}", "edition")),
        pl.when(standardised).then(pl.lit("age-standardised")),
        separator=", ",
        ignore_nulls=True,
    )
    told = pl.when(among_whom != "").then(pl.format(" ({})", among_whom)).otherwise(pl.lit(""))
    return pl.format("in {} in {}{}", "area", "period", told)


def quantity(number: float, row: Row) -> str:
    """A level with its unit: 35.9%, 12.3 per 1,000, 81.2 years."""
    text = signed(number, row["decimals"])
    unit = row["unit"]
    if unit == "percent":
        return f"{text}%"
    return text if unit in (None, "proportion") else f"{text} {unit}"


def size(number: float, row: Row, *, small: bool = False) -> str:
    """A difference with its unit: 20.9 percentage points."""
    text = written(abs(number), row["decimals"], small=small)
    unit = row["unit"]
    return with_unit(text, "" if unit in (None, "proportion") else unit)


def signed(number: float, digits: int) -> str:
    text = written(abs(number), digits, small=number != 0)
    return f"-{text}" if number < 0 and float(text.replace(",", "")) else text


def between(lower: float | None, upper: float | None, row: Row, pattern: str) -> str:
    if lower is None or upper is None:
        return ""
    sign = "%" if row["unit"] == "percent" else ""
    return pattern.format(*(signed(limit, row["decimals"]) + sign for limit in (lower, upper)))


def gap_of(comparisons: int) -> Callable[[Row], str]:
    def tell(row: Row) -> str:
        code = row["gap_code"]
        if code == "everyone":
            return ""
        if code == "is_reference":
            return "Other groups are compared with this one."
        if code == "not_compared":
            return "It is shown and not compared, as declared."
        if code:
            return f"It is not compared: {row['reason']}."
        return compared(row, comparisons)

    return tell


def compared(row: Row, comparisons: int) -> str:
    other = f"than{row[said('reference')]} ({quantity(row['reference_value'], row)})"
    gap, lower, upper = row["absolute"], row["absolute_lower"], row["absolute_upper"]
    if lower is None or upper is None:
        return f"That is {size(gap, row)} {way(gap)} {other}{times(row)}; limits are not known."
    digits = row["decimals"]
    low, high = (written(abs(limit), digits, small=True) for limit in (lower, upper))
    if not row["clear"]:
        limits = f"{low} lower to {high} higher"
        if not float(written(abs(gap), digits).replace(",", "")):
            same = f"about the same as{other.removeprefix('than')}"
            return f"That is {same}; the 95% limits ({limits}) include no difference."
        return (
            f"That is {size(gap, row)} {way(gap)} {other}, but the 95% limits ({limits}) include "
            "no difference."
        )
    if gap < 0:
        low, high = high, low
    told = f"That is {size(gap, row, small=True)} {way(gap)} (95% limits {low} to {high}) {other}"
    if not row["clear_in_profile"]:
        return f"{told}{times(row)}; among {comparisons:,} comparisons that may still be chance."
    judged = {"worse": ", which is worse", "better": ", which is better"}.get(row["standing"], "")
    return f"{told}{times(row)}{judged}."


def way(gap: float) -> str:
    return "higher" if gap > 0 else "lower"


def times(row: Row) -> str:
    relative = row["relative"]
    return f", or {relative:.1f} times as high" if relative is not None and relative >= 2 else ""


def people(row: Row) -> str:
    """How many people the gap is, where it is a gap to close that chance does not explain."""
    number, lower, upper = (row[name] for name in ("people", "people_lower", "people_upper"))
    if not number or row["standing"] != "worse":
        return ""
    known = f" ({lower:,} to {upper:,})" if lower is not None and upper is not None else ""
    noun = "person" if number == 1 else "people"
    done = "reached" if row["better_when"] == "higher" else "affected"
    more = "more" if row["better_when"] == "higher" else "fewer"
    return f"To be equal, {number:,} {more} {noun}{known} would have to be {done}."


def trend(row: Row) -> str:
    told = TRENDS.get(row["trend"] or "", "")
    judged = {"improvement": ", which is better", "concern": ", which is worse"}
    return told and f"{told}{judged.get(row['trend_verdict'], '')}."


TRENDS = {
    "increasing": "It has been rising over the last five years",
    "decreasing": "It has been falling over the last five years",
    "no significant change": "It has no clear trend over the last five years",
}


DONE = {"narrowing": "narrowed", "widening": "widened"}


def change(row: Row) -> str:
    """How the gap changed, absolutely and, where that is another story, relatively."""
    verdict, since = row["verdict"], row["change_from"]
    if not verdict:
        return ""
    relative = row["relative_verdict"]
    other = (
        f", but relatively it has {DONE[relative]}"
        if relative in DONE and relative != verdict
        else ""
    )
    if verdict not in DONE:
        gap = "absolute gap" if other else "gap"
        lacking = (
            "no evidence that" if verdict == "no evidence" else "too little data to say whether"
        )
        return f"There is {lacking} the {gap} has changed since {since}{other}."
    if (row["absolute"] - row["change"]) * row["absolute"] < 0:
        return f"The gap has {DONE[verdict]} since {since}, and turned round{other}."
    limits = sorted(abs(row[name]) for name in ("change_lower", "change_upper"))
    low, high = (written(limit, row["decimals"], small=True) for limit in limits)
    amount = size(row["change"], row, small=True)
    return f"The gap has {DONE[verdict]} by {amount} (95% limits {low} to {high}) since {since}{other}."
