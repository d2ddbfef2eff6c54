"""A part of a file, for a player that is moved to another place of a recording (RFC 9110, 14)."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse

RANGE = re.compile(r"bytes=(?P<first>\d{0,15})-(?P<last>\d{0,15})")


def in_part(request: HttpRequest, whole: HttpResponse) -> HttpResponse:
    """The one range that is asked for; the whole file to whoever asks for none, or for several."""
    whole.headers["Accept-Ranges"] = "bytes"
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or not asked or "If-Range" in request.headers:
        return whole
    size = len(whole.content)
    if asked["first"]:
        first, last = int(asked["first"]), int(asked["last"] or size)
    elif asked["last"]:  # so many from the end
        first, last = size - min(int(asked["last"]), size), size
    else:
        return whole
    if last < first:
        return whole
    return _slice(whole, first, min(last, size - 1), size)


def _slice(response: HttpResponse, first: int, last: int, size: int) -> HttpResponse:
    if first >= size:
        response.status_code, response.content = 416, b""
        response.headers["Content-Range"] = f"bytes */{size}"
        return response
    response.status_code, response.content = 206, response.content[first : last + 1]
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response
