"""The audio script: a paper as one text to be read aloud, with its tables as sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from evenground_web.core.dates import nhs_date
from evenground_web.reports.accessible.originals import Report, kind_of
from evenground_web.reports.accessible.services.spoken import aloud, number
from evenground_web.reports.blocks import Block, Runs, heading, paragraph, plain
from evenground_web.reports.formats.reading import Reading
from evenground_web.reports.formats.text import as_text

WORDS_A_MINUTE = 150


def script_of(report: Report) -> Reading:
    """The script, with how long it takes. Nothing in it has to be seen to be understood."""
    reading = kind_of(report).to_be_said(report)
    said = [
        paragraph(sentence(words)) if isinstance(words, str) else heading(2, aloud(words["text"]))
        for words in _all(reading)
    ]
    minutes = minutes_of(said)
    told = (
        f"Audio script of “{report.title}”, issued on {nhs_date(reading.day)}.",
        f"Reading it aloud takes about {minutes} {'minute' if minutes == 1 else 'minutes'}.",
        *reading.state[1:],
    )
    return replace(reading, title=f"{report.title}: audio script", state=told, blocks=said)


def minutes_of(blocks: Iterable[Block]) -> int:
    """How long reading takes, at least a minute."""
    words = sum(len(plain(block["runs"]).split()) for block in blocks)
    return max(1, math.ceil(words / WORDS_A_MINUTE))


def transcript_of(report: Report) -> str:
    """The script as the words of a recording."""
    return "\n\n".join(plain(block["runs"]) for block in script_of(report).blocks)


def script_file(report: Report) -> bytes:
    """The script as plain text."""
    return as_text(script_of(report))


def sentence(words: str) -> str:
    """Said aloud, and ended, so that whoever reads it takes a breath."""
    said = aloud(words)
    return said if re.search(r"[.!?:]$", said) else f"{said}."


def _all(reading: Reading) -> Iterator[str | dict[str, str]]:
    yield reading.title
    yield from reading.state
    for block in reading.blocks:
        yield from SAID[block["kind"]](block)


def _heading(block: Block) -> Iterator[str | dict[str, str]]:
    yield {"text": plain(block["runs"])}


def _paragraph(block: Block) -> Iterator[str]:
    yield plain(block["runs"])


def _list(block: Block) -> Iterator[str]:
    for place, item in enumerate(block["items"], start=1):
        yield (
            f"{number(str(place)).capitalize()}: {plain(item)}" if block["ordered"] else plain(item)
        )


def _facts(block: Block) -> Iterator[str]:
    for name, words in block["rows"]:
        yield f"{name}: {plain(words)}"


def _contents(block: Block) -> Iterator[str]:
    names = [plain(item) for item in block["items"]]
    yield f"This paper has {len(names)} parts: {'; '.join(names)}"


def _table(block: Block) -> Iterator[str]:
    rows = block["rows"]
    yield f"A table of {len(rows)} {'row' if len(rows) == 1 else 'rows'}: {block['caption']}"
    yield from map(partial(_row, block["headers"]), rows)


def _row(headers: list[str], row: list[Runs]) -> str:
    """Train reception staff. Owner: Harbour NHS Trust. Due: first of December."""
    first, *others = [plain(cell) for cell in row]
    named = zip(headers[1:], others, strict=True)
    return ". ".join([f"{headers[0]}: {first}", *(f"{name}: {cell}" for name, cell in named)])


def _chart(block: Block) -> Iterator[str]:
    yield f"A picture shows: {block['says']}"


SAID = {
    "heading": _heading, "paragraph": _paragraph, "list": _list, "facts": _facts,
    "contents": _contents, "table": _table, "chart": _chart,
}  # fmt: skip
