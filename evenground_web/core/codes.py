"""Private codes: whoever has one can come back to what they said, without an account.

Only a keyed digest of a code is kept, so nobody can read a code out of the database, and a look-up
by digest says nothing of how close a guess was.
"""

from __future__ import annotations

import secrets

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

LETTERS = "23456789BCDFGHJKMNPQRSTVWXYZ"  # nothing that looks like something else, and no words
LENGTH = 12
UNKNOWN = gettext_noop(
    "We do not know this code. Check each letter and number: a code has no vowels, no L, no 0 and "
    "no 1."
)


def new_code(press: str = "", *, of: str) -> str:
    """A code, such as BCDF-2345-GHJK. One `press` of one button gives the same code every time."""
    if not press:
        letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    else:
        number = int.from_bytes(salted_hmac(f"{of}.code", press, algorithm="sha256").digest())
        letters = ""
        for _ in range(LENGTH):
            number, index = divmod(number, len(LETTERS))
            letters += LETTERS[index]
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def digest(code: str, *, of: str) -> str:
    """What is kept of a code; capitals, spaces and missing hyphens are forgiven."""
    tidy = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac(f"{of}.claim", tidy, algorithm="sha256").hexdigest()
