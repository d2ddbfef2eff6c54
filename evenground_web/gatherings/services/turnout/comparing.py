"""Who is missing: each part of the partnership's mix beside those who were invited, said yes and came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from evenground_web.gatherings.models import (
    Gathering,
    Invitation,
    RegistrationPage,
    Turnout,
)
from evenground_web.gatherings.services.turnout.counting import KNOWN, Counts, counts_of
from evenground_web.people.models import Mix
from evenground_web.people.services.beside import OTHERS, Beside, Standing, beside, within
from evenground_web.people.services.mix import Parts, current_mix
from evenground_web.people.services.small_numbers import protected

STAGES = tuple(Turnout.Stage)
GATHERINGS_SHOWN = 6


@dataclass(frozen=True)
class Table:
    """One mix with its parts: what each stage counts of a part, and how the last stage compares."""

    of: str
    parts: Parts | None
    rows: list[tuple[Beside, list[tuple[str, str]]]]
    apart: list[tuple[str, list[tuple[str, str]]]]

    @property
    def head(self) -> str:
        return self.of.partition(",")[0]

    @property
    def fewer(self) -> list[str]:
        return [last.name for last, _ in self.rows if last.standing == Standing.FEWER]


@dataclass(frozen=True)
class Trend:
    """One mix over several gatherings, at the last stage that each has reached."""

    parts: Parts | None
    columns: list[tuple[Gathering, str]]
    rows: list[tuple[str, list[Beside]]]


def missing(gathering: Gathering, *, on: date) -> list[Table]:
    """Who is missing at a gathering, by each thing that is known of people."""
    counts = counts_of([gathering], on=on)[gathering.pk]
    return [_table(of, counts) for of in KNOWN]


def reached(counts: Counts) -> list[Turnout.Stage]:
    """The stages at which somebody was counted, the last one last."""
    return [stage for stage in STAGES if counts[stage, KNOWN[0]].total()]


def _table(of: Mix.Of, counts: Counts) -> Table:
    parts, stages = current_mix(of), reached(counts)
    label = str(of.label)
    if parts is None or not stages:
        return Table(of=label, parts=parts, rows=[], apart=[])
    counters = [within(parts, counts[stage, of]) for stage in stages]
    each = [beside(parts, counter) for counter in counters]

    def named(counts: Iterable[str]) -> list[tuple[str, str]]:
        return [(str(stage.label), count) for stage, count in zip(stages, counts, strict=True)]

    return Table(
        of=label,
        parts=parts,
        rows=[(row[-1], named(one.counted for one in row)) for row in zip(*each, strict=True)],
        apart=[
            ("In none of these", named(protected(counter[OTHERS]) for counter in counters)),
            ("Not known", named(protected(counter[""]) for counter in counters)),
        ],
    )


def over_time(of: str, *, on: date) -> Trend:
    """The last gatherings, each compared with the mix of today."""
    parts = current_mix(of)
    if parts is None:
        return Trend(parts=None, columns=[], rows=[])
    found = list(_with_people(on=on)[:GATHERINGS_SHOWN])[::-1]
    counts = counts_of(found, on=on)
    columns, each = [], []
    for gathering in found:
        if stages := reached(counts[gathering.pk]):
            columns.append((gathering, str(stages[-1].label)))
            counter = counts[gathering.pk][stages[-1], of]
            each.append(beside(parts, within(parts, counter)))
    rows = [(row[0].name, list(row)) for row in zip(*each, strict=True)]
    return Trend(parts=parts, columns=columns, rows=rows)


def _with_people(*, on: date) -> QuerySet[Gathering]:
    its = {"gathering": OuterRef("pk")}
    return Gathering.objects.filter(
        Q(Exists(RegistrationPage.objects.filter(**its)))
        | Q(Exists(Invitation.objects.filter(**its))),
        starts__lte=on,
    ).order_by("-starts", "-pk")
