"""What was done since, with evidence."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.validators import URLValidator
from django.utils import timezone

from evenground_web.commitments.models import Commitment, Update
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import file_name
from evenground_web.people.models import Person

LARGEST_EVIDENCE = 10 * 1024 * 1024
STARTS_WITH = {
    ".pdf": b"%PDF-",
    ".docx": b"PK\x03\x04",
    ".xlsx": b"PK\x03\x04",
    ".pptx": b"PK\x03\x04",
    ".odt": b"PK\x03\x04",
    ".ods": b"PK\x03\x04",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".csv": b"",
    ".txt": b"",
}


@audit.in_turn()
def add_update(
    commitment: Commitment,
    *,
    by: Person | None,
    text: str,
    as_at: str = "",
    evidence_link: str = "",
    evidence_file: File[bytes] | None = None,
    now: datetime | None = None,
) -> Update:
    """Say what was done since. The same words about the same period are kept once."""
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    text, evidence_link = text.strip(), evidence_link.strip()
    if not text:
        raise RuleBroken("Write what was done.")
    _check_link(evidence_link)
    name = check_evidence(evidence_file) if evidence_file else ""
    same = commitment.updates.filter(text=text, as_at=as_at, evidence_link=evidence_link)
    for kept in same.filter(evidence_name=name):
        if evidence_file is None or _same_bytes(kept, evidence_file):
            return kept
    update = Update(
        commitment=commitment, text=text, as_at=as_at, evidence_link=evidence_link, by=by,
        at=now or timezone.now(),
    )  # fmt: skip
    if evidence_file:
        update.evidence_name, suffix = name, PurePath(name).suffix.lower()
        update.evidence_file.name = f"evidence/{secrets.token_hex(16)}{suffix}"
    update.save()
    with_evidence = " with evidence" if evidence_link or evidence_file else ""
    audit.record(
        "commitment.updated", commitment, by=by, now=now,
        sentence=f"added an update{with_evidence}", update=update.pk,
    )  # fmt: skip
    if evidence_file:
        default_storage.save(update.evidence_file.name, evidence_file)
    return update


def check_evidence(file: File[bytes]) -> str:
    """The name of a file that can be kept as evidence; a refusal in words when it cannot."""
    name = file_name(file.name or "")
    suffix = PurePath(name).suffix.lower()
    if suffix not in STARTS_WITH:
        raise RuleBroken(
            f"{name} cannot be kept as evidence. Use a PDF, a Word, Excel, PowerPoint or "
            "OpenDocument file, a CSV or text file, or a JPEG or PNG picture."
        )
    if file.size > LARGEST_EVIDENCE:
        raise RuleBroken(f"{name} is larger than 10 MB. Make it smaller, or give a link to it.")
    if file.size == 0:
        raise RuleBroken(f"{name} is empty. Choose another file.")
    file.seek(0)
    start = file.read(8)
    file.seek(0)
    if not start.startswith(STARTS_WITH[suffix]):
        raise RuleBroken(f"{name} is not a {suffix[1:].upper()} file inside. Save it again as one.")
    return name


def _same_bytes(kept: Update, file: File[bytes]) -> bool:
    try:
        with kept.evidence_file.open() as there:
            return bool(there.read() == file.read())
    except FileNotFoundError:
        return False
    finally:
        file.seek(0)


def _check_link(link: str) -> None:
    if not link:
        return
    try:
        URLValidator(schemes=["https", "http"])(link)
    except ValidationError as error:
        raise RuleBroken(
            f"“{link}” is not a web address. Write it in full, such as https://www.example.org."
        ) from error
