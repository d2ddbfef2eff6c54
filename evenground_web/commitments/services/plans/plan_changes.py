"""What loading a plan would change: every row against the commitment it is about."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models.functions import Lower

from evenground_web.commitments.models import Commitment, DeliveryStatus, PlanUpload, Update
from evenground_web.commitments.services.lists.lookalikes import LookAlike
from evenground_web.commitments.services.plans.plan_columns import FIELDS, Reading
from evenground_web.commitments.services.plans.plan_organisations import (
    Directory,
    Named,
)
from evenground_web.commitments.services.plans.plan_rows import (
    NO_OWNER,
    UNOWNED,
    Fault,
    Row,
    read_rows,
    tidy,
)
from evenground_web.core.dates import nhs_date
from evenground_web.core.spreadsheets import Sheet
from evenground_web.core.text import same_words

TEXTS = ("title", "text", "success_measure", "mechanism", "priority_population", "delivery_reason")
COMPARED = ("kind", *TEXTS, "owner", "partners", "starts", "due", "delivery_status")


@dataclass(frozen=True)
class Change:
    """One field that would change, in words and as a value."""

    name: str
    label: str
    before: str
    after: str
    value: Any


@dataclass
class Proposal:
    """What one row would change about one commitment."""

    row: int
    commitment: Commitment
    is_new: bool
    gives_reason: bool  # the row has a reason for its status
    changes: list[Change] = field(default_factory=list)
    alike: list[LookAlike] = field(default_factory=list)

    def said(self, name: str) -> str:
        """What the row says of a text."""
        return next((change.after for change in self.changes if change.name == name), "")


@dataclass(kw_only=True)
class Preview:
    """What loading the file would do, and everything that stands in its way."""

    sheet: Sheet
    proposals: list[Proposal]
    unchanged: int
    absent: int
    faults: list[Fault]

    @property
    def new(self) -> list[Proposal]:
        return [proposal for proposal in self.proposals if proposal.is_new]

    @property
    def changed(self) -> list[Proposal]:
        return [proposal for proposal in self.proposals if not proposal.is_new]

    @property
    def fingerprint(self) -> str:
        """Equal for two previews that show the same."""
        lines = [
            (proposal.row, proposal.commitment.pk, change.label, change.before, change.after)
            for proposal in self.proposals
            for change in proposal.changes
        ]
        return hashlib.sha256(repr(lines).encode()).hexdigest()


def compare(upload: PlanUpload, sheet: Sheet, reading: Reading, *, lock: bool = False) -> Preview:
    """Hold every row against the records."""
    directory = Directory(reading.organisations)
    rows = read_rows(sheet, reading, directory)
    in_plan = Commitment.objects.filter(plan=upload.plan)
    if lock:
        in_plan = in_plan.select_for_update(of=("self",))
    records = {
        commitment.reference.casefold(): commitment
        for commitment in in_plan.select_related("owner").prefetch_related("partners", "updates")
    }
    faults = _reference_faults(rows, reading, upload.plan)
    proposals = []
    for row in rows:
        reference = row.values.get("reference", "")
        record = records.get(reference.casefold()) or _blank(upload, reference)
        proposal, found = _Comparison(row, record, reading).propose(directory)
        faults += row.faults + found
        if proposal.changes:
            proposals.append(proposal)
    named = {row.values.get("reference", "").casefold() for row in rows}
    return Preview(
        sheet=sheet,
        proposals=proposals,
        unchanged=len(rows) - len(proposals),
        absent=len(set(records) - named),
        faults=sorted(faults, key=lambda fault: fault.row),
    )


def _blank(upload: PlanUpload, reference: str) -> Commitment:
    return Commitment(
        reference=reference, plan=upload.plan, kind=upload.kind, group_id=upload.group_id
    )


def _reference_faults(rows: list[Row], reading: Reading, plan: str) -> list[Fault]:
    column = reading.heading("reference") or reading.heading("reference_and_title")
    first: dict[str, int] = {}
    faults = []
    for row in rows:
        if reference := row.values.get("reference", "").casefold():
            if reference in first:
                where = (
                    f"the reference {row.values['reference']} is already in row {first[reference]}"
                )
                faults.append(Fault(row.number, column, f"{where}. Give each row its own"))
            first.setdefault(reference, row.number)
    taken = (
        Commitment.objects.exclude(plan=plan)
        .annotate(lower=Lower("reference"))
        .filter(lower__in=list(first))
    )
    for other in taken:
        where = f"in the plan ‘{other.plan}’" if other.plan else "outside any plan"
        message = (
            f"the reference {other.reference} already belongs to ‘{other.title}’ {where}. "
            "Use another reference"
        )
        faults.append(Fault(first[other.reference.casefold()], column, message))
    return faults


class _Comparison:
    """One row against one commitment."""

    def __init__(self, row: Row, record: Commitment, reading: Reading) -> None:
        self.row, self.record, self.reading = row, record, reading
        self.is_new = record.pk is None
        self.proposal = Proposal(
            row.number, record, self.is_new, gives_reason="delivery_reason" in row.values
        )
        self.faults: list[Fault] = []

    def propose(self, directory: Directory) -> tuple[Proposal, list[Fault]]:
        values = self.row.values
        if self.is_new and not self.reading.heading("owner"):
            if owner := directory.choice(NO_OWNER):
                values["owner"] = owner
            else:
                self._fault("", UNOWNED)
        for name in COMPARED:
            if name in values:
                self._compare(name, values[name])
        self._check_dates()
        self._updates()
        return self.proposal, self.faults

    def _fault(self, name: str, message: str) -> None:
        self.faults.append(
            Fault(self.row.number, self.reading.heading(name) if name else "", message)
        )

    def _add(self, name: str, before: str, after: str, value: Any, label: str = "") -> None:
        self.proposal.changes.append(Change(name, label or FIELDS[name], before, after, value))

    def _compare(self, name: str, value: Any) -> None:
        before, after = self._current(name), shown(name, value)
        if name == "partners":
            same = {one.pk for one in value} == {one.pk for one in before}
            before = shown(name, before)
        elif name == "owner":
            same = not self.is_new and value.pk == self.record.owner_id
        else:
            same = before == after
        if not same:
            self._add(name, before, after, value)

    def _current(self, name: str) -> Any:
        if name == "partners":
            return [] if self.is_new else [Named(o.name, o.pk) for o in self.record.partners.all()]
        if name == "owner":
            return "" if self.is_new else self.record.owner.name
        return shown(name, getattr(self.record, name))

    def _check_dates(self) -> None:
        starts = self.row.values.get("starts", self.record.starts)
        due = self.row.values.get("due", self.record.due)
        if starts and due and due < starts:
            self._fault(
                "due" if self.reading.heading("due") else "starts",
                f"the due date {nhs_date(due)} is before the start date {nhs_date(starts)}",
            )
        if self.record.due and due is None:
            self._fault(
                "due",
                f"the due date {nhs_date(self.record.due)} is missing. Write it, or a later date: "
                "a due date can be moved but not removed",
            )

    def _updates(self) -> None:
        kept = [] if self.is_new else list(self.record.updates.all())
        for period, text in self.row.updates:
            last = _latest(kept, period)
            if last is None or tidy(last.text) != text:
                label = f"Update, {period}" if period else "Update"
                self._add("update", last.text if last else "", text, (period, text), label)
        link = self.row.values.get("evidence_link")
        linked = next((update.evidence_link for update in kept if update.evidence_link), "")
        if link and link != linked:
            if not (kept or self.row.updates):
                self._fault(
                    "evidence_link", "a link needs an update that says what it shows. Write one"
                )
            self._add("evidence_link", linked, link, link)


def _latest(updates: Iterable[Update], period: str) -> Update | None:
    return next((u for u in updates if same_words(u.as_at) == same_words(period)), None)


def shown(name: str, value: Any) -> str:
    """A value as people read it; equal for values that are the same."""
    if isinstance(value, date):
        return nhs_date(value)
    if name == "delivery_status":
        return str(DeliveryStatus(value).label)
    if name == "kind":
        return str(Commitment.Kind(value).label)
    if name == "partners":
        return "; ".join(sorted(one.name for one in value))
    return value.name if isinstance(value, Named) else tidy(value or "")
