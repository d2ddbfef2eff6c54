"""What a file would change: one difference for each cell, one row change for each record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from evenground_web.commitments.services.lists.lookalikes import LookAlike
from evenground_web.commitments.services.register.columns import Column
from evenground_web.commitments.services.register.layout import Fault, Layout
from evenground_web.commitments.services.register.tables import Found, Table

HERE, FILE = "here", "file"


class Wrong(Exception):
    """What is wrong with one row, and in which of its columns."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name


@dataclass(kw_only=True)
class Difference:
    """One cell: what is here, and what the file says."""

    key: str  # table, record and column
    name: str
    label: str
    where: str  # such as K12
    before: str
    after: str
    value: Any
    asked: bool = False  # it changed on both sides since the download
    choice: str = ""  # HERE or FILE, once somebody chose

    @classmethod
    def of(
        cls,
        layout: Layout,
        row: RowChange,
        column: Column,
        *,
        before: str,
        after: str,
        value: Any,
    ) -> Difference:
        record = row.found.pk if row.found else f"row{row.row}"
        return cls(
            key=f"{layout.table.key}:{record}:{column.name}",
            name=column.name,
            label=column.heading,
            where=f"{layout.letter(column.name)}{row.row}",
            before=before,
            after=after,
            value=value,
        )

    @property
    def taken(self) -> bool:
        return not self.asked or self.choice == FILE

    @property
    def seen(self) -> str:
        """Equal while both sides say the same as when somebody chose."""
        return hashlib.sha256(repr((self.before, self.after)).encode()).hexdigest()[:16]


@dataclass(kw_only=True)
class RowChange:
    """What one row would change about one record, or the record it would add."""

    layout: Layout
    row: int
    label: str
    found: Found | None
    differences: list[Difference] = field(default_factory=list)
    alike: list[LookAlike] = field(default_factory=list)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        return self.layout.table

    @property
    def values(self) -> dict[str, Any]:
        return {one.name: one.value for one in self.differences if one.taken}

    @property
    def address(self) -> str:
        """Of the record's page, where it has one."""
        record = self.found.record if self.found else None
        for one in (record, getattr(record, "commitment", None), getattr(record, "risk", None)):
            if one is not None and hasattr(one, "get_absolute_url"):
                return str(one.get_absolute_url())
        return ""


@dataclass(kw_only=True)
class Summary:
    """What one table of the file comes to."""

    layout: Layout
    unchanged: int = 0
    absent: int = 0
    moved_on: int = 0  # cells that changed here since the download, and that the file left alone


@dataclass(kw_only=True)
class Preview:
    """What loading the file would do, and everything that stands in its way."""

    summaries: list[Summary]
    rows: list[RowChange]
    faults: list[Fault]
    unread: list[str]

    @property
    def questions(self) -> list[tuple[RowChange, Difference]]:
        return [(row, one) for row in self.rows for one in row.differences if one.asked]

    @property
    def open_questions(self) -> int:
        return sum(1 for _, one in self.questions if not one.choice)

    @property
    def written(self) -> list[RowChange]:
        """The rows of which something is taken."""
        return [row for row in self.rows if row.found is None or row.values]

    @property
    def new(self) -> int:
        return sum(1 for row in self.rows if row.found is None)

    @property
    def changed(self) -> int:
        return sum(1 for row in self.rows if row.found)

    @property
    def unchanged(self) -> int:
        return sum(one.unchanged for one in self.summaries)

    @property
    def absent(self) -> int:
        return sum(one.absent for one in self.summaries)

    @property
    def moved_on(self) -> int:
        return sum(one.moved_on for one in self.summaries)

    @property
    def fingerprint(self) -> str:
        """Equal for two previews that show the same."""
        lines = [
            (row.table.key, row.row, one.key, one.before, one.after, one.choice)
            for row in self.rows
            for one in row.differences
        ]
        return hashlib.sha256(repr(lines).encode()).hexdigest()
