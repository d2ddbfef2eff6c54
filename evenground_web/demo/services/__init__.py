"""Building the demonstration, through the services that people use, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from evenground_web.core.models import Partnership
from evenground_web.core.permissions import RuleBroken
from evenground_web.demo.services import mail, proof
from evenground_web.demo.services.numbers import Gaps
from evenground_web.demo.services.partnership import build_partnership
from evenground_web.demo.services.timeline import RECORDS, Year
from evenground_web.demo.story import chapter
from evenground_web.people.models import Person

FEWEST_PEOPLE = 300_000


def is_built() -> bool:
    """Whether the demonstration is here; refuses to touch a real partnership."""
    partnership = Partnership.objects.first()
    if partnership and not partnership.fictional:
        raise RuleBroken(f"This is the database of {partnership}, not of the demonstration.")
    return partnership is not None


@transaction.atomic
def build(*, today: date, people: int, seed: int = 2) -> None:
    """Tell the whole story up to `today`: the same seed, day and size give the same records."""
    if people < FEWEST_PEOPLE:
        raise RuleBroken(
            f"The story needs at least {FEWEST_PEOPLE:,} people: with fewer, the figures it speaks "
            "of are hidden to protect people."
        )
    cast = build_partnership(today, seed)
    gaps = Gaps(cast, people=people, seed=seed)
    year = Year(cast, gaps)
    year.timeline.on(-13, RECORDS, partial(gaps.release, 2))
    year.timeline.on(-1, RECORDS, partial(gaps.release, 3))
    proof.tell(year)
    mail.tell(year)
    year.tell()


@dataclass(frozen=True, kw_only=True)
class Persona:
    pk: int
    name: str
    title: str
    organisation: str
    role: str
    does: str


def personas() -> list[Persona]:
    """The people whom a visitor may be, in the order of the story."""
    does = {entry["name"]: entry["does"] for entry in chapter("partnership")["persona"]}
    found = {person.name: person for person in persona_accounts()}
    return [
        Persona(
            pk=found[name].pk,
            name=name,
            title=found[name].job_title,
            organisation=str(membership.organisation),
            role=membership.held.name,
            does=what,
        )
        for name, what in does.items()
        for membership in found[name].current_memberships[:1]
    ]


def persona_accounts() -> QuerySet[Person]:
    """The accounts that may be used without a password: those of the story, no others."""
    names = [entry["name"] for entry in chapter("partnership")["persona"]]
    return Person.objects.filter(name__in=names, is_active=True)
