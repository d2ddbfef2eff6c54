"""What a telephone at the door wrote down, with and without a network, comes in.

Each press has a key, so that what is sent again counts once. A telephone also says what its clock shows
when it sends: times are set right by as much as that clock is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import CheckIn, Registration, RegistrationPage, Session
from evenground_web.gatherings.services.door import passes
from evenground_web.gatherings.services.door.checking_in import check_in
from evenground_web.people.models import Person

MOST_AT_ONCE = 200
RIGHT_ENOUGH = timedelta(minutes=2)
UNKNOWN = (
    "This code is of nobody who is coming here. Look them up by name, or write them down as somebody "
    "who had not registered."
)


@dataclass(frozen=True, kw_only=True)
class Press:
    """One press on a telephone: of whom, by code or from the list, and when by its clock."""

    key: UUID
    at: datetime
    code: str = ""
    registration: int | None = None
    session: int | None = None


def sync(
    page: RegistrationPage,
    presses: Sequence[Press],
    *,
    by: Person,
    sent: datetime,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Check in whom the presses are of, each by itself; say what became of every one."""
    now = now or timezone.now()
    if len(presses) > MOST_AT_ONCE:
        raise RuleBroken(f"Send up to {MOST_AT_ONCE} at once.")
    slow = now - sent
    results = [_one(page, press, by=by, at=press.at + slow, now=now) for press in presses]
    return {"results": results, "clock": clock_in_words(slow)}


def _one(
    page: RegistrationPage, press: Press, *, by: Person, at: datetime, now: datetime
) -> dict[str, str]:
    try:
        registration, session = _found(page, press)
        _, new = check_in(
            registration, session=session, by=by, at=at, press=press.key, now=now,
            way=CheckIn.Way.CODE if press.code else CheckIn.Way.LIST,
        )  # fmt: skip
    except RuleBroken as rule:
        return {"press": str(press.key), "state": "refused", "words": str(rule)}
    state = "in" if new else "before"
    return {"press": str(press.key), "state": state, "words": welcome(registration, new=new)}


def _found(page: RegistrationPage, press: Press) -> tuple[Registration, Session | None]:
    registration = (
        passes.find(press.code)
        if press.code
        else page.registrations.filter(pk=press.registration or 0, removed=False).first()
    )
    if registration is None or registration.page_id != page.pk:
        raise RuleBroken(UNKNOWN)
    if press.session is None:
        return registration, None
    session = Session.objects.filter(gathering=page.gathering_id, pk=press.session).first()
    if session is None:
        raise RuleBroken("This session is not in the programme any more. Open the door again.")
    return registration, session


def welcome(registration: Registration, *, new: bool) -> str:
    """What whoever is at the door reads."""
    name = registration.name or "Somebody without a name"
    return (
        f"{name} is checked in"
        if new
        else f"{name} was checked in before: nothing is counted twice"
    )


def clock_in_words(slow: timedelta) -> str:
    """What is said of a telephone whose clock is wrong; nothing of one that is right enough."""
    if abs(slow) <= RIGHT_ENOUGH:
        return ""
    minutes = round(abs(slow).total_seconds() / 60)
    how = "slow" if slow > timedelta(0) else "fast"
    return f"The clock of this telephone is {minutes} minutes {how}. The times were set right."
