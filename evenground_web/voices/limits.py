"""A light limit on pages that anybody may use, without keeping anybody's address.

Addresses are counted under a keyed digest that changes every day, for ten minutes.
The limit is wide because a whole hospital may share one address.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

PER_ADDRESS = 300
MINUTES = 10
WORDS = (
    "Too many messages came from your network in the last ten minutes. "
    "Wait ten minutes, then press the button again: what you typed is still here."
)


def too_many(request: HttpRequest, *, doing: str) -> bool:
    """Count one more press of a button; is it over the limit?"""
    address = get_adapter().get_client_ip(request)
    key = salted_hmac(f"voices.limit.{doing}", f"{address} {timezone.localdate()}").hexdigest()
    cache.add(key, 0, timeout=MINUTES * 60)
    try:
        return cache.incr(key) > PER_ADDRESS
    except ValueError:  # it expired between the two calls
        return False
