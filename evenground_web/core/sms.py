"""How long a text message is, as networks count it.

A message in the GSM 7-bit alphabet holds 160 characters, or 153 in each part of a longer one; some
signs of it count as two. A single other character puts the whole message into UCS-2, which holds 70
units, or 67 in each part; an emoji is two units. No sign is cut in two by the end of a part.
"""

from __future__ import annotations

import string
from dataclasses import dataclass

MOST_PARTS = 3
BASIC = frozenset(
    string.ascii_letters
    + string.digits
    + " !\"#%&'()*+,-./:;<=>?@\n\r_$£¥¤¡¿§"
    + "àäåæèéìñòöøùüÄÅÆÇÉÑÖØÜßΔΦΓΛΩΠΨΣΘΞ"
)
EXTENDED = frozenset("^{}\\[~]|€\f")  # these need an escape before them


@dataclass(frozen=True)
class Texting:
    """A text as it is sent: its parts, and what is counted of it."""

    parts: tuple[str, ...]
    units: int
    room: int
    others: tuple[str, ...]

    @property
    def is_too_long(self) -> bool:
        return len(self.parts) > MOST_PARTS

    @property
    def in_words(self) -> str:
        """1 text message, 143 of 160 characters"""
        count = len(self.parts)
        messages = "1 text message" if count == 1 else f"{count} text messages in a row"
        return f"{messages}, {self.units} of {self.room} characters"


def texting(text: str) -> Texting:
    """Count a text and cut it into the parts in which it is sent."""
    others = tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENDED))
    alone, in_a_row = (70, 67) if others else (160, 153)
    sizes = [_size(character, wide=bool(others)) for character in text]
    units = sum(sizes)
    if units <= alone:
        return Texting((text,), units, alone, others)
    parts = _cut(text, sizes, in_a_row)
    return Texting(parts, units, in_a_row * len(parts), others)


def _size(character: str, *, wide: bool) -> int:
    if wide:
        return 2 if ord(character) > 0xFFFF else 1
    return 2 if character in EXTENDED else 1


def _cut(text: str, sizes: list[int], room: int) -> tuple[str, ...]:
    parts, start, filled = [], 0, 0
    for place, size in enumerate(sizes):
        if filled + size > room:
            parts.append(text[start:place])
            start, filled = place, 0
        filled += size
    return (*parts, text[start:])
