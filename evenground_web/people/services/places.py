from __future__ import annotations

from typing import Any

from evenground_web.core import audit
from evenground_web.core.editing import apply_changes
from evenground_web.core.models import Partnership
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person, Place


@audit.in_turn()
def name_partnership(name: str, *, by: Person | None, fictional: bool | None = None) -> Partnership:
    """Name the partnership that this installation serves; `fictional` stays as it was if left out."""
    changes = {"name": name} if fictional is None else {"name": name, "fictional": fictional}
    partnership, _ = Partnership.objects.update_or_create(pk=1, defaults=changes)
    audit.record("partnership.named", partnership, by=by, sentence=f"named the partnership {name}")
    return partnership


@audit.in_turn()
def add_place(
    *, by: Person | None, name: str, code: str, kind: str, parent: Place | None = None
) -> Place:
    """Add a place to the tree."""
    _check(code=code, kind=kind, parent=parent)
    place = Place.objects.create(name=name, code=code, kind=kind, parent=parent)
    audit.record("place.added", place, by=by, sentence=f"added the place {name}")
    return place


@audit.in_turn()
def edit_place(place: Place, *, by: Person, **changes: Any) -> Place:
    """Change the name, code, kind or parent of a place."""
    place = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    wanted = {name: changes.get(name, getattr(place, name)) for name in ("code", "kind", "parent")}
    _check(but=place, **wanted)
    sentence, details = apply_changes(place, changes)
    if sentence:
        audit.record("place.edited", place, by=by, sentence=sentence, **details)
    return place


def _check(*, code: str, kind: str, parent: Place | None, but: Place | None = None) -> None:
    others = Place.objects.exclude(pk=but.pk) if but else Place.objects.all()
    if same := others.filter(code__iexact=code).first():
        raise RuleBroken(f"The code {code} belongs to {same}. Check the code of this place.")
    if kind == Place.Kind.NATION and parent:
        raise RuleBroken("A nation is at the top of the tree. Leave out the place it is part of.")
    if kind != Place.Kind.NATION and not parent:
        raise RuleBroken("Choose the place this one is part of. Only a nation stands by itself.")
    above = parent
    while above:
        if but and above.pk == but.pk:
            raise RuleBroken(f"{parent} is part of {but}, so {but} cannot be part of {parent}.")
        above = above.parent
