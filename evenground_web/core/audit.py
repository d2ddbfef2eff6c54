"""The tamper-evident record of who did what.

Each event carries the keyed hash of itself and of the event before it, and the end of the
chain is kept apart, under a seal with the same key. Someone who edits, deletes or reorders rows
in the database without the installation's secret breaks the chain, also when they cut off its
newest rows, and `evenground manage verify_audit` says where.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from evenground_web.core.models import AuditEvent, AuditHead, Partnership

SIGNED = (
    "position",
    "actor_id",
    "actor_name",
    "verb",
    "subject_type",
    "subject_id",
    "sentence",
    "details",
)


@contextmanager
def in_turn() -> Iterator[None]:
    """One transaction, after those that others began; services are decorated with it.

    What a service checked is still true when it writes, and of two presses of one button the
    second sees what the first did. SQLite lets one writer in at a time; elsewhere writers queue
    for the end of the chain, which each of them needs anyway.
    """
    with transaction.atomic():
        if connection.features.has_select_for_update:
            _end_of_the_chain()
        yield


def _end_of_the_chain() -> AuditHead:
    return AuditHead.objects.select_for_update().get_or_create(pk=1)[0]


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Any,
    sentence: str,
    now: datetime | None = None,
    **details: Any,
) -> AuditEvent:
    """Write one event: `by` did `verb` to `subject`.

    `sentence` continues the actor's name: "moved the due date from 1 May to 1 June 2026".
    `by` is a person, or None for the system itself.
    """
    return record_each(verb, [(subject, sentence)], by=by, now=now, **details)[0]


@transaction.atomic
def record_each(
    verb: str,
    subjects: Iterable[tuple[models.Model, str]],
    *,
    by: Any,
    now: datetime | None = None,
    **details: Any,
) -> list[AuditEvent]:
    """Write one event for each of these records with its sentence, one after the other."""
    head, now = _end_of_the_chain(), now or timezone.now()
    events = []
    for subject, sentence in subjects:
        event = AuditEvent(
            position=head.position + 1,
            at=now,
            actor_id=str(by.pk) if by else "",
            actor_name=str(by) if by else "Evenground",
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            sentence=sentence,
            details=details,
            previous_hash=head.hash,
        )
        event.hash = fingerprint(event)
        head.position, head.hash = event.position, event.hash
        events.append(event)
    AuditEvent.objects.bulk_create(events)
    AuditHead.objects.filter(pk=1).update(
        position=head.position, hash=head.hash, seal=seal(head.position, head.hash)
    )
    return events


def history(subject: models.Model) -> models.QuerySet[AuditEvent]:
    """All that was done to one record, newest first."""
    return AuditEvent.objects.filter(
        subject_type=subject._meta.label_lower, subject_id=str(subject.pk)
    )


def fingerprint(event: AuditEvent) -> str:
    content = {name: getattr(event, name) for name in SIGNED}
    content["at"] = event.at.astimezone(UTC).isoformat()
    text = event.previous_hash + json.dumps(content, sort_keys=True, ensure_ascii=False)
    return _keyed(text)


def seal(position: int, end: str) -> str:
    """What only the installation can say of where the record ends."""
    return _keyed(f"the record ends at {position} {end}")


def _keyed(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def faults() -> Iterator[str]:
    """Each place where the record was tampered with, in words; nothing when it is whole."""
    previous, expected = "", 1
    for event in AuditEvent.objects.order_by("position").iterator():
        if event.position != expected:
            yield f"Event {expected} is missing: the next one found is event {event.position}."
        elif event.previous_hash != previous:
            yield f"Event {event.position} does not follow the event before it."
        if event.hash != fingerprint(event):
            yield f"Event {event.position} was changed after it was written."
        previous, expected = event.hash, event.position + 1
    yield from _faults_of_the_end(expected - 1, previous)


def _faults_of_the_end(position: int, end: str) -> Iterator[str]:
    head = AuditHead.objects.filter(pk=1).first() or AuditHead()
    begun = bool(position or Partnership.objects.exists())  # naming it is the first event
    if (head.position, head.hash) != (position, end):
        yield f"The record should end at event {head.position}, and it does not."
    elif begun and head.seal != seal(position, end):
        yield f"The end of the record was changed: events after event {position} may be missing."
