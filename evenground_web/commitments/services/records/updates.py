"""What was done since, with evidence."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.validators import URLValidator
from django.utils import timezone

from evenground_web.commitments.models import Commitment, Update
from evenground_web.commitments.services.records.evidence_files import read_evidence
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person


@audit.in_turn()
def add_update(
    commitment: Commitment,
    *,
    by: Person | None,
    text: str,
    as_at: str = "",
    evidence_link: str = "",
    evidence_file: File[bytes] | None = None,
    said_by: str = "",
    in_public: bool = False,
    now: datetime | None = None,
) -> Update:
    """Say what was done since. The same words about the same period are kept once.

    `said_by` names somebody without an account, and how they said it, when `by` is None. With
    `in_public` everybody reads these words, while the commitment is public.
    """
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    text, evidence_link = text.strip(), evidence_link.strip()
    if not text:
        raise RuleBroken("Write what was done.")
    check_link(evidence_link)
    name, content = read_evidence(evidence_file) if evidence_file else ("", b"")
    same = commitment.updates.filter(text=text, as_at=as_at, evidence_link=evidence_link)
    for kept in same.filter(evidence_name=name):
        if evidence_file is None or _same_bytes(kept, content):
            return kept
    update = Update(
        commitment=commitment, text=text, as_at=as_at, evidence_link=evidence_link, by=by,
        said_by=said_by, at=now or timezone.now(), shown_on=shown_on(in_public, now),
    )  # fmt: skip
    if evidence_file:
        update.evidence_name, suffix = name, PurePath(name).suffix.lower()
        update.evidence_file.name = f"evidence/{secrets.token_hex(16)}{suffix}"
    update.save()
    with_evidence = " with evidence" if evidence_link or evidence_file else ""
    to_all = " for everybody to read" if in_public else ""
    audit.record(
        "commitment.updated", commitment, by=by, now=now,
        sentence=f"added an update{with_evidence}{f' from {said_by}' if said_by else ''}{to_all}",
        update=update.pk,
    )  # fmt: skip
    if evidence_file:
        default_storage.save(update.evidence_file.name, ContentFile(content))
    return update


def shown_on(in_public: bool, now: datetime | None) -> date | None:
    """Since when everybody may read some words; None while members alone may."""
    return timezone.localdate(now) if in_public else None


def _same_bytes(kept: Update, content: bytes) -> bool:
    try:
        with kept.evidence_file.open() as there:
            return bool(there.read() == content)
    except FileNotFoundError:
        return False


def check_link(link: str) -> None:
    if not link:
        return
    try:
        URLValidator(schemes=["https", "http"])(link)
    except ValidationError as error:
        raise RuleBroken(
            f"“{link}” is not a web address. Write it in full, such as https://www.example.org."
        ) from error
