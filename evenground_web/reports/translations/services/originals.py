"""What may be translated: public texts, each as sections of blocks, whatever record it is.

An app that makes another text public registers its kind; the rest is the same for all.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

from evenground_web.reports.blocks import Block, Run, paragraph, plain

REFERENCE = re.compile(r"[A-Z]{1,5}[-. ]?\d+[a-z]?(?:\.\d+)*")
Key = tuple[str, int]  # a kind, and the number of a record
WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A part of an original that is translated and shown as a whole."""

    key: str
    title: str
    blocks: list[Block]

    @property
    def texts(self) -> list[str]:
        """What is to be translated, each text once, in reading order."""
        return list(dict.fromkeys(text for text in every_text(self.blocks) if needs_words(text)))


TITLE = "title"  # the section of every original that begins with its title


def titled(title: str, *below: Block) -> Section:
    """The first section of an original: its title, and what stands right below."""
    return Section(key=TITLE, title="Title", blocks=[paragraph(title), *below])


@dataclass(frozen=True, kw_only=True)
class Original:
    """A text in English as everybody may read it now; its first section holds the title."""

    kind: str
    record: int
    title: str
    version: str
    address: str
    sections: list[Section]

    def section(self, key: str) -> Section | None:
        return next((one for one in self.sections if one.key == key), None)

    def only(self, keys: Iterable[str]) -> Original:
        """The same with some of its sections."""
        wanted = set(keys)
        kept = [one for one in self.sections if one.key in wanted]
        return Original(**{**vars(self), "sections": kept})

    @property
    def hash(self) -> str:
        """Tells whether title or sections were changed."""
        told = [self.title, *(asdict(section) for section in self.sections)]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def frozen(self) -> dict[str, Any]:
        return asdict(self)


def thawed(kept: dict[str, Any]) -> Original:
    """An original as it was frozen with an edition."""
    return Original(**{**kept, "sections": [Section(**one) for one in kept["sections"]]})


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of public text: how some are found by their numbers, and which there are."""

    key: str
    name: str
    find: Callable[[Collection[int]], Iterable[Original]]
    listed: Callable[[], list[tuple[int, str]]]
    picture: Callable[[str], bytes] | None = None  # of a pair, by the name of its file


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    KINDS[kind.key] = kind


def find(kind: str, record: int) -> Original | None:
    """The text as the public may read it today, or None."""
    return find_all([(kind, record)]).get((kind, record))


def find_all(wanted: Iterable[Key]) -> dict[Key, Original]:
    """Those of these texts that the public may read today, by kind and number."""
    records: dict[str, list[int]] = {}
    for kind, record in wanted:
        records.setdefault(kind, []).append(record)
    return {
        (one.kind, one.record): one
        for kind, numbers in records.items()
        if kind in KINDS
        for one in KINDS[kind].find(numbers)
    }


def needs_words(text: str) -> bool:
    """Numbers, references and signs are the same in every language."""
    return bool(WORD.search(text)) and not REFERENCE.fullmatch(text.strip())


def every_text(blocks: Iterable[Block]) -> Iterable[str]:
    """Each text of the blocks, in reading order, with those that stand twice."""
    for block in blocks:
        if "runs" in block:
            yield plain(block["runs"])
        for item in block.get("items", ()):
            yield plain(item)
        if block["kind"] == "facts":
            for name, words in block["rows"]:
                yield from (name, plain(words))
        if block["kind"] == "table":
            yield from (block["caption"], *block["headers"])
            yield from (plain(cell) for row in block["rows"] for cell in row)
        if block["kind"] == "chart":
            yield from (block["says"], block["caption"])
        if block["kind"] == "pair":
            yield from (block["alt"], *block["bank"])


def in_their_words(blocks: Iterable[Block], texts: dict[str, str]) -> list[Block]:
    """The same blocks with the texts that were translated; links stay with the words they are on."""
    return [_block(block, texts) for block in blocks]


def _block(block: Block, texts: dict[str, str]) -> Block:
    changed: Block = {}
    if "runs" in block:
        changed["runs"] = _runs(block["runs"], texts)
    if "items" in block:
        changed["items"] = [_runs(item, texts) for item in block["items"]]
    if block["kind"] == "facts":
        changed["rows"] = [
            [texts.get(name, name), _runs(words, texts)] for name, words in block["rows"]
        ]
    if block["kind"] == "table":
        changed["caption"] = texts.get(block["caption"], block["caption"])
        changed["headers"] = [texts.get(name, name) for name in block["headers"]]
        changed["rows"] = [[_runs(cell, texts) for cell in row] for row in block["rows"]]
    if block["kind"] == "chart":
        changed |= {name: texts.get(block[name], block[name]) for name in ("says", "caption")}
    if block["kind"] == "pair":
        changed["alt"] = texts.get(block["alt"], block["alt"])
        changed["bank"] = [texts.get(words, words) for words in block["bank"]]
    return {**block, **changed}


def _runs(runs: list[Run], texts: dict[str, str]) -> list[Run]:
    """One run keeps its link. In a sentence of several, words that were kept keep theirs."""
    words = texts.get(plain(runs))
    if words is None:
        return runs
    if len(runs) == 1:
        return [{**runs[0], "text": words}]
    made: list[Run] = []
    for run in runs:
        if ("to" in run or "tag" in run) and run["text"] in words:
            before, _, words = words.partition(run["text"])
            made += [{"text": before}, run]
    return [run for run in (*made, {"text": words}) if run["text"]]
