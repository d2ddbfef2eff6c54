"""What administrators do about a message, and what is forgotten in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.outbox.models import Message, Sender
from evenground_web.core.permissions import RuleBroken

KEPT = timedelta(days=90)
AGAIN = {Message.State.WAITING, Message.State.REFUSED, Message.State.CAME_BACK}


@audit.in_turn()
def try_again(message: Message, *, by: Any, now: datetime | None = None) -> Message:
    """Send a message now that waits or was refused, to the address that is right today."""
    now = now or timezone.now()
    message = _mine(message)
    if message.state not in AGAIN:
        raise RuleBroken(f"This message is settled: {message.get_state_display().lower()}.")
    if message.expires and message.expires <= now:
        raise RuleBroken("The link in this message no longer works. Ask for a new one instead.")
    if not message.text:
        raise RuleBroken("The words of this message are no longer kept.")
    message.state, message.settled_at, message.due = Message.State.WAITING, None, now
    message.tries, message.why = 0, ""
    message.save(update_fields=["state", "settled_at", "due", "tries", "why"])
    Sender.objects.filter(pk=1).update(next_try=None, failures=0, words="")
    audit.record(
        "mail.put_back", message, by=by, now=now, sentence="put the message back to be sent"
    )
    return message


@audit.in_turn()
def call_off(message: Message, *, by: Any, now: datetime | None = None) -> Message:
    """Decide that a message is not sent."""
    now = now or timezone.now()
    message = _mine(message)
    if message.state not in {Message.State.WAITING, Message.State.REFUSED}:
        raise RuleBroken(f"This message is settled: {message.get_state_display().lower()}.")
    message.state, message.settled_at = Message.State.CALLED_OFF, now
    message.why, message.lease, message.leased_until = f"Called off by {by}"[:200], None, None
    message.save(update_fields=["state", "settled_at", "why", "lease", "leased_until"])
    audit.record("mail.called_off", message, by=by, now=now, sentence="called off the message")
    return message


def _mine(message: Message) -> Message:
    return Message.objects.select_for_update(of=("self",)).get(pk=message.pk)


def forget_address(start_of_key: str, *, now: datetime | None = None) -> None:
    """Erase the address and the words of messages to somebody who wants none; what waits is not sent."""
    messages = Message.objects.filter(key__startswith=start_of_key)
    messages.filter(state=Message.State.WAITING).update(
        state=Message.State.CALLED_OFF, settled_at=now or timezone.now(),
        why="No longer wanted", lease=None, leased_until=None,
    )  # fmt: skip
    messages.update(to="", text="")


def forget(*, now: datetime) -> int:
    """Erase the words and addresses of messages that were settled long ago; that they went stays."""
    old = Message.objects.filter(settled_at__lt=now - KEPT).exclude(text="", to="")
    return old.update(text="", to="")
