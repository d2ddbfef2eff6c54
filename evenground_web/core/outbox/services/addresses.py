"""Addresses to which mail comes back, known by a keyed digest."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from evenground_web.core.outbox.models import Bounce

ENOUGH = 3


def failures(digest: str) -> QuerySet[Bounce]:
    """What came back from an address since somebody said that it is right."""
    return Bounce.objects.filter(address=digest, cleared_at=None)


def is_stopped(address: str) -> bool:
    """Whether nothing more goes there: it came back often enough, or its reader complained."""
    kinds_of = list(failures(address_digest(address)).values_list("kind", flat=True)[: ENOUGH + 1])
    return Bounce.Kind.COMPLAINT in kinds_of or len(kinds_of) >= ENOUGH


def address_digest(address: str) -> str:
    return salted_hmac("outbox.address", address.strip().lower(), algorithm="sha256").hexdigest()
