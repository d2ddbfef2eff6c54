"""The version mark of a row: what each of its cells said when it was downloaded, as keyed digests.

It lets a file say which cells somebody changed, and which changed here since, without the earlier
texts in it. It belongs to one row of one installation; nobody without the secret can make one.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache, cached_property

from django.conf import settings

from evenground_web.core.permissions import RuleBroken

BYTES = 5  # of each cell
SEAL = 8
PART = "."


@cache
def _key(secret: str) -> bytes:
    return hashlib.sha256(f"register-marks {secret}".encode()).digest()


def _digest(*parts: str, size: int = BYTES) -> bytes:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, key=_key(settings.SECRET_KEY), digest_size=size).digest()


def shape(table: str, columns: Sequence[str]) -> str:
    """Tells a table apart from others, and from itself with other columns."""
    return hashlib.sha256("\0".join([table, *columns]).encode()).hexdigest()[:6]


def make(table: str, columns: Sequence[str], pk: int, said: Mapping[str, str]) -> str:
    """The mark of a row whose cells say this, by column."""
    digests = b"".join(_digest(table, str(pk), name, said[name]) for name in columns)
    body = base64.b64encode(digests).decode().rstrip("=")
    return PART.join((shape(table, columns), body, _seal(table, pk, body)))


def _seal(table: str, pk: int, body: str) -> str:
    return _digest("seal", table, str(pk), body, size=SEAL).hex()


class Mark:
    """A mark that was read from a row; raises RuleBroken when it is not the mark of that row."""

    def __init__(self, text: str, *, table: str, columns: Sequence[str], pk: int) -> None:
        kind, _, rest = text.strip().partition(PART)
        body, _, seal = rest.partition(PART)
        if kind != shape(table, columns) and rest:
            raise RuleBroken(
                "this row was downloaded before the register had the columns it has now. Download "
                "the register again, and make your changes there"
            )
        if seal != _seal(table, pk, body):
            raise RuleBroken(
                "the version mark is not that of this row: it was changed, or comes from another "
                "row or another partnership’s file. Take the row from a new download"
            )
        self._body, self._columns = body, columns
        self._row = (table, str(pk))

    @cached_property
    def _digests(self) -> dict[str, bytes]:
        raw = base64.b64decode(self._body + "=" * (-len(self._body) % 4))
        return {
            name: raw[BYTES * place : BYTES * (place + 1)]
            for place, name in enumerate(self._columns)
        }

    def said(self, name: str, text: str) -> bool:
        """Whether this is what the cell said when it was downloaded."""
        return self._digests[name] == _digest(*self._row, name, text)
