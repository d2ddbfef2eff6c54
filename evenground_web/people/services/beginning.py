from __future__ import annotations

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Membership, Organisation, Person, Place
from evenground_web.people.services.organisations import add_organisation, find_organisation
from evenground_web.people.services.people import add_person, give_role
from evenground_web.people.services.places import add_place, name_partnership

ENGLAND = "E92000001"


@audit.in_turn()
def start_partnership(name: str, *, administrator: str, email: str) -> Person:
    """Name a new partnership and give it an administrator, who adds everybody else.

    The administrator's role is at an organisation of the partnership's own name, until real
    organisations are added. England is the root of every tree of places.
    """
    if Membership.objects.filter(role="administrator", ends=None).exists():
        raise RuleBroken(
            "This partnership has an administrator already, who can add others on the pages."
        )
    name_partnership(name, by=None)
    if not Place.objects.filter(code=ENGLAND).exists():
        add_place(by=None, name="England", code=ENGLAND, kind=Place.Kind.NATION)
    host = find_organisation(name) or add_organisation(
        by=None, name=name, sector=Organisation.Sector.OTHER
    )
    person = Person.objects.filter(email__iexact=email).first() or add_person(
        by=None, name=administrator, email=email
    )
    give_role(person, by=None, organisation=host, role="administrator")
    return person
