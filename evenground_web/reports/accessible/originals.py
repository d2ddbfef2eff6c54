"""What accessible versions are made of: an issued version of a report, whatever record it is.

An app whose reports are to be read in other forms registers its kind; the rest is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import Model, QuerySet

from evenground_web.reports.formats.reading import Reading


class Report(Protocol):
    """What every record is that accessible versions are made of: a report as it was issued."""

    pk: Any

    @property
    def title(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def is_issued(self) -> bool: ...
    @property
    def issued_on(self) -> date: ...
    @property
    def versions(self) -> Sequence[Any]:
        """Every version that was issued, the newest first."""

    @property
    def newer(self) -> Any:
        """The newest one, when it is another than this."""


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the pages of one report are for these readers; `ask` is empty where nobody can ask."""

    all: str
    all_name: str
    page: str
    forms: str
    want: str
    large_print: str
    ask: str = ""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of report: who may read it, its numbers, its words aloud, and what it most needs to say.

    `noun` is what readers call it; `addresses` takes a report, and whether everybody reads.
    """

    key: str
    noun: str
    model: type[Model]
    found: Callable[[], QuerySet[Any]]
    public: Callable[[], QuerySet[Any]]
    open_to: Callable[[Any], QuerySet[Any]]
    numbers: Callable[[Any], frozenset[str]]
    to_be_said: Callable[[Any], Reading]
    key_sentences: Callable[[Any], list[str]]
    addresses: Callable[[Any, bool], Addresses]


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.key] = kind


def shown(report: Report, *, public: bool = False) -> dict[str, Any]:
    """What every page about a report says of it: what it is, what it is called, where it stands."""
    kind = kind_of(report)
    return {"paper": report, "noun": kind.noun, "at": kind.addresses(report, public)}


def kind_of(report: Report) -> Kind:
    return next(kind for kind in KINDS.values() if isinstance(report, kind.model))
