"""What a member decides about a status that somebody proposed by link."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from evenground_web.commitments.models import Proposal
from evenground_web.commitments.services.records.statuses import change_delivery_status
from evenground_web.core import audit
from evenground_web.core.outbox import kinds
from evenground_web.core.outbox import services as outbox
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person

DECIDED = kinds.register(kinds.Kind(key="decided", name="What became of a partner's proposal"))


@audit.in_turn()
def decide(
    proposal: Proposal, *, by: Person, accept: bool, answer: str = "", now: datetime | None = None
) -> Proposal:
    """Take the proposed status over, with the partner's words as its reason, or say why not."""
    now, answer = now or timezone.now(), answer.strip()
    proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if proposal.accepted is not None:
        if proposal.accepted == accept:
            return proposal
        did = "took it over" if proposal.accepted else "did not take it over"
        raise RuleBroken(f"{proposal.decided_by} has decided already, and {did}.")
    if not accept and not answer:
        raise RuleBroken("Write why you do not take it over: the person who proposed it reads it.")
    proposal.accepted, proposal.decided_by, proposal.decided_at = accept, by, now
    proposal.answer = answer
    proposal.save(update_fields=["accepted", "decided_by", "decided_at", "answer"])
    if accept:
        change_delivery_status(
            proposal.commitment, by=by, status=proposal.status, now=now,
            reason=f"{proposal.update.text} ({proposal.update.said_by})",
        )  # fmt: skip
    else:
        audit.record(
            "commitment.proposal_declined", proposal.commitment, by=by, now=now,
            sentence=f"did not take over the status “{proposal.get_status_display()}” that "
            f"{proposal.link.who} proposed: {answer}",
        )  # fmt: skip
    outbox.send(
        to=proposal.link.email, kind=DECIDED.key, template="commitments/mail/decided.txt", now=now,
        key=f"decided:{proposal.pk}", about=proposal.commitment, context={"proposal": proposal},
    )  # fmt: skip
    return proposal
