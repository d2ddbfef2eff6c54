"""A paper as plain text of 72 columns. Tables are read row by row; links are numbered at the end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from evenground_web.reports.blocks import Block, Run
from evenground_web.reports.formats.reading import Reading

COLUMNS = 72
UNDER = {1: "=", 2: "=", 3: "-"}


def as_text(reading: Reading) -> bytes:
    """UTF-8, with a mark at its start by which Windows knows that."""
    writer = _Writer()
    writer.heading(1, reading.title)
    for words in reading.state:
        writer.wrapped(words)
    for block in reading.blocks:
        writer.block(block)
    writer.links()
    return ("\ufeff" + "\n".join(writer.lines).rstrip() + "\n").encode()


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.numbers: dict[str, int] = {}

    def block(self, block: Block) -> None:
        kind = block["kind"]
        if kind == "heading":
            self.heading(block["level"], self.words(block["runs"]))
        elif kind == "paragraph":
            self.wrapped(self.words(block["runs"]))
        elif kind == "list":
            marks = (f"{n}. " if block["ordered"] else "- " for n in range(1, 10_000))
            for mark, item in zip(marks, block["items"], strict=False):
                self.wrapped(mark + self.words(item), hang=len(mark), gap=False)
            self.lines.append("")
        elif kind == "facts":
            self.pairs((name, self.words(words)) for name, words in block["rows"])
        elif kind == "table":
            self.table(block)
        elif kind == "chart":
            self.wrapped(f"Picture: {block['says']}")
        elif kind == "pair":
            self.wrapped(f"[Picture: {block['alt']}]", gap=False)
            self.wrapped(self.words(block["runs"]), gap=not block["bank"])
            for words in block["bank"]:
                self.wrapped(words, indent="  ", gap=words == block["bank"][-1])
        elif kind == "quote":
            for text in block["paragraphs"]:
                self.wrapped(text, indent="  | ", hang=0)

    def words(self, runs: Iterable[Run]) -> str:
        return "".join(run["text"] + self.number(run.get("href", "")) for run in runs)

    def number(self, href: str) -> str:
        """[3], the place of an address in the list at the end; none for a place in the paper."""
        if not href or href.startswith("#"):
            return ""
        return f" [{self.numbers.setdefault(href, len(self.numbers) + 1)}]"

    def heading(self, level: int, words: str) -> None:
        if self.lines:
            self.lines.append("")
        start = len(self.lines)
        self.wrapped(words, gap=False)
        longest = max((len(line) for line in self.lines[start:]), default=0)
        self.lines += [UNDER[level] * min(longest, COLUMNS), ""]

    def wrapped(self, words: str, *, indent: str = "", hang: int = 0, gap: bool = True) -> None:
        for line in words.split("\n"):
            self.lines += textwrap.wrap(
                line, COLUMNS, initial_indent=indent, subsequent_indent=indent + " " * hang,
                break_long_words=False, break_on_hyphens=False,
            )  # fmt: skip
        if gap:
            self.lines.append("")

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> None:
        for name, words in pairs:
            self.wrapped(f"{name}: {words}", hang=2, gap=False)
        self.lines.append("")

    def table(self, block: Block) -> None:
        self.wrapped(block["caption"] + ":")
        for row in block["rows"]:
            cells = (self.words(cell) for cell in row)
            self.pairs(zip(block["headers"], cells, strict=True))

    def links(self) -> None:
        if self.numbers:
            self.heading(2, "Links")
            for href, number in self.numbers.items():
                self.lines.append(f"[{number}] {href}")
