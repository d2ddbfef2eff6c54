"""How a paper names records and shows measured numbers: each leads to its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evenground_web.core.text import lower_first
from evenground_web.reports.blocks import Block, Run, Runs, Words, joined, paragraph, run, runs

Content = dict[str, Any]


def figure(content: Content | None, otherwise: str = "No number") -> Run:
    """A measured number, linked to the release that measured it."""
    if not content:
        return run(otherwise)
    return run(content["text"], to=("insight:release", content["release"]))


def dated(content: Content | None, period: str, *, otherwise: str) -> Words:
    """20.9 percentage points higher (19.8 to 22.0), 2024"""
    return [figure(content), f", {period}"] if content else otherwise


def reference(content: Content) -> Run:
    return run(content["reference"], to=("commitments:commitment", content["id"]))


def commitment(content: Content) -> Words:
    """A12 Train all interpreters"""
    return [reference(content), f" {content['title']}"]


def references(contents: Sequence[Content], most: int) -> Runs:
    """A12, A14 and 3 more"""
    more = f" and {len(contents) - most:,} more" if len(contents) > most else ""
    return [*joined(reference(content) for content in contents[:most]), *runs(more)]


def gap(content: Content) -> Words:
    """Inactive adults: most compared with least deprived, Ambermoor"""
    title = run(content["title"], to=("insight:gap", content["id"]))
    return [title, f": {content['groups']}, {content['place']}"]


def count(number: int, one: str, many: str = "") -> str:
    """1 commitment; 1,302 commitments"""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def the_rest(listed: int, most: int, what: str, *, order: str) -> list[Block]:
    """Says that a list goes on where the paper stops."""
    if listed <= most:
        return []
    return [paragraph(f"{order} {most} of {listed:,} {what} are shown here.")]


def sentence(parts: Sequence[str]) -> str:
    """a, b and c"""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def within(title: str) -> str:
    return lower_first(title)
