"""Numbers with which money could be taken are never kept: a text that holds one is refused."""

from __future__ import annotations

import re

from evenground_web.core.permissions import RuleBroken

YEARS = r"(?:19|20)\d\d[ -](?:19|20)\d\d"
HOURS = r"(?:[01]\d|2[0-3])[0-5]\d-(?:[01]\d|2[0-3])[0-5]\d"
BEGINS = r"(?<!\d)(?<!\d[ -])(?<!\d\) )(?<!\d\))"  # not in the middle of a telephone number
ACCOUNT = re.compile(
    rf"{BEGINS}(?!(?:{YEARS}|{HOURS}|0800[ -]1111)(?!\d))"
    r"\d{4}[ -]?\d{4}(?![ -]?\d)"  # eight numbers alone: an account
    r"|(?<!\d)\d\d([ -])\d\d\1\d\d[ ,;/]{1,3}\d{4}[ -]?\d{4}(?!\d)"  # with its sort code
    rf"|{BEGINS}(?<!\+)(?!0)(?:\d[ -]?){{12,18}}\d(?!\d)"  # thirteen to nineteen: a card
    r"|\b[A-Z]{2}\d{2}[ ]?(?:[A-Z0-9]{4}[ ]?){3,7}[A-Z0-9]{0,4}\b"  # an international account
)
SORT_CODE = re.compile(r"sort[ -]?code\D{0,20}\d{2}[ -]?\d{2}[ -]?\d{2}", re.IGNORECASE)


def refuse_account_numbers(*texts: str) -> None:
    """Refuse what looks like the number of an account or a card."""
    if any(ACCOUNT.search(text) or SORT_CODE.search(text) for text in texts):
        raise RuleBroken(
            "This looks like the number of a bank account or a card. Take it out: nobody needs it "
            "here, and it is never kept on this site. Whoever pays asks for it in another way."
        )
