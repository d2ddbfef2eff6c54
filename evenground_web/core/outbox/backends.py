from __future__ import annotations

from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class NoMailServer(OSError):
    """No mail server is named: set EMAIL_HOST."""


class NotNamed(BaseEmailBackend):
    """Where EMAIL_HOST is not set: messages wait, and are not printed for others to read."""

    def open(self) -> bool:
        raise NoMailServer

    def send_messages(self, email_messages: Any) -> int:
        raise NoMailServer
