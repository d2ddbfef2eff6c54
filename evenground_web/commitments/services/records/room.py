"""A note at 11:40 is a pledge at 12:00: commitments made of what was said in a room."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from evenground_web.commitments.models import Commitment, RoomSource
from evenground_web.commitments.models.pledges import Level
from evenground_web.commitments.services.pledges.pledges import propose_pledge
from evenground_web.commitments.services.records.records import add_commitment
from evenground_web.core import audit
from evenground_web.core.dates import months_after
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.floor.models import Contribution, Note
from evenground_web.gatherings.models import Gathering
from evenground_web.people.models import Organisation, Person

LONGEST_TITLE = 300
MONTHS = 12


@audit.in_turn()
def make_of_room(
    said: Note | Contribution,
    *,
    by: Person,
    kind: str,
    title: str,
    owner: Organisation,
    due: date,
    now: datetime | None = None,
) -> Commitment:
    """Write down a pledge or an action that what was said became, and keep the chain between them.

    Its owner writes afterwards why it should work and whom it is for. The same words are taken once.
    """
    title = one_line(title)
    before = became(said).filter(commitment__kind=kind, commitment__title__iexact=title).first()
    if before:
        return before.commitment
    if kind not in (Commitment.Kind.PLEDGE, Commitment.Kind.ACTION):
        raise RuleBroken("What was said in a room becomes a pledge or an action.")
    if isinstance(said, Contribution):
        _check_kept(said)
    gathering = gathering_of(said)
    began = said if isinstance(said, Note) else said.prompt
    if due < gathering.starts:
        raise RuleBroken("It is due before the day on which it was said. Choose a later day.")
    if kind == Commitment.Kind.PLEDGE:
        commitment = propose_pledge(
            by=by, level=Level.ORGANISATION, reasons_later=True, title=title, owner=owner, due=due,
            review_on=due, gathering=gathering, session=began.session, topic=began.topic, now=now,
        ).commitment  # fmt: skip
    else:
        commitment = add_commitment(
            by=by, kind=kind, reasons_later=True, title=title, owner=owner, due=due,
            gathering=gathering, session=began.session, topic=began.topic, now=now,
        )  # fmt: skip
    name = "note" if isinstance(said, Note) else "contribution"
    RoomSource.objects.create(commitment=commitment, **{name: said})
    return commitment


def _check_kept(said: Contribution) -> None:
    """Words that nobody may quote are not made into a promise."""
    if said.voice is None or said.voice.withdrawn_at or not said.voice.is_shown:
        raise RuleBroken(
            "These words may not be shown to members, so nothing is made of them here. Make it of a note."
        )


def gathering_of(said: Note | Contribution) -> Gathering:
    floor = said.floor if isinstance(said, Note) else said.prompt.floor
    return floor.gathering


def became(said: Note | Contribution) -> QuerySet[RoomSource]:
    """What was made of it."""
    return RoomSource.objects.filter(
        **{"note" if isinstance(said, Note) else "contribution": said}
    ).select_related("commitment")


def first_draft(said: Note | Contribution, *, by: Person) -> dict[str, object]:
    """What the form begins with, so that one look and one press are enough.

    Words from a phone are not copied: their author may take them back.
    """
    gathering = gathering_of(said)
    words = one_line(said.words)[:LONGEST_TITLE] if isinstance(said, Note) else ""
    places = {membership.organisation_id for membership in by.current_memberships}
    return {
        "title": words,
        "owner": places.pop() if len(places) == 1 else None,
        "due": months_after(gathering.ends, MONTHS),
    }
