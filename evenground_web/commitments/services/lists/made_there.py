"""What a gathering brought: pledges, recommendations and actions, and wishes, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Length

from evenground_web.commitments.models import Commitment, Pledge, Signature, Wish
from evenground_web.core.lists import ListOf
from evenground_web.gatherings.models import Gathering, Topic
from evenground_web.people.models import Organisation

PLEDGES_SHOWN = 50
WISHES_SHOWN = 8
SAID = {name: name for name in ("pk", "reference", "title", "due", "delivery_status")}
NAMED = {"owner": "owner__name", "topic": "topic__title"}
PROMISED = {"level": "pledge__level", "state": "pledge__state", "signatories": "signatories"}


@dataclass(frozen=True, kw_only=True)
class MadeThere:
    pledges: list[Pledge]
    others: list[Commitment]
    wishes: list[Wish]
    more_pledges: bool


def made_at(gathering: Gathering) -> MadeThere:
    """Everything that the page of a gathering says of commitments."""
    made = Commitment.objects.filter(gathering=OuterRef("pk")).order_by(
        Length("reference"), "reference"
    )
    pledges = made.filter(kind=Commitment.Kind.PLEDGE).annotate(signatories=_signatories())
    others = made.exclude(kind=Commitment.Kind.PLEDGE)
    wishes = Wish.objects.filter(gathering=OuterRef("pk"))[:WISHES_SHOWN]
    row = Gathering.objects.filter(pk=gathering.pk).values_list(
        ListOf(pledges[: PLEDGES_SHOWN + 1], **SAID, **NAMED, **PROMISED),
        ListOf(others, **SAID, **NAMED),
        ListOf(wishes, pk="pk", text="text", pledge_id="pledge"),
    )
    pledged, other, wished = row.get()
    return MadeThere(
        pledges=[_pledge(one) for one in pledged[:PLEDGES_SHOWN]],
        others=[_commitment(one) for one in other],
        wishes=[Wish(gathering=gathering, **one) for one in wished],
        more_pledges=len(pledged) > PLEDGES_SHOWN,
    )


def _signatories() -> Any:
    standing: QuerySet[Signature] = Signature.objects.standing().filter(pledge=OuterRef("pk"))
    counted = standing.order_by().values("pledge").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), Value(0))


def _commitment(said: dict[str, Any]) -> Commitment:
    due = date.fromisoformat(said["due"]) if said["due"] else None
    topic = Topic(title=said["topic"]) if said["topic"] else None
    kept = {name: said[name] for name in ("pk", "reference", "title", "delivery_status")}
    return Commitment(**kept, due=due, topic=topic, owner=Organisation(name=said["owner"]))


def _pledge(said: dict[str, Any]) -> Pledge:
    pledge = Pledge(commitment=_commitment(said), level=said["level"], state=said["state"])
    pledge.signatories = said["signatories"]  # type: ignore[attr-defined]
    return pledge
