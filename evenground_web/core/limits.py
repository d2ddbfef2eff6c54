"""A light limit on pages that anybody may use, without keeping anybody's address.

Addresses are counted under a keyed digest that changes every day, for ten minutes.
The limit is wide because a whole hospital may share one address.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

PER_ADDRESS = 300
MINUTES = 10
WORDS = gettext_noop(
    "Too many messages came from your network in the last ten minutes. "
    "Wait ten minutes, then press the button again: what you typed is still here."
)

FILES = (
    "Too many files were made for your network in the last ten minutes. Wait ten minutes, then ask "
    "for it again."
)


def too_many(request: HttpRequest, *, doing: str, most: int | None = None) -> bool:
    """Count one more press of a button; is it over the limit?"""
    address = get_adapter().get_client_ip(request)
    key = salted_hmac(f"limit.{doing}", f"{address} {timezone.localdate()}").hexdigest()
    cache.add(key, 0, timeout=MINUTES * 60)
    try:
        return cache.incr(key) > (PER_ADDRESS if most is None else most)
    except ValueError:  # it expired between the two calls
        return False


def makes_a_file(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Declare of a page for everybody that each look costs the making of a file."""

    @wraps(view)
    def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if too_many(request, doing="files"):
            return HttpResponse(FILES, status=429, content_type="text/plain; charset=utf-8")
        return view(request, *args, **kwargs)

    return limited
