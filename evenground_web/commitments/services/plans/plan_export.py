"""Commitments as a table that people edit and load again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.plans.plan_columns import EXPORTED, FIELDS, UPDATE
from evenground_web.core.dates import nhs_date
from evenground_web.core.spreadsheets import Cell, write_xlsx
from evenground_web.core.tables import csv_bytes
from evenground_web.core.text import one_line, same_words

CHOICES = ("kind", "delivery_status")
HOW_TO_EDIT = (
    "To change the plan, change cells below and load this file again under Commitments, Action "
    "plans. Blank cells mean that nothing is recorded."
)


def export_csv(commitments: QuerySet[Commitment]) -> bytes:
    """The commitments as CSV, in the shape that loads again without questions."""
    columns, rows = _table(commitments)
    return csv_bytes([columns, *rows])


def export_xlsx(
    commitments: QuerySet[Commitment], *, title: str, now: datetime | None = None
) -> bytes:
    """The commitments as an Excel workbook, in the same shape."""
    columns, rows = _table(commitments)
    now = timezone.localtime(now)
    count = "1 commitment" if len(rows) == 1 else f"{len(rows):,} commitments"
    notes = [f"This sheet contains one table: {count} as at {nhs_date(now)}.", HOW_TO_EDIT]
    return write_xlsx(columns, rows, title=title, notes=notes, now=now)


def of_plan(plan: str) -> QuerySet[Commitment]:
    """The commitments of a plan, in the order in which they were added."""
    return Commitment.objects.filter(plan=plan).order_by("pk")


def _table(commitments: QuerySet[Commitment]) -> tuple[list[str], list[list[Cell]]]:
    found = list(commitments.select_related("owner").prefetch_related("partners", "updates"))
    periods = _periods(found)
    columns = [FIELDS[name] for name in EXPORTED]
    columns += [
        f"{FIELDS[UPDATE]}: {period}" if period else FIELDS[UPDATE] for period in periods.values()
    ]
    return columns, [_row(commitment, periods) for commitment in found]


def _periods(commitments: Iterable[Commitment]) -> dict[str, str]:
    """Every period that updates are about, in order."""
    periods = {
        same_words(update.as_at): one_line(update.as_at)
        for commitment in commitments
        for update in commitment.updates.all()
    }
    return dict(sorted(periods.items()))


def _row(commitment: Commitment, periods: Iterable[str]) -> list[Cell]:
    last: dict[str, str] = {}
    link = ""
    for update in commitment.updates.all():  # the newest first
        last.setdefault(same_words(update.as_at), update.text)
        link = link or update.evidence_link
    cells = {
        **{name: getattr(commitment, name, None) for name in EXPORTED},
        **{name: getattr(commitment, f"get_{name}_display")() for name in CHOICES},
        "owner": commitment.owner.name,
        "partners": "; ".join(partner.name for partner in commitment.partners.all()),
        "evidence_link": link,
    }
    return [*(cells[name] for name in EXPORTED), *(last.get(period) for period in periods)]
