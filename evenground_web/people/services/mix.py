"""How the partnership is made up: declared with its source and day, kept, and never changed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.numbers import number
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, same_words
from evenground_web.people.models import Mix, MixPart, Organisation, Person, Place

SCHEME = "ethnic_groups_19.toml"
WHOLE, TOLERATED = Decimal(100), Decimal("0.5")  # percent; shares in tenths may not add up to 100


@dataclass(frozen=True)
class Parts:
    """Shares that add up to 1, each by its key with its name, and what they are taken from. `inside`
    says of smaller places to which part they belong."""

    of: str
    shares: dict[str, float]
    names: dict[str, str]
    source: str
    url: str
    inside: dict[str, str] = field(default_factory=dict)


@cache
def census_groups() -> tuple[str, ...]:
    """The ethnic groups of the census that people can be counted in."""
    text = files("evenground.indicators").joinpath("dimensions", SCHEME).read_text(encoding="utf-8")
    listed = tomllib.loads(text)["groups"]
    return tuple(one["label"] for one in listed if one.get("compared", True))


@audit.in_turn()
def declare_mix(
    *,
    by: Person | None,
    of: str,
    kind: str,
    source: str,
    as_at: date,
    rows: Iterable[tuple[str, Decimal]],
    now: datetime | None = None,
) -> Mix:
    """Say how many people there are of each part, or what share of each was agreed."""
    now = now or timezone.now()
    if as_at > timezone.localdate(now):
        raise RuleBroken("This day is in the future. Write the day the figures are of.")
    if not one_line(source):
        raise RuleBroken("Write where the figures are from, so that others can check them.")
    parts = _parts(of, kind, list(rows))
    mix = Mix.objects.create(
        of=of, kind=kind, source=one_line(source), as_at=as_at, declared_at=now
    )
    MixPart.objects.bulk_create(MixPart(mix=mix, key=key, number=n) for key, n in parts.items())
    audit.record(
        "partnership.mix_declared", mix, by=by, now=now,
        sentence=f"declared the mix by {mix.get_of_display().partition(',')[0].lower()}, in {len(parts)} parts",
    )  # fmt: skip
    return mix


def _parts(of: str, kind: str, rows: list[tuple[str, Decimal]]) -> dict[str, Decimal]:
    known, found = _known(of), dict[str, Decimal]()
    for name, amount in rows:
        name = one_line(name)
        key = name if of == Mix.Of.COMMUNITY else known.get(same_words(name))
        if key is None:
            raise RuleBroken(f"Nothing is called {name}. {_where_to_look(of)}")
        if same_words(key) in {same_words(one) for one in found}:
            raise RuleBroken(f"{name} is there twice. Add the two up, or leave one out.")
        if amount <= 0:
            raise RuleBroken(f"{name} has no number above nought. Leave the line out.")
        found[key] = amount
    if len(found) < 2:
        raise RuleBroken("Write two lines at least: a name, a comma and a number on each.")
    if kind == Mix.Kind.TARGET and abs(sum(found.values()) - WHOLE) > TOLERATED:
        raise RuleBroken(
            f"The percentages add up to {number(sum(found.values()))}, and not to 100. Change them."
        )
    if of == Mix.Of.PLACE:
        _check_beside_each_other(found)
    return found


def _where_to_look(of: str) -> str:
    if of == Mix.Of.PLACE:
        return "Write the name or the code of a place of the partnership."
    names = census_groups() if of == Mix.Of.GROUP else Organisation.Sector.labels
    return f"Use these names: {', '.join(map(str, names))}."


def _known(of: str) -> dict[str, str]:
    """The key of everything that can be named, by its name in small letters; not for communities."""
    known = {same_words(name): key for key, name in names_of(of).items()}
    if of == Mix.Of.PLACE:
        known |= {same_words(code): code for code in known.values()}
    return known


def names_of(of: str) -> dict[str, str]:
    """The name of each key that a part of such a mix can have."""
    if of == Mix.Of.SECTOR:
        return {str(sector.value): str(sector.label) for sector in Organisation.Sector}
    if of == Mix.Of.GROUP:
        return {group: group for group in census_groups()}
    if of == Mix.Of.PLACE:
        return dict(Place.objects.order_by("-kind").values_list("code", "name"))
    return {}


def _check_beside_each_other(parts: Iterable[str]) -> None:
    keys = set(parts)
    for key, above in above_each().items():
        for other in above[1:] if key in keys else ():
            if other in keys:
                names = names_of(Mix.Of.PLACE)
                raise RuleBroken(
                    f"{names[key]} is part of {names[other]}, so its people would count twice. "
                    "Leave one of the two out."
                )


def above_each() -> dict[str, list[str]]:
    """For the code of each place: itself, and the codes of the places it is part of, upwards."""
    rows = {pk: (code, up) for pk, code, up in Place.objects.values_list("pk", "code", "parent")}
    found = {}
    for code, up in rows.values():
        found[code] = [code]
        while up:
            above, up = rows[up]
            found[code].append(above)
    return found


def current_mix(of: str) -> Parts | None:
    """What people are compared with today: what was declared last, or for sectors our own list."""
    mix = Mix.objects.filter(of=of).prefetch_related("parts").first()
    if mix is not None:
        return parts_of(mix)
    return _our_organisations() if of == Mix.Of.SECTOR else None


def parts_of(mix: Mix) -> Parts:
    numbers = {part.key: float(part.number) for part in mix.parts.all()}
    names, total = names_of(mix.of), sum(numbers.values())
    return Parts(
        of=mix.of,
        shares={key: n / total for key, n in numbers.items()},
        names={key: names.get(key, key) for key in numbers},
        source=f"{mix.source}, as at {nhs_date(mix.as_at)}",
        url=mix.get_absolute_url(),
        inside=_inside(set(numbers)) if mix.of == Mix.Of.PLACE else {},
    )


def _inside(parts: set[str]) -> dict[str, str]:
    found = ((key, [one for one in above if one in parts]) for key, above in above_each().items())
    return {key: above[0] for key, above in found if above}


def _our_organisations() -> Parts | None:
    rows = Organisation.objects.order_by().values_list("sector").annotate(Count("pk"))
    numbers = dict(sorted(rows))
    if len(numbers) < 2:
        return None
    total, names = sum(numbers.values()), names_of(Mix.Of.SECTOR)
    return Parts(
        of=Mix.Of.SECTOR,
        shares={key: n / total for key, n in numbers.items()},
        names={key: names[key] for key in numbers},
        source="the organisations of the partnership, as they are listed today",
        url=reverse("people:organisations"),
    )
