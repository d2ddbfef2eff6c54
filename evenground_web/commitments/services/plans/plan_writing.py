"""Writing what a plan changes, many commitments at a time, each with its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.models import (
    EVERYBODY,
    Commitment,
    DeliveryStatus,
    DueDateMove,
    PlanUpload,
    Pledge,
    StatusChange,
    Update,
)
from evenground_web.commitments.services.plans.plan_changes import Change, Proposal
from evenground_web.commitments.services.plans.plan_organisations import Named
from evenground_web.core import audit
from evenground_web.core.editing import change_in_words
from evenground_web.core.text import lower_first
from evenground_web.people import services as people
from evenground_web.people.models import Person

CONTENT = ("kind", "title", "text", "success_measure", "mechanism", "priority_population", "starts")
WRITTEN = (
    *CONTENT, "owner", "due", "original_due", "delivery_status", "delivery_reason", "revision",
    "verified_on", "population_reason",
)  # fmt: skip
AT_ONCE = 500


def write(proposals: Sequence[Proposal], *, upload: PlanUpload, by: Person, now: datetime) -> None:
    """Write all proposals: records, history and audit."""
    writer = _Writer(upload, by, now)
    writer.add_organisations(proposals)
    for proposal in proposals:
        writer.prepare(proposal)
    writer.save([p.commitment for p in proposals])
    writer.save_partners(proposals)
    for proposal in proposals:
        writer.audit(proposal)


class _Writer:
    def __init__(self, upload: PlanUpload, by: Person, now: datetime) -> None:
        self.file, self.by, self.now = upload.file_name, by, now
        self.reason = f"Loaded from {upload.file_name}"
        self.added: dict[int | str, int] = {}
        self.statuses: list[StatusChange] = []
        self.moves: list[DueDateMove] = []
        self.updates: list[Update] = []

    def add_organisations(self, proposals: Iterable[Proposal]) -> None:
        for proposal in proposals:
            for change in proposal.changes:
                if change.name in ("owner", "partners"):
                    named = [change.value] if change.name == "owner" else change.value
                    for one in named:
                        self._add(one)

    def _add(self, named: Named) -> None:
        if named.pk is None and named.key not in self.added:
            organisation = people.add_organisation(by=self.by, name=named.name, sector=named.sector)
            self.added[named.key] = organisation.pk

    def _key(self, named: Named) -> int:
        return named.pk or self.added[named.key]

    def prepare(self, proposal: Proposal) -> None:
        """Set the fields of one commitment and note its history; nothing is saved yet."""
        commitment, changes = proposal.commitment, {c.name: c for c in proposal.changes}
        if proposal.is_new:
            commitment.created = timezone.localdate(self.now)
        elif {*CONTENT, "owner", "partners"} & set(changes):
            commitment.revision += 1
        for name in CONTENT:
            if name in changes:
                setattr(commitment, name, changes[name].value)
        if commitment.priority_population == EVERYBODY and not commitment.population_reason:
            commitment.population_reason = f"{self.file} does not say why"
        if owner := changes.get("owner"):
            commitment.owner_id = self._key(owner.value)
        if due := changes.get("due"):
            self._due(commitment, due)
        if {"delivery_status", "delivery_reason"} & set(changes):
            self._status(proposal, changes)
        self._updates(commitment, proposal.changes)

    def _due(self, commitment: Commitment, change: Change) -> None:
        if commitment.due:
            self.moves.append(
                DueDateMove(
                    commitment=commitment,
                    old=commitment.due,
                    new=change.value,
                    reason=self.reason,
                    at=self.now,
                    by=self.by,
                )  # fmt: skip
            )
        commitment.due = change.value
        commitment.original_due = commitment.original_due or change.value

    def _status(self, proposal: Proposal, changes: dict[str, Change]) -> None:
        commitment = proposal.commitment
        old = commitment.delivery_status
        if status := changes.get("delivery_status"):
            commitment.delivery_status = DeliveryStatus(status.value)
            commitment.verified_on = None
        if reason := changes.get("delivery_reason"):
            commitment.delivery_reason = reason.value
        elif not proposal.gives_reason:
            commitment.delivery_reason = self.reason
        self.statuses.append(
            StatusChange(
                commitment=commitment,
                which=StatusChange.Which.DELIVERY,
                old=old,
                new=commitment.delivery_status,
                reason=commitment.delivery_reason,
                at=self.now,
                by=self.by,
            )  # fmt: skip
        )

    def _updates(self, commitment: Commitment, changes: Sequence[Change]) -> None:
        texts = [change.value for change in changes if change.name == "update"]
        link = next((c.value for c in changes if c.name == "evidence_link"), "")
        if link and not texts:  # the same words, now with evidence
            last = commitment.updates.all()[0]
            texts = [(last.as_at, last.text)]
        updates = [
            Update(commitment=commitment, as_at=period, text=text, at=self.now, by=self.by)
            for period, text in texts
        ]
        if link:
            updates[-1].evidence_link = link
        self.updates += updates

    def save(self, commitments: Sequence[Commitment]) -> None:
        new = [commitment for commitment in commitments if commitment.pk is None]
        changed = [commitment for commitment in commitments if commitment.pk is not None]
        Commitment.objects.bulk_create(new, batch_size=AT_ONCE)
        Commitment.objects.bulk_update(changed, WRITTEN, batch_size=AT_ONCE)
        Pledge.objects.bulk_create(
            [Pledge(commitment=one) for one in commitments if one.kind == Commitment.Kind.PLEDGE],
            batch_size=AT_ONCE,
            ignore_conflicts=True,
        )
        StatusChange.objects.bulk_create(self.statuses, batch_size=AT_ONCE)
        DueDateMove.objects.bulk_create(self.moves, batch_size=AT_ONCE)
        Update.objects.bulk_create(self.updates, batch_size=AT_ONCE)

    def save_partners(self, proposals: Iterable[Proposal]) -> None:
        link = Commitment.partners.through
        wanted = {
            proposal.commitment.pk: [self._key(named) for named in change.value]
            for proposal in proposals
            for change in proposal.changes
            if change.name == "partners"
        }
        link.objects.filter(commitment_id__in=list(wanted)).delete()
        link.objects.bulk_create(
            [
                link(commitment_id=commitment, organisation_id=organisation)
                for commitment, organisations in wanted.items()
                for organisation in organisations
            ],
            batch_size=AT_ONCE,
        )

    def audit(self, proposal: Proposal) -> None:
        commitment = proposal.commitment
        if proposal.is_new:
            sentence = f"added the {commitment.get_kind_display().lower()} {commitment}"
        else:
            sentence = f"changed {', '.join(_words(change) for change in proposal.changes)}"
        audit.record(
            "commitment.loaded", commitment, by=self.by, now=self.now,
            sentence=f"{sentence}, from {self.file}", file=self.file, row=proposal.row,
            changes={change.label: [change.before, change.after] for change in proposal.changes},
        )  # fmt: skip


def _words(change: Change) -> str:
    return change_in_words(lower_first(change.label), change.before, change.after)
