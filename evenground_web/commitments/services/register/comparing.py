"""Every row of a file against the record it is about.

A cell that says what is here is no difference. One that says what the download said was left
alone: what changed here since stays. One that was changed, where nothing changed here, is a
difference; where both changed, somebody chooses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenground_web.commitments.services.register.additions import Additions
from evenground_web.commitments.services.register.columns import Column, Use, as_said
from evenground_web.commitments.services.register.layout import Layout, faults_of, find_tables
from evenground_web.commitments.services.register.marks import Mark
from evenground_web.commitments.services.register.names import Names
from evenground_web.commitments.services.register.rows import (
    Difference,
    Preview,
    RowChange,
    Summary,
    Wrong,
)
from evenground_web.commitments.services.register.tables import ID, MARK, Found
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import Page
from evenground_web.core.text import same_words
from evenground_web.people.models import Person

Answers = Mapping[str, Sequence[str]]  # of a difference: the choice, and what was seen then
NEWS = "new_update"


def compare(pages: Sequence[Page], *, by: Person, file_name: str, answers: Answers) -> Preview:
    """Hold every row against the records. Nothing is written."""
    layouts, unread = find_tables(pages, file_name)
    names = Names()
    for layout in layouts:
        _note_coming(layout, names)
    preview = Preview(summaries=[], rows=[], faults=[], unread=unread)
    for layout in layouts:
        preview.faults += faults_of(layout)
        if {ID, MARK} <= set(layout.places):
            comparison = _Comparison(layout, names, by, answers)
            comparison.run()
            preview.summaries.append(comparison.summary)
            preview.rows += comparison.rows
            preview.faults += comparison.faults
    return preview


def _note_coming(layout: Layout, names: Names) -> None:
    """References and titles of risks that the file itself adds may be named in it."""
    coming = {"commitments": ("reference", names.coming_references, str.casefold),
              "risks": ("title", names.coming_risks, same_words)}  # fmt: skip
    if layout.table.key in coming:
        column, known, same = coming[layout.table.key]
        for _, values in layout.body:
            said = as_said(layout.cell(values, column))
            if said and not layout.cell(values, ID).strip():
                known[same(said)] = said


class _Comparison:
    """One table of the file."""

    def __init__(self, layout: Layout, names: Names, by: Person, answers: Answers) -> None:
        self.layout, self.names, self.by, self.answers = layout, names, by, answers
        self.table = layout.table
        self.summary = Summary(layout=layout)
        self.rows: list[RowChange] = []
        self.records = {found.pk: found for found in self.table.found(names)}
        self.columns = [c for c in self.table.columns if c.name in layout.places]
        self.compared = [c for c in self.columns if not c.is_said]
        self.reasons = [c for c in self.columns if c.is_said]
        self.row_of: dict[int, int] = {}
        self.additions = Additions(layout, names, self.records.values())
        self.faults = self.additions.faults

    def run(self) -> None:
        for number, values in self.layout.body:
            said = {c.name: self.layout.cell(values, c.name) for c in self.columns}
            key, mark = (self.layout.cell(values, name).strip() for name in (ID, MARK))
            try:
                if key:
                    self._known(number, key, mark, said)
                elif mark:
                    raise Wrong(ID, "the id of this row is missing. Write it again")
                elif any(text.strip() for text in said.values()):
                    self._new(number, said)
            except Wrong as wrong:
                self._fault(number, wrong)
        self._drop_what_was_said_before()
        self.summary.absent = len(set(self.records) - set(self.row_of))

    def _fault(self, row: int, wrong: Wrong) -> None:
        self.faults.append(self.layout.fault(row, wrong.name, str(wrong)))

    def _new(self, number: int, said: dict[str, str]) -> None:
        row = self.additions.read(number, said)
        if isinstance(row, Found):  # it was added before
            self.row_of.setdefault(row.pk, number)
            self.summary.unchanged += 1
        elif row:
            self.rows.append(row)
            self._check(row)

    def _known(self, number: int, key: str, mark_text: str, said: dict[str, str]) -> None:
        found = self._record(number, key)
        mark = self._mark(found, mark_text)
        row = RowChange(layout=self.layout, row=number, label=found.label, found=found)
        wrong = len(self.faults)
        for column in self.compared:
            if said[column.name] != found.said[column.name]:
                try:
                    self._cell(row, found, column, as_said(said[column.name]), mark)
                except Wrong as one:
                    self._fault(number, one)
        self._reasons(row, found, said, mark)
        if row.differences:
            self.rows.append(row)
            self._check(row)
        elif len(self.faults) == wrong:
            self.summary.unchanged += 1

    def _record(self, number: int, key: str) -> Found:
        noun = self.table.noun
        found = self.records.get(int(key)) if key.isdecimal() and len(key) < 19 else None
        if found is None:
            raise Wrong(
                ID,
                f"there is no {noun} with the id ‘{key[:20]}’ here. To add a new one, empty the id "
                "and the version of this row",
            )
        if first := self.row_of.get(found.pk):
            raise Wrong(
                ID,
                f"row {first} has the same id. To add a new {noun}, empty the id and the version of "
                "this row",
            )
        self.row_of[found.pk] = number
        return found

    def _mark(self, found: Found, text: str) -> Mark:
        names = self.table.marked_names
        try:
            return Mark(text, table=self.table.key, columns=names, pk=found.pk)
        except RuleBroken as rule:
            raise Wrong(MARK, str(rule)) from rule

    def _cell(self, row: RowChange, found: Found, column: Column, text: str, mark: Mark) -> None:
        now = found.said[column.name]
        here = as_said(now)
        if text == here:
            return
        if mark.said(column.name, text):
            self.summary.moved_on += column.use is Use.OPEN
            return
        value, read = self._read(column, text)
        if read == here:
            return
        if mark.said(column.name, read):
            self.summary.moved_on += column.use is Use.OPEN
        elif column.use is not Use.OPEN:
            raise Wrong(column.name, _stays(column, here))
        else:
            one = Difference.of(self.layout, row, column, before=here, after=read, value=value)
            one.asked = not (mark.said(column.name, now) or mark.said(column.name, here))
            choice, seen = self.answers.get(one.key, ("", ""))
            one.choice = choice if one.asked and seen == one.seen else ""
            row.differences.append(one)

    def _read(self, column: Column, text: str) -> tuple[object, str]:
        try:
            value, read = column.read(text, self.names)
        except RuleBroken as rule:
            if column.use is Use.OPEN:
                raise Wrong(column.name, str(rule)) from rule
            return text, text
        return value, as_said(read)

    def _reasons(self, row: RowChange, found: Found, said: dict[str, str], mark: Mark) -> None:
        """What is SAID goes with a change of the same row, or with one that was loaded before."""
        changed = {one.name for one in row.differences}
        for column in self.reasons:
            if not (text := as_said(said[column.name])):
                continue
            try:
                if self._goes(column, changed, found, mark):
                    value, read = self._read_said(column, text)
                    one = Difference.of(
                        self.layout, row, column, before="", after=read, value=value
                    )
                    changed.add(column.name)
                    row.differences.append(one)
            except Wrong as one_wrong:
                self._fault(row.row, one_wrong)

    def _goes(self, column: Column, changed: set[str], found: Found, mark: Mark) -> bool:
        if not column.goes_with or changed & set(column.goes_with):
            return True
        others = [self.table.by_name[name] for name in column.goes_with]
        if any(one.is_said or not mark.said(one.name, found.said[one.name]) for one in others):
            return False
        headings = " or ".join(f"‘{one.heading}’" for one in others[:2])
        raise Wrong(
            column.name,
            f"this goes with a change of {headings}, and nothing changes there. Change it, or empty "
            "this cell",
        )

    def _read_said(self, column: Column, text: str) -> tuple[object, str]:
        try:
            return column.read(text, self.names)
        except RuleBroken as rule:
            raise Wrong(column.name, str(rule)) from rule

    def _check(self, row: RowChange) -> None:
        table, values = self.table, row.values
        if row.found:
            found = list(table.may_change(self.by, row.found.record, set(values)))
        else:
            found = list(table.may_add(self.by, values))
        for name, message in [*found, *table.check(row.found, values)]:
            self._fault(row.row, Wrong(name, message))

    def _drop_what_was_said_before(self) -> None:
        """An update that is there already is not added again."""
        news = {
            row.found.pk: {one.name: one.after for one in row.differences}
            for row in self.rows
            if row.found and any(one.name == NEWS for one in row.differences)
        }
        there = self.table.already(news) if news else set()
        for row in self.rows:
            pk = row.found.pk if row.found else 0
            row.differences = [one for one in row.differences if (pk, one.name) not in there]
        kept = [row for row in self.rows if row.differences or not row.found]
        self.summary.unchanged += len(self.rows) - len(kept)
        self.rows = kept


def _stays(column: Column, here: str) -> str:
    what = f"‘{here[:80]}’ again" if here else "nothing here"
    if column.use is Use.ONCE:
        return f"this is given when a row is added, and stays. Write {what}"
    return f"Evenground keeps this itself, and a file does not change it. Write {what}"
