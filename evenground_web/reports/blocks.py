"""What a paper is made of, whatever it is read as: headings, paragraphs, lists, tables, quotes.

A document is a list of blocks and each block is plain data, so that it can be frozen as JSON and
read as a web page, PDF, Word file or text. Words are runs: a text, and where it leads. A link names
a record (`["insight:release", 4]`) or a place in the paper (`"#gaps"`), never an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Block = dict[str, Any]
Run = dict[str, Any]
Runs = list[Run]
Words = str | Run | Sequence[Any]

UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
    "|[" + "".join(chr(plane * 0x10000 + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF)) + "]"
)  # fmt: skip
NOTHING = "Nothing"


def clean(text: object) -> str:
    """A text without the characters that no file format may carry."""
    return UNREADABLE.sub("\N{REPLACEMENT CHARACTER}", str(text)).replace("\r", "")


def run(text: object, *, to: Any = None, tag: str = "") -> Run:
    """Some words, where they lead, and the colour of the tag that they are."""
    made: Run = {"text": clean(text)}
    if to is not None:
        made["to"] = list(to) if isinstance(to, tuple) else to
    if tag:
        made["tag"] = tag
    return made


def runs(words: Words) -> Runs:
    """Words as a list of runs; texts without a character are left out."""
    if isinstance(words, str):
        return [run(words)] if words else []
    if isinstance(words, dict):
        return [words]
    return [one for part in words for one in runs(part)]


def joined(parts: Iterable[Words], by: str = ", ") -> Runs:
    """A12, A14"""
    listed = [runs(part) for part in parts]
    return [one for n, part in enumerate(listed) for one in ([run(by)] if n else []) + part]


def plain(words: Runs) -> str:
    return "".join(one["text"] for one in words)


def heading(level: int, words: Words, *, anchor: str = "") -> Block:
    return {"kind": "heading", "level": level, "runs": runs(words), "id": anchor}


def paragraph(*words: Words) -> Block:
    return {"kind": "paragraph", "runs": runs(words)}


def paragraphs(text: str) -> list[Block]:
    """What somebody wrote: a paragraph wherever they left a line empty."""
    return [paragraph(part.strip()) for part in re.split(r"\n\s*\n", clean(text)) if part.strip()]


def bullets(items: Iterable[Words]) -> Block:
    return {"kind": "list", "ordered": False, "items": [runs(item) for item in items]}


def numbered(items: Iterable[Words]) -> Block:
    return {"kind": "list", "ordered": True, "items": [runs(item) for item in items]}


def facts(rows: Iterable[tuple[str, Words]]) -> Block:
    """Names with what stands beside them, as on a cover sheet."""
    return {"kind": "facts", "rows": [[clean(name), runs(words)] for name, words in rows]}


def table(caption: str, headers: Sequence[str], rows: Iterable[Sequence[Words]]) -> Block:
    """A table; the first cell of each row is the row's header. An empty cell says so in words."""
    cells = [[runs(cell) or runs(NOTHING) for cell in row] for row in rows]
    return {"kind": "table", "caption": clean(caption), "headers": list(headers), "rows": cells}


def chart(curve: Block, *, unit: str, baseline: int, says: str, caption: str) -> Block:
    """The numbers of a curve, from which the picture is drawn whenever the paper is read."""
    return {"kind": "chart", "curve": curve, "unit": unit, "baseline": baseline,
            "says": clean(says), "caption": clean(caption)}  # fmt: skip


def quote(voice: int) -> Block:
    """What somebody said, by reference: their words are looked up whenever the paper is read."""
    return {"kind": "quote", "voice": voice}


def pair(sentence: Words, *, picture: str, src: str, alt: str, bank: Iterable[str] = ()) -> Block:
    """A sentence of easy read with the picture to its left, and its hard words explained beneath.

    `picture` names the file that a PDF draws, `src` is where a web page finds it.
    """
    return {
        "kind": "pair", "runs": runs(sentence), "picture": picture, "src": src, "alt": clean(alt),
        "bank": [clean(words) for words in bank],
    }  # fmt: skip


def contents(entries: Iterable[tuple[str, str]]) -> Block:
    """The sections of the paper: the place of each and its name."""
    return {
        "kind": "contents",
        "items": [runs(run(name, to=f"#{anchor}")) for anchor, name in entries],
    }


def all_runs(blocks: Iterable[Block]) -> Iterator[Run]:
    """Every word of a document with where it leads, in reading order."""
    for block in blocks:
        yield from block.get("runs", ())
        if block["kind"] == "facts":
            for name, words in block["rows"]:
                yield run(name)
                yield from words
        elif block["kind"] == "table":
            yield from (run(text) for text in (block["caption"], *block["headers"]))
            yield from (one for row in block["rows"] for cell in row for one in cell)
        elif block["kind"] == "pair":
            yield from (run(words) for words in block["bank"])
        elif block["kind"] in {"list", "contents"}:
            yield from (one for item in block["items"] for one in item)


def voices_in(blocks: Iterable[Block]) -> list[int]:
    return [block["voice"] for block in blocks if block["kind"] == "quote"]
