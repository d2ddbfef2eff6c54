"""The mail that the product wrote, brought to the letter box of the tests."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from django.core import mail
from django.utils import timezone

from evenground_web.commitments.services.reminders.first_opening import confirm, send_code
from evenground_web.core.outbox import services


def letters(*, now: datetime | None = None) -> list[Any]:
    """Send what is due by `now`, or by this time tomorrow; all letters sent so far."""
    moment = now or timezone.now() + timedelta(days=1)
    services.deliver(clock=lambda: moment)
    return mail.outbox


def token_of(link: Any) -> str:
    """The token in the message of a link that was not sent yet."""
    link.refresh_from_db()
    return str(re.search(r"/by-link/([^/]+)/", link.message.text)[1])  # type: ignore[index]


def code_of(link: Any) -> str:
    """The newest code that was sent to whom a link is for, and was not read yet."""
    return str(re.search(r"\b\d{6}\b", link.codes.latest("pk").message.text)[0])  # type: ignore[index]


def open_link(link: Any) -> str:
    """Open a link as its reader does, with the code of the letter; the secret of that browser."""
    browser = send_code(link, browser="")
    confirm(link, browser=browser, code=code_of(link))
    return browser


def text_of(letter: Any) -> str:
    return " ".join(letter.body.split())
