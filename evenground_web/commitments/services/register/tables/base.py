"""What every table of the register can say of itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from evenground_web.commitments.services.register import marks
from evenground_web.commitments.services.register.columns import Cell, Column, Use, text_of
from evenground_web.commitments.services.register.names import Names
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Organisation, Person

ID, MARK = "Id", "Version (leave as it is)"
MAY_NOT = "you may not change this: it belongs to {whose}. Ask somebody there, or a programme lead"

Values = Mapping[str, Any]
Step = tuple[str, Callable[[], Any]]  # the column that a refusal is about, and what is done
Steps = Generator[Step, Any, None]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A record of the register, as a row of a download."""

    pk: int
    label: str
    record: Any
    cells: Mapping[str, Cell]

    @cached_property
    def said(self) -> dict[str, str]:
        return {name: text_of(cell) for name, cell in self.cells.items()}


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Who writes, when; handed to every service."""

    by: Person
    now: datetime

    @property
    def given(self) -> dict[str, Any]:
        return {"by": self.by, "now": self.now}


class Table(ABC):
    """One sheet. `change` and `add` yield what services do, step by step; what a step returned
    comes back to them."""

    key: ClassVar[str]
    sheet: ClassVar[str]
    noun: ClassVar[str]
    columns: ClassVar[tuple[Column, ...]]
    adds: ClassVar[bool] = True  # rows may be added here

    @cached_property
    def marked(self) -> list[Column]:
        """The columns whose cells a version mark remembers."""
        return [column for column in self.columns if not column.is_said]

    @cached_property
    def marked_names(self) -> list[str]:
        return [column.name for column in self.marked]

    @cached_property
    def by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    @property
    def shape(self) -> str:
        return marks.shape(self.key, self.marked_names)

    def mark(self, found: Found) -> str:
        return marks.make(self.key, self.marked_names, found.pk, found.said)

    @abstractmethod
    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]: ...

    @abstractmethod
    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        """The columns by which a row without an id is known again."""

    @abstractmethod
    def label(self, said: Mapping[str, str]) -> str:
        """What a new row is called."""

    def may_change(self, by: Person, record: Any, changed: set[str]) -> Iterator[tuple[str, str]]:
        """Columns this person may not change, with words."""
        yield from ()

    def may_add(self, by: Person, values: Values) -> Iterator[tuple[str, str]]:
        yield from ()

    def check(self, found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
        """What is wrong with a row, by column, beside what services refuse."""
        yield from ()

    def already(self, rows: Mapping[int, Mapping[str, str]]) -> set[tuple[int, str]]:
        """Of rows that say something new: each record and column of which it was said before."""
        return set()

    @abstractmethod
    def change(self, record: Any, values: Values, writer: Writer) -> Steps: ...

    def add(self, values: Values, writer: Writer) -> Steps:
        """Nothing, where a sheet takes no new rows."""
        yield from ()


def only(values: Values, names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}


def check_not_emptied(values: Values, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What is there already cannot be taken away by emptying its cell."""
    for name, message in words.items():
        if name in values and values[name] in (None, "", []):
            yield name, message


def refused(message: str) -> Callable[[], Any]:
    def refuse() -> Any:
        raise RuleBroken(message)

    return refuse


__all__ = [
    "ID", "MARK", "MAY_NOT", "Found", "Step", "Steps", "Table", "Use", "Values", "Writer",
    "check_not_emptied", "only", "refused",
]  # fmt: skip
