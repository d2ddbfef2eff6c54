"""The pass of a phone: a random word that it keeps in a cookie, so that no account is needed.

The database holds only marks made from it with the installation's key: one for words, another for
votes, so that nobody can tell which words and which votes came from one phone.
"""

from __future__ import annotations

import secrets

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

from evenground_web.floor.models import Floor

SIGNER = Signer(salt="floor.pass")


def new_pass() -> str:
    return SIGNER.sign(secrets.token_urlsafe(16))


def read_pass(cookie: str) -> str:
    """What is in a cookie of ours; empty when somebody made it up."""
    try:
        return SIGNER.unsign(cookie)
    except BadSignature:
        return ""


def mark(floor: Floor, phone: str, *, of: str) -> str:
    """How a phone is known on one floor when it writes `words`, or when it sends `votes`."""
    return salted_hmac(f"floor.{of}", f"{floor.pk} {phone}", algorithm="sha256").hexdigest()
