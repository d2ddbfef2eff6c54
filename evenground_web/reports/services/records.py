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
    Addressee,
    Baseline,
    Commitment,
    DeliveryStatus,
    DueDateMove,
    Risk,
    StatusChange,
    Update,
)
from evenground_web.commitments.models.pledges import Level
from evenground_web.commitments.services import Escalations, gaps_nobody_owns
from evenground_web.core.dates import midnight
from evenground_web.gatherings.models import Gathering
from evenground_web.insight.models import STEEPNESS, Gap, GapPoint, Release
from evenground_web.people.models import Group
from evenground_web.reports.services.since import Since
from evenground_web.voices.models import ONLY_COUNTED, QUOTABLE, Voice

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
        """Each with the names of its owner and its lead: to read both whole for each row takes longest."""
        evidence = Update.objects.with_evidence().filter(commitment=OuterRef("pk"))
        found = (
            Commitment.objects.filter(group=self.group)
            .defer("text", "success_measure", "impact_reason")
            .annotate(
                has_evidence=Exists(evidence),
                moves=Count("due_moves"),
                owner_name=F("owner__name"),
                person_name=F("owner_person__name"),
            )
        )
        return sorted(found, key=lambda commitment: as_people_count(commitment.reference))

    @cached_property
    def events(self) -> dict[tuple[int, str], list[Event]]:
        """What happened to each commitment in the time of this paper, by kind, oldest first."""
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
        events: dict[tuple[int, str], list[Event]] = {}
        for event in map(Event._make, rows):
            events.setdefault((event.commitment, event.which), []).append(event)
        return events

    def _dated(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(
            commitment__group=self.group, at__gt=self.since.at, at__lt=self.until
        ).order_by()

    @cached_property
    def baselines(self) -> list[Baseline]:
        return list(Baseline.objects.filter(commitment__group=self.group).order_by("pk"))

    @staticmethod
    def key_of(baseline: Baseline) -> str:
        """Baselines of one gap at one release and period are told in one row."""
        return f"{baseline.gap_id} {baseline.release_id} {baseline.period}"

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
    def made_there(self) -> list[Any]:
        """Pledges and actions that the gatherings in this time brought; not those of single people."""
        there = {row[0] for row in self.gatherings}
        if not there:
            return []
        found = Commitment.objects.filter(gathering__in=there, kind__in=("pledge", "action"))
        found = found.exclude(delivery_status=DeliveryStatus.WITHDRAWN)
        found = found.exclude(pledge__level=Level.PERSONAL).annotate(
            owner_name=F("owner__name"), state=F("pledge__state"), held_in=F("session__title")
        )
        return sorted(found, key=lambda commitment: as_people_count(commitment.reference))

    @cached_property
    def voices(self) -> list[Any]:
        """The newest voices about each gap that may be shown or counted, those to be shown first."""
        quotable = Case(When(QUOTABLE, then=0), default=1)
        return list(
            Voice.objects.standing()
            .filter(QUOTABLE | ONLY_COUNTED, gap__in=self.gaps)
            .select_related("naming")
            .annotate(
                counted=Window(Count("pk", filter=ONLY_COUNTED), partition_by=F("gap")),
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

        def heard(which: Q) -> Subquery:
            there = Voice.objects.standing().filter(which, gathering=OuterRef("pk"))
            return Subquery(
                there.order_by().values("gathering").annotate(n=Count("pk")).values("n")
            )

        return list(
            Gathering.objects.filter(starts__gt=self.since.last_day, starts__lte=self.on)
            .exclude(kind=Gathering.Kind.MEETING)
            .annotate(shown=heard(QUOTABLE), counted=heard(ONLY_COUNTED))
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
    def addressees(self) -> list[Any]:
        """Those whom the recommendations of this group are addressed to, each `late` or not."""
        late = Addressee.objects.silent(on=self.on).filter(pk=OuterRef("pk"))
        asked = Addressee.objects.filter(commitment__group=self.group).annotate(late=Exists(late))
        return list(asked.select_related("organisation").order_by("response_due", "pk"))

    @cached_property
    def silent(self) -> list[Any]:
        """Those whose answer to a recommendation of this group is late."""
        return [addressee for addressee in self.addressees if addressee.late]

    @cached_property
    def restated(self) -> dict[tuple[int, str], Any]:
        """The newest figure of each period of these gaps that was published since."""
        found = (
            GapPoint.objects.filter(
                gap__in=self.gaps,
                release__state=Release.State.KEPT,
                release__made_at__gt=self.since.at,
            )
            .order_by("release__made_at", "pk")
            .only("gap_id", "period", "release_id", "absolute", "absolute_lower", "absolute_upper")
        )
        return {(point.gap_id, point.period): point for point in found}

    @cached_property
    def escalations(self) -> Escalations:
        return Escalations()

    @cached_property
    def risks(self) -> list[Risk]:
        """The open risks on the list of this group, the highest score first."""
        on_the_list = (
            Risk.objects.open().with_score().filter(self.escalations.on_the_list_of(self.group))
        )
        return list(
            on_the_list.select_related("owner", "group", "scale").order_by(  # type: ignore[misc]
                "-scored", "pk"
            )
        )
