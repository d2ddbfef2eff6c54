"""The numbers of a translation are those of its original, however a language writes them.

Digits of other scripts, other signs for thousands and decimals, and months in figures are the same
number; a figure left out, added or changed is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

MINUS = "\N{MINUS SIGN}"
GROUPING = (
    "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"
)
NUMBER = re.compile(rf"\d+(?:[.,{GROUPING}٫٬]\d+)*")
SPACED = re.compile(r"(?<![\d.,٫٬])\d{1,3}(?: \d{3})+(?!\d)")
GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")  # 12,345,678 or 1,23,45,678
IN_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve",
    "january february march april may june july august september october november december",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
)
SPELLED = {word: n for line in IN_WORDS for n, word in enumerate(line.split(), start=1)}


def different_numbers(original: str, translation: str, *, decimal: str = ".") -> str:
    """What is wrong with the numbers of a translation, in words; empty when they are the same."""
    wanted = [(text, reading(text, ".")) for text in found_in(original)]
    there = found_in(translation, known={value for _, value in wanted})
    missing = []
    for text, value in wanted:
        same = next((one for one in there if value in readings(one, text, decimal)), None)
        if same is None:
            missing.append(text)
        else:
            there.remove(same)
    allowed = spelled_in(original)
    added = []
    for one in there:
        value = reading(one, decimal)
        if value in allowed:
            allowed.remove(value)
        else:
            added.append(one)
    return in_words(missing, added)


def in_words(missing: list[str], added: list[str]) -> str:
    """What is lacking and what was added, as one sentence."""
    said = []
    if missing:
        said.append(f"lacks {', '.join(missing)}, which the original says")
    if added:
        said.append(f"says {', '.join(added)}, which the original does not")
    return f"The translation {' and '.join(said)}." if said else ""


def found_in(text: str, *, known: Iterable[Decimal | None] = ()) -> list[str]:
    """The numbers of a text, in European digits; a minus stays with its number.

    Spaces between thousands join a number only where that makes one that is known.
    """
    digits = "".join(_european(sign) for sign in text)
    joined = SPACED.sub(
        lambda m: m[0].replace(" ", "") if reading(m[0].replace(" ", ""), ".") in known else m[0],
        digits,
    )
    return [_signed(joined, match) for match in NUMBER.finditer(joined)]


def _european(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def _signed(text: str, match: re.Match[str]) -> str:
    before, after = text[: match.start()].rstrip("\u200e\u200f\u2066\u2067"), text[match.end() :]
    hyphen = before.endswith("-") and not before[:-1].rstrip("-")[-1:].isalnum()
    if before.endswith(MINUS) or hyphen or after.startswith(MINUS):
        return MINUS + match[0]
    return match[0]


def readings(text: str, original: str, decimal: str) -> set[Decimal | None]:
    """What a number of the translation may mean: copied as it was, or in the way of its language."""
    found = {reading(text, decimal)}
    if text == original:
        found.add(reading(text, "."))
    return found


def reading(text: str, decimal: str) -> Decimal | None:
    """The value of a number written with this decimal sign; None when it is no number that way."""
    sign, number = (-1, text[1:]) if text.startswith(MINUS) else (1, text)
    number = re.sub(f"[{GROUPING}]", "", number)
    if "٫" in number or "٬" in number:
        number = number.replace(",", "").replace("٬", "").replace("٫", ".")
    elif decimal == ",":
        number = number.translate({ord("."): ",", ord(","): "."})
    whole, _, rest = number.partition(".")
    if "," in whole and not GROUPS.fullmatch(whole):
        return None
    if "," in rest or "." in rest:
        return None
    return sign * Decimal(whole.replace(",", "") + (f".{rest}" if rest else ""))


def spelled_in(text: str) -> list[Decimal | None]:
    """Small numbers, months and places in an order that stand there as words."""
    return [
        Decimal(SPELLED[word]) for word in re.findall(r"[a-z]+", text.lower()) if word in SPELLED
    ]
