"""How a risk stood at the end of each quarter, and which way it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, IntegerField, OuterRef, Subquery
from django.utils import timezone

from evenground_web.commitments.models import Risk, RiskReview
from evenground_web.commitments.services.risks.quarters import Quarter, quarter_of
from evenground_web.core.dates import midnight

QUARTERS_SHOWN = 8
IMPROVING, UNCHANGED, DETERIORATING, NEW = "Improving", "Unchanged", "Deteriorating", "New"
DIRECTION_COLOURS = {IMPROVING: "green", UNCHANGED: "grey", DETERIORATING: "red", NEW: "blue"}


@dataclass(frozen=True)
class QuarterOfRisk:
    """The score at the end of a quarter, or today in the current one."""

    quarter: Quarter
    score: int
    band: str
    colour: str
    target: int | None
    share: int  # of the highest score of the scale, in percent
    reviews: list[RiskReview]


def by_quarter(risk: Risk, *, on: date) -> list[QuarterOfRisk]:
    """The last quarters, the oldest first, from the one in which the risk was first scored."""
    reviews = list(risk.reviews.select_related("scale", "by").order_by("at", "pk"))
    if not reviews:
        return []
    first, last = quarter_of(timezone.localdate(reviews[0].at)), quarter_of(risk.closed_on or on)
    quarters = [last.before(number) for number in range(QUARTERS_SHOWN)]
    return [_at_the_end_of(q, reviews) for q in sorted(quarters) if q >= first]


def _at_the_end_of(quarter: Quarter, reviews: list[RiskReview]) -> QuarterOfRisk:
    days = [(timezone.localdate(review.at), review) for review in reviews]
    known = [review for day, review in days if day <= quarter.ends][-1]
    band = known.scale.band(known.score)
    return QuarterOfRisk(
        quarter=quarter,
        score=known.score,
        band=band["name"],
        colour=band["colour"],
        target=known.target,
        share=round(100 * known.score / known.scale.highest),
        reviews=[review for day, review in days if quarter.starts <= day <= quarter.ends],
    )


def score_before_this_quarter(*, on: date) -> Subquery:
    """Of each risk: its score when the quarter began, or nothing when it is newer."""
    began = midnight(quarter_of(on).starts)
    earlier = RiskReview.objects.filter(risk=OuterRef("pk"), at__lt=began).order_by("-at", "-pk")
    scores = earlier.annotate(scored=F("likelihood") * F("impact")).values("scored")
    return Subquery(scores[:1], output_field=IntegerField())


def direction(risk: Any) -> str:
    """Against the score when the quarter began, `risk.was`."""
    return _which_way(risk.score, risk.was)


def direction_of(quarters: Sequence[QuarterOfRisk]) -> str:
    """The same, of a risk of which the history is known."""
    scores = [quarter.score for quarter in quarters]
    return _which_way(scores[-1], scores[-2] if len(scores) > 1 else None) if scores else NEW


def _which_way(now: int, before: int | None) -> str:
    if before is None:
        return NEW
    if now == before:
        return UNCHANGED
    return DETERIORATING if now > before else IMPROVING
