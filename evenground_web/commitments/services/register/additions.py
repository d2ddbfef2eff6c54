"""Rows without an id: new records, unless they were added before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evenground_web.commitments.services.register.columns import Column, Use, as_said
from evenground_web.commitments.services.register.layout import Fault, Layout
from evenground_web.commitments.services.register.names import Names
from evenground_web.commitments.services.register.rows import Difference, RowChange, Wrong
from evenground_web.commitments.services.register.tables import Found
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import same_words

Key = tuple[str, ...]


class Additions:
    """Reads the new rows of one table; what is wrong with their cells is in `faults`."""

    def __init__(self, layout: Layout, names: Names, records: Iterable[Found]) -> None:
        self.layout, self.names, self.records = layout, names, records
        self.table = layout.table
        self.faults: list[Fault] = []
        self.row_of: dict[Key, int] = {}
        self._by_words: dict[Key, dict[Key, Found]] = {}

    def read(self, number: int, said: Mapping[str, str]) -> RowChange | Found | None:
        """What the row adds, or the record that it added before, or nothing when it has faults."""
        if not self.table.adds:
            raise Wrong(
                "",
                f"a {self.table.noun} is not added by spreadsheet. Take this row away, and name the "
                "gap on the page of the commitment",
            )
        row = RowChange(layout=self.layout, row=number, label="", found=None)
        faults = len(self.faults)
        for column in self.table.columns:
            try:
                self._cell(row, column, as_said(said.get(column.name, "")))
            except Wrong as wrong:
                self.faults.append(self.layout.fault(number, wrong.name, str(wrong)))
        row.said = {one.name: one.after for one in row.differences}
        row.label = self.table.label(row.said)
        return self._here(row) or row if len(self.faults) == faults else None

    def _cell(self, row: RowChange, column: Column, text: str) -> None:
        if not text:
            if column.needed:
                raise Wrong(column.name, "this is missing, and a new row needs it. Write it")
            return
        if column.use is Use.KEPT:
            raise Wrong(column.name, "Evenground keeps this itself. Empty the cell in a new row")
        try:
            value, read = column.read(text, self.names)
        except RuleBroken as rule:
            raise Wrong(column.name, str(rule)) from rule
        one = Difference.of(self.layout, row, column, before="", after=read, value=value)
        row.differences.append(one)

    def _here(self, row: RowChange) -> Found | None:
        natural = self.table.natural(row.said)
        key = tuple(same_words(row.said.get(name, "")) for name in natural)
        if first := self.row_of.get(key):
            raise Wrong(natural[0], f"row {first} says the same. Take one of them away")
        self.row_of[key] = row.row
        found = self._known(natural).get(key)
        if found:
            self._check_same(row, found)
        return found

    def _check_same(self, row: RowChange, found: Found) -> None:
        for name, text in row.said.items():
            here = "" if self.table.by_name[name].is_said else as_said(found.said[name])
            if not self.table.by_name[name].is_said and same_words(here) != same_words(text):
                raise Wrong(
                    name,
                    f"{found.label} is in the register already, and says ‘{here[:80]}’ here. If this "
                    "is another one, give it other words or a reference of its own; if not, download "
                    "the register again and change its row",
                )

    def _known(self, natural: Key) -> dict[Key, Found]:
        if natural not in self._by_words:
            self._by_words[natural] = {
                tuple(same_words(found.said[name]) for name in natural): found
                for found in self.records
            }
        return self._by_words[natural]
