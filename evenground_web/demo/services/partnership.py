"""The places, organisations, people and groups of the fictional partnership."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from django.utils.text import slugify

from evenground_web.demo.story import chapter, months_from
from evenground_web.people import services as people
from evenground_web.people.models import Group, Organisation, Person, Place

STAFF_EACH = 2
OTHERS = 30
EMAIL_DOMAIN = "example.org"


@dataclass
class Cast:
    """Everybody and everything that the story refers to, by name."""

    today: date
    places: dict[str, Place] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    staff: dict[str, list[Person]] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def somebody_at(self, organisation: str) -> Person:
        return self.staff[organisation][0]


def build_partnership(today: date, seed: int) -> Cast:
    """Name the partnership and bring in its places, organisations, people and groups."""
    cast = Cast(today=today)
    story = chapter("partnership")
    people.name_partnership(story["name"], by=None, fictional=True)
    _places(cast)
    _organisations(cast)
    _personas(cast)
    _staff(cast, random.Random(seed))  # noqa: S311  # nosec B311
    _groups(cast)
    return cast


def _places(cast: Cast) -> None:
    story = chapter("partnership")
    england = people.add_place(by=None, name="England", code="E92000001", kind="nation")
    region = people.add_place(by=None, kind="region", parent=england, **story["region"])
    system = people.add_place(by=None, kind="system", parent=region, **story["system"])
    cast.places[system.name] = system
    for entry in story["place"]:
        place = people.add_place(
            by=None, name=entry["name"], code=entry["code"], kind="place", parent=system
        )
        cast.places[place.name] = place
        for number, name in enumerate(entry["neighbourhoods"], start=1):
            code = f"{entry['code']}-N{number}"
            people.add_place(by=None, name=name, code=code, kind="neighbourhood", parent=place)


def _organisations(cast: Cast) -> None:
    story = chapter("partnership")
    former = story["former_names"]
    number = 0
    for sector, names in story["organisations"].items():
        for entry in names:
            number += 1
            name, _, place = entry.partition("@")
            cast.organisations[name] = people.add_organisation(
                by=None,
                name=name,
                sector=sector,
                code=f"ZX{number:03}",
                place=cast.places[place or chapter("partnership")["system"]["name"]],
                aliases=[former[name]] if name in former else [],
            )


def _personas(cast: Cast) -> None:
    for persona in chapter("partnership")["persona"]:
        _join(cast, persona["name"], persona["title"], persona["organisation"], persona["role"])


def _staff(cast: Cast, chance: random.Random) -> None:
    names = chapter("partnership")["names"]
    everybody = [f"{given} {family}" for given in names["given"] for family in names["family"]]
    made_up = iter(chance.sample(everybody, len(cast.organisations) * STAFF_EACH + OTHERS))
    for organisation in cast.organisations:
        while len(cast.staff.get(organisation, [])) < STAFF_EACH:
            role = "member" if cast.staff.get(organisation) else "organisation_lead"
            _join(cast, next(made_up), chance.choice(names["titles"]), organisation, role)
    for organisation in list(cast.organisations)[:OTHERS]:
        _join(cast, next(made_up), chance.choice(names["titles"]), organisation, "member")


def _join(cast: Cast, name: str, title: str, organisation: str, role: str) -> None:
    email = f"{slugify(name).replace('-', '.')}@{EMAIL_DOMAIN}"
    person = people.add_person(by=None, name=name, email=email, job_title=title)
    people.give_role(
        person,
        by=None,
        organisation=cast.organisations[organisation],
        role=role,
        starts=months_from(cast.today, -14),
    )
    cast.people[name] = person
    cast.staff.setdefault(organisation, []).append(person)


def _groups(cast: Cast) -> None:
    partners = list(cast.organisations.values())
    for number, entry in enumerate(chapter("gatherings")["group"]):
        group = people.add_group(
            by=None,
            name=entry["name"],
            kind=entry["kind"],
            lead=cast.people[entry["lead"]],
            terms_of_reference=entry["terms"],
            people=list(cast.people.values())[number:60:5],
            on=months_from(cast.today, -14),
            organisations=partners[number::4],
        )
        for title in entry.get("standing", []):
            people.add_standing_item(
                group, by=None, title=title, builds_paper=title == entry.get("paper")
            )
        cast.groups[entry["key"]] = group
