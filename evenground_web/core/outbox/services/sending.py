"""The sender: claims what is due, hands it to the mail server, and records what came of it.

A message goes at least once. It is claimed with a lease that is committed before the mail server
hears of it, so two senders never work on one message; a sender that is killed leaves a lease that
runs out, and the message is tried again. Only when it was killed between the server's yes and our
note of it does a message go twice, and then under the same Message-ID, by which mail systems know
the second from the first.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import (
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evenground_web.core.outbox import kinds
from evenground_web.core.outbox.models import Attempt, Message, Sender
from evenground_web.core.outbox.services.addresses import address_digest, is_stopped
from evenground_web.core.outbox.services.writing import html, plain

LEASE = timedelta(minutes=15)  # longer than every step of a conversation at its time limit
WAITS = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440, 1440, 1440)]
WAITS_FOR_SERVER = [timedelta(minutes=m) for m in (1, 2, 5, 10, 15)]
A_RUN = 200

Clock = Callable[[], datetime]
Outcome = Attempt.Outcome


@dataclass
class Sent:
    """What one run did."""

    sent: int = 0
    refused: int = 0
    later: int = 0
    called_off: int = 0
    server_away: bool = False

    def __str__(self) -> str:
        away = "; the mail server is away" if self.server_away else ""
        return (
            f"{self.sent} sent, {self.refused} refused, {self.later} to try later, "
            f"{self.called_off} no longer needed{away}"
        )


def deliver(*, clock: Clock = timezone.now, limit: int = A_RUN) -> Sent:
    """Send what is due, one by one. When the server is away nothing is lost: all of it waits."""
    done = Sent()
    if not _begin(clock()):
        return done
    connection = get_connection()
    try:
        for _ in range(limit):
            message = claim(now=clock())
            if message is None:
                break
            if off := _no_longer(message, now=clock()):
                _settle(message, Message.State.CALLED_OFF, off, now=clock())
                done.called_off += 1
                continue
            outcome, words = _hand_over(connection, message, clock=clock)
            _count(done, outcome)
            if outcome == Outcome.AWAY:
                _server_is_away(words, now=clock())
                break
    finally:
        _close(connection)
    return done


@transaction.atomic
def claim(*, now: datetime) -> Message | None:
    """The message that has been due longest, which is this sender's alone until the lease ends."""
    free = Q(leased_until=None) | Q(leased_until__lte=now)
    message = (
        Message.objects.waiting()
        .filter(free, how=kinds.AT_ONCE, due__lte=now)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("due", "pk")
        .first()
    )
    if message is None:
        return None
    message.lease, message.leased_until = uuid.uuid4(), now + LEASE
    message.tries += 1
    message.save(update_fields=["lease", "leased_until", "tries"])
    Attempt.objects.create(message=message, lease=message.lease, started_at=now)
    return message


def _no_longer(message: Message, *, now: datetime) -> str:
    """Why nobody needs this message any more, or nothing."""
    if message.expires and message.expires <= now:
        return "Its time was over before it could be sent"
    if message.person and not message.person.is_active:
        return "The account is closed"
    if not kinds.kind(message.kind).wanted(message):
        return "What it was about has changed"
    return ""


def _hand_over(connection: Any, message: Message, *, clock: Clock) -> tuple[Outcome, str]:
    outcome, words = _try(connection, message)
    with transaction.atomic():
        _note(message, outcome, words, now=clock())
    return outcome, words


def _note(message: Message, outcome: Outcome, words: str, *, now: datetime) -> None:
    _attempt(message).update(ended_at=now, outcome=outcome, words=words)
    if outcome == Outcome.SENT:
        _settle(message, Message.State.SENT, "", now=now, to=address_digest(message.address))
        _server_answers()
    elif outcome == Outcome.REFUSED or (outcome == Outcome.LATER and message.tries > len(WAITS)):
        _settle(message, Message.State.REFUSED, words, now=now)
    else:
        _put_back(message, outcome, words, now=now)


