"""Messages to those who registered or were invited, each with a link for them alone.

Of a token only a keyed digest is kept. The words of a message are erased once it is sent.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.crypto import salted_hmac

from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.gatherings.models import Registration, RegistrationLink
from evenground_web.gatherings.services.door import passes

PLACES = kinds.register(
    kinds.Kind(key="places", name="Places at gatherings", disturbs=True, names_reader=False)
)
INVITATION = kinds.register(
    kinds.Kind(key="invitation", name="Invitations to gatherings", names_reader=False)
)


def digest_of(token: str) -> str:
    return salted_hmac("gatherings.places", token, algorithm="sha256").hexdigest()


def new_token() -> str:
    return secrets.token_urlsafe(32)


def write_to(
    registration: Registration, what: str, *, about: str, now: datetime, **context: Any
) -> None:
    """Write to somebody who registered; `about` makes the message one of its kind.

    Whoever left no email address is rung instead, so nothing is written.
    """
    if not registration.email:
        return
    token = new_token()
    RegistrationLink.objects.create(registration=registration, digest=digest_of(token), sent_at=now)
    outbox.send(
        to=registration.email, kind=PLACES.key, template=f"gatherings/mail/{what}.txt", now=now,
        key=f"registration:{registration.pk}:{about}", private=True,
        context={
            **context, "registration": registration, "gathering": registration.page.gathering,
            "path": reverse("gatherings:my_place", args=[token]),
            "calendar": reverse("gatherings:calendar_mine", args=[token]),
            "code": passes.code_of(registration),
        },
    )  # fmt: skip


def find(token: str) -> Registration | None:
    """Whose link this is; None for one that is not known."""
    return (
        Registration.objects.select_related("page__gathering", "reserved", "place")
        .filter(links__digest=digest_of(token), removed=False)
        .first()
    )


def forget(registration: Registration, *, now: datetime) -> None:
    """Erase the address and the words of every message to somebody, and the links in them."""
    outbox.forget_address(f"registration:{registration.pk}:", now=now)
    registration.links.all().delete()
