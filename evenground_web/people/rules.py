"""The one predicate that decides: does this person hold this permission for this record?

Called without a record it answers "for some record", which is what a list or a link asks.
A record that belongs to organisations says so with `organisation_ids`.
"""

from __future__ import annotations

from typing import Any

from rules.permissions import set_perm
from rules.predicates import Predicate

from evenground_web.core.permissions import Permission


def holder_of(permission: Permission) -> Predicate:
    def holds(person: Any, record: Any = None) -> bool:
        if not (person.is_authenticated and person.is_active):
            return False
        owners: set[int] = getattr(record, "organisation_ids", set())
        return any(
            permission in membership.held.permissions
            and (
                record is None
                or not membership.held.own_organisation_only
                or permission == Permission.SEE
                or membership.organisation_id in owners
            )
            for membership in person.current_memberships
        )

    return Predicate(holds, name=permission.value)


def register() -> None:
    for permission in Permission:
        set_perm(permission, holder_of(permission))  # type: ignore[no-untyped-call]
