"""The code by which somebody is known at the door, as letters and as a QR code.

It is made from the number of the registration and a mark that only this installation can make, so
that nothing is kept of it: when a registration is removed its code opens nothing.
"""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

from evenground_web.core.codes import LENGTH, LETTERS
from evenground_web.gatherings.models import Registration

FOR_NUMBER = 5
BASE = len(LETTERS)


def code_of(registration: Registration) -> str:
    """The code of a registration, such as 2222-6GHJ-K3XW."""
    return _code(registration.pk)


def _code(number: int) -> str:
    letters = _letters(number, FOR_NUMBER)
    mark = salted_hmac("gatherings.door", letters, algorithm="sha256").digest()
    letters += _letters(int.from_bytes(mark), LENGTH - FOR_NUMBER)
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def _letters(number: int, how_many: int) -> str:
    made = ""
    for _ in range(how_many):
        number, index = divmod(number, BASE)
        made = LETTERS[index] + made
    return made


def tidy(typed: str) -> str:
    """The letters of a code as it was typed, or as the address in a QR code holds it."""
    last = typed.strip().rstrip("/").rpartition("/")[2]
    return "".join(letter for letter in last.upper() if letter.isalnum())


def is_code(typed: str) -> bool:
    """Whether this looks like a code, and not like a name."""
    letters = tidy(typed)
    return len(letters) == LENGTH and set(letters) <= set(LETTERS)


def find(typed: str) -> Registration | None:
    """Whose code this is; None for one that was not made here, or whose registration was removed."""
    if not is_code(typed):
        return None
    letters, number = tidy(typed), 0
    for letter in letters[:FOR_NUMBER]:
        number = number * BASE + LETTERS.index(letter)
    if not constant_time_compare(_code(number).replace("-", ""), letters):
        return None
    found = Registration.objects.select_related("page__gathering", "reserved")
    return found.filter(pk=number, removed=False).first()
