"""What the overview of a person says about commitments."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, Q
from django.urls import reverse

from evenground_web.commitments.models import Commitment, Nudge, Proposal
from evenground_web.commitments.models.commitments import CommitmentQuerySet
from evenground_web.commitments.services.lists.listing import IN_ORDER, commitments_for
from evenground_web.commitments.services.reminders.nudging import trouble
from evenground_web.commitments.services.reminders.standing import rules, standings
from evenground_web.core.dates import nhs_date
from evenground_web.core.outbox.services.digests import Section, section
from evenground_web.core.permissions import Permission
from evenground_web.people.models import Person

SOON = timedelta(days=14)


def overview(person: Person, on: date) -> Iterable[Section]:
    """What needs this person, what is late, what is due soon, and what nobody wrote about."""
    mine = _commitments_of(person)
    if mine is None:
        return
    proposals = Proposal.objects.filter(accepted=None, commitment__in=mine.order_by().values("pk"))
    waiting = proposals.select_related("link", "commitment")
    yield section("Waiting for your answer", waiting, _to_decide)
    ordered = mine.order_by(F("due").asc(nulls_last=True), *IN_ORDER)
    shown = ordered.only("reference", "title", "due")
    yield section("Late", shown.filter(due__lt=on), _due)
    soon = shown.filter(due__gte=on, due__lte=on + SOON)
    yield section("Due in the next two weeks", soon, _due)
    quiet = shown.filter(pk__in=_stale(mine.exclude(due__lt=on), on))
    yield section("Without an update for a while", quiet, _to_update)


def _commitments_of(person: Person) -> CommitmentQuerySet | None:
    """The open commitments this person may update or leads on; None when there are none to have."""
    led = Commitment.objects.open().filter(owner_person=person)
    if not person.has_perm(Permission.UPDATE_COMMITMENTS):
        return led if led.exists() else None
    own = Q(pk__in=commitments_for(person).order_by().values("pk")) | Q(owner_person=person)
    return Commitment.objects.open().filter(own)


def _due(commitment: Commitment) -> tuple[str, str]:
    return f"{commitment}, due on {nhs_date(commitment.due)}", commitment.get_absolute_url()


def _to_update(commitment: Commitment) -> tuple[str, str]:
    return str(commitment), reverse("commitments:add_update", args=[commitment.pk])


def _to_decide(proposal: Proposal) -> tuple[str, str]:
    words = f"{proposal} for {proposal.commitment.reference}"
    return words, reverse("commitments:decide", args=[proposal.pk])


def _stale(mine: CommitmentQuerySet, on: date) -> list[int]:
    known = rules()
    groups = dict(mine.order_by().values_list("pk", "group"))
    return [
        pk
        for pk, standing in standings(mine).items()
        if (found := trouble(standing, known.get(groups[pk], known[None])))[0] <= on
        and found[1] == Nudge.Reason.STALE
    ]
