"""What is proposed for a coming meeting, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, Gathering, Proposal
from evenground_web.gatherings.services.agenda import add_agenda_item
from evenground_web.people.models import Group, Person


@audit.in_turn()
def propose_item(
    group: Group,
    *,
    by: Person,
    title: str,
    why: str,
    action: str = AgendaItem.Action.DISCUSS,
    needed_by: date | None = None,
    now: datetime | None = None,
) -> Proposal:
    """Propose an item for a coming meeting of a group; the same one waits once."""
    waiting = group.proposals.filter(title__iexact=title, item=None, set_aside="")
    if there := waiting.first():
        raise RuleBroken(f"“{there}” was proposed by {there.by} already, and waits for a meeting.")
    proposal = Proposal.objects.create(
        group=group, by=by, title=title, why=why.strip(), action=action, needed_by=needed_by,
        on=timezone.localdate(now),
    )  # fmt: skip
    audit.record(
        "group.item_proposed", group, by=by, now=now,
        sentence=f"proposed “{title}” for a coming meeting",
    )  # fmt: skip
    return proposal


@audit.in_turn()
def take_up(
    proposal: Proposal, *, by: Person, gathering: Gathering, now: datetime | None = None
) -> AgendaItem:
    """Put a proposed item on the agenda of a meeting of the group."""
    proposal = _waiting(proposal)
    if gathering.group_id != proposal.group_id:
        raise RuleBroken(
            f"{gathering} is not a meeting of {proposal.group}. Choose one of its own."
        )
    item = add_agenda_item(
        gathering, by=by, title=proposal.title, action=proposal.action, presenter=proposal.by,
        now=now,
    )  # fmt: skip
    proposal.item = item
    proposal.save(update_fields=["item"])
    return item


@audit.in_turn()
def set_aside(
    proposal: Proposal, *, by: Person, reason: str, now: datetime | None = None
) -> Proposal:
    """Say why a proposed item comes to no meeting."""
    proposal = _waiting(proposal)
    if not reason.strip():
        raise RuleBroken("Say why it is set aside. Whoever proposed it reads the reason.")
    proposal.set_aside = reason.strip()
    proposal.save(update_fields=["set_aside"])
    audit.record(
        "group.proposal_set_aside", proposal.group, by=by, now=now,
        sentence=f"set “{proposal}” aside: {reason.strip(' .')}",
    )  # fmt: skip
    return proposal


def _waiting(proposal: Proposal) -> Proposal:
    proposal = Proposal.objects.select_related("group", "by").get(pk=proposal.pk)
    if proposal.item_id:
        raise RuleBroken(f"“{proposal}” is on an agenda already.")
    if proposal.set_aside:
        raise RuleBroken(f"“{proposal}” was set aside already.")
    return proposal
