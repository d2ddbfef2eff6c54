"""An action plan on its way in: received, previewed, loaded or put aside.

Nothing is kept but the file, and how it is read, until it is loaded. Loading is all or nothing,
and loading the same file again changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils import timezone

from evenground_web.commitments.models import Commitment, PlanMapping, PlanUpload
from evenground_web.commitments.services.lists.lookalikes import lookalikes_of
from evenground_web.commitments.services.plans.plan_changes import Preview, Proposal, compare
from evenground_web.commitments.services.plans.plan_mapping import reading_of, sheet_of
from evenground_web.commitments.services.plans.plan_writing import write
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import read
from evenground_web.core.text import file_name, one_line
from evenground_web.people.models import Group, Person

LARGEST_FILE = 10 * 1024 * 1024
KEPT_FOR = timedelta(days=7)
CHANGED_SINCE = (
    "Something changed since you looked, so what you were shown is out of date. "
    "Nothing was loaded. Look at it again below, then load it."
)


def plan_names() -> list[tuple[str, int]]:
    """Every action plan, with its number of commitments."""
    plans = Commitment.objects.exclude(plan="").order_by("plan").values_list("plan")
    return list(plans.annotate(Count("pk")))


def receive(
    *,
    by: Person,
    plan: str,
    name: str,
    data: bytes,
    kind: str = Commitment.Kind.ACTION,
    group: Group | None = None,
    now: datetime | None = None,
) -> PlanUpload:
    """Keep a file until it is loaded or put aside; refused when it holds no table."""
    now = now or timezone.now()
    plan, name = one_line(plan), file_name(name)
    if not plan:
        raise RuleBroken("Write the name of the plan.")
    if len(data) > LARGEST_FILE:
        raise RuleBroken(
            f"‘{name}’ is larger than 10 MB. Copy only your table into a new workbook."
        )
    read(data, name)
    known = Commitment.objects.filter(plan__iexact=plan).values_list("plan", flat=True).first()
    upload = PlanUpload(
        plan=known or plan, file_name=name, kind=kind, group=group, by=by, at=now
    )  # fmt: skip
    upload.file.name = f"plan-uploads/{secrets.token_hex(16)}"
    with audit.in_turn():
        for stale in PlanUpload.objects.filter(Q(by=by) | Q(at__lt=now - KEPT_FOR)):
            _remove(stale)
        upload.save()
        audit.record(
            "plan.uploaded", upload, by=by, now=now,
            sentence=f"uploaded {name} to be checked, for the plan {upload.plan}",
        )  # fmt: skip
        default_storage.save(upload.file.name, ContentFile(data))
    return upload


@audit.in_turn()
def discard(upload: PlanUpload, *, by: Person) -> None:
    """Put a file aside: nothing of it is kept."""
    if PlanUpload.objects.filter(pk=upload.pk).exists():
        audit.record("plan.put_aside", upload, by=by, sentence=f"put {upload.file_name} aside")
        _remove(upload)


def _remove(upload: PlanUpload) -> None:
    upload.delete()
    transaction.on_commit(partial(default_storage.delete, str(upload.file.name)))


def preview(upload: PlanUpload) -> Preview:
    """What loading the file would change, and what stands in its way."""
    sheet = sheet_of(upload)
    return compare(upload, sheet, reading_of(upload, sheet))


def find_alike(proposals: Sequence[Proposal]) -> None:
    """Show with each new row the commitments much like it; nothing is refused for that."""
    new = [proposal for proposal in proposals if proposal.is_new]
    found = lookalikes_of([(row.said("title"), row.said("text")) for row in new])
    for proposal, alike in zip(new, found, strict=True):
        proposal.alike = alike


def load(upload: PlanUpload, *, by: Person, seen: str, now: datetime | None = None) -> Preview:
    """Load the whole file or nothing. `seen` is the fingerprint of the preview that was read."""
    try:
        return _load(upload, by=by, seen=seen, now=now or timezone.now())
    except IntegrityError as error:  # somebody used a reference or a name a moment ago
        raise RuleBroken(CHANGED_SINCE) from error


@audit.in_turn()
def _load(upload: PlanUpload, *, by: Person, seen: str, now: datetime) -> Preview:
    mapping, _ = PlanMapping.objects.select_for_update().get_or_create(plan=upload.plan)
    if not PlanUpload.objects.filter(pk=upload.pk).exists():
        raise RuleBroken(f"{upload.file_name} was loaded or put aside a moment ago.")
    sheet = sheet_of(upload)
    found = compare(upload, sheet, reading_of(upload, sheet), lock=True)
    if found.faults:
        raise RuleBroken(
            "Nothing was loaded. Put the rows below right in your file, and choose it again."
        )
    if found.fingerprint != seen:
        raise RuleBroken(CHANGED_SINCE)
    if found.proposals:
        write(found.proposals, upload=upload, by=by, now=now)
        audit.record(
            "plan.loaded", mapping, by=by, now=now,
            sentence=f"loaded {upload.file_name} into the plan {upload.plan}: {len(found.new)} new, "
            f"{len(found.changed)} changed, {found.unchanged} unchanged",
        )  # fmt: skip
    _remove(upload)
    return found
