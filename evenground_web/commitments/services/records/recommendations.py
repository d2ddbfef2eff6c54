"""Recommendations: their source, whom they are addressed to, and the answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from evenground_web.commitments.models import (
    Addressee,
    Answer,
    Commitment,
    DeliveryStatus,
    Source,
)
from evenground_web.commitments.services.records.records import add_commitment, locked
from evenground_web.commitments.services.records.updates import check_link
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.permissions import Permission, RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Membership, Organisation, Person

LONGEST_NAME = 200


@audit.in_turn()
def add_recommendation(
    *,
    by: Person | None,
    source: dict[str, Any],
    addressees: Iterable[Organisation],
    response_due: date,
    now: datetime | None = None,
    **given: Any,
) -> Commitment:
    """Add a recommendation with its source, addressed to one or several organisations."""
    addressees = list(addressees)
    if not addressees:
        raise RuleBroken("Say whom it is addressed to: choose one or more organisations.")
    commitment = add_commitment(by=by, kind=Commitment.Kind.RECOMMENDATION, now=now, **given)
    set_source(commitment, by=by, now=now, **source)
    for organisation in addressees:
        address(commitment, by=by, organisation=organisation, response_due=response_due, now=now)
    return commitment


@audit.in_turn()
def set_source(
    commitment: Commitment,
    *,
    by: Person | None,
    kind: str,
    title: str,
    dated: date | None = None,
    link: str = "",
    reference: str = "",
    now: datetime | None = None,
) -> Source:
    """Say what a recommendation was taken from."""
    current = _recommendation(commitment)
    title, link = one_line(title), link.strip()
    if not title:
        raise RuleBroken("Write the title of the report, summit or review it comes from.")
    check_link(link)
    source = Source.objects.filter(commitment=current).first() or Source(commitment=current)
    wanted = {
        "kind": Source.Kind(kind), "title": title, "dated": dated, "link": link,
        "reference": one_line(reference),
    }  # fmt: skip
    is_new = source.pk is None
    sentence, details = apply_changes(source, wanted)
    if is_new:
        sentence, details = f"named its source, {source}", {}
    if sentence:
        audit.record(
            "commitment.source_named", current, by=by, sentence=sentence, now=now, **details
        )
    return source


@audit.in_turn()
def address(
    commitment: Commitment,
    *,
    by: Person | None,
    organisation: Organisation,
    response_due: date,
    now: datetime | None = None,
) -> Addressee:
    """Address a recommendation to an organisation; again, to change by when it should answer."""
    current = _recommendation(commitment)
    _check_not_withdrawn(current)
    addressee = Addressee.objects.filter(commitment=current, organisation=organisation).first()
    if addressee is None:
        addressee = Addressee.objects.create(
            commitment=current, organisation=organisation, response_due=response_due
        )
        sentence = f"addressed it to {organisation}, to answer by {nhs_date(response_due)}"
    elif addressee.response_due == response_due:
        return addressee
    else:
        sentence = (
            f"moved the date by which {organisation} should answer from "
            f"{nhs_date(addressee.response_due)} to {nhs_date(response_due)}"
        )
        addressee.response_due = response_due
        addressee.save(update_fields=["response_due"])
    audit.record("commitment.addressed", current, by=by, sentence=sentence, now=now)
    return addressee


@audit.in_turn()
def stop_asking(
    commitment: Commitment,
    *,
    by: Person | None,
    addressee: Addressee,
    reason: str,
    now: datetime | None = None,
) -> Commitment:
    """Take an addressee off that has not answered, with the reason; an answer is never taken away."""
    current, reason = _recommendation(commitment), reason.strip()
    found = Addressee.objects.select_related("organisation").filter(pk=addressee.pk)
    kept = found.filter(commitment=current).first()
    if kept is None:
        return current
    if kept.answer:
        raise RuleBroken(
            f"{kept.organisation} answered on {nhs_date(kept.answered_on)}, so it stays an addressee."
        )
    if not reason:
        raise RuleBroken("Write why it is no longer asked: others rely on the list.")
    sentence = f"no longer asks {kept.organisation} to answer: {reason.rstrip('.')}"
    kept.delete()
    audit.record("commitment.no_longer_addressed", current, by=by, sentence=sentence, now=now)
    return current


@audit.in_turn()
def respond(
    addressee: Addressee,
    *,
    by: Person,
    answer: str,
    reason: str = "",
    spoken_by: str = "",
    on: date | None = None,
    now: datetime | None = None,
) -> Addressee:
    """Answer for the addressed organisation. A later answer replaces this one; both are in the history."""
    addressee = Addressee.objects.select_related("commitment", "organisation").get(pk=addressee.pk)
    _check_not_withdrawn(locked(addressee.commitment))
    chosen, reason, spoken_by = Answer(answer), reason.strip(), one_line(spoken_by)
    speaker = _speaker(addressee.organisation, by, spoken_by)
    if chosen != Answer.ACCEPTED and not reason:
        raise RuleBroken("Write the reason: those who recommended it need to know why.")
    if (addressee.answer, addressee.reason, addressee.spoken_by) == (chosen, reason, speaker):
        return addressee
    addressee.answer, addressee.reason, addressee.spoken_by = chosen, reason, speaker
    addressee.answered_on, addressee.answered_by = on or timezone.localdate(now), by
    addressee.shown_on = None  # other words than those that were shown
    addressee.save()
    whose = f"{addressee.organisation}{f' ({speaker})' if speaker else ''}"
    because = f": {reason.rstrip('.')}" if reason else ""
    audit.record(
        "commitment.answered", addressee.commitment, by=by, now=now,
        sentence=f"answered for {whose}, “{chosen.label}”{because}",
    )  # fmt: skip
    return addressee


def answers_for_itself(organisation: Organisation, *, on: date | None = None) -> bool:
    """Whether somebody with an account leads there."""
    leads = Membership.objects.current(on=on or timezone.localdate()).filter(
        organisation=organisation, role="organisation_lead", person__is_active=True,
        person__email__isnull=False,
    )  # fmt: skip
    return leads.exists()


def _speaker(organisation: Organisation, by: Person, spoken_by: str) -> str:
    """Who gave the answer when that is not `by`: somebody at an organisation without a lead here."""
    leads = {m.organisation_id for m in by.current_memberships if m.role == "organisation_lead"}
    if organisation.pk in leads:
        return ""
    if answers_for_itself(organisation) or not by.has_perm(Permission.RESPOND, organisation):
        raise RuleBroken(
            f"Only a lead of {organisation} can answer this. Ask one of them to sign in and answer."
        )
    if not spoken_by:
        raise RuleBroken(
            f"No lead of {organisation} uses Evenground. Write who gave you the answer, and how: "
            "such as “Ada Obi, chief executive, by letter”."
        )
    if len(spoken_by) > LONGEST_NAME:
        raise RuleBroken(f"Who answered is too long: use {LONGEST_NAME} characters or fewer.")
    return spoken_by


def _recommendation(commitment: Commitment) -> Commitment:
    current = locked(commitment)
    if current.kind != Commitment.Kind.RECOMMENDATION:
        raise RuleBroken(
            f"{current.reference} is a {current.kind}. Only a recommendation has a source and is "
            "addressed to somebody."
        )
    return current


def _check_not_withdrawn(commitment: Commitment) -> None:
    if commitment.delivery_status == DeliveryStatus.WITHDRAWN:
        raise RuleBroken(
            f"{commitment.reference} was withdrawn, so there is nothing to answer: "
            f"{commitment.delivery_reason.rstrip('.')}. What you wrote was not saved."
        )
