"""A folder of definitions as a whole: indicators, the columns they name, and the sets that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from evenground.indicators.checks import misnamed, misnamed_in_set
from evenground.indicators.columns import FILE, Columns, checked_columns, columns, meant
from evenground.indicators.definition import Indicator
from evenground.indicators.loader import (
    HERE,
    clashes,
    dimensions,
    library,
    line_with,
    read_files,
    report,
    twice,
)
from evenground.indicators.sets import IndicatorSet

SETS = "sets"  # the folder of sets, beside the definitions


@dataclass(frozen=True)
class Definitions:
    """The indicators and the sets of a folder, by their id, and the columns that they may name."""

    indicators: Mapping[str, Indicator]
    sets: Mapping[str, IndicatorSet]
    columns: Columns


@cache
def sets() -> MappingProxyType[str, IndicatorSet]:
    """The sets that come with Evenground, by their id. What they name is looked up when they are asked for."""
    files, mistakes = read_files(toml(HERE / SETS), IndicatorSet)
    report(mistakes + twice(files.items(), lambda one: [one.id], "id"))
    return MappingProxyType({one.id: one for one in files.values()})


@cache
def shipped() -> Definitions:
    """All that comes with Evenground, wholly checked."""
    return checked(toml(HERE / "library"), toml(HERE / SETS), HERE / FILE, ours=True)


def read_definitions(folder: Path) -> Definitions:
    """A partnership's folder: its definitions, its columns.toml, and its sets in a folder `sets`.

    Raises   DefinitionError with every mistake of every file, and where a file says something else
             under the id of an indicator or a set that comes with Evenground.
    """
    return checked(toml(folder), toml(folder / SETS), folder / FILE)


def read_indicators(folder: Path) -> dict[str, Indicator]:
    """The indicators of a partnership's folder."""
    return dict(read_definitions(folder).indicators)


def toml(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob("*.toml")) if path.name != FILE]


def checked(
    definitions: Sequence[Path], of_sets: Sequence[Path], own: Path, *, ours: bool = False
) -> Definitions:
    """What these files declare, when there is no mistake in them."""
    added_to = None if ours else columns()
    known, wrong_columns = (
        checked_columns(own, added_to=added_to) if own.is_file() else (columns(), [])
    )
    files, mistakes = read_files(definitions, Indicator)
    named, wrong_sets = read_files(of_sets, IndicatorSet)
    found = {path: one.with_columns(known) for path, one in files.items()}
    wrong_columns += no_dimension(own, known)
    mistakes = [*wrong_columns, *mistakes, *clashes(found), *wrong_sets]
    mistakes += twice(named.items(), lambda one: [one.id], "id")
    if not ours:
        mistakes += taken(found, library()) + taken(named, {**library(), **sets()})
    by_id = {one.id: one for one in found.values()}
    if not wrong_columns:
        mistakes += [said for path, one in found.items() for said in misnamed(path, one)]
        reachable = by_id if ours else {**library(), **by_id}
        for path, one in named.items():
            mistakes += misnamed_in_set(path, one, reachable, known)
    report(mistakes)
    return Definitions(by_id, {one.id: one for one in named.values()}, known)


def no_dimension(path: Path, known: Columns) -> list[str]:
    """Columns that say they hold the groups of a dimension that nobody declared."""
    return [
        f"{path.name}, line {line_with(path, 'dimension', column.dimension)}: {column.name}: there is "
        f"no dimension {column.dimension}{meant(column.dimension, dimensions())}"
        for column in known.values()
        if column.dimension and column.dimension not in dimensions()
    ]


def taken(
    files: Mapping[Path, Indicator] | Mapping[Path, IndicatorSet],
    known: Mapping[str, Indicator | IndicatorSet],
) -> list[str]:
    """Definitions that say something else under an id that comes with Evenground."""
    return [
        f"{path.name}, line {line_with(path, 'id', one.id)}: id: {one.id} comes with Evenground and says "
        "something else: give yours its own id"
        for path, one in files.items()
        if one.id == "library"
        or (one.id in known and known[one.id].model_dump() != one.model_dump())
    ]
