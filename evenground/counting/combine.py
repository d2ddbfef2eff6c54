"""Cells of several partners to the cells of all: only what was counted alike is added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import polars as pl

from evenground.counting.cells import Cells, in_order
from evenground.counting.editions import NOT_SAID
from evenground.counting.provenance import Input, Provenance
from evenground.counting.roll_up import rungs
from evenground.errors import DataError

SHOWN = 5  # indicators named in a refusal


def combine(parts: Sequence[Cells] | Mapping[str, Cells]) -> Cells:
    """The cells of several tables of people, as if they had been counted together.

    Shapes   parts: cells, under the name that each has for people, such as its file. People need
             not move, and nobody may be in two of the tables: that cannot be seen in cells.
    Raises   DataError naming every difference between definitions, periods, code lists, editions of
             deprivation, groups and places, and a table that was given twice.
    Checked  tests/engine/counting/test_combine.py: parts counted apart give what counting
             together gives, in any order.
    """
    named = parts if isinstance(parts, Mapping) else numbered(parts)
    if not named:
        raise DataError("There are no cells to combine. Give at least one file of cells.")
    first = next(iter(named))
    wrong = [
        f"{name}: {what}"
        for name, part in named.items()
        for what in differences(part.about, named[first].about, first)
    ]
    wrong += given_twice(named)
    if wrong:
        raise DataError(
            "These cells cannot be added up. Count again with the same definitions, periods and "
            "places, and give each table of people once.\n"
            + "\n".join(f"- {line}" for line in wrong)
        )
    frame = pl.concat([part.frame for part in named.values()])
    keys = named[first].keys
    about = together([part.about for part in named.values()])
    rungs(frame, about.places)
    return in_order(frame.group_by(keys).agg(pl.all().sum()), about)


def numbered(parts: Sequence[Cells]) -> dict[str, Cells]:
    return {f"cells {number}": part for number, part in enumerate(parts, 1)}


def differences(about: Provenance, other: Provenance, first: str) -> list[str]:
    """What the two did not count alike, a line for each thing."""
    found = []
    ours, theirs = about.indicators, other.indicators
    if lacking := several(set(theirs) - set(ours)):
        found.append(f"lacks {lacking}, which {first} has")
    if more := several(set(ours) - set(theirs)):
        found.append(f"has {more}, which {first} lacks")
    for one in sorted({*ours} & {*theirs}):
        if ours[one].version != theirs[one].version:
            versions = f"{ours[one].version}, in {first} version {theirs[one].version}"
            found.append(f"{one} is version {versions}")
        elif ours[one] != theirs[one]:
            found.append(
                f"{one} says otherwise how to count than in {first}, and has the same version"
            )
    for what in ("periods", "places", "groups"):
        mine, its = (", ".join(getattr(each, what)) for each in (about, other))
        if mine != its:
            found.append(f"{what} are {mine}; in {first} {its}")
    for name in sorted({*about.code_lists} & {*other.code_lists}):
        if about.code_lists[name] != other.code_lists[name]:
            found.append(f"the list of groups of {name} is another edition than in {first}")
    return found + other_editions(about.editions, other.editions, first)


def other_editions(ours: Mapping[str, str], theirs: Mapping[str, str], first: str) -> list[str]:
    """Columns that were made with different editions, or of which only one side says with which."""
    found = []
    for name in sorted({*ours} | {*theirs}):
        mine, its = ours.get(name, NOT_SAID), theirs.get(name, NOT_SAID)
        if mine == its:
            continue
        advice = (
            f"say it when counting: --edition {name}=EDITION"
            if NOT_SAID in (mine, its)
            else "prepare and count both with one of them"
        )
        found.append(f"what `{name}` was made with is {mine}; in {first} {its}: {advice}")
    return found


def several(indicators: set[str]) -> str:
    first = ", ".join(sorted(indicators)[:SHOWN])
    more = f" and {len(indicators) - SHOWN:,} more" if len(indicators) > SHOWN else ""
    return (
        first and f"{'the indicator' if len(indicators) == 1 else 'the indicators'} {first}{more}"
    )


def given_twice(named: Mapping[str, Cells]) -> list[str]:
    """Tables of people that are in more than one part, or more than once in one."""
    seen: dict[tuple, str] = {}
    wrong = []
    for name, part in named.items():
        for each in part.about.inputs:
            table = identity(each, part)
            if table in seen:
                wrong.append(f"{name}: {each.name} was already counted in {seen[table]}")
            seen.setdefault(table, name)
    return wrong


def identity(table: Input, part: Cells) -> tuple:
    """A digest where there is one; else two tables are one when all their counts are the same."""
    if table.digest is not None:
        return (table.digest,)
    return (table.rows, *part.frame.hash_rows().sort().to_list())


def together(abouts: Sequence[Provenance]) -> Provenance:
    """What was counted alike stays; tables are listed, rows are added, reasons and findings joined."""
    set_aside: Counter[str] = Counter()
    for about in abouts:
        set_aside.update(about.set_aside)
    inputs = [table for about in abouts for table in about.inputs]
    findings = {finding.model_dump_json(): finding for a in abouts for finding in a.findings}
    left_out = {key: why for about in abouts for key, why in sorted(about.left_out.items())}
    return abouts[0].model_copy(
        update={
            "inputs": tuple(sorted(inputs, key=lambda table: table.model_dump_json())),
            "rows_read": sum(about.rows_read for about in abouts),
            "rows_used": sum(about.rows_used for about in abouts),
            "set_aside": dict(sorted(set_aside.items())),
            "left_out": dict(sorted(left_out.items())),
            "findings": tuple(findings[key] for key in sorted(findings)),
        }
    )
