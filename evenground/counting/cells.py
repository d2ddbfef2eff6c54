"""Cells: how many are counted and how many of them had the outcome, with what they were made from.

Cells add up, so partners can count at home and send cells. They hold exact small counts: keep
them where the people are, and publish through `evenground.profile.measure`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from evenground.counting.files import whole
from evenground.counting.provenance import KEY, Provenance, as_metadata
from evenground.errors import DataError

PEOPLE = "people"


@dataclass(frozen=True, eq=False)
class Cells:
    """The finest counts, and what they were made from.

    Shapes   frame: a row for each period, place and combination of groups that has people, with
             `people` and for each indicator "id numerator" and "id denominator"; rows in order.
    """

    frame: pl.DataFrame
    about: Provenance

    def write(self, path: Path) -> None:
        """A Parquet file that tells what it was made from; the same cells, the same bytes."""
        with whole(path) as part:
            self.frame.write_parquet(part, metadata=as_metadata(self.about))

    @property
    def keys(self) -> list[str]:
        return ["period", *self.about.places, *self.about.groups]


def columns_of(indicator: str) -> tuple[str, str]:
    return f"{indicator} numerator", f"{indicator} denominator"


def in_order(frame: pl.DataFrame, about: Provenance) -> Cells:
    """Cells with their columns and rows in the one order that they have."""
    keys = ["period", *about.places, *about.groups]
    sums = [PEOPLE, *(column for one in about.indicators for column in columns_of(one))]
    cells = frame.select(pl.col(keys).cast(pl.String), pl.col(sums).cast(pl.Int64))
    found = cells.select(keys)
    return Cells(cells if found.equals(found.sort(keys)) else cells.sort(keys), about)


def holds_cells(path: Path) -> bool:
    """Whether a file holds cells, by what it says of itself."""
    return said_by(path).get("format") == Provenance.model_fields["format"].default


def read_cells(path: Path) -> Cells:
    """Cells from the file that `evenground count` or `evenground combine` wrote.

    Raises   DataError for another file, or one that was changed since.
    """
    if not holds_cells(path):
        raise DataError(
            f"{path.name} holds no cells. Make them with `evenground count`, which writes beside the "
            "counts what they were made from."
        )
    try:
        return in_order(pl.read_parquet(path), Provenance.model_validate(said_by(path)))
    except (ValidationError, pl.exceptions.PolarsError) as problem:
        raise DataError(
            f"{path.name} is not as `evenground count` wrote it. Count again; change nothing in it."
        ) from problem


def said_by(path: Path) -> dict:
    """What a Parquet file says of itself; nothing for any other file."""
    try:
        found = json.loads(pl.read_parquet_metadata(path).get(KEY, "{}"))
    except (pl.exceptions.PolarsError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
