"""What is declared of each indicator: unit, direction, and how counts give its value."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from evenground import indicators
from evenground.indicators import Indicator
from evenground.profile.table.long_table import scale_of
from evenground.profile.table.mistakes import Mistakes

SAID = ["unit", "better_when", "kind"]
KINDS = {
    "proportion": "proportion",
    "rate": "rate",
    "directly_standardised_rate": "standardised",
}
MEANT = {
    **dict.fromkeys(["indicator_id", *SAID], pl.String),
    "scale": pl.Float64,
    "decimals": pl.Int64,
    "subject": pl.String,
    "banded_by": pl.String,
}


def with_definitions(
    frame: pl.DataFrame, mistakes: Mistakes, definitions: Mapping[str, Indicator] | None
) -> pl.DataFrame:
    """Unit, direction and kind of each indicator: declared by the table or by its definition."""
    declared = one_of_each(frame, "indicator_id", SAID, mistakes)
    rows = []
    for identity, *said in declared.rows():
        known = (definitions or {}).get(identity) or indicators.find(identity)
        refuse_contradictions(identity, said, known, mistakes)
        rows.append((identity, *meant(said, known)))
    table = pl.DataFrame(rows, schema=MEANT, orient="row")
    frame = frame.drop("unit", "better_when", "kind")
    frame = frame.join(table, on="indicator_id", how="left", maintain_order="left")
    return frame.with_columns(subject=pl.coalesce("subject", "indicator"))


def refuse_contradictions(
    identity: str, said: list[str | None], known: Indicator | None, mistakes: Mistakes
) -> None:
    theirs = [known and known.unit, known and known.better_when, kind_of(known)]
    for column, mine, other in zip(SAID, said, theirs, strict=True):
        if mine and other and mine != other:
            mistakes.add(
                f"column `{column}`: the table declares {mine} for {identity} and its definition "
                f"{other}. Leave the column out, or give the indicator an id of its own."
            )


def meant(said: list[str | None], known: Indicator | None) -> tuple[object, ...]:
    """Unit, direction, kind, scale, decimals, subject, and the bands that a standardised rate stands on;
    None where nobody declares one."""
    unit, better_when, kind = said
    kind = kind or kind_of(known)
    unit = unit or (known.unit if known else "percent" if kind == "proportion" else None)
    better_when = better_when or (known.better_when if known else None)
    decimals = known.decimals if known else 3 if unit == "proportion" else 1
    bands = known.method.by[0] if known and known.method and known.method.by else None
    return unit, better_when, kind, scale_of(unit), decimals, known and known.subject, bands


def kind_of(known: Indicator | None) -> str | None:
    """How counts give the value: as the definition says, or per cent of people."""
    if known and known.method:
        return KINDS[known.method.measure]
    return "proportion" if known and known.unit == "percent" else None


def one_of_each(
    frame: pl.DataFrame, key: str, columns: list[str], mistakes: Mistakes
) -> pl.DataFrame:
    """What the table declares of each `key`: one thing, or a mistake."""
    several = frame.group_by(key).agg(pl.col(columns).drop_nulls().n_unique()).sort(key)
    for column in columns:
        for one in several.filter(pl.col(column) > 1)[key]:
            rows = frame.filter((pl.col(key) == one) & pl.col(column).is_not_null())
            first = rows.row(0, named=True)[column]
            other = rows.filter(pl.col(column) != first)["row"]
            mistakes.at(other, column, f"another than in the rows before for {one}. Declare one.")
    return frame.group_by(key).agg(pl.col(columns).drop_nulls().first()).sort(key)
