"""A paper as it is read today: its frozen blocks with addresses, and the words that may be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.urls import resolve, reverse

from evenground_web.reports.blocks import Block, Run, paragraph, paragraphs

ENGLISH = "en-GB"
FOR_MEMBERS = "What somebody said here may be read by members of the partnership."
TAKEN_BACK = "The person who said something quoted here has taken their words back."


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What every format is made of. `state` says in words whether this is a draft or issued.

    `about` is said in English of a reading in another language: who made it, and where the original is.
    """

    title: str
    state: tuple[str, ...]
    day: date
    draft: bool = False
    short: bool = False  # set closely, to stay on one page
    blocks: list[Block] = field(default_factory=list)
    language: str = ENGLISH
    direction: str = "ltr"
    about: str = ""


def readable(
    blocks: Iterable[Block],
    *,
    voices: Mapping[int, str],
    site: str = "",
    public: bool = False,
) -> list[Block]:
    """Blocks with links as addresses on `site`, and quotes as the words that may be shown now.

    The public sees quotes that people gave to everybody, and no links to pages for members.
    """

    def linked(run: Run) -> Run:
        to = run.get("to")
        if to is None:
            return run
        href = to if isinstance(to, str) else _address(tuple(to))
        kept = {key: value for key, value in run.items() if key != "to"}
        if not isinstance(to, str):
            if public and not _is_public(href):
                return kept
            href = site + href
        return {**kept, "href": href}

    made: list[Block] = []
    for block in blocks:
        if block["kind"] == "quote":
            said = voices.get(block["voice"])
            made += [paragraph(FOR_MEMBERS)] if public and said is None else _quoted(said)
        else:
            made.append(_with_links(block, linked))
    return made


def _with_links(block: Block, linked: Callable[[Run], Run]) -> Block:
    def words(runs: list[Run]) -> list[Run]:
        return [linked(run) for run in runs]

    changed: Block = {}
    if "runs" in block:
        changed["runs"] = words(block["runs"])
    if "items" in block:
        changed["items"] = [words(item) for item in block["items"]]
    if block["kind"] == "facts":
        changed["rows"] = [[name, words(value)] for name, value in block["rows"]]
    if block["kind"] == "table":
        changed["rows"] = [[words(cell) for cell in row] for row in block["rows"]]
    return {**block, **changed}


def _quoted(text: str | None) -> list[Block]:
    if text is None:
        return [paragraph(TAKEN_BACK)]
    said = [part["runs"][0]["text"] for part in paragraphs(text)]
    return [{"kind": "quote", "paragraphs": said}]


@cache
def _address(to: tuple[Any, ...]) -> str:
    return reverse(to[0], args=to[1:])


def _is_public(href: str) -> bool:
    return getattr(resolve(href).func, "permission", "") is None
