"""Which of the rarer things commitments have, asked in the query that finds them.

The page of one commitment then asks for nothing that is not there.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from evenground_web.commitments.models import Commitment

RARE = (
    "assessments",
    "baselines",
    "carried_on_by",
    "children",
    "due_moves",
    "milestones",
    "nudges",
    "performance_measures",
    "proposals",
    "risks_mitigated",
    "status_changes",
    "stories",
    "updates",
    "waited_for_by",
    "waits_for",
)


def with_what_it_has(commitments: QuerySet[Commitment]) -> QuerySet[Commitment]:
    return commitments.annotate(**{f"has_{name}": _exists(name) for name in RARE})


def _exists(name: str) -> Exists:
    relation: Any = Commitment._meta.get_field(name)
    rows = relation.related_model._default_manager.order_by()
    return Exists(rows.filter(**{relation.field.name: OuterRef("pk")}))


def has(commitment: Commitment, name: str) -> bool:
    """Whether there may be any; of a commitment found without `with_what_it_has`, always."""
    return bool(getattr(commitment, f"has_{name}", True))


def rare(commitment: Commitment, name: str) -> QuerySet[Any]:
    """The related rows of that name, which cost no query where it is known that there are none."""
    related: QuerySet[Any] = getattr(commitment, name).all()
    return related if has(commitment, name) else related.none()
