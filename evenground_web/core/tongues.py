"""The languages of the interface: English, and those with a catalogue in `locale/`.

Pages for everybody are in the language that a reader chose, which a cookie keeps. Pages for members
are in English and say so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext, gettext_noop

from evenground_web.core.dates import nhs_date, nhs_time
from evenground_web.core.languages import ENGLISH as SPOKEN_ENGLISH

LOCALE = Path(__file__).parents[1] / "locale"
ENGLISH = "en-gb"
COOKIE = "interface-language"
COOKIE_AGE = 365 * 24 * 60 * 60


MONTHS = (
    gettext_noop("January"), gettext_noop("February"), gettext_noop("March"), gettext_noop("April"),
    gettext_noop("May"), gettext_noop("June"), gettext_noop("July"), gettext_noop("August"),
    gettext_noop("September"), gettext_noop("October"), gettext_noop("November"),
    gettext_noop("December"),
)  # fmt: skip
OF_THE_DAY = (
    gettext_noop("midday"), gettext_noop("midnight"), gettext_noop("am"), gettext_noop("pm"),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tongue:
    code: str
    name: str
    own_name: str
    checked_by: str = ""
    checked_on: str = ""

    @property
    def html(self) -> str:
        """As the page says it: en-GB, cy."""
        return "en-GB" if self.code == ENGLISH else self.code

    @property
    def is_english(self) -> bool:
        return self.code == ENGLISH


@cache
def tongues() -> dict[str, Tongue]:
    listed = tomllib.loads((LOCALE / "interface.toml").read_text(encoding="utf-8"))["language"]
    english = Tongue(code=ENGLISH, name="English", own_name="English")
    return {one.code: one for one in (english, *(Tongue(**kept) for kept in listed))}


def chosen(request: HttpRequest) -> Tongue:
    """What the reader asked for; English until they do."""
    return tongues().get(request.COOKIES.get(COOKIE, ""), tongues()[ENGLISH])


def active() -> Tongue:
    return tongues().get(translation.get_language() or ENGLISH, tongues()[ENGLISH])


def language_of_page() -> str:
    """As what people say is marked with it: en, cy."""
    return SPOKEN_ENGLISH if active().is_english else active().code


def translated(text: Any) -> str:
    """Words that the code says, in the language of the page, where its catalogue has them."""
    return gettext(str(text)) if text and not active().is_english else str(text or "")


def day_in_words(value: date | datetime | None) -> str:
    """1 May 2026, 1 Mai 2026"""
    if not value or active().is_english:
        return nhs_date(value)
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return f"{value.day} {gettext(MONTHS[value.month - 1])} {value.year}"


def time_in_words(value: datetime | time | None) -> str:
    """2:15pm, 2:15yp"""
    text = nhs_time(value)
    if not text or active().is_english:
        return text
    if not text[0].isdigit():
        return gettext(text)
    return text[:-2] + gettext(text[-2:])
