"""What was found in a table of people: never a value of one, never a small number of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from evenground.counting.quality.rules import Rule, Severity

if TYPE_CHECKING:
    import polars as pl

FEW = 10  # a number of people below this is not told
NEAREST = 5  # larger ones are told to the nearest of these
FEWER = f"fewer than {FEW}"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, and where.

    `rows` is to the nearest 5 and `share` is made from it; both are None where fewer than 10 rows are
    meant, and where no rows are.
    """

    severity: Severity
    rule: str
    column: str
    area_type: str
    place: str
    detail: str
    rows: int | None
    share: float | None
    rows_said: str
    title: str
    do: str


def finding(
    rule: Rule,
    count: int,
    of: int,
    *,
    column: str = "",
    area_type: str = "",
    place: str = "",
    detail: str = "",
) -> Finding | None:
    """The finding about `count` of `of` rows, or None where the rule does not tell it."""
    severity = rule.severity_of(count / of if of else 0.0)
    if severity is None:
        return None
    rows = rounded(count)
    share = None if rows is None else min(round(rows / max(rounded(of) or FEW, 1), 3), 1.0)
    return Finding(
        severity, rule.id, column, area_type, place, detail, rows, share,
        said(rows, share), rule.title, rule.do,
    )  # fmt: skip


def without_rows(
    rule: Rule, *, column: str = "", area_type: str = "", place: str = "", detail: str = ""
) -> Finding:
    """A finding that is about no number of rows, such as a column that holds nothing."""
    return Finding(
        rule.severity, rule.id, column, area_type, place, detail, None, None, "", rule.title, rule.do
    )  # fmt: skip


def rounded(count: int) -> int | None:
    return None if count < FEW else round(count / NEAREST) * NEAREST


def said(rows: int | None, share: float | None) -> str:
    if rows is None or share is None:
        return f"{FEWER} rows"
    return f"about {rows:,} rows, {percent(share)}"


def percent(share: float) -> str:
    return "less than 0.1%" if share < 0.001 else f"{100 * share:.1f}%"


def table(findings: Sequence[Finding]) -> pl.DataFrame:
    """The findings as a table, a row for each."""
    import polars as pl

    kinds: dict[str, type[pl.DataType]] = dict.fromkeys(Finding.__dataclass_fields__, pl.String)
    kinds |= {"rows": pl.Int64, "share": pl.Float64}
    return pl.DataFrame([asdict(one) for one in findings], schema=kinds)


def in_order(findings: Iterable[Finding | None]) -> list[Finding]:
    """What blocks first; otherwise by rule, column and place, whatever order they were found in."""
    told = (one for one in findings if one is not None)
    return sorted(
        told, key=lambda f: (f.severity, f.rule, f.column, f.area_type, f.place, f.detail)
    )
