"""The open data of the tracker as CSV, JSON and a workbook; each says whose it is and what it means."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.conf import settings
from django.db.models import QuerySet

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.tracker.tables import (
    ROWS,
    TABLES,
    Column,
    Value,
    cells,
)
from evenground_web.core.dates import nhs_date
from evenground_web.core.spreadsheets.writing import fill
from evenground_web.core.tables import csv_bytes

TITLES = {"commitments": "Commitments", "gaps": "Gaps and results"}
KINDS = {"text": "string", "address": "string", "date": "string", "number": "number"}
WIDTH = 24


@dataclass(frozen=True, kw_only=True)
class About:
    """Who publishes this, under which licence, as at which day, and what the list was narrowed to."""

    publisher: str
    site: str
    dictionary: str
    as_at: date
    narrowed: str = ""

    @property
    def lines(self) -> dict[str, str]:
        return {
            "publisher": self.publisher,
            "licence": settings.OPEN_DATA_LICENCE,
            "licence_url": settings.OPEN_DATA_LICENCE_URL,
            "as_at": self.as_at.isoformat(),
            "dictionary": self.dictionary,
            "narrowed_to": self.narrowed or "everything that is public",
            "people": "No person is named. Numbers are those of releases that everybody may read, "
            "after small numbers were protected.",
        }


def as_csv(table: str, found: QuerySet[Commitment], *, about: About) -> bytes:
    """One table, a row for each record."""
    columns = TABLES[table]
    rows = ROWS[table](found, site=about.site)
    return csv_bytes([[column.name for column in columns], *cells(columns, rows)])


def as_json(found: QuerySet[Commitment], *, about: About) -> bytes:
    """All tables, with whose data they are."""
    content = {
        "about": about.lines,
        **{table: _in_order(table, found, about.site) for table in TABLES},
    }
    return json.dumps(content, default=_day, ensure_ascii=False, indent=1).encode()


def _in_order(table: str, found: QuerySet[Commitment], site: str) -> list[dict[str, Value]]:
    rows = ROWS[table](found, site=site)
    return [{column.name: row[column.name] for column in TABLES[table]} for row in rows]


def _day(value: Any) -> str:
    return str(value.isoformat())


def schema(*, about: About) -> bytes:
    """What the JSON file holds, as a JSON schema."""
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"The public tracker of {about.publisher}",
        "type": "object",
        "required": ["about", *TABLES],
        "properties": {
            "about": {"type": "object", "required": list(about.lines)},
            **{
                table: {"type": "array", "items": _item(columns)}
                for table, columns in TABLES.items()
            },
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _item(columns: list[Column]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [column.name for column in columns],
        "additionalProperties": False,
        "properties": {column.name: _field(column) for column in columns},
    }


def _field(column: Column) -> dict[str, Any]:
    kind = KINDS[column.kind]
    found: dict[str, Any] = {"description": column.means, "type": kind}
    if column.kind in ("date", "number"):
        found["type"] = [kind, "null"]
    if column.kind in ("date", "address"):
        found["format"] = {"date": "date", "address": "uri"}[column.kind]
    return found


def as_xlsx(found: QuerySet[Commitment], *, about: About) -> bytes:
    """A sheet for each table, one with what every column means, and one about the file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    midnight = datetime.combine(about.as_at, datetime.min.time())
    book.set_properties({"title": f"Public tracker, {about.publisher}", "created": midnight})
    for table, columns in TABLES.items():
        rows = cells(columns, ROWS[table](found, site=about.site))
        note = f"This sheet contains one table: {len(rows):,} rows as at {nhs_date(about.as_at)}."
        _sheet(book, TITLES[table], [column.name for column in columns], rows, note)
    dictionary: list[list[Value]] = [
        [TITLES[table], column.name, column.kind, column.means]
        for table, columns in TABLES.items()
        for column in columns
    ]
    _sheet(
        book, "Data dictionary", ["Sheet", "Column", "Holds", "What it means"], dictionary,
        "This sheet says what every column means.",
    )  # fmt: skip
    lines: list[list[Value]] = [[name, text] for name, text in about.lines.items()]
    _sheet(book, "About", ["What", "Says"], lines, "This sheet says whose data this is.")
    book.close()
    return out.getvalue()


def _sheet(book: Any, title: str, headings: list[str], rows: list[list[Value]], note: str) -> None:
    sheet = book.add_worksheet(title)
    sheet.write_string(0, 0, title, book.add_format({"bold": True, "font_size": 14}))
    sheet.write_string(1, 0, note)
    sheet.add_table(
        2, 0, 2 + max(len(rows), 1), len(headings) - 1,
        {
            "name": title.lower().replace(" ", "_"),
            "style": "Table Style Medium 2",
            "columns": [{"header": heading} for heading in headings],
        },
    )  # fmt: skip
    sheet.set_column(0, len(headings) - 1, WIDTH)
    sheet.freeze_panes(3, 0)
    fill(book, sheet, rows, 3)
