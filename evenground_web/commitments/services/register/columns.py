"""A column of the register: what it is called, who may change it, and how a cell of it is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices

from evenground_web.commitments.services.plans.plan_rows import LONGEST_TEXT, tidy
from evenground_web.commitments.services.register.names import Names
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.spreadsheets import read_date
from evenground_web.core.text import one_line

Cell = str | int | float | date | None
Read = tuple[
    Any, str
]  # what the services take, and the same as the cell of a download would say it
Reader = Callable[[str, Names], Read]
WHOLE = re.compile(r"\d{1,9}")
NUMBER = re.compile(r"\d{1,9}(\.\d{1,9})?")


class Use(Enum):
    OPEN = "may be changed"
    ONCE = "is given when a row is added"
    KEPT = "is kept by Evenground"
    SAID = "is empty in a download"  # a reason for a change, or an update


def text_of(cell: Cell) -> str:
    """A cell as the text that a file holds once it is read."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def words(text: str, names: Names, *, longest: int = LONGEST_TEXT) -> Read:
    return _within(text, longest)


def line(text: str, names: Names, *, longest: int) -> Read:
    return _within(one_line(text), longest)


def _within(text: str, longest: int) -> Read:
    if len(text) > longest:
        raise RuleBroken(
            f"the text has {len(text):,} characters. Shorten it to {longest:,} or fewer"
        )
    return text, text


def day(text: str, names: Names) -> Read:
    read = read_date(text) if text else None
    return read, text_of(read)


def whole(text: str, names: Names, *, least: int, most: int, empty: int | None = None) -> Read:
    if not text:
        return empty, text_of(empty)
    if not WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise RuleBroken(f"‘{text[:60]}’ is not a whole number from {least} to {most}. Write one")
    return int(text), str(int(text))


def number(text: str, names: Names) -> Read:
    if not text:
        return None, ""
    if not NUMBER.fullmatch(text):
        raise RuleBroken(f"‘{text[:60]}’ is not a number. Write one such as 4.5, without a unit")
    return float(text), text_of(float(text))


def link(text: str, names: Names) -> Read:
    try:
        URLValidator(schemes=["https", "http"])(text or "https://none.example")
    except ValidationError as error:
        raise RuleBroken(
            f"‘{text[:60]}’ is not a web address. Write it in full, such as https://www.example.org"
        ) from error
    return _within(text, 500)


def one_of(labels: Mapping[str, Any], text: str) -> Read:
    """The value of one of these words, in whatever capitals it is written."""
    wanted = one_line(text).casefold()
    for label, value in labels.items():
        if label.casefold() == wanted:
            return value, label
    raise RuleBroken(
        f"‘{text[:60]}’ is none of these: {'; '.join(filter(None, labels))}. Write one"
    )


def _choice(text: str, names: Names, *, labels: Mapping[str, Any]) -> Read:
    return one_of(labels, text)


@dataclass(frozen=True, kw_only=True)
class Column:
    name: str
    heading: str
    use: Use = Use.OPEN
    read: Reader = words
    choices: tuple[str, ...] = ()  # offered in the spreadsheet
    goes_with: tuple[str, ...] = ()  # of what is SAID: the columns one of which must change with it
    needed: bool = False  # in a new row
    wide: bool = False

    @property
    def is_said(self) -> bool:
        return self.use is Use.SAID


def chosen(
    name: str, heading: str, choices: type[TextChoices], *, empty: bool = False, **given: Any
) -> Column:
    """A column of the labels of these choices; with `empty` a cell may also say nothing."""
    labels: dict[str, Any] = {one.label: one for one in choices}
    read = partial(_choice, labels={**labels, "": ""} if empty else labels)
    return Column(name=name, heading=heading, read=read, choices=tuple(labels), **given)


def line_of(longest: int) -> Reader:
    return partial(line, longest=longest)


def kept(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, use=Use.KEPT)


def as_said(text: str) -> str:
    """What a cell says, without the stray spaces of a spreadsheet."""
    return tidy(text)


def looked_up(find: Callable[[Names, str], Read]) -> Reader:
    return lambda text, names: find(names, text)


organisation = looked_up(Names.organisation)
organisations = looked_up(Names.organisations)
person = looked_up(Names.person)
group = looked_up(Names.group)
reference = looked_up(Names.reference)
references = looked_up(Names.references)
risk = looked_up(Names.risk)
