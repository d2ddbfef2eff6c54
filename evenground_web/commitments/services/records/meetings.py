"""Actions agreed at meetings, and what decisions are about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from evenground_web.commitments.models import Commitment, MeetingLink, Risk
from evenground_web.commitments.services.records.records import add_commitment
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AgendaItem, Decision, Gathering
from evenground_web.gatherings.outcomes import Outcome
from evenground_web.gatherings.services import check_writing
from evenground_web.people.models import Organisation, Person


@audit.in_turn()
def agree_action(
    item: AgendaItem,
    *,
    by: Person,
    title: str,
    owner: Organisation,
    due: date | None = None,
    decision: Decision | None = None,
    now: datetime | None = None,
    **details: Any,
) -> Commitment:
    """Write down an action that a meeting agreed; it is a commitment from then on."""
    gathering = item.gathering
    check_writing(gathering.meeting)
    if decision and decision.item_id != item.pk:
        raise RuleBroken(f"{decision.reference} was not decided under “{item}”.")
    if due and due < gathering.starts:
        raise RuleBroken(f"The action is due before the meeting of {nhs_date(gathering.starts)}.")
    if item.links.filter(agreed_there=True, commitment__title__iexact=title.strip()).exists():
        raise RuleBroken(f"“{title}” is written down under this item already.")
    commitment = add_commitment(
        by=by, kind=Commitment.Kind.ACTION, title=title, owner=owner, due=due, now=now,
        group=gathering.group, gathering=gathering, created=gathering.starts, **details,
    )  # fmt: skip
    MeetingLink.objects.create(
        item=item, decision=decision, commitment=commitment, agreed_there=True
    )
    return commitment


@audit.in_turn()
def link_to_decision(
    decision: Decision,
    *,
    by: Person,
    commitment: Commitment | None = None,
    risk: Risk | None = None,
    now: datetime | None = None,
) -> MeetingLink:
    """Say which commitment or risk a decision is about."""
    if (commitment is None) == (risk is None):
        raise RuleBroken("Choose a commitment or a risk, one of them at a time.")
    link, new = MeetingLink.objects.get_or_create(
        item=decision.item, commitment=commitment, risk=risk, defaults={"decision": decision}
    )
    if new:
        audit.record(
            "gathering.decision_linked", decision.item.gathering, by=by, now=now,
            sentence=f"linked the decision {decision.reference} to {link}", link=link.pk,
        )  # fmt: skip
    return link


def outcomes_of(gathering: Gathering) -> list[Outcome]:
    """What the minutes say of them."""
    links = MeetingLink.objects.filter(item__gathering=gathering).select_related(
        "commitment__owner", "risk"
    )
    return [_outcome(link) for link in links]


def _outcome(link: MeetingLink) -> Outcome:
    record = link.commitment or link.risk
    words = f"About: {record}"
    if link.commitment and link.agreed_there:
        one = link.commitment
        due = f", due {nhs_date(one.original_due)}" if one.original_due else ""
        words = f"Action {one}. {one.owner}{due}"
    return Outcome(
        item=link.item_id,
        decision=link.decision_id,
        words=words,
        url=record.get_absolute_url() if record else "",
    )
