"""A small register with something in every table, and files of it that somebody changed."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl

from evenground_web.commitments import services
from evenground_web.commitments.services.register import uploads
from evenground_web.commitments.services.register.export import export_book, export_csv
from evenground_web.commitments.services.register.tables import BY_KEY, ID, MARK
from tests.web.commitment_records import WHY, add_pledge, measured_gap

TOP = 3  # the row of headings in a workbook


def make_register(universe):
    """A recommendation, a pledge and two actions, a target, two risks, and what belongs to them."""
    u, lead = universe, universe.lead
    u.recommendation = services.add_recommendation(
        by=lead, title="Publish waiting times by ethnic group", owner=u.icb,
        source={"kind": "report", "title": "Annual review", "dated": date(2026, 1, 15)},
        addressees=[u.trust], response_due=date(2027, 5, 1), priority_population="Adults",
    )  # fmt: skip
    u.pledge = add_pledge(u, partners=[u.housing, u.icb])
    u.action = services.add_commitment(
        by=lead, kind="action", title="Train all staff", text="Half a day\nfor everyone",
        owner=u.trust, owner_person=u.alice, due=date(2026, 9, 30), plan="Winter plan", weight=2,
        parent=u.recommendation, group=u.board, **WHY,
    )  # fmt: skip
    u.other = services.add_commitment(
        by=lead, kind="action", title="=Visit 3 schools", owner=u.housing, **WHY
    )
    services.change_delivery_status(u.action, by=lead, status="on_track", reason="Half are trained")
    services.move_due_date(u.action, by=lead, due=date(2026, 12, 1), reason="Illness")
    u.milestone = services.add_milestone(
        u.action, by=lead, title="Trainers found", due=date(2026, 6, 1)
    )
    services.wait_for(u.other, by=lead, needs=u.action, reason="The trained staff")
    u.baseline = services.name_gap(u.pledge, gap=measured_gap(u), by=lead)
    services.set_target(
        u.baseline, by=lead, measure="absolute", value=9.5, by_day=date(2029, 3, 31), reason="Half",
    )  # fmt: skip
    u.risk = add_risk(u, title="Nobody comes")
    services.add_control(u.risk, by=lead, text="A second date", gap="No room yet")
    services.add_assurance(u.risk, by=lead, line=2, text="The board asks each quarter")
    services.link_action(u.risk, by=lead, commitment=u.action)
    return u


def add_risk(u, **given):
    values = {
        "title": "Money ends", "cause": "Grants end", "event": "Work stops", "effect": "Gaps stay",
        "mitigation": "Ask for more", "likelihood": 3, "impact": 4, "owner": u.trust,
        "group": u.board, **given,
    }  # fmt: skip
    return services.add_risk(by=u.lead, **values)


class File:
    """A download that somebody opens in a spreadsheet program and changes."""

    def __init__(self, data: bytes | None = None) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data or export_book()))

    def column(self, sheet: str, heading: str) -> int:
        headings = [cell.value for cell in self.book[sheet][TOP]]
        return headings.index(heading) + 1

    def row(self, sheet: str, pk: int) -> int:
        ids = self.column(sheet, ID)
        rows = range(TOP + 1, self.book[sheet].max_row + 1)
        return next(n for n in rows if self.book[sheet].cell(n, ids).value == pk)

    def cell(self, sheet: str, pk: int, heading: str):
        return self.book[sheet].cell(self.row(sheet, pk), self.column(sheet, heading))

    def write(self, sheet: str, pk: int, **by_heading) -> File:
        for heading, value in by_heading.items():
            self.cell(sheet, pk, heading.replace("_", " ")).value = value
        return self

    def set(self, sheet: str, pk: int, heading: str, value) -> File:
        self.cell(sheet, pk, heading).value = value
        return self

    def add(self, sheet: str, cells: dict[str, object]) -> int:
        ids = self.column(sheet, ID)
        filled = [n for n in range(TOP, self.book[sheet].max_row + 1)
                  if any(cell.value is not None for cell in self.book[sheet][n])]  # fmt: skip
        assert ids
        for heading, value in cells.items():
            self.book[sheet].cell(filled[-1] + 1, self.column(sheet, heading)).value = value
        return filled[-1] + 1

    @property
    def data(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def upload(person, file, name: str = "register.xlsx"):
    data = file.data if isinstance(file, File) else file
    return uploads.receive(by=person, name=name, data=data)


def preview(person, file, name: str = ""):
    return uploads.preview(upload(person, file, name or named(file)))


def named(file) -> str:
    return "register.xlsx" if isinstance(file, File) else "register.csv"


def load(person, file, name: str = "register.xlsx", **answers):
    kept = upload(person, file, name)
    seen = uploads.preview(kept).fingerprint
    return uploads.load(kept, by=person, seen=seen)


def differences(found) -> list[tuple[str, str, str, str]]:
    """Each as record, column, what is here and what the file says."""
    return [
        (row.label, one.label, one.before, one.after)
        for row in found.rows
        for one in row.differences
    ]


def faults(found) -> list[str]:
    return [str(fault) for fault in found.faults]


def csv_rows(key: str) -> list[dict[str, str]]:
    text = export_csv(BY_KEY[key]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def csv_file(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def changed_register() -> bytes:
    """The commitments as CSV, with another weight for the last of them."""
    rows = csv_rows("commitments")
    rows[-1]["Weight"] = "7"
    return csv_file(rows)


__all__ = ["ID", "MARK", "File", "csv_file", "csv_rows", "load", "make_register", "preview"]
