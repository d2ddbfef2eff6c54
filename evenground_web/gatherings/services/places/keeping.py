"""Names, addresses and needs are removed on their day after the gathering, by the nightly command."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from evenground_web.core import audit
from evenground_web.core.outbox import services as outbox
from evenground_web.gatherings.models import (
    AccessCase,
    Gathering,
    Invitation,
    RegistrationPage,
    Turnout,
)
from evenground_web.gatherings.services.places.registering import remove
from evenground_web.gatherings.services.turnout import counting

INVITATIONS_KEPT = timedelta(days=30)


def remove_on(page: RegistrationPage) -> date:
    """The day on which names go."""
    return page.gathering.ends + timedelta(page.days_kept)


def remove_needs_on(page: RegistrationPage) -> date:
    return page.gathering.ends + timedelta(page.days_needs_kept)


def forget_people(*, on: date, now: datetime) -> None:
    """Remove what is due to be removed; the second time on one day there is nothing left to do."""
    for page in RegistrationPage.objects.filter(cleared_on=None, gathering__ends__lt=on):
        if remove_needs_on(page) <= on:
            _forget_needs(page, now=now)
        if remove_on(page) <= on:
            _forget_names(page, on=on, now=now)
    for gathering in Gathering.objects.filter(
        ends__lte=on - INVITATIONS_KEPT, invitations__removed=False
    ).distinct():
        _forget_invited(gathering, on=on, now=now)


@audit.in_turn()
def _forget_needs(page: RegistrationPage, *, now: datetime) -> None:
    gone, _ = AccessCase.objects.filter(registration__page=page).delete()
    if gone:
        audit.record(
            "gathering.needs_removed", page, by=None, now=now,
            sentence=f"removed {gone} access and dietary needs, as they are no longer needed",
        )  # fmt: skip


@audit.in_turn()
def _forget_names(page: RegistrationPage, *, on: date, now: datetime) -> None:
    counting.keep(page.gathering, on=on)
    found = list(page.registrations.filter(removed=False))
    for registration in found:
        remove(registration, now=now)
    page.cleared_on = on
    page.save(update_fields=["cleared_on"])
    audit.record(
        "gathering.names_removed", page, by=None, now=now,
        sentence=f"removed the names and addresses of {len(found)} registrations",
    )  # fmt: skip


@audit.in_turn()
def _forget_invited(gathering: Gathering, *, on: date, now: datetime) -> None:
    registered = hasattr(gathering, "registration_page")  # whose names go on a day of their own
    counting.keep(gathering, on=on, only=Turnout.Stage.INVITED if registered else "")
    invitations = Invitation.objects.filter(gathering=gathering, removed=False)
    for invitation in invitations:
        outbox.forget_address(f"invitation:{invitation.pk}:", now=now)
    gone = invitations.update(person=None, name="", email="", removed=True)
    audit.record(
        "gathering.invitations_removed", gathering, by=None, now=now,
        sentence=f"removed the names of {gone} people who were invited",
    )  # fmt: skip
