"""Words as they are said aloud: numbers, days, amounts, ranges and abbreviations in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from evenground_web.reports.accessible.services import lists
from evenground_web.reports.accessible.services.sentences import MONTHS

UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
TENS = (
    "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
SCALES = (("billion", 10**9), ("million", 10**6), ("thousand", 1000))
LARGEST = 10**12
ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"


def number(figure: str) -> str:
    """A number in words.

    >>> number("1,200"), number("20.9"), number("-3")
    ('one thousand two hundred', 'twenty point nine', 'minus three')
    """
    if figure[0] in "-\N{MINUS SIGN}":
        return f"minus {number(figure[1:])}"
    whole, _, decimals = figure.replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0" or int(whole) >= LARGEST:
        said = _digits(whole)
    else:
        said = _whole(int(whole))
    return f"{said} point {_digits(decimals)}" if decimals else said


def _digits(figure: str) -> str:
    return " ".join(UNITS[int(digit)] for digit in figure)


def _whole(value: int) -> str:
    if value < 20:
        return UNITS[value]
    if value < 100:
        return "-".join(filter(None, [TENS[value // 10], UNITS[value % 10] if value % 10 else ""]))
    if value < 1000:
        tail = f" and {_whole(value % 100)}" if value % 100 else ""
        return f"{UNITS[value // 100]} hundred{tail}"
    name, size = next(scale for scale in SCALES if value >= scale[1])
    rest = value % size
    joined = " and " if 0 < rest < 100 else " "
    return f"{_whole(value // size)} {name}{joined + _whole(rest) if rest else ''}"


def year(figure: str) -> str:
    """twenty twenty-six; two thousand and five; nineteen hundred"""
    value = int(figure)
    if 2000 <= value < 2010 or value % 1000 == 0:
        return _whole(value)
    century, rest = divmod(value, 100)
    if not rest:
        return f"{_whole(century)} hundred"
    return f"{_whole(century)} {'oh ' if rest < 10 else ''}{_whole(rest)}"


def ordinal(value: int) -> str:
    """first, twenty-second, hundred and fortieth"""
    said = _whole(value)
    last = re.split(r"[- ]", said)[-1]
    place = ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return said.removesuffix(last) + place


def _day(found: re.Match[str]) -> str:
    said = f"the {ordinal(int(found[1]))} of {found[2]}"
    return f"{said} {year(found[3])}" if found[3] else said


def _time(found: re.Match[str]) -> str:
    minutes = {"": "", "00": ""}.get(found[2] or "", f" {number(str(int(found[2] or 0)))}")
    return f"{number(found[1])}{minutes} {' '.join(found[3])}"


def _money(found: re.Match[str]) -> str:
    pounds, _, pence = found[1].replace(",", "").partition(".")
    said = f"{number(pounds)} pound{'s' if int(pounds) != 1 else ''}"
    if scale := found[2]:
        return f"{number(found[1])} {scale} pounds"
    return f"{said} and {number(str(int(pence)))} pence" if pence.strip("0") else said


RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(rf"(?:\bthe )?\b(\d{{1,2}}) ({MONTHS})(?: (\d{{4}}))?\b"), _day),
    (re.compile(r"\b(\d{1,2})(?::(\d\d))? ?([ap]m)\b"), _time),
    (re.compile(rf"£({FIGURE})(?: (million|billion|thousand))?"), _money),
    (re.compile(r"\b((?:19|20)\d\d)/(\d\d)\b"), lambda m: f"{year(m[1])} to {year(m[1][:2] + m[2])}"),
    (re.compile(r"(?<![\d,.])((?:19|20)\d\d)(?![\d,]|\.\d)"), lambda m: year(m[1])),
    (re.compile(r"\b(\d+)(?:st|nd|rd|th)\b"), lambda m: ordinal(int(m[1]))),
    (re.compile(rf"({FIGURE})%"), lambda m: f"{m[1]} per cent"),
    (re.compile(r"(?<=\d)\s*[–—-]\s*(?=\d)"), lambda m: " to "),
    (re.compile(r"\b([A-Z]{1,3})-?(\d+)\b"), lambda m: f"{' '.join(m[1])} {number(m[2])}"),
    (re.compile(rf"(?<![\w.,])[-\N{{MINUS SIGN}}]({FIGURE})"), lambda m: f"minus {number(m[1])}"),
    (re.compile(rf"(?<!\w)({FIGURE})(?!\d)"), lambda m: number(m[1])),
    (re.compile(r"\d+"), lambda m: f" {_digits(m[0])} "),
)  # fmt: skip


@cache
def _abbreviations() -> re.Pattern[str]:
    longest_first = sorted(map(re.escape, lists.said()), key=len, reverse=True)
    return re.compile(rf"(?<![\w&])(?:{'|'.join(longest_first)})(?![\w&])")


def aloud(text: str) -> str:
    """A text as it is said: abbreviations in full, and no figure or sign left.

    >>> aloud("The ICB met on 3 May 2026: 20.9% of 1,200 people.")
    'The integrated care board met on the third of May twenty twenty-six: twenty point nine per cent of one thousand two hundred people.'
    """
    text = _abbreviations().sub(lambda found: lists.said()[found[0]], text)
    for pattern, say in RULES:
        text = pattern.sub(say, text)
    for sign, words in lists.signs().items():
        text = text.replace(sign, words)
    text = re.sub(r"\s*\(([^()]*)\)", r", \1,", text)
    text = re.sub(r",\s*(?=[.,;:!?])", "", text)
    return " ".join(text.split()).rstrip(", ")
