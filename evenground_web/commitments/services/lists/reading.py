"""What the page of a commitment shows beside its own fields, and the marks of a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Min, Prefetch, QuerySet, Value
from django.db.models.functions import Cast

from evenground_web.commitments.models import (
    Addressee,
    Commitment,
    Dependency,
    DueDateMove,
    Update,
    Verification,
    silence,
)
from evenground_web.commitments.services.lists.having import has, rare
from evenground_web.core.permissions import Permission
from evenground_web.people.models import Person

Mark = tuple[str, str]


def marks_of(commitments: Iterable[Commitment], *, on: date) -> dict[int, dict[str, list[Mark]]]:
    """What the rows of a list say in colour beside the due date and the status, in few queries."""
    shown = list(commitments)
    keys = [commitment.pk for commitment in shown]
    marks: dict[int, dict[str, list[Mark]]] = {key: {"due": [], "status": []} for key in keys}
    for commitment in shown:
        if commitment.is_late(on=on):
            marks[commitment.pk]["due"].append(("Late", "red"))
    for key, what, value in _marked(keys, on=on):
        if what == "moved":
            times = "once" if value == "1" else f"{value} times"
            marks[key]["due"].append((f"Moved {times}", "grey"))
        elif what == "silent":
            marks[key]["status"].append((silence((on - date.fromisoformat(value)).days), "red"))
        else:
            marks[key]["status"].append((f"Waits for {value}, late", "orange"))
    return marks


def _marked(keys: list[int], *, on: date) -> Iterable[tuple[int, str, str]]:
    """In one query: how often due dates moved, since when answers are late, and what is waited for."""

    def rows(found: QuerySet[Any], what: str, value: Any) -> QuerySet[Any]:
        grouped = found.filter(commitment__in=keys).order_by().values("commitment")
        named = grouped.annotate(what=Value(what), value=Cast(value, CharField()))
        return named.values_list("commitment", "what", "value")

    return rows(DueDateMove.objects.all(), "moved", Count("pk")).union(
        rows(Addressee.objects.silent(on=on), "silent", Min("response_due")),
        rows(Dependency.objects.late(on=on), "waits", Min("needs__reference")),
        all=True,
    )


def updates_of(commitment: Commitment) -> QuerySet[Update]:
    """Its updates with the checks of their evidence, the newest first."""
    found = rare(commitment, "updates").select_related("by")
    return found.prefetch_related(
        Prefetch("verifications", Verification.objects.select_related("by"))
    )


def with_checks(
    updates: Iterable[Update], commitment: Commitment, *, for_person: Person
) -> list[tuple[Update, bool]]:
    """Each with whether this person may check its evidence."""
    may = for_person.has_perm(Permission.VERIFY, commitment)
    may = may and commitment.owner_person_id != for_person.pk
    return [
        (
            update,
            may
            and update.by_id != for_person.pk
            and bool(update.evidence_link or update.evidence_file),
        )
        for update in updates
    ]


@dataclass(frozen=True)
class Answering:
    """One addressee of a recommendation, as the page shows it."""

    addressee: Addressee
    words: str
    colour: str
    may_answer: bool


def addressees_of(commitment: Commitment, *, for_person: Person, on: date) -> list[Answering]:
    """Who is asked to answer a recommendation, what each said, and whether this person may answer."""
    if commitment.kind != Commitment.Kind.RECOMMENDATION:
        return []
    return [
        Answering(
            addressee,
            *addressee.in_words(on=on),
            may_answer=for_person.has_perm(Permission.RESPOND, addressee),
        )
        for addressee in commitment.addressees.select_related("organisation", "answered_by")
    ]


@dataclass(frozen=True)
class Waits:
    """What a commitment waits for, and what waits for it; each with whether it is late."""

    needs: list[tuple[Dependency, bool]]
    needed_by: list[tuple[Dependency, bool]]

    @property
    def late(self) -> list[Commitment]:
        return [dependency.needs for dependency, late in self.needs if late]


def waits_of(commitment: Commitment, *, on: date) -> Waits:
    sides: dict[str, list[tuple[Dependency, bool]]] = defaultdict(list)
    if not (has(commitment, "waits_for") or has(commitment, "waited_for_by")):
        return Waits([], [])
    found = Dependency.objects.filter(commitment=commitment) | Dependency.objects.filter(
        needs=commitment
    )
    for dependency in found.select_related("commitment__owner", "needs__owner", "by"):
        mine = dependency.commitment_id == commitment.pk
        other = dependency.needs if mine else dependency.commitment
        sides["needs" if mine else "needed_by"].append((dependency, other.is_late(on=on)))
    return Waits(sides["needs"], sides["needed_by"])
