"""Other words for a pledge that was agreed: with a reason, the old ones kept, signatories told."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.models import Pledge, Rewording
from evenground_web.commitments.models.pledges import PROMISED, Level
from evenground_web.commitments.services.pledges.pledges import locked, record, seen_as, wording
from evenground_web.core import audit
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Membership, Person

REWORDED = kinds.register(
    kinds.Kind(
        key="reworded", name="Other words for a pledge that you signed", choices=kinds.MUST_ACT
    )
)


@audit.in_turn()
def reword_pledge(
    pledge: Pledge,
    *,
    by: Person,
    title: str,
    text: str,
    reason: str,
    now: datetime | None = None,
) -> Pledge:
    """Give an agreed pledge other words; saving the same words changes nothing."""
    now, pledge = now or timezone.now(), locked(pledge)
    commitment, title, text, reason = (
        pledge.commitment, one_line(title), text.strip(), reason.strip(),
    )  # fmt: skip
    before = wording(commitment)
    if (commitment.title, commitment.text) == (title, text):
        return pledge
    _check(pledge, by, title, reason)
    commitment.title, commitment.text = title, text
    commitment.revision += 1
    commitment.save(update_fields=["title", "text", "revision"])
    made = Rewording.objects.create(
        pledge=pledge, before=before, after=wording(commitment), reason=reason, at=now,
        signed=pledge.signatures.standing().count(), by=seen_as(by, pledge),
    )  # fmt: skip
    record(
        "pledge.reworded", pledge, by=seen_as(by, pledge), now=now,
        sentence=f"gave it other words: {reason.rstrip('.')}. Before, it was “{before}”",
    )  # fmt: skip
    _tell(made, by=by, now=now)
    return pledge


def _check(pledge: Pledge, by: Person, title: str, reason: str) -> None:
    reference = pledge.commitment.reference
    if pledge.state not in PROMISED:
        raise RuleBroken(
            f"{reference} is {pledge.get_state_display().lower()}. Only a pledge that was agreed, and "
            "is not judged yet, is given other words; a proposed one is edited."
        )
    if not title:
        raise RuleBroken("Write the pledge in one sentence.")
    if not reason:
        raise RuleBroken("Write why the words change: those who signed it need to know.")
    people = pledge.signatures.standing().exclude(person=None)
    if pledge.level == Level.PERSONAL and people.exists() and not people.filter(person=by).exists():
        raise RuleBroken(
            f"{reference} is a personal pledge. Only the person who made it gives it other words."
        )


def _tell(made: Rewording, *, by: Person, now: datetime) -> None:
    """Everybody with an account who signed, and the leads of the organisations that did."""
    signed = made.pledge.signatures.standing()
    leads = Membership.objects.current(on=timezone.localdate(now)).filter(
        organisation__in=signed.exclude(organisation=None).values("organisation"),
        role="organisation_lead",
    )
    people = Person.objects.filter(pk__in=signed.exclude(person=None).values("person"))
    told = {one.pk: one for one in [*people, *(m.person for m in leads.select_related("person"))]}
    for person in told.values():
        if person != by:
            outbox.send(
                to=person, kind=REWORDED.key, template="commitments/mail/reworded.txt", now=now,
                key=f"reworded:{made.pk}:{person.pk}", about=made.pledge.commitment,
                context={"made": made, "pledge": made.pledge},
            )  # fmt: skip
