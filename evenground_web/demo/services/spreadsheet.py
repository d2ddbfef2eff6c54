"""The register by spreadsheet, in the story: downloaded, changed as in Excel, and loaded again."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from evenground_web.commitments.services.register import uploads
from evenground_web.commitments.services.register.export import export_csv
from evenground_web.commitments.services.register.tables import BY_KEY
from evenground_web.demo.story import chapter, months_from

if TYPE_CHECKING:
    from evenground_web.demo.services.timeline import Year


def tell(year: Year, *, kind: int) -> None:
    for entry in chapter("spreadsheet")["loaded"]:
        year.timeline.on(entry["month"], kind, partial(load, year, entry))


def load(year: Year, entry: dict[str, Any], now: datetime) -> None:
    by = year.cast.people[entry["by"]]
    data = changed(year, entry)
    upload = uploads.receive(by=by, name=entry["file"], data=data, now=now)
    seen = uploads.preview(upload, now=now).fingerprint
    uploads.load(upload, by=by, seen=seen, now=now)


def changed(year: Year, entry: dict[str, Any]) -> bytes:
    """The file as it was downloaded, with the cells that somebody typed into."""
    organisation = year.cast.organisations[entry["organisation"]]
    text = export_csv(BY_KEY["commitments"], of=organisation).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    typed = {row["ref"]: row for row in entry["row"]}
    for row in rows:
        if cells := typed.get(row["Reference"]):
            row.update(cells["words"])
            row.update({name: day(year, month) for name, month in cells.get("days", {}).items()})
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def day(year: Year, month: int) -> str:
    return months_from(year.cast.today, month).isoformat()
