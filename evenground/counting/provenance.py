"""What numbers were made from: kept with them, and the same for the same inputs.

It holds no clock, no path and no name of a machine, so that the same inputs give the same bytes.
"""

from __future__ import annotations

import json
from typing import Literal

from evenground.declared import Declared

KEY = "evenground"  # of the metadata of a Parquet file


class Defined(Declared):
    """A definition that was counted: which one exactly, by which groups and at which places."""

    version: str
    digest: str
    groups: tuple[str, ...]
    places: tuple[str, ...]


class Input(Declared):
    """A table of people: the last part of its name, and a digest where the engine can give one."""

    name: str
    digest: str | None
    rows: int | None
    engine: str


class Finding(Declared):
    """What a rule of quality found in a table of people."""

    table: str
    rule: str
    severity: Literal["blocking", "warning"]
    said: str


class Provenance(Declared):
    """Of cells: what was counted, from which tables, and how many rows were used.

    `code_lists` has a digest of the groups of each dimension; `editions` says of each column with what
    the table of people was made: an edition of deprivation, or versions of ethnic code lists.
    Numbers of rows are exact in cells; a profile has them rounded, and None where they are small.
    """

    format: Literal["evenground cells 1"] = "evenground cells 1"
    indicators: dict[str, Defined]
    places: tuple[str, ...]
    groups: tuple[str, ...]
    periods: tuple[str, ...]
    code_lists: dict[str, str] = {}
    editions: dict[str, str] = {}
    inputs: tuple[Input, ...]
    rows_read: int | None
    rows_used: int | None
    set_aside: dict[str, int | None] = {}
    left_out: dict[str, str] = {}
    findings: tuple[Finding, ...] = ()


class Measured(Declared):
    """Of a profile: the cells it was made from, and how they were protected."""

    format: Literal["evenground profile 1"] = "evenground profile 1"
    cells: Provenance
    policies: dict[str, tuple[str, ...]]


def as_metadata(about: Provenance | Measured) -> dict[str, str]:
    return {KEY: json.dumps(about.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)}
