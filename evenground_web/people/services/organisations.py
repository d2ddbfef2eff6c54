from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line, same_words
from evenground_web.people.models import Alias, Organisation, Person, Place


@audit.in_turn()
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
    name = one_line(name)
    _check(name=name, code=code)
    organisation = Organisation.objects.create(
        name=name, sector=sector, code=code or None, place=place
    )
    Alias.objects.bulk_create(Alias(organisation=organisation, name=alias) for alias in aliases)
    audit.record(
        "organisation.added", organisation, by=by, sentence=f"added the organisation {name}"
    )
    return organisation


@audit.in_turn()
def edit_organisation(
    organisation: Organisation, *, by: Person, on: date | None = None, **changes: Any
) -> Organisation:
    """Change an organisation; when its name changes, the old one stays as a former name."""
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
    old = organisation.name
    if "code" in changes:
        changes["code"] = changes["code"] or None
    if "name" in changes:
        changes["name"] = one_line(changes["name"])
    name, code = changes.get("name", old), changes.get("code", organisation.code)
    _check(name=name, code=code, but=organisation)
    sentence, details = apply_changes(organisation, changes)
    if name.casefold() != old.casefold():
        organisation.aliases.filter(name__iexact=name).delete()
        organisation.aliases.update_or_create(
            name=old, defaults={"ends": on or timezone.localdate()}
        )
    if sentence:
        audit.record("organisation.edited", organisation, by=by, sentence=sentence, **details)
    return organisation


def _check(*, name: str, code: str | None, but: Organisation | None = None) -> None:
    for value in (name, code or ""):
        found = find_organisation(value) if value else None
        if found and (but is None or found.pk != but.pk):
            raise RuleBroken(
                f"There is already an organisation called {value}: {found}. "
                "Use that one, or give this one another name or code."
            )


def find_organisation(name: str) -> Organisation | None:
    """The organisation with this name, former name or code, however it is capitalised."""
    name = one_line(name)
    for lookup in ("name__iexact", "code__iexact", "aliases__name__iexact"):
        if found := Organisation.objects.filter(**{lookup: name}).first():
            return found
    return None


def organisations_by_name() -> dict[str, Organisation]:
    """What `find_organisation` finds, for many names at once: by the name in `same_words`."""
    found = {organisation.pk: organisation for organisation in Organisation.objects.all()}
    aliases = Alias.objects.values_list("name", "organisation_id")
    return {
        **{same_words(name): found[pk] for name, pk in aliases},
        **{same_words(one.code): one for one in found.values() if one.code},
        **{same_words(one.name): one for one in found.values()},
    }


@audit.in_turn()
def add_alias(
    organisation: Organisation,
    *,
    by: Person | None,
    name: str,
    starts: date | None = None,
    ends: date | None = None,
) -> Alias:
    """Record another name the organisation has, or had between two dates."""
    name = one_line(name)
    _check_alias(name, starts=starts, ends=ends)
    alias = Alias.objects.create(organisation=organisation, name=name, starts=starts, ends=ends)
    audit.record(
        "organisation.alias_added", organisation, by=by, sentence=f"added the other name {name}"
    )
    return alias


@audit.in_turn()
def edit_alias(alias: Alias, *, by: Person, **changes: Any) -> Alias:
    """Change another name of an organisation, or the dates between which it was used."""
    alias = Alias.objects.select_for_update(of=("self",)).get(pk=alias.pk)
    old, name = alias.name, changes.get("name", alias.name)
    _check_alias(
        name if name.casefold() != old.casefold() else "",
        starts=changes.get("starts", alias.starts),
        ends=changes.get("ends", alias.ends),
    )
    sentence, details = apply_changes(alias, changes)
    if sentence:
        audit.record(
            "organisation.alias_edited",
            alias.organisation,
            by=by,
            sentence=f"{sentence} of the other name “{old}”",
            **details,
        )
    return alias


def _check_alias(name: str, *, starts: date | None, ends: date | None) -> None:
    if starts and ends and ends < starts:
        raise RuleBroken(
            "The last day of the name is before its first day. Change one of the two dates."
        )
    if name and (found := find_organisation(name)):
        raise RuleBroken(f"{name} is already a name of {found}.")
