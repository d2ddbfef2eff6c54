"""How accounts behave here: an administrator makes them, nobody signs up."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from evenground_web.core.outbox import services as outbox
from evenground_web.core.outbox.kinds import ACCOUNT


class Accounts(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not correct",
        "enter_current_password": "The current password is not correct",
        "too_many_login_attempts": "Too many tries to sign in. Wait 5 minutes, then try again",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The header says who is signed in, so signing in adds no message."""
        template = kwargs.get("message_template") or (args[1] if len(args) > 1 else "")
        if template != "account/messages/logged_in.txt":
            super().add_message(request, *args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """The library's messages go the way of all others; their links are to this site's name."""
        paths = {
            name: urlsplit(value).path for name, value in context.items() if name.endswith("_url")
        }
        outbox.send(
            to=context.get("user") or email, kind=ACCOUNT.key, template=f"{template_prefix}.txt",
            context={**context, **paths}, key=f"account:{uuid4()}", private=True,
        )  # fmt: skip
