"""Registering on paper: forms with the questions of the page, each with a number of its own.

Nothing is kept of a form that was printed. Its number carries a mark that only this installation can make
for this gathering, so that a mistyped one is noticed; a number that was typed in is kept, so that one
form is typed in once.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from evenground_web.core import audit
from evenground_web.core.codes import LETTERS
from evenground_web.core.dates import nhs_date
from evenground_web.core.paper import CARD
from evenground_web.core.pdf import all_showable, set_or_refuse
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.qr import qr_drawing
from evenground_web.gatherings.models import RegistrationPage
from evenground_web.people.models import Person

MOST_FORMS = 200
DRAWN, MARK = 5, 3  # letters of a number
UNKNOWN = (
    "No form of this gathering has this number. Look at it again: there are no vowels, no L, no 0 and "
    "no 1. If it cannot be read, leave the number empty."
)

USE = (
    "We use what you write to run this gathering. Only those who keep its places read it, it is never joined "
    "to anything you say there, and it is removed on {day}. Somebody types in what you write."
)


def new_number(page: RegistrationPage) -> str:
    """Such as K7PD-2XQM. It opens nothing for whoever finds the paper: it only tells forms apart."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(DRAWN))
    return _with_mark(page, drawn)


def _with_mark(page: RegistrationPage, drawn: str) -> str:
    mark = int.from_bytes(salted_hmac("gatherings.paper", f"{page.pk}:{drawn}").digest())
    letters = drawn
    for _ in range(MARK):
        mark, index = divmod(mark, len(LETTERS))
        letters += LETTERS[index]
    return f"{letters[:4]}-{letters[4:]}"


def check_number(page: RegistrationPage, typed: str) -> str:
    """The number of a form as it is kept; refused when it is of no form, or was typed in before."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    if not letters:
        return ""
    number = _with_mark(page, letters[:DRAWN])
    if not constant_time_compare(number.replace("-", ""), letters):
        raise RuleBroken(UNKNOWN)
    before = page.registrations.filter(paper=number).select_related("written_by").first()
    if before:
        raise RuleBroken(
            f"Form {number} was typed in already, by {before.written_by}. If two forms bear one number, "
            "somebody copied one: leave the number of the second empty."
        )
    return number


def forms_pdf(
    page: RegistrationPage,
    *,
    by: Person,
    count: int,
    large: bool,
    fields: Iterable[Mapping[str, Any]],
    typed_at: str,
    remove_on: date,
    on: date,
) -> bytes:
    """A tagged PDF, a form on each page; the QR code leads to where it is typed in."""
    if not 1 <= count <= MOST_FORMS:
        raise RuleBroken(f"Print between 1 and {MOST_FORMS} at once.")
    numbers = [new_number(page) for _ in range(count)]
    content = set_or_refuse(
        CARD,
        _data(page, numbers, large=large, fields=fields, typed_at=typed_at, remove_on=remove_on),
        day=on,
    )
    _note(page, by=by, count=count)
    return content


@audit.in_turn()
def _note(page: RegistrationPage, *, by: Person, count: int) -> None:
    forms = f"{count} form{'' if count == 1 else 's'}"
    audit.record(
        "gathering.forms_printed", page, by=by, sentence=f"printed {forms} to register on paper"
    )


def _data(
    page: RegistrationPage, numbers: list[str], *, large: bool, fields: Iterable[Mapping[str, Any]],
    typed_at: str, remove_on: date,
) -> dict[str, Any]:  # fmt: skip
    gathering = page.gathering
    where = [gathering.dates, gathering.venue, gathering.get_format_display()]
    data: dict[str, Any]
    data, _ = all_showable(
        {
            "called": "Form",
            "question": "Register",
            "gathering": str(gathering),
            "large": large,
            "paper": "a4",
            "rows": 3,
            "intro": [
                f"{', '.join(part for part in where if part)}.",
                USE.format(day=nhs_date(remove_on)),
            ],
            "fields": list(fields),
            "support": [],
            "after": [f"If you have questions, or want to change something: {page.contact}."],
            "address": settings.SITE,
        }
    )
    cards = [{"number": one, "code": "", "svg": qr_drawing(f"{typed_at}{one}")} for one in numbers]
    return {**data, "address_svg": "", "cards": cards}
