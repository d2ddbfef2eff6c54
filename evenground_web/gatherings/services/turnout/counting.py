"""Who was invited, said yes and came, counted by what is known of them and never by two things at once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from evenground_web.gatherings.models import (
    Booking,
    CheckIn,
    Gathering,
    Invitation,
    Registration,
    Turnout,
)
from evenground_web.people.models import Membership, Mix

Stage = Turnout.Stage
KNOWN = (Mix.Of.SECTOR, Mix.Of.PLACE, Mix.Of.COMMUNITY)
Person = tuple[int, str, str, str]  # the gathering, and of each of these the key or nothing
Counts = dict[tuple[str, str], Counter[str]]


def counts_of(gatherings: Sequence[Gathering], *, on: date) -> dict[int, Counts]:
    """For each gathering the exact counts by stage and thing: as kept, or else as they are now."""
    found: dict[int, Counts] = {one.pk: defaultdict(Counter) for one in gatherings}
    kept = set()
    for row in Turnout.objects.filter(gathering__in=found):
        found[row.gathering_id][row.stage, row.of][row.key] = row.number
        kept.add((row.gathering_id, row.stage))
    now = {
        Stage.INVITED: _invited(found, on=on),
        Stage.SAID_YES: _said_yes(found),
        Stage.CAME: _came(found),
    }
    for stage, people in now.items():
        for gathering, *keys in people:
            if (gathering, stage) in kept:
                continue
            for of, key in zip(KNOWN, keys, strict=True):
                found[gathering][stage, of][key] += 1
    return found


def _invited(gatherings: Iterable[int], *, on: date) -> Iterator[Person]:
    """As whom they were invited, and otherwise what their role says of them."""
    rows = Invitation.objects.filter(gathering__in=gatherings, taken_back=False).order_by()
    invited = list(
        rows.values_list(
            "gathering", "person", "for_sector", "for_place__code", "reserved__community"
        )
    )
    roles = Membership.objects.current(on=on).filter(person__in={row[1] for row in invited})
    works = {
        person: (sector, place)
        for person, sector, place in roles.values_list(
            "person", "organisation__sector", "organisation__place__code"
        )
    }
    for gathering, person, sector, place, community in invited:
        by_role = works.get(person, ("", ""))
        yield gathering, sector or by_role[0], place or by_role[1] or "", community or ""


def _said_yes(gatherings: Iterable[int]) -> Iterator[Person]:
    """Whoever has a place, is offered one or waits; where nobody registers, whoever answered yes."""
    wanting = Registration.objects.filter(
        page__gathering__in=gatherings,
        bookings__session=None,
        bookings__state__in=Booking.STANDING,
    ).values_list("page__gathering", "sector", "place__code", "reserved__community")
    answered = Invitation.objects.filter(
        gathering__in=gatherings, gathering__registration_page=None, answer=Invitation.Answer.YES
    ).values_list("gathering", "for_sector", "for_place__code", "reserved__community")
    yield from _known((*wanting.order_by(), *answered.order_by()))


def _came(gatherings: Iterable[int]) -> Iterator[Person]:
    """Whoever was checked in at least once, at the gathering or in one of its sessions."""
    there = CheckIn.objects.standing().filter(registration=OuterRef("pk"))
    came = Registration.objects.filter(Exists(there), page__gathering__in=gatherings)
    rows = came.order_by().values_list(
        "page__gathering", "sector", "place__code", "reserved__community"
    )
    yield from _known(rows)


def _known(rows: Iterable[tuple[Any, ...]]) -> Iterator[Person]:
    for gathering, *keys in rows:
        yield gathering, *(key or "" for key in keys)


def keep(gathering: Gathering, *, on: date, only: str = "") -> None:
    """Write the counts down before the names go; what was kept before stays as it is."""
    before = set(gathering.turnout.values_list("stage", flat=True))
    rows = counts_of([gathering], on=on)[gathering.pk]
    Turnout.objects.bulk_create(
        Turnout(gathering=gathering, stage=stage, of=of, key=key, number=number)
        for (stage, of), counter in rows.items()
        for key, number in counter.items()
        if stage not in before and only in ("", stage)
    )
