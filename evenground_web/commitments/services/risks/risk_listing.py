"""Finding risks: the list, narrowed and in order, and the heat map."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from evenground_web.commitments.models import Risk, RiskScale
from evenground_web.commitments.services.risks.risk_escalation import Escalations
from evenground_web.commitments.services.risks.risk_history import (
    DIRECTION_COLOURS,
    direction,
    score_before_this_quarter,
)
from evenground_web.commitments.services.risks.risk_scales import scale_in_use
from evenground_web.people.models import Group, Organisation

WORST_FIRST: list[Any] = ["-scored", "title", "pk"]
ORDERS: dict[str, list[Any]] = {
    "score": WORST_FIRST,
    "change": [F("moved").desc(nulls_last=True), *WORST_FIRST],
    "to_target": [F("to_target").desc(nulls_last=True), *WORST_FIRST],
    "review": [F("next_review").asc(nulls_first=True), *WORST_FIRST],
    "owner": ["owner__name", *WORST_FIRST],
    "title": ["title", "pk"],
}


def find_risks(
    *,
    on: date,
    text: str = "",
    kind: str = "",
    category: str = "",
    owner: Organisation | None = None,
    group: Group | None = None,
    band: str = "",
    response: str = "",
    show: Collection[str] = (),
    likelihood: int | None = None,
    impact: int | None = None,
    sort: str = "",
    escalations: Escalations | None = None,
) -> QuerySet[Risk]:
    """Risks that fit all of this, open ones unless `show` holds closed.

    A group's are those it watches and those passed on to it.
    """
    found = Risk.objects.with_score().annotate(was=score_before_this_quarter(on=on))
    found = found.annotate(
        moved=F("scored") - F("was"),
        to_target=F("scored") - F("target_likelihood") * F("target_impact"),
    )
    found = found.filter(closed_on__isnull="closed" not in show)
    for word in text.split():
        found = found.filter(
            Q(title__icontains=word) | Q(cause__icontains=word) | Q(event__icontains=word)
            | Q(effect__icontains=word)
        )  # fmt: skip
    exact = {
        "kind": kind, "category": category, "owner": owner, "response": response,
        "likelihood": likelihood, "impact": impact,
    }  # fmt: skip
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if band:
        found = found.filter(scored__range=scores_of(band))  # type: ignore[misc]
    if group:
        found = found.filter((escalations or Escalations()).on_the_list_of(group))
    for name in show:
        found = found.filter(_shown(name, on=on, escalations=escalations))
    return found.select_related("owner", "group", "scale").order_by(*ORDERS[sort or "score"])


def _shown(name: str, *, on: date, escalations: Escalations | None) -> Q:
    if name == "above_threshold":
        return (escalations or Escalations()).above_threshold()
    if name == "outside_appetite":
        return _outside_appetite()
    return {
        "closed": Q(),
        "overdue": Q(next_review__lt=on),
        "above_target": Q(to_target__gt=0),
        "no_target": Q(target_likelihood=None),
        "nobody": Q(owner_person=None),
        "earlier_scale": ~Q(scale=scale_in_use().pk),
    }[name]


def _outside_appetite() -> Q:
    condition = Q(pk__in=())
    for category in scale_in_use().content["category"]:
        condition |= Q(category=category["key"], scored__gt=category["tolerated"])
    return condition


def scores_of(band: str) -> tuple[int, int]:
    """The lowest and highest score of a band of the scale in use; a name it lacks has none."""
    lowest = 1
    for one in scale_in_use().content["band"]:
        if one["name"] == band:
            return lowest, one["up_to"]
        lowest = one["up_to"] + 1
    return 0, 0


@dataclass(frozen=True)
class RiskRow:
    """A risk in the list."""

    risk: Risk
    direction: str
    above: bool
    overdue: bool

    @property
    def direction_colour(self) -> str:
        return DIRECTION_COLOURS[self.direction]


def rows_of(
    risks: Collection[Risk], *, on: date, escalations: Escalations | None = None
) -> list[RiskRow]:
    """What the list says of risks that find_risks found."""
    escalations = escalations or Escalations()
    return [
        RiskRow(
            risk, direction(risk), escalations.above(risk), risk.review_is_overdue(on=on)
        )
        for risk in risks
    ]  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """How many open risks have one likelihood and one impact."""

    likelihood: int
    impact: int
    number: int
    band: str
    colour: str


@dataclass(frozen=True)
class HeatMap:
    """Open risks by likelihood and impact, the most likely first; those scored on an earlier scale apart."""

    scale: RiskScale
    impacts: list[str]
    rows: list[tuple[str, list[Cell]]]
    total: int
    elsewhere: int


def heat_map(group: Group | None = None) -> HeatMap:
    scale = scale_in_use()
    risks = Risk.objects.open().with_score()
    if group:
        risks = risks.filter(Escalations().on_the_list_of(group))
    here = risks.filter(scale=scale.pk)
    counts = {
        (likelihood, impact): number
        for likelihood, impact, number in here.order_by()
        .values_list("likelihood", "impact")
        .annotate(Count("pk"))
    }

    def cell(likelihood: int, impact: int) -> Cell:
        band = scale.band(likelihood * impact)
        number = counts.get((likelihood, impact), 0)
        return Cell(likelihood, impact, number, band["name"], band["colour"])

    impacts = range(1, len(scale.impacts) + 1)
    rows = [
        (f"{level}: {name}", [cell(level, impact) for impact in impacts])
        for level, name in reversed(list(enumerate(scale.likelihoods, start=1)))
    ]
    total = sum(counts.values())
    return HeatMap(
        scale=scale,
        impacts=[f"{level}: {name}" for level, name in enumerate(scale.impacts, start=1)],
        rows=rows,
        total=total,
        elsewhere=risks.count() - total,
    )
