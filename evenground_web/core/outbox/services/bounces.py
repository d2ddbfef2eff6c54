"""What comes back: reports are counted, people are told, and nothing more goes to a bad address."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox.models import Bounce, Message
from evenground_web.core.outbox.reports import Report, What, read
from evenground_web.core.outbox.services.addresses import (
    ENOUGH,
    address_digest,
    failures,
    is_stopped,
)
from evenground_web.core.outbox.services.keeping import KEPT
from evenground_web.core.outbox.services.sending import message_id
from evenground_web.core.outbox.services.writing import send
from evenground_web.core.permissions import RuleBroken

FAILING = kinds.register(
    kinds.Kind(key="failing", name="Addresses to which mail comes back", choices=kinds.MUST_ACT)
)

Readers = Callable[[], Iterable[Any]]
_readers: list[Readers] = []


def tell(readers: Readers) -> None:
    """Name who hears of addresses that fail; called once, at start-up."""
    _readers.append(readers)


@dataclass
class Read:
    """What one run found."""

    came_back: int = 0
    complaints: int = 0
    delayed: int = 0
    known: int = 0
    not_ours: int = 0
    no_report: int = 0

    def __str__(self) -> str:
        words = (
            "came back", "complained of", "only delayed", "read before",
            "about messages that are not ours", "no report",
        )  # fmt: skip
        counts = [getattr(self, field.name) for field in fields(self)]
        return ", ".join(f"{n} {what}" for n, what in zip(counts, words, strict=True))


def read_reports(letters: Iterable[bytes], *, now: datetime | None = None) -> Read:
    """Read reports of mail systems; a report that was read before counts once."""
    now, done = now or timezone.now(), Read()
    recent = Message.objects.exclude(sent_to="").filter(settled_at__gt=now - KEPT)
    ours = {message_id(message): message.pk for message in recent.only("pk", "key").iterator()}
    for letter in letters:
        report = read(letter)
        if report.what is What.NO_REPORT:
            done.no_report += 1
        elif report.message_id not in ours:
            done.not_ours += 1
        elif report.what is What.DELAYED:
            done.delayed += 1
        elif not _keep(ours[report.message_id], report, now=now):
            done.known += 1
        elif report.what is What.COMPLAINT:
            done.complaints += 1
        else:
            done.came_back += 1
    return done


@audit.in_turn()
def _keep(pk: int, report: Report, *, now: datetime) -> bool:
    message = Message.objects.select_for_update(of=("self",)).select_related("person").get(pk=pk)
    bounce, new = message.bounces.get_or_create(
        report=report.identity,
        defaults={
            "address": message.sent_to, "kind": report.what.value, "words": report.words, "at": now,
        },
    )  # fmt: skip
    if not new:
        return False
    message.state, message.why = Message.State.CAME_BACK, str(bounce)[:200]
    message.save(update_fields=["state", "why"])
    audit.record(
        "mail.came_back", message, by=None, now=now, sentence=f"noted that the message came back: {bounce}"
    )  # fmt: skip
    _tell(message, bounce, now=now)
    return True


def _tell(message: Message, bounce: Bounce, *, now: datetime) -> None:
    """Word of it the first time, and when nothing more is sent; not of an address of before."""
    if message.sent_to != address_digest(message.address) or message.kind == FAILING.key:
        return
    open_ones = failures(message.sent_to)
    stopped = is_stopped(message.address)
    if open_ones.count() > 1 and not stopped:
        return
    for reader in {person.pk: person for readers in _readers for person in readers()}.values():
        send(
            to=reader, kind=FAILING.key, template="outbox/failing.txt", now=now, about=message,
            key=f"failing:{bounce.pk}:{reader.pk}",
            context={"message": message, "bounce": bounce, "stopped": stopped, "enough": ENOUGH},
        )  # fmt: skip


@audit.in_turn()
def write_again(message: Message, *, by: Any, now: datetime | None = None) -> Message:
    """Say that the address of a message is right, so that mail goes there again."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    open_ones = failures(message.sent_to) if message.sent_to else Bounce.objects.none()
    if not open_ones.exists():
        raise RuleBroken("Nothing came back from this address, so mail goes there already.")
    open_ones.update(cleared_at=now or timezone.now())
    audit.record(
        "mail.address_cleared", message, by=by, now=now,
        sentence="said that the address is right, so that mail goes there again",
    )  # fmt: skip
    return message
