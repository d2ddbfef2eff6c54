"""The live records of one group, read once and shared by the sections of its paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, JSONObject, RowNumber

from evenground_web.commitments.models import (
    Baseline,
    Commitment,
    DueDateMove,
    Risk,
    StatusChange,
    Update,
)
from evenground_web.commitments.services import gaps_nobody_owns
from evenground_web.core.dates import midnight
from evenground_web.gatherings.models import Gathering
from evenground_web.insight.models import STEEPNESS, Gap, GapPoint, Release
from evenground_web.people.models import Group
from evenground_web.reports.services.since import Since
from evenground_web.voices.models import Consent, Voice

QUOTES_OF_A_GAP = 2
ORPHANS_LISTED = 10


def as_people_count(reference: str) -> list[str | int]:
    """A2 before A10."""
    parts = re.split(r"(\d+)", reference)
    return [int(part) if part.isdecimal() else part.casefold() for part in parts]


class Event(NamedTuple):
    """One change of a commitment: of its delivery, impact or due date, or evidence added."""

    pk: int
    commitment: int
    at: datetime
    which: str
    old: str
    new: str
    text: str


@dataclass
class Records:
    group: Group
    since: Since
    on: date

    @cached_property
    def until(self) -> datetime:
        return midnight(self.on + timedelta(days=1))

    @cached_property
    def commitments(self) -> list[Any]:
        evidence = Update.objects.with_evidence().filter(commitment=OuterRef("pk"))
        found = (
            Commitment.objects.filter(group=self.group)
            .select_related("owner", "owner_person")
            .defer("text", "success_measure", "impact_reason")
            .annotate(has_evidence=Exists(evidence), moves=Count("due_moves"))
        )
        return sorted(found, key=lambda commitment: as_people_count(commitment.reference))

    @cached_property
    def events(self) -> dict[int, list[Event]]:
        """What happened to each commitment in the time of this paper, oldest first."""
        columns = ("pk", "commitment", "at", "which", "before", "after", "words")
        statuses = self._dated(StatusChange.objects.all()).annotate(
            before=F("old"), after=F("new"), words=F("reason")
        )
        moves = self._dated(DueDateMove.objects.all()).annotate(
            which=Value("due"),
            before=Cast("old", CharField()),
            after=Cast("new", CharField()),
            words=F("reason"),
        )
        updates = self._dated(Update.objects.with_evidence()).annotate(
            which=Value("evidence"), before=F("as_at"), after=Value(""), words=F("text")
        )
        rows = (
            statuses.values_list(*columns)
            .union(moves.values_list(*columns), updates.values_list(*columns), all=True)
            .order_by("at", "pk")
        )
        events: dict[int, list[Event]] = {}
        for event in map(Event._make, rows):
            events.setdefault(event.commitment, []).append(event)
        return events

    def _dated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(
            commitment__group=self.group, at__gt=self.since.at, at__lt=self.until
        ).order_by()

    @cached_property
    def baselines(self) -> list[Baseline]:
        return list(Baseline.objects.filter(commitment__group=self.group).order_by("pk"))

    @cached_property
    def gaps(self) -> dict[int, Any]:
        """The gaps these commitments name, the steepest first, each with the point known before."""
        known = GapPoint.objects.filter(
            gap=OuterRef("pk"),
            release__state=Release.State.KEPT,
            release__made_at__lte=self.since.at,
        ).order_by("-period_end", "-release__made_at", "-pk")
        columns = ("absolute", "absolute_lower", "absolute_upper", "period", "release_id")
        gaps = (
            Gap.objects.filter(pk__in={baseline.gap_id for baseline in self.baselines})
            .with_standing()
            .select_related(
                "indicator", "place", "latest__group", "latest__reference", "latest__release"
            )
            .annotate(
                before=Subquery(known.values(point=JSONObject(**{c: c for c in columns}))[:1])
            )
            .order_by(STEEPNESS.desc(nulls_last=True), "pk")
        )
        return {gap.pk: gap for gap in gaps}

    @cached_property
    def orphans(self) -> list[Any]:
        """The steepest clear gaps that nobody owns; each knows how many there are."""
        return list(gaps_nobody_owns().annotate(total=Window(Count("pk")))[:ORPHANS_LISTED])

    @cached_property
    def voices(self) -> list[Any]:
        """The newest voices about each gap that may be shown or counted, those to be shown first."""
        quotable = Case(When(consent=Consent.QUOTE, then=0), default=1)
        return list(
            Voice.objects.standing()
            .filter(gap__in=self.gaps, consent__in=[Consent.QUOTE, Consent.THEMES])
            .annotate(
                counted=Window(
                    Count("pk", filter=Q(consent=Consent.THEMES)), partition_by=F("gap")
                ),
                rank=Window(
                    RowNumber(),
                    partition_by=F("gap"),
                    order_by=[quotable, F("received").desc(), F("pk").desc()],
                ),
            )
            .filter(rank__lte=QUOTES_OF_A_GAP)
            .order_by("gap", "rank")
        )

    @cached_property
    def gatherings(self) -> list[tuple[Any, ...]]:
        """Each gathering with the voices heard there, and with each organisation that took part."""

        def heard(consent: str) -> Subquery:
            there = Voice.objects.standing().filter(gathering=OuterRef("pk"), consent=consent)
            return Subquery(
                there.order_by().values("gathering").annotate(n=Count("pk")).values("n")
            )

        return list(
            Gathering.objects.filter(starts__gt=self.since.last_day, starts__lte=self.on)
            .exclude(kind=Gathering.Kind.MEETING)
            .annotate(shown=heard(Consent.QUOTE), counted=heard(Consent.THEMES))
            .order_by("starts", "pk", "organisations__pk")
            .values_list(
                "pk",
                "title",
                "starts",
                "shown",
                "counted",
                "organisations__pk",
                "organisations__sector",
            )
        )

    @cached_property
    def risks(self) -> list[Risk]:
        risks = Risk.objects.filter(group=self.group, closed_on=None).select_related("owner")
        return sorted(risks, key=lambda risk: (-risk.score, risk.pk))
