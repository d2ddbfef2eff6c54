"""What the file of a standard population may say; every mistake is told with its line."""

from __future__ import annotations

import csv
import math
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from evenground.declared import Declared, read
from evenground.errors import DefinitionError
from evenground.measures.ages.standards import Standard

Weight = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]
Age = Annotated[int, Field(ge=0, strict=True)]
Text = Annotated[str, Field(min_length=1)]


class StandardFile(Declared):
    """A standard population as its publisher prints it."""

    name: Text
    source: Text
    note: str = ""
    starts: Annotated[tuple[Age, ...], Field(min_length=1)]
    weights: tuple[Weight, ...]
    until: Age | None = None
    usual: tuple[Age, ...] | None = None
    total: float | None = None

    @field_validator("starts")
    @classmethod
    def ages_rise(cls, starts: tuple[int, ...]) -> tuple[int, ...]:
        if any(one >= other for one, other in pairwise(starts)):
            raise ValueError("the ages rise from each band to the next")
        return starts

    @field_validator("weights")
    @classmethod
    def one_for_each_band(cls, weights: tuple[float, ...], seen: ValidationInfo) -> object:
        bands = len(seen.data.get("starts", weights))
        if len(weights) != bands:
            raise ValueError(f"there are {len(weights)} weights for {bands} bands")
        if not sum(weights) > 0:
            raise ValueError("the weights are all 0")
        return weights

    @field_validator("until")
    @classmethod
    def ends_after_it_starts(cls, until: int | None, seen: ValidationInfo) -> int | None:
        if until is not None and until <= max(seen.data.get("starts", [-1])):
            raise ValueError("the last band ends after it starts")
        return until

    @field_validator("usual")
    @classmethod
    def usual_are_starts(cls, usual: tuple[int, ...] | None, seen: ValidationInfo) -> object:
        if unknown := set(usual or ()) - set(seen.data.get("starts", usual or ())):
            raise ValueError(f"no band starts at {min(unknown)}")
        return usual

    @field_validator("total")
    @classmethod
    def adds_up(cls, total: float | None, seen: ValidationInfo) -> float | None:
        found = sum(seen.data.get("weights", ()))
        if total is not None and "weights" in seen.data and not math.isclose(found, total):
            raise ValueError(f"the weights add to {found:g}, not to {total:g}")
        return total


def read_standard(path: Path) -> tuple[Standard, tuple[int, ...]]:
    """A standard in its finest bands, and the starts of the bands of usual use."""
    readers = {".toml": from_toml, ".csv": from_csv}
    if path.suffix.lower() not in readers:
        raise DefinitionError(f"{path.name}: a standard population is a .toml or a .csv file.")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DefinitionError(f"{path.name}: the file is not text in UTF-8.") from problem
    return readers[path.suffix.lower()](text, path)


def from_toml(text: str, path: Path) -> tuple[Standard, tuple[int, ...]]:
    found, mistakes = read(text, StandardFile, file=path.name)
    if found is None:
        raise DefinitionError("\n".join(mistakes))
    whole = Standard(found.name, found.source, found.starts, found.weights, found.until)
    return whole, found.usual or found.starts


def from_csv(text: str, path: Path) -> tuple[Standard, tuple[int, ...]]:
    """Columns `start` and `weight`, a row for each band; the last band has no end."""
    rows = csv.DictReader(text.splitlines())
    if not {"start", "weight"} <= set(rows.fieldnames or ()):
        raise DefinitionError(f"{path.name}, line 1: the columns are `start` and `weight`.")
    starts: list[int] = []
    weights: list[float] = []
    mistakes = []
    for row in rows:
        start, weight = age(row["start"]), weighing(row["weight"])
        line = f"{path.name}, line {rows.line_num}"
        if start is None or starts and start <= starts[-1]:
            mistakes.append(f"{line}: `start` is an age in whole years, above the one before.")
        if weight is None:
            mistakes.append(f"{line}: `weight` is a number, 0 or more.")
        starts.append(start or 0)
        weights.append(weight or 0.0)
    if not mistakes and not sum(weights) > 0:
        mistakes.append(f"{path.name}: the weights are all 0.")
    if mistakes:
        raise DefinitionError("\n".join(mistakes))
    return Standard(path.stem, path.name, tuple(starts), tuple(weights)), tuple(starts)


def age(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() else None


def weighing(text: str | None) -> float | None:
    if text is None:
        return None
    try:
        weight = float(text)
    except ValueError:
        return None
    return weight if 0 <= weight < math.inf else None
