"""The columns that a condition, a group or a place may name, and the ladder of places: declared data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from evenground import declared
from evenground.declared import Declared
from evenground.errors import DefinitionError
from evenground.indicators.definitions.dimension import Dimension, dimensions
from evenground.indicators.definitions.files import FILE, HERE, Key, Name, Text

Kind = Literal["boolean", "whole", "number", "text", "date"]


class Column(Declared):
    """One column of a table of people: its kind, and what it may hold where that is known.

    `editions`: what it is made with comes in editions that are never joined, so a table says which.
    """

    name: Name
    kind: Kind
    title: Text
    values: tuple[Text, ...] = ()
    dimension: Key | None = None  # its values are the groups of this dimension
    editions: Literal["deprivation", "code lists"] | None = None
    note: Text | None = None
    _divided: Dimension | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def its_values_are_named_once(self) -> Self:
        if self.values and self.dimension:
            raise ValueError("give values, or a dimension: one of the two")
        if self.values and self.kind not in ("text", "whole"):
            raise ValueError(f"a column of kind {self.kind} has no list of values")
        if self.dimension and self.kind not in ("text", "whole", "boolean"):
            raise ValueError(f"a column of kind {self.kind} does not hold groups")
        if len(set(self.values)) < len(self.values):
            raise ValueError("a value is given twice")
        return self

    @property
    def divided(self) -> Dimension | None:
        """The dimension of a partnership's own whose groups it holds."""
        return self._divided

    def divided_by(self, dimension: Dimension) -> Self:
        """The same column, holding the groups of a dimension of a partnership's own."""
        same = self.model_copy()
        same._divided = dimension
        return same


class ColumnsFile(Declared):
    """What columns.toml says. `places` is the ladder, finest first; a partnership may give its own."""

    places: tuple[Name, ...] = ()
    columns: tuple[Column, ...] = Field(default=())


@dataclass(frozen=True)
class Columns(Mapping[str, Column]):
    """The declared columns by name, and the ladder of places, finest first."""

    by_name: Mapping[str, Column]
    places: tuple[str, ...]

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_name)

    def __len__(self) -> int:
        return len(self.by_name)


@cache
def columns() -> Columns:
    """The columns that come with Evenground."""
    return read_columns(HERE / FILE)


def columns_of(folder: Path) -> Columns:
    """The columns that definitions in a folder may name: those of Evenground, and its own."""
    own = folder / FILE
    return read_columns(own, added_to=columns()) if own.is_file() else columns()


def read_columns(path: Path, *, added_to: Columns | None = None) -> Columns:
    """The columns that a file declares, added to those known already.

    Raises   DefinitionError with every mistake, also a column declared twice.
    """
    known, mistakes = checked_columns(path, added_to=added_to)
    if mistakes:
        raise DefinitionError(
            "The declared columns have mistakes. Correct them and try again.\n"
            + "\n".join(f"- {line}" for line in mistakes)
        )
    return known


def checked_columns(path: Path, *, added_to: Columns | None) -> tuple[Columns, list[str]]:
    """The columns that a file declares, added to those known already, and its mistakes."""
    text = path.read_text(encoding="utf-8")
    read, mistakes = declared.read(text, ColumnsFile, file=path.name)
    known, ladder = dict(added_to or {}), added_to.places if added_to else ()
    if read is None:
        return Columns(MappingProxyType(known), ladder), mistakes
    for index, column in enumerate(read.columns):
        if column.name in known:
            line = declared.line_of(text, ("columns", index))
            mistakes.append(f"{path.name}, line {line}: {column.name} is declared already")
        known[column.name] = column
    line = declared.line_of(text, ("places",))
    mistakes += [
        f"{path.name}, line {line}: places: {place} is not a column"
        for place in read.places
        if place not in known
    ]
    return Columns(MappingProxyType(known), read.places or ladder), mistakes


def dimension_of(column: Column) -> Dimension | None:
    """The dimension whose groups a column holds: a partnership's own, or one of Evenground."""
    return column.divided or dimensions().get(column.dimension or "")


def dimensions_of(known: Iterable[Columns]) -> dict[str, Dimension]:
    """The dimensions that come with Evenground, and a partnership's own in these columns, by their key."""
    own = {c.name: c.divided for columns in known for c in columns.values() if c.divided}
    return {**dimensions(), **{one.key: one for one in own.values()}}


def values_of(column: Column) -> tuple[str, ...] | None:
    """The values of a column, or None when any may stand there.

    The groups of a dimension go by their labels and by the other names that it declares; in a column of
    whole numbers by those that are numbers. True or false needs no list.
    """
    if column.values:
        return column.values
    dimension = dimension_of(column)
    if dimension is None or column.kind == "boolean":
        return None
    names = [name for group in dimension.groups for name in (group.label, *group.aliases)]
    return tuple(n for n in names if column.kind == "text" or n.isdigit()) or None
