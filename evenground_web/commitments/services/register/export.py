"""The register as a workbook, or one of its tables as CSV, in the shape that comes back."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.services.register.columns import Use
from evenground_web.commitments.services.register.layout import COVER
from evenground_web.commitments.services.register.names import Names
from evenground_web.commitments.services.register.tables import ID, MARK, TABLES, Found, Table
from evenground_web.core.dates import nhs_date
from evenground_web.core.spreadsheets import Heading, Leaf, write_book
from evenground_web.core.tables import csv_bytes
from evenground_web.people.models import Organisation

HOW = """
Change white cells, save the file, and choose it under Commitments, The register as a spreadsheet. \
You see every difference before anything is changed.
Grey columns are kept by Evenground. A file that changes them is not loaded.
A row that you delete means nothing: what it is about stays as it is.
To add a row, write it below the others and leave its id and its version empty.
Columns may stand in any order. Their headings stay as they are.
The last column of each sheet is hidden. It is the version of the row: it tells what changed here \
since you downloaded it, so that nobody’s work is written over.
Where several names fit into a cell, separate them with semicolons.
"""
TITLE = "The register of commitments and risks"


def export_book(*, of: Organisation | None = None, now: datetime | None = None) -> bytes:
    """Every table of the register, or what an organisation owns and shares."""
    now = timezone.localtime(now)
    names = Names()
    leaves = [_leaf(table, list(table.found(names, of)), now) for table in TABLES]
    whose = f" of {of}" if of else ""
    return write_book(
        leaves,
        title=f"{TITLE}{whose}, {nhs_date(now)}",
        cover=HOW.strip().splitlines(),
        cover_name=COVER,
        now=now,
    )


def export_csv(table: Table, *, of: Organisation | None = None) -> bytes:
    """One table of the register as CSV, as its sheet in the workbook holds it."""
    columns = [ID, *(column.heading for column in table.columns), MARK]
    rows = [
        [str(one.pk), *(one.said.get(c.name, "") for c in table.columns), table.mark(one)]
        for one in table.found(Names(), of)
    ]
    return csv_bytes([columns, *rows])


def _leaf(table: Table, rows: list[Found], now: datetime) -> Leaf:
    headings = [
        Heading(text=ID, grey=True),
        *(
            Heading(
                text=column.heading,
                wide=column.wide,
                grey=column.use is Use.KEPT,
                choices=tuple(one for one in column.choices if one),
            )
            for column in table.columns
        ),
        Heading(text=MARK, grey=True, hidden=True),
    ]
    return Leaf(
        name=table.sheet,
        note=f"One table of {len(rows):,} row{'' if len(rows) == 1 else 's'}, as at {nhs_date(now)}.",
        headings=headings,
        rows=[
            [one.pk, *(one.cells.get(c.name) for c in table.columns), table.mark(one)]
            for one in rows
        ],
    )
