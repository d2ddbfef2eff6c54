"""The public page of one commitment: the promise, who, by when, the gap, what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from evenground_web.commitments.models import (
    Addressee,
    Commitment,
    Milestone,
    Pledge,
    public_commitments,
)
from evenground_web.commitments.models.pledges import Naming, State
from evenground_web.commitments.services.pledges import pledge_lists
from evenground_web.commitments.services.pledges.pledges import wording
from evenground_web.commitments.services.proof.baselines import (
    public_baselines,
    then_and_now_in_public,
)
from evenground_web.commitments.services.proof.comparison import ThenAndNow
from evenground_web.commitments.services.tracker.happenings import (
    LATEST,
    Happening,
    happenings,
)

NAMES_SHOWN = 300
NAMED = ("owner", "pledge", "source", "parent")


@dataclass
class Shown:
    """What everybody may read of one commitment."""

    commitment: Commitment
    late: bool
    answers: list[tuple[Addressee, str, str]]
    steps: list[Milestone]
    results: list[ThenAndNow]
    history: list[Happening]
    above: Commitment | None
    below: list[Commitment]
    pledge: dict[str, Any] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """Who answers for it; a personal pledge says nothing of where its person works."""
        return owner_of(self.commitment)

    @property
    def partners(self) -> list[str]:
        return partners_of(self.commitment)


def to_read() -> QuerySet[Commitment]:
    return public_commitments().select_related(*NAMED).prefetch_related("partners")


def read(commitment: Commitment, *, on: date) -> Shown:
    others = public_commitments().select_related("owner", "pledge")
    addressees = commitment.addressees.select_related("organisation", "commitment")
    tied = public_baselines().filter(commitment=commitment).select_related(*LATEST)
    shown = Shown(
        commitment=commitment,
        late=commitment.is_late(on=on),
        answers=[(one, *one.in_words(on=on)) for one in addressees],
        steps=list(commitment.milestones.all()),
        results=then_and_now_in_public(tied),
        history=happenings(Commitment.objects.filter(pk=commitment.pk)),
        above=others.filter(pk=commitment.parent_id).first() if commitment.parent_id else None,
        below=list(others.filter(parent=commitment).order_by("due", "reference")),
    )
    if commitment.kind == Commitment.Kind.PLEDGE:
        shown.pledge = _pledge(commitment.pledge, on=on)
    return shown


def _pledge(pledge: Pledge, *, on: date) -> dict[str, Any]:
    standing = pledge.signatures.standing()
    agreed = pledge.steps.filter(new=State.AGREED).exclude(words="").exclude(old=State.PUBLIC)
    return {
        "review_due": pledge.is_review_due(on=on),
        "signatures": standing.named_in_public().select_related("organisation", "person")[
            :NAMES_SHOWN
        ],
        "unnamed": standing.exclude(naming=Naming.PUBLIC).count(),
        "agreed": agreed.select_related("gathering", "topic").last(),
        "wording": wording(pledge.commitment),
        "reviews": pledge.reviews.select_related("evidence", "checked_for"),
        "counts": _carried(pledge),
    }


def _carried(pledge: Pledge) -> list[str]:
    """How many public pledges and actions carry it, and how they stand."""
    below = pledge_lists.roll_up(pledge)
    keys = [one.pk for one in (*below.pledges, *below.actions)]
    public = set(public_commitments().filter(pk__in=keys).values_list("pk", flat=True))
    below.pledges = [one for one in below.pledges if one.pk in public]
    below.actions = [one for one in below.actions if one.pk in public]
    return below.counts


def owner_of(commitment: Commitment) -> str:
    """The organisation that answers for it; nobody's employer is told with a personal pledge."""
    return "" if is_personal(commitment) else str(commitment.owner)


def partners_of(commitment: Commitment) -> list[str]:
    if is_personal(commitment):
        return []
    return [str(partner) for partner in commitment.partners.all()]


def is_personal(commitment: Commitment) -> bool:
    """Whether one person promised it."""
    return commitment.kind == Commitment.Kind.PLEDGE and commitment.pledge.level == "personal"


def status_of(commitment: Commitment) -> tuple[str, str]:
    """What a list says first: what became of a pledge, or how the work stands."""
    if commitment.kind == Commitment.Kind.PLEDGE:
        pledge = commitment.pledge
        state = "Promised" if pledge.state == State.PUBLIC else pledge.get_state_display()
        return str(state), pledge.colour
    return commitment.delivery_words, commitment.delivery_colour
