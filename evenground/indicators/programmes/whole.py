"""A folder of definitions as a whole: indicators, the columns they name, and the sets that name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from evenground.indicators.definitions.columns import Columns, checked_columns, columns
from evenground.indicators.definitions.dimension import Dimension, checked_dimensions, dimensions
from evenground.indicators.definitions.files import (
    FILE,
    HERE,
    line_with,
    meant,
    read_files,
    report,
    twice,
)
from evenground.indicators.definitions.indicator import Indicator
from evenground.indicators.definitions.library import clashes, library
from evenground.indicators.programmes.checks import misnamed, misnamed_in_set
from evenground.indicators.programmes.sets import IndicatorSet

SETS, DIMENSIONS = "sets", "dimensions"  # folders beside the definitions


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
    """A partnership's folder: its definitions, its columns.toml, its sets in a folder `sets`, and its
    dimensions in a folder `dimensions`.

    Raises   DefinitionError with every mistake of every file, and where a file says something else
             under the id of an indicator, a set or a dimension that comes with Evenground.
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
    known, wrong_columns = known_columns(own, ours=ours)
    files, mistakes = read_files(definitions, Indicator)
    named, wrong_sets = read_files(of_sets, IndicatorSet)
    found = {path: one.with_columns(known) for path, one in files.items()}
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


def known_columns(own: Path, *, ours: bool) -> tuple[Columns, list[str]]:
    """The columns that definitions beside a columns.toml may name, with the dimensions beside it."""
    known, mistakes = columns(), list[str]()
    if own.is_file():
        known, mistakes = checked_columns(own, added_to=None if ours else columns())
    if ours:
        return known, mistakes + no_dimension(own, known, dimensions())
    files, wrong = checked_dimensions(own.parent / DIMENSIONS)
    wrong += taken_dimensions(files)
    added = {one.key: one for _, one in files}
    if not wrong:
        mistakes += no_dimension(own, known, {**dimensions(), **added})
    divided = {
        name: column.divided_by(added[column.dimension]) if column.dimension in added else column
        for name, column in known.items()
    }
    return Columns(MappingProxyType(divided), known.places), wrong + mistakes


def no_dimension(path: Path, known: Columns, there: Mapping[str, Dimension]) -> list[str]:
    """Columns that say they hold the groups of a dimension that nobody declared."""
    return [
        f"{path.name}, line {line_with(path, 'dimension', column.dimension)}: {column.name}: there is "
        f"no dimension {column.dimension}{meant(column.dimension, there)}"
        for column in known.values()
        if column.dimension and column.dimension not in there
    ]


def taken_dimensions(files: Sequence[tuple[Path, Dimension]]) -> list[str]:
    """Dimensions that say something else under a key that comes with Evenground."""
    return [
        f"{path.name}, line {line_with(path, 'key', one.key)}: key: {one.key} comes with Evenground and "
        "says something else: give yours its own key"
        for path, one in files
        if dimensions().get(one.key, one) != one
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
