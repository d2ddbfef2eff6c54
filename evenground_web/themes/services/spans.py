"""Spans of words: from a character up to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from evenground_web.core.permissions import RuleBroken

Span = tuple[int, int]
SENTENCE = re.compile(r"\S.*?(?:[.!?؟।。…]+[\"”’)\]]*(?=\s|$)|(?=\n)|$)")
TOKEN = re.compile(r"\w+|[^\w\s]")
ALIKE = 0.5


def sentences(text: str) -> list[Span]:
    """Where each sentence or line of a text begins and ends."""
    return [(found.start(), found.end()) for found in SENTENCE.finditer(text) if found[0].strip()]


def trimmed(text: str, span: Span) -> Span:
    """The span without the spaces at its ends; refuses what is not in the text."""
    start, end = span
    if not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise RuleBroken("These words are not in what was said. Choose them again.")
    words = text[start:end]
    return end - len(words.lstrip()), start + len(words.rstrip())


def find_words(text: str, words: str, *, at: int | None = None) -> Span | None:
    """Where some words stand in a text: at a place that is known, or where they stand first."""
    words = words.strip()
    start = at if at is not None and text.startswith(words, at) else text.find(words)
    return (start, start + len(words)) if words and start >= 0 else None


def joined(spans: Iterable[Span], *, gap: int = 1) -> list[Span]:
    """Spans that overlap, or have at most `gap` characters between them, as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1] + gap:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def moved(span: Span, before: str, after: str) -> Span:
    """Where a span stands once words around or in it were replaced, by whole words.

    Words that were replaced take their span with them. Where nothing is left of it, or the whole
    text is another one, as after a translation, it is all of the text.
    """
    old, new = _tokens(before), _tokens(after)
    match = SequenceMatcher(
        None, [one for one, *_ in old], [one for one, *_ in new], autojunk=False
    )
    here = {index for index, (_, start, end) in enumerate(old) if start < span[1] and end > span[0]}
    there: set[int] = set()
    for kind, a, b, c, d in match.get_opcodes():
        if inside := here & set(range(a, b)):
            there |= {one - a + c for one in inside} if kind == "equal" else set(range(c, d))
    if not there or match.ratio() < ALIKE:
        return trimmed(after, (0, len(after)))
    return new[min(there)][1], new[max(there)][2]


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(found[0], found.start(), found.end()) for found in TOKEN.finditer(text)]
