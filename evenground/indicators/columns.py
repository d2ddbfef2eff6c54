"""The columns that a condition, a group or a place may name, and the ladder of places: declared data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from evenground import declared
from evenground.declared import Declared
from evenground.errors import DefinitionError

FILE = "columns.toml"  # also the name of a partnership's own, in its folder of definitions
HERE = Path(__file__).parent

Kind = Literal["boolean", "whole", "number", "text", "date"]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=63)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$")]


class Column(Declared):
    """One column of a table of people: its kind, and what it may hold where that is known."""

    name: Name
    kind: Kind
    title: Text
    values: tuple[Text, ...] = ()
    dimension: Key | None = None  # its values are the groups of this dimension
    note: Text | None = None

    @model_validator(mode="after")
    def its_values_are_named_once(self) -> Self:
        if self.values and self.dimension:
            raise ValueError("give values, or a dimension: one of the two")
        if (self.values or self.dimension) and self.kind not in ("text", "whole"):
            raise ValueError(f"a column of kind {self.kind} has no list of values")
        if len(set(self.values)) < len(self.values):
            raise ValueError("a value is given twice")
        return self


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


def meant(name: str, known: Mapping[str, object]) -> str:
    """The end of a sentence about an unknown name: what was perhaps meant."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""
