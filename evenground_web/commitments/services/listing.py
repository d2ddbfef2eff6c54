"""Finding commitments: what the list shows, narrowed and in order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from evenground_web.commitments.models import Commitment
from evenground_web.core.permissions import Permission
from evenground_web.insight.models import Gap
from evenground_web.people.models import Group, Organisation, Person

OPEN = "open"
GAPS_SHOWN = 20
IN_ORDER: list[Any] = ["kind", Length("reference"), "reference"]  # A2 before A10
ORDERS: dict[str, list[Any]] = {
    "reference": IN_ORDER,
    "due": [F("due").asc(nulls_last=True), *IN_ORDER],
    "owner": ["owner__name", *IN_ORDER],
    "status": ["delivery_status", *IN_ORDER],
    "newest": ["-created", *IN_ORDER],
}


def find_commitments(
    *,
    on: date,
    text: str = "",
    kind: str = "",
    owner: Organisation | None = None,
    status: str = "",
    impact: str = "",
    plan: str = "",
    population: str = "",
    group: Group | None = None,
    show: Collection[str] = (),
    sort: str = "",
) -> QuerySet[Commitment]:
    """Commitments that fit all of this. `show` may hold late, no_evidence and no_gap; an
    organisation's are those it owns or shares."""
    found = Commitment.objects.select_related("owner")
    for word in text.split():
        found = found.filter(
            Q(reference__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word)
        )
    if status == OPEN:
        found = found.open()
    exact = {
        "kind": kind, "delivery_status": "" if status == OPEN else status, "impact_status": impact,
        "plan": plan, "priority_population": population, "group": group,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if owner:
        shared = Commitment.partners.through.objects.filter(organisation=owner)
        found = found.filter(Q(owner=owner) | Q(pk__in=shared.values("commitment")))
    if "late" in show:
        found = found.overdue(on=on)
    if "no_evidence" in show:
        found = found.without_evidence()
    if "no_gap" in show:
        found = found.without_gap()
    return found.order_by(*ORDERS[sort or "reference"])


def plans_and_populations() -> tuple[list[str], list[str]]:
    """The action plans and priority populations in use."""
    pairs = set(Commitment.objects.order_by().values_list("plan", "priority_population").distinct())
    plans, populations = zip(*pairs, strict=True) if pairs else ((), ())
    return sorted(set(plans) - {""}), sorted(set(populations) - {""})


def find_gaps(words: str, *, not_named_by: Commitment) -> tuple[QuerySet[Gap], bool]:
    """Up to 20 gaps with a number that hold all these words, and whether there are more."""
    found = Gap.objects.about(words).filter(latest__absolute__isnull=False)
    found = found.exclude(baselines__commitment=not_named_by)
    order = ("indicator__title", "place__name", "dimension", "group", "pk")
    keys = list(found.order_by(*order).values_list("pk", flat=True)[: GAPS_SHOWN + 1])
    shown = Gap.objects.filter(pk__in=keys[:GAPS_SHOWN]).order_by(*order)
    return shown.select_related("indicator", "place", "latest"), len(keys) > GAPS_SHOWN


def organisations_for(person: Person, permission: Permission) -> QuerySet[Organisation]:
    """The organisations for whose commitments a person holds this permission."""
    own = [
        organisation.pk
        for organisation in Organisation.objects.all()
        if person.has_perm(permission, organisation)
    ]
    return Organisation.objects.filter(pk__in=own)


def commitments_for(person: Person) -> QuerySet[Commitment]:
    """The open commitments this person may update."""
    own = organisations_for(person, Permission.UPDATE_COMMITMENTS).values("pk")
    shared = Commitment.partners.through.objects.filter(organisation__in=own)
    return Commitment.objects.open().filter(
        Q(owner__in=own) | Q(pk__in=shared.values("commitment"))
    )
