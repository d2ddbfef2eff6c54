"""What the rows of a plan say, each cell checked, faults in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from evenground_web.commitments.models import Commitment, DeliveryStatus
from evenground_web.commitments.services.plans.plan_columns import JOINED, JOINED_PARTS, Reading
from evenground_web.commitments.services.plans.plan_organisations import (
    LONGEST_NAME,
    Directory,
    Named,
)
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import Sheet, read_date
from evenground_web.core.text import one_line

ONE_LINE = {"reference": 40, "title": 300, "priority_population": 200, "evidence_link": 500}
LONGEST_TEXT = 20_000
NO_OWNER = ""  # in the choices of organisations: who owns rows that name no owner
UNOWNED = "no owner is named. Write one, or go to “What words mean” and say who owns such rows"
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]")
STATUS_LABELS = {status.label.casefold(): status.value for status in DeliveryStatus}
KIND_LABELS = {kind.label.casefold(): kind.value for kind in Commitment.Kind}


@dataclass(frozen=True)
class Fault:
    """What is wrong with one row."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"Row {self.row}, column ‘{self.column}’" if self.column else f"Row {self.row}"
        return f"{where}: {self.message}"


@dataclass
class Row:
    """What one row says; a field that is missing is left as it is."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    updates: list[tuple[str, str]] = field(default_factory=list)  # the period and the text
    faults: list[Fault] = field(default_factory=list)


def tidy(text: str) -> str:
    """Text without the stray spaces of a spreadsheet; its lines stay."""
    lines = re.split(r"\r\n|\r|\n", CONTROL.sub("", text))
    return "\n".join(one_line(line) for line in lines).strip("\n")


def read_rows(sheet: Sheet, reading: Reading, directory: Directory) -> list[Row]:
    """All rows. A plan whose owner column lists several organisations anywhere speaks of partners."""
    rows = [_Reader(number, cells, reading, directory).read() for number, cells in sheet.rows]
    if any("partners" in row.values for row in rows):
        for row in rows:
            row.values.setdefault("partners", [])
    return rows


class _Reader:
    """Reads one row; a cell that cannot be read becomes a fault, and the rest is read on."""

    def __init__(
        self, number: int, cells: dict[str, str], reading: Reading, directory: Directory
    ) -> None:
        self.row = Row(number)
        self.cells, self.reading, self.directory = cells, reading, directory

    def read(self) -> Row:
        for heading, name in self.reading.columns.items():
            if how := READERS.get(name):
                try:
                    how(self, name, tidy(self.cells[heading]))
                except RuleBroken as rule:
                    self.row.faults.append(Fault(self.row.number, heading, str(rule)))
        self._organisations()
        for heading, period in self.reading.updates:
            if text := self._text(heading):
                self.row.updates.append((period, text))
        return self.row

    def _text(self, heading: str) -> str:
        text = tidy(self.cells[heading])
        if len(text) > LONGEST_TEXT:
            self.row.faults.append(Fault(self.row.number, heading, _too_long(text, LONGEST_TEXT)))
        return text

    def short(self, name: str, text: str) -> None:
        text = one_line(text)
        if not text and name in ("reference", "title"):
            raise RuleBroken(f"the {name} is missing. Write one")
        if len(text) > ONE_LINE[name]:
            raise RuleBroken(_too_long(text, ONE_LINE[name]))
        self.row.values[name] = text

    def joined(self, _: str, text: str) -> None:
        parts = JOINED_PARTS.fullmatch(text)
        if not parts:
            raise RuleBroken(
                f"‘{text[:60]}’ does not begin with a reference. Write it like ‘12 – Title’"
            )
        self.short("reference", parts[1])
        self.short("title", parts[2])

    def long(self, name: str, text: str) -> None:
        if len(text) > LONGEST_TEXT:
            raise RuleBroken(_too_long(text, LONGEST_TEXT))
        if text or name != "delivery_reason":
            self.row.values[name] = text

    def day(self, name: str, text: str) -> None:
        self.row.values[name] = read_date(text) if text else None

    def kind(self, name: str, text: str) -> None:
        if text and text.casefold() not in KIND_LABELS:
            raise RuleBroken(f"‘{text[:60]}’ is not a kind. Write Recommendation, Pledge or Action")
        if text:
            self.row.values[name] = KIND_LABELS[text.casefold()]

    def status(self, name: str, text: str) -> None:
        word = one_line(text).casefold()
        status = STATUS_LABELS.get(word) or self.reading.statuses.get(word)
        if word and not status:
            raise RuleBroken(
                f"you have not said which status ‘{text[:60]}’ means. Go to “What words mean”"
            )
        if status:
            self.row.values[name] = status

    def link(self, name: str, text: str) -> None:
        self.short(name, text)
        try:
            URLValidator(schemes=["https", "http"])(self.row.values[name] or "https://none.example")
        except ValidationError as error:
            del self.row.values[name]
            raise RuleBroken(
                f"‘{text[:60]}’ is not a web address. Write it in full, such as https://www.example.org"
            ) from error

    def _organisations(self) -> None:
        owner_heading, partners_heading = (self.reading.heading(n) for n in ("owner", "partners"))
        owners, partners = self._found(owner_heading), self._found(partners_heading)
        if owner_heading and not self.cells[owner_heading].strip():
            if not (default := self.directory.choice(NO_OWNER)):
                self.row.faults.append(Fault(self.row.number, owner_heading, UNOWNED))
                return
            owners = [default]
        if owners:
            self.row.values["owner"] = owners[0]
        if partners_heading or len(owners) > 1:
            shared = {one.key: one for one in [*owners[1:], *partners]}
            self.row.values["partners"] = [
                one for one in shared.values() if one.key not in {o.key for o in owners[:1]}
            ]

    def _found(self, heading: str) -> list[Named]:
        if not heading:
            return []
        found, missing = self.directory.find_all(self.directory.names(self.cells[heading]))
        for name in missing:
            message = f"‘{name[:60]}’ is not an organisation here. Go to “What words mean”"
            if len(name) > LONGEST_NAME:
                message = f"‘{name[:60]}…’ is too long for a name. Separate names with semicolons"
            self.row.faults.append(Fault(self.row.number, heading, message))
        return found


READERS: dict[str, Callable[[_Reader, str, str], None]] = {
    "reference": _Reader.short,
    "title": _Reader.short,
    JOINED: _Reader.joined,
    "kind": _Reader.kind,
    "text": _Reader.long,
    "success_measure": _Reader.long,
    "mechanism": _Reader.long,
    "priority_population": _Reader.short,
    "starts": _Reader.day,
    "due": _Reader.day,
    "delivery_status": _Reader.status,
    "delivery_reason": _Reader.long,
    "evidence_link": _Reader.link,
}


def _too_long(text: str, most: int) -> str:
    return f"the text has {len(text):,} characters. Shorten it to {most:,} or fewer"
