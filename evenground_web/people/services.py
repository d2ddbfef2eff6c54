"""Changes to places, organisations, groups, people and roles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.models import Partnership
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import (
    Alias,
    Group,
    Membership,
    Organisation,
    Person,
    Place,
    StandingItem,
)


@transaction.atomic
def name_partnership(name: str, *, by: Person | None, fictional: bool = False) -> Partnership:
    """Name the partnership that this installation serves."""
    partnership, _ = Partnership.objects.update_or_create(
        pk=1, defaults={"name": name, "fictional": fictional}
    )
    audit.record("partnership.named", partnership, by=by, sentence=f"named the partnership {name}")
    return partnership


@transaction.atomic
def add_place(
    *, by: Person | None, name: str, code: str, kind: str, parent: Place | None = None
) -> Place:
    """Add a place to the tree."""
    place = Place.objects.create(name=name, code=code, kind=kind, parent=parent)
    audit.record("place.added", place, by=by, sentence=f"added the place {name}")
    return place


@transaction.atomic
def add_organisation(
    *,
    by: Person | None,
    name: str,
    sector: str,
    code: str | None = None,
    place: Place | None = None,
    aliases: Iterable[str] = (),
) -> Organisation:
    """Add a partner, whether or not its people will use the system."""
    if find_organisation(name):
        raise RuleBroken(f"There is already an organisation called {name}.")
    organisation = Organisation.objects.create(
        name=name, sector=sector, code=code or None, place=place
    )
    Alias.objects.bulk_create(Alias(organisation=organisation, name=alias) for alias in aliases)
    audit.record(
        "organisation.added", organisation, by=by, sentence=f"added the organisation {name}"
    )
    return organisation


def find_organisation(name: str) -> Organisation | None:
    """The organisation with this name, former name or code, however it is capitalised."""
    name = " ".join(name.split())
    for lookup in ("name__iexact", "code__iexact", "aliases__name__iexact"):
        if found := Organisation.objects.filter(**{lookup: name}).first():
            return found
    return None


@transaction.atomic
def add_alias(
    organisation: Organisation,
    *,
    by: Person,
    name: str,
    starts: date | None = None,
    ends: date | None = None,
) -> Alias:
    """Record another name the organisation has, or had between two dates."""
    if starts and ends and ends < starts:
        raise RuleBroken("The name must end after it starts.")
    if find_organisation(name):
        raise RuleBroken(f"{name} is already the name of an organisation.")
    alias = Alias.objects.create(organisation=organisation, name=name, starts=starts, ends=ends)
    audit.record(
        "organisation.alias_added", organisation, by=by, sentence=f"added the other name {name}"
    )
    return alias


@transaction.atomic
def add_person(
    *,
    by: Person | None,
    name: str,
    email: str | None = None,
    job_title: str = "",
    password: str | None = None,
) -> Person:
    """Add somebody; without a password they are named in records but cannot sign in."""
    email = email.strip().lower() if email else None
    if email and Person.objects.filter(email__iexact=email).exists():
        raise RuleBroken(f"Somebody with the e-mail address {email} is already here.")
    person = Person(name=name, email=email, job_title=job_title)
    if password:
        person.set_password(password)
    else:
        person.set_unusable_password()
    person.save()
    audit.record("person.added", person, by=by, sentence=f"added {name}")
    return person


@transaction.atomic
def give_role(
    person: Person,
    *,
    by: Person | None,
    organisation: Organisation,
    role: str,
    starts: date | None = None,
) -> Membership:
    """Give a person a role at an organisation, from `starts` (today when left out)."""
    if person.memberships.filter(organisation=organisation, role=role, ends=None).exists():
        raise RuleBroken(f"{person} already has this role at {organisation}.")
    membership = Membership.objects.create(
        person=person, organisation=organisation, role=role, starts=starts or timezone.localdate()
    )
    audit.record(
        "person.role_given",
        person,
        by=by,
        sentence=f"gave {person} the role {membership.held.name} at {organisation}",
    )
    return membership


@transaction.atomic
def end_role(membership: Membership, *, by: Person, ends: date | None = None) -> Membership:
    """End a role; the person keeps it until the day before `ends` is over."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.ends:
        raise RuleBroken("This role has already ended.")
    ends = ends or timezone.localdate()
    if ends < membership.starts:
        raise RuleBroken("A role must end after it starts.")
    membership.ends = ends
    membership.save(update_fields=["ends"])
    audit.record(
        "person.role_ended",
        membership.person,
        by=by,
        sentence=f"ended the role {membership.held.name} at {membership.organisation}",
    )
    return membership


@transaction.atomic
def add_group(
    *,
    by: Person | None,
    name: str,
    kind: str,
    lead: Person | None = None,
    terms_of_reference: str = "",
    people: Iterable[Person] = (),
    organisations: Iterable[Organisation] = (),
) -> Group:
    """Add a board, forum, network or task and finish group, with its members."""
    group = Group.objects.create(
        name=name, kind=kind, lead=lead, terms_of_reference=terms_of_reference
    )
    group.people.set(people)
    group.organisations.set(organisations)
    audit.record("group.added", group, by=by, sentence=f"added the group {name}")
    return group


@transaction.atomic
def add_standing_item(
    group: Group, *, by: Person | None, title: str, builds_paper: bool = False
) -> StandingItem:
    """Put an item on every future agenda of the group."""
    item = StandingItem.objects.create(
        group=group, title=title, builds_paper=builds_paper, order=group.standing_items.count() + 1
    )
    audit.record(
        "group.standing_item_added", group, by=by, sentence=f"made “{title}” a standing item"
    )
    return item
