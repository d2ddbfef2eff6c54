"""Badges to print and cut out: the name as the person wants it, pronouns where they gave them.

A badge says nothing of access needs, of a community, or of who comes along to support somebody: those
who do have a badge like all others, on which a name is written by hand.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import Count

from evenground_web.core.pdf import all_showable, set_or_refuse
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import RegistrationPage
from evenground_web.gatherings.services.door.paper import expected

TEMPLATE = Path(__file__).parents[2] / "typst" / "badges.typ"
SPARE = 4  # for those who come without having registered


def badges(page: RegistrationPage) -> list[dict[str, str]]:
    """One for each who has a place and each who comes along, and a few to write on."""
    found = expected(page).annotate(along=Count("companions"))
    named, by_hand = [], SPARE
    for one in found:
        by_hand += one.along + (not one.name)
        if one.name:
            named.append(
                {
                    "name": one.badge_name or one.name,
                    "pronouns": one.pronouns,
                    "organisation": one.organisation,
                }
            )
    return named + [{"name": "", "pronouns": "", "organisation": ""}] * by_hand


def as_pdf(page: RegistrationPage, *, on: date) -> bytes:
    if page.cleared_on:
        raise RuleBroken("The names were removed, so there are no badges to print.")
    data: dict[str, Any] = {
        "title": f"Badges for {page.gathering}",
        "gathering": str(page.gathering)[:60],
        "badges": badges(page),
    }
    shown, _ = all_showable(data)
    return set_or_refuse(TEMPLATE, shown, day=on)
