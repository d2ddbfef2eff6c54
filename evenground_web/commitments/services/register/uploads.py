"""A changed file of the register on its way in: kept, compared, loaded or put aside.

Nothing of it is kept but its tables, until it is loaded. Loading is all or nothing, and loading
the same file again changes nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from evenground_web.commitments.models import RegisterUpload
from evenground_web.commitments.services.lists.lookalikes import lookalikes_of
from evenground_web.commitments.services.register.comparing import compare
from evenground_web.commitments.services.register.layout import Fault, find_tables
from evenground_web.commitments.services.register.rows import FILE, HERE, Preview, RowChange
from evenground_web.commitments.services.register.writing import write
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import Page, read_pages
from evenground_web.core.text import file_name
from evenground_web.people.models import Person

LARGEST_FILE = 20 * 1024 * 1024
KEPT_FOR = timedelta(days=7)
TRIED = 200  # rows whose rules are tried before somebody decides; the others are tried on loading
CHANGED_SINCE = (
    "Something changed since you looked, so what you were shown is out of date. Nothing was "
    "loaded. Look at it again below, then load it."
)


class Refused(RuleBroken):
    """Services refused some of the rows; nothing was written."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        number = "1 problem" if len(faults) == 1 else f"{len(faults):,} problems"
        first = "; ".join(str(fault) for fault in faults[:3])
        super().__init__(f"Nothing was loaded: {number}. {first}.")
        self.faults = list(faults)


def receive(
    *, by: Person, name: str, data: bytes, size: int = 0, now: datetime | None = None
) -> RegisterUpload:
    """Keep the tables of a file until it is loaded or put aside; refused when it holds none.

    `size` is that of the file, when it was too large for its data to be read.
    """
    now, name = now or timezone.now(), file_name(name)
    if max(size, len(data)) > LARGEST_FILE:
        raise RuleBroken(
            f"‘{name}’ is larger than {LARGEST_FILE // 2**20} MB. Keep only the rows that you "
            "changed: a row that is missing means nothing."
        )
    pages = read_pages(data, name)
    find_tables(pages, name)
    upload = RegisterUpload(file_name=name, by=by, at=now)
    upload.file.name = f"register-uploads/{secrets.token_hex(16)}"
    with audit.in_turn():
        for stale in RegisterUpload.objects.filter(Q(by=by) | Q(at__lt=now - KEPT_FOR)):
            _remove(stale)
        upload.save()
        audit.record(
            "register.uploaded", upload, by=by, now=now,
            sentence=f"uploaded {name} to be compared with the register",
        )  # fmt: skip
        kept = json.dumps([vars(page) for page in pages], ensure_ascii=False)
        default_storage.save(upload.file.name, ContentFile(kept.encode()))
    return upload


def _remove(upload: RegisterUpload) -> None:
    upload.delete()
    transaction.on_commit(partial(default_storage.delete, str(upload.file.name)))


@audit.in_turn()
def discard(upload: RegisterUpload, *, by: Person) -> None:
    """Put a file aside: nothing of it is kept."""
    if RegisterUpload.objects.filter(pk=upload.pk).exists():
        audit.record("register.put_aside", upload, by=by, sentence=f"put {upload.file_name} aside")
        _remove(upload)


def preview(upload: RegisterUpload, *, now: datetime | None = None) -> Preview:
    """What loading the file would change, and what stands in its way; nothing is written."""
    found = _compared(upload)
    rows = found.written
    if rows and not found.faults and not found.open_questions and len(rows) <= TRIED:
        with transaction.atomic():
            found.faults = write(rows, by=upload.by, now=now or timezone.now())
            transaction.set_rollback(True)
    return found


def _compared(upload: RegisterUpload) -> Preview:
    return compare(_pages(upload), by=upload.by, file_name=upload.file_name, answers=upload.answers)


def _pages(upload: RegisterUpload) -> list[Page]:
    try:
        with default_storage.open(str(upload.file.name)) as kept:
            pages = json.load(kept)
    except FileNotFoundError as error:
        raise RuleBroken(f"‘{upload.file_name}’ is no longer here. Choose it again.") from error
    return [Page(**{**page, "lines": [tuple(line) for line in page["lines"]]}) for page in pages]


def find_alike(rows: Sequence[RowChange]) -> None:
    """Show with each new commitment those much like it; nothing is refused for that."""
    new = [row for row in rows if row.found is None and row.table.key == "commitments"]
    found = lookalikes_of([(row.said["title"], row.said.get("text", "")) for row in new])
    for row, alike in zip(new, found, strict=True):
        row.alike = alike


@audit.in_turn()
def choose(upload: RegisterUpload, *, by: Person, choices: Mapping[str, str]) -> RegisterUpload:
    """Say, of cells that changed on both sides, which of the two is to stand."""
    upload = RegisterUpload.objects.select_for_update().get(pk=upload.pk)
    asked = {one.key: one for _, one in _compared(upload).questions}
    chosen = {
        key: [choice, asked[key].seen]
        for key, choice in choices.items()
        if key in asked and choice in (HERE, FILE)
    }
    if chosen and chosen != {key: upload.answers.get(key) for key in chosen}:
        upload.answers = {**upload.answers, **chosen}
        upload.save(update_fields=["answers"])
        number = "1 cell" if len(chosen) == 1 else f"{len(chosen):,} cells"
        audit.record(
            "register.chosen", upload, by=by,
            sentence=f"chose which of two values is to stand in {number} of {upload.file_name}",
        )  # fmt: skip
    return upload


def load(upload: RegisterUpload, *, by: Person, seen: str, now: datetime | None = None) -> Preview:
    """Load the whole file or nothing. `seen` is the fingerprint of the preview that was read."""
    try:
        return _load(upload, by=by, seen=seen, now=now or timezone.now())
    except IntegrityError as error:
        raise RuleBroken(CHANGED_SINCE) from error


@audit.in_turn()
def _load(upload: RegisterUpload, *, by: Person, seen: str, now: datetime) -> Preview:
    if not RegisterUpload.objects.filter(pk=upload.pk).exists():
        raise RuleBroken(f"{upload.file_name} was loaded or put aside a moment ago.")
    found = _compared(upload)
    if found.faults:
        raise Refused(found.faults)
    if found.open_questions:
        raise RuleBroken("Choose first which value is to stand where both were changed.")
    if found.fingerprint != seen:
        raise RuleBroken(CHANGED_SINCE)
    if faults := write(found.written, by=by, now=now):
        raise Refused(faults)
    if found.rows:
        audit.record(
            "register.loaded", upload, by=by, now=now,
            sentence=f"loaded {upload.file_name} into the register: {found.new} new, "
            f"{len(found.written) - found.new} changed, {found.unchanged} unchanged",
        )  # fmt: skip
    _remove(upload)
    return found