def _try(connection: Any, message: Message) -> tuple[Outcome, str]:
    """Hand one message to the mail server; what went wrong is said without the address."""
    if not message.address:
        return Outcome.REFUSED, "There is no email address to send it to"
    if is_stopped(message.address):
        return Outcome.REFUSED, "Mail to this address came back, so nothing more is sent to it"
    try:
        connection.open()
    except (OSError, SMTPException) as away:
        return Outcome.AWAY, _in_words(away)
    try:
        connection.send_messages([_letter(message, connection)])
    except SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()] or [550]
        return _by_code(max(codes), "refused the address")
    except SMTPSenderRefused as refused:
        return (
            Outcome.AWAY,
            f"The mail server takes no mail from this site (code {refused.smtp_code})",
        )
    except SMTPResponseException as refused:
        return _by_code(refused.smtp_code, "did not take the message")
    except (OSError, SMTPException) as away:
        _close(connection)
        return Outcome.AWAY, _in_words(away)
    except ValueError:  # a header that mail cannot carry
        return Outcome.REFUSED, "The message could not be written as mail"
    return Outcome.SENT, ""


def _by_code(code: int, did: str) -> tuple[Outcome, str]:
    for_good = 500 <= code < 600
    after = "" if for_good else " for now"
    return (Outcome.REFUSED if for_good else Outcome.LATER), (
        f"The mail server {did}{after} (code {code})"
    )


def _in_words(away: Exception) -> str:
    return f"The mail server could not be reached ({type(away).__name__})"


def _letter(message: Message, connection: Any) -> EmailMultiAlternatives:
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=plain(message),
        to=[message.address],
        connection=connection,
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    letter.attach_alternative(html(message), "text/html")
    return letter


def message_id(message: Message) -> str:
    """The same however often the message is tried."""
    name = salted_hmac("outbox.message", message.key, algorithm="sha256").hexdigest()[:32]
    return f"<{name}@{urlsplit(settings.SITE).hostname}>"


@transaction.atomic
def _settle(
    message: Message, state: Message.State, why: str, *, now: datetime, to: str = ""
) -> None:
    """The end of a message, unless another sender has taken it over or ended it since."""
    changes: dict[str, Any] = {"state": state, "why": why, "settled_at": now, "sent_to": to}
    if message.private and state != Message.State.REFUSED and not settings.DEMO:
        changes["text"] = ""
    mine = Message.objects.waiting().filter(pk=message.pk, lease=message.lease)
    mine.update(lease=None, leased_until=None, **changes)
    _attempt(message).filter(outcome="").delete()  # it was not tried


def _attempt(message: Message) -> QuerySet[Attempt]:
    return message.attempts.filter(lease__exact=message.lease)  # type: ignore[misc]


def _put_back(message: Message, outcome: Outcome, words: str, *, now: datetime) -> None:
    """It waits longer each time; a server that is away does not count against the message."""
    away = outcome == Outcome.AWAY
    wait = timedelta() if away else WAITS[min(message.tries, len(WAITS)) - 1]
    Message.objects.waiting().filter(pk=message.pk, lease=message.lease).update(
        lease=None,
        leased_until=None,
        due=message.due if away else now + wait,
        tries=message.tries - 1 if away else message.tries,
        why=words,
    )


def _count(done: Sent, outcome: Outcome) -> None:
    done.sent += outcome == Outcome.SENT
    done.refused += outcome == Outcome.REFUSED
    done.later += outcome in {Outcome.LATER, Outcome.AWAY}
    done.server_away = outcome == Outcome.AWAY


def sender() -> Sender:
    """When mail was last looked after."""
    return Sender.objects.filter(pk=1).first() or Sender(pk=1)


@transaction.atomic
def _begin(now: datetime) -> bool:
    """Note that mail is looked after; False while a server that was away is left in peace."""
    row, _ = Sender.objects.select_for_update().get_or_create(pk=1)
    row.ran_at = now
    row.save(update_fields=["ran_at"])
    return row.next_try is None or row.next_try <= now


@transaction.atomic
def _server_is_away(words: str, *, now: datetime) -> None:
    row, _ = Sender.objects.select_for_update().get_or_create(pk=1)
    row.next_try = now + WAITS_FOR_SERVER[min(row.failures, len(WAITS_FOR_SERVER) - 1)]
    row.failures += 1
    row.words = words
    row.save(update_fields=["next_try", "failures", "words"])


def _server_answers() -> None:
    Sender.objects.filter(pk=1, failures__gt=0).update(failures=0, next_try=None, words="")


def _close(connection: Any) -> None:
    with suppress(OSError, SMTPException):  # it is gone already
        connection.close()
