"""Finding what is public: by words, kind, status, organisation, people, gap, place and due date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from evenground_web.commitments.models import (
    PERSONAL,
    Commitment,
    DeliveryStatus,
    DueDateMove,
    public_commitments,
)
from evenground_web.commitments.models.commitments import CommitmentQuerySet
from evenground_web.commitments.services.proof.baselines import public_baselines
from evenground_web.core.dates import months_after
from evenground_web.insight.models import Gap, Indicator
from evenground_web.people.models import Organisation, Place

IN_ORDER: list[Any] = ["kind", Length("reference"), "reference"]  # A2 before A10
ORDERS: dict[str, list[Any]] = {
    "": IN_ORDER,
    "due": [F("due").asc(nulls_last=True), *IN_ORDER],
    "newest": ["-public_from", *IN_ORDER],
}
MONTHS_AHEAD = {"month": 1, "quarter": 3, "year": 12}
SEARCHED = ("reference", "title", "text", "success_measure", "priority_population")


def find_public(
    *,
    on: date,
    text: str = "",
    kind: str = "",
    status: str = "",
    organisation: Organisation | None = None,
    population: str = "",
    indicator: Indicator | None = None,
    gap: Gap | None = None,
    place: Place | None = None,
    due: str = "",
    sort: str = "",
) -> CommitmentQuerySet:
    """Public commitments that fit all of this. Who owns a personal pledge is not looked at."""
    found = public_commitments()
    for word in text.split():
        owned = Q(owner__name__icontains=word) & ~Q(pk__in=_personal())
        fits = [Q(**{f"{name}__icontains": word}) for name in SEARCHED]
        found = found.filter(_any(fits) | owned)
    exact = {"kind": kind, "priority_population": population}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    found = _due(_with_status(found, status), due, on=on)
    if organisation:
        found = found.filter(_of(organisation))
    if indicator or gap:
        tied = public_baselines().filter(gap=gap) if gap else public_baselines()
        tied = tied.filter(gap__indicator=indicator) if indicator else tied
        found = found.filter(pk__in=tied.values("commitment"))
    if place:
        found = found.filter(_in(place))
    return found.select_related("owner", "pledge").order_by(*ORDERS[sort])


def _any(conditions: Iterable[Q]) -> Q:
    every = Q()
    for condition in conditions:
        every |= condition
    return every


def _personal() -> Any:
    return Commitment.objects.filter(PERSONAL).values("pk")


def _with_status(found: CommitmentQuerySet, status: str) -> CommitmentQuerySet:
    """Open, a delivery status, checked by somebody else, or what became of a pledge."""
    if status == "open":
        return found.open()
    if status == "verified":
        return found.filter(verified_on__isnull=False)
    if status in DeliveryStatus.values:
        return found.filter(delivery_status=status)
    return found.filter(pledge__state=status) if status else found


def _due(found: CommitmentQuerySet, due: str, *, on: date) -> CommitmentQuerySet:
    if due == "late":
        return found.overdue(on=on)
    if due == "none":
        return found.filter(due=None)
    if due == "later":
        return found.filter(due__gt=months_after(on, 12))
    if due:
        return found.filter(due__gte=on, due__lte=months_after(on, MONTHS_AHEAD[due]))
    return found


def _of(organisation: Organisation) -> Q:
    """Of the organisation that answers for it, those it is shared with and those it is addressed to."""
    shared = Commitment.partners.through.objects.filter(organisation=organisation)
    named = Q(owner=organisation) | Q(pk__in=shared.values("commitment"))
    addressed = Q(pk__in=organisation.addressed.values("commitment"))
    return (named | addressed) & ~Q(pk__in=_personal())


def _in(place: Place) -> Q:
    """A place and all places within it: of the owner, or of a gap that is named in public."""
    inside = places_within(place)
    tied = public_baselines().filter(gap__place__in=inside)
    owned = Q(owner__place__in=inside) & ~Q(pk__in=_personal())
    return owned | Q(pk__in=tied.values("commitment"))


def places_within(place: Place) -> set[int]:
    """A place and every place below it, however deep."""
    found, above = {place.pk}, {place.pk}
    parents = list(Place.objects.order_by().values_list("pk", "parent"))
    while above:
        above = {pk for pk, parent in parents if parent in above} - found
        found |= above
    return found


def what_there_is() -> dict[str, Any]:
    """The organisations, populations, indicators and places that a filter may name."""
    public = public_commitments().order_by()
    tied = set(public_baselines().order_by().values_list("gap__indicator", "gap__place").distinct())
    organisations = list(_named(public.exclude(PERSONAL)))
    places = {one.place_id for one in organisations if one.owns} | {place for _, place in tied}
    named = public.exclude(priority_population="").values_list("priority_population", flat=True)
    indicators = Indicator.objects.filter(pk__in={indicator for indicator, _ in tied})
    every = {place.pk: place for place in Place.objects.all()}
    return {
        "organisations": organisations,
        "populations": sorted(named.distinct()),
        "indicators": list(indicators),
        "places": _with_those_around(places - {None}, every),
    }


def _named(public: CommitmentQuerySet) -> QuerySet[Any]:
    """The organisations that answer for these, which `owns` says, or share them."""
    owns = Exists(public.filter(owner=OuterRef("pk")))
    shares = Exists(public.filter(partners=OuterRef("pk")))
    return Organisation.objects.annotate(owns=owns).filter(Q(owns=True) | shares)


def _with_those_around(keys: set[Any], every: dict[int, Place]) -> list[Place]:
    found: set[int] = set()
    for key in keys:
        while key and key not in found:
            found.add(key)
            key = every[key].parent_id
    return sorted((every[key] for key in found), key=str)


def times_moved(commitments: Iterable[Commitment]) -> dict[int, int]:
    """How often the due date of each moved, of those whose did."""
    keys = [commitment.pk for commitment in commitments]
    found: dict[int, int] = {}
    moves = DueDateMove.objects.filter(commitment__in=keys).order_by()
    for key in moves.values_list("commitment", flat=True):
        found[key] = found.get(key, 0) + 1
    return found
