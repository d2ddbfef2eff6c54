"""Easy read sentences: how long they are, how many there are, and which numbers they name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.reports.accessible.models import LONGEST_SENTENCE

MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)  # fmt: skip
DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({MONTHS})(?: (\d{{4}}))?\b")
NUMBER = re.compile(r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w)")
END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]*[A-Z0-9])")
NOT_THE_END = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|e\.g|i\.e)\.$")


def count_words(sentence: str) -> int:
    """Words between spaces; a word with a hyphen is one, and a sign is none."""
    return sum(any(letter.isalnum() for letter in part) for part in re.split(r"[\s–—/]+", sentence))


def split(text: str) -> list[str]:
    """The sentences of a text.

    >>> split("We met. Dr. Shah spoke for 3.5 hours! Was it good?")
    ['We met.', 'Dr. Shah spoke for 3.5 hours!', 'Was it good?']
    """
    found, start = [], 0
    for end in END.finditer(text):
        part = text[start : end.end()].strip()
        if not NOT_THE_END.search(part):
            found.append(part)
            start = end.end()
    return [*found, *filter(None, [text[start:].strip()])]


def easy_sentence(text: str, *, what: str = "This sentence") -> str:
    """The sentence to keep, or a refusal that says how long it is."""
    sentence = one_line(text)
    words = count_words(sentence)
    if not words:
        raise RuleBroken("Write a sentence.")
    if (parts := split(sentence)) and len(parts) > 1:
        raise RuleBroken(
            f"These are {len(parts)} sentences. Write one here, and give the next one its own picture."
        )
    refuse_long(sentence, what=what)
    return sentence


def refuse_long(sentence: str, *, what: str) -> None:
    """Say how many words are too many."""
    if (words := count_words(sentence)) > LONGEST_SENTENCE:
        raise RuleBroken(
            f"{what} has {words} words, and easy read has at most {LONGEST_SENTENCE} in a "
            f"sentence. Take out {words - LONGEST_SENTENCE}, or say it in two sentences."
        )


def numbers_in(texts: Iterable[str]) -> set[str]:
    """The numbers, days and years that texts name: 1,200 is 1200.0, and 3 May 2026 is a day."""
    found: set[str] = set()
    for text in texts:
        for day, month, year in DATE.findall(text):
            found |= {
                f"{int(day)} {month}",
                *([f"{int(day)} {month} {year}", year] if year else []),
            }
        rest = DATE.sub(" ", text.replace("\N{MINUS SIGN}", "-"))
        found |= {_plain(number) for number in NUMBER.findall(rest)}
    return found


def _plain(number: str) -> str:
    return f"{Decimal(number.replace(',', '')).normalize():f}"
