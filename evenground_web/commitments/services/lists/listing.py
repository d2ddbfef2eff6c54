"""Finding commitments: what the list shows, narrowed and in order."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from evenground_web.commitments.models import (
    Addressee,
    Commitment,
    DeliveryStatus,
    Dependency,
)
from evenground_web.commitments.models.commitments import CommitmentQuerySet
from evenground_web.core.permissions import Permission
from evenground_web.insight.models import Gap
from evenground_web.people.models import Group, Organisation, Person

OPEN, VERIFIED, UNVERIFIED = "open", "verified", "unverified"
GAPS_SHOWN = 20
DEEPEST = 6
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
    under: Commitment | None = None,
    show: Collection[str] = (),
    sort: str = "",
) -> QuerySet[Commitment]:
    """Commitments that fit all of this; an organisation's are those it owns or shares, and `under`
    is what they put into practice, however far above. `show` may hold late, no_evidence, no_gap, no_mechanism, silent and waiting."""
    found: CommitmentQuerySet = Commitment.objects.select_related("owner")
    for word in text.split():
        found = found.filter(
            Q(reference__icontains=word) | Q(title__icontains=word) | Q(text__icontains=word)
        )
    found = _with_status(found, status)
    exact = {
        "kind": kind, "impact_status": impact, "plan": plan, "priority_population": population, "group": group,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if owner:
        shared = Commitment.partners.through.objects.filter(organisation=owner)
        found = found.filter(Q(owner=owner) | Q(pk__in=shared.values("commitment")))
    if under:
        found = found.filter(_below(under))
    for name in show:
        found = _only(found, name, on=on)
    return found.order_by(*ORDERS[sort or "reference"])


def _below(top: Commitment) -> Q:
    steps = ["parent" + "__parent" * step for step in range(DEEPEST)]
    return reduce(or_, (Q(**{step: top}) for step in steps))


def _with_status(found: CommitmentQuerySet, status: str) -> CommitmentQuerySet:
    """With a delivery status, or with all that are open, or by whether somebody checked it."""
    if status == OPEN:
        return found.open()
    if status in (VERIFIED, UNVERIFIED):
        complete = found.filter(delivery_status=DeliveryStatus.COMPLETE)
        return complete.filter(verified_on__isnull=status == UNVERIFIED)
    return found.filter(delivery_status=status) if status else found


def _only(found: CommitmentQuerySet, name: str, *, on: date) -> CommitmentQuerySet:
    if name == "silent":
        return found.filter(pk__in=Addressee.objects.silent(on=on).values("commitment"))
    if name == "waiting":
        return found.filter(pk__in=Dependency.objects.late(on=on).values("commitment"))
    narrowed = {
        "late": lambda: found.overdue(on=on),
        "no_evidence": found.without_evidence,
        "no_gap": found.without_gap,
        "no_mechanism": found.without_mechanism,
    }
    return narrowed[name]()


def plans_and_populations() -> tuple[list[str], list[str]]:
    """The action plans and priority populations in use."""
    pairs = set(Commitment.objects.order_by().values_list("plan", "priority_population").distinct())
    plans, populations = zip(*pairs, strict=True) if pairs else ((), ())
    return sorted(set(plans) - {""}), sorted(set(populations) - {""})


def gaps_by_words(words: str, *, but: QuerySet[Any, Any]) -> tuple[QuerySet[Gap], bool]:
    """Up to 20 gaps with a number that hold all these words, but these, and whether there are more."""
    found = Gap.objects.about(words).filter(latest__absolute__isnull=False)
    found = found.exclude(pk__in=but)
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
