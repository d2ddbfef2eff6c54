"""Recommendations, pledges and actions as rows of the register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet

from evenground_web.commitments.models import (
    Commitment,
    DeliveryStatus,
    DueDateMove,
    ImpactStatus,
    Pledge,
    Source,
    Update,
)
from evenground_web.commitments.models.pledges import Level
from evenground_web.commitments.services.lists.listing import IN_ORDER
from evenground_web.commitments.services.pledges.pledges import describe_pledge, propose_pledge
from evenground_web.commitments.services.records.carrying import carry_on
from evenground_web.commitments.services.records.recommendations import set_source
from evenground_web.commitments.services.records.records import (
    add_commitment,
    edit_commitment,
    move_due_date,
)
from evenground_web.commitments.services.records.statuses import (
    change_delivery_status,
    change_impact_status,
    withdraw,
)
from evenground_web.commitments.services.records.updates import add_update
from evenground_web.commitments.services.register import columns as read
from evenground_web.commitments.services.register.columns import (
    Cell,
    Column,
    Use,
    as_said,
    chosen,
    kept,
    line_of,
)
from evenground_web.commitments.services.register.names import Names, commitment_of, joined
from evenground_web.commitments.services.register.tables.base import (
    MAY_NOT,
    Found,
    Steps,
    Table,
    Values,
    Writer,
    check_not_emptied,
    only,
)
from evenground_web.core.permissions import Permission
from evenground_web.people.models import Organisation, Person

Kind = Commitment.Kind
EDITED = (
    "title", "text", "success_measure", "mechanism", "priority_population", "population_reason",
    "plan", "owner", "owner_person", "partners", "group", "weight", "starts",
)  # fmt: skip
PLEDGED = ("level", "promised_to", "review_on")
SOURCED = ("source_kind", "source_title", "source_dated", "source_link", "source_reference")
NEWS = ("new_update", "new_update_period", "new_update_link")
STATUSES = {"delivery": (DeliveryStatus, change_delivery_status),
            "impact": (ImpactStatus, change_impact_status)}  # fmt: skip
BEGINS = (DeliveryStatus.NOT_STARTED, ImpactStatus.TOO_EARLY)
SINGULAR = {Kind.PLEDGE: PLEDGED, Kind.RECOMMENDATION: SOURCED}
COLUMNS = (
    Column(name="reference", heading="Reference", use=Use.ONCE, read=line_of(40)),
    chosen("kind", "Kind", Kind, use=Use.ONCE, needed=True),
    Column(name="title", heading="Title", read=line_of(300), needed=True, wide=True),
    Column(name="text", heading="What will be done", wide=True),
    Column(name="success_measure", heading="How we will know", wide=True),
    Column(name="mechanism", heading="Why this should work", wide=True),
    Column(name="priority_population", heading="Priority population", read=line_of(200)),
    Column(name="population_reason", heading="Why it is for everybody"),
    Column(name="plan", heading="Action plan", read=line_of(200)),
    Column(name="owner", heading="Owner", read=read.organisation, needed=True),
    Column(name="owner_person", heading="Person who leads on it", read=read.person),
    Column(name="partners", heading="Partners who share it", read=read.organisations),
    Column(name="group", heading="Group it reports to", read=read.group),
    kept("gathering", "Where it was agreed"),
    kept("topic", "Topic it came from"),
    Column(name="parent", heading="Puts into practice", read=read.reference),
    Column(name="carried_from", heading="Carries on", read=read.reference),
    Column(name="weight", heading="Weight", read=partial(read.whole, least=1, most=100, empty=1)),
    Column(name="starts", heading="Start date", read=read.day),
    Column(name="due", heading="Due date", read=read.day),
    Column(name="due_reason", heading="Why the due date moves", use=Use.SAID, goes_with=("due",)),
    kept("original_due", "Original due date"),
    kept("moves", "Times the due date moved"),
    chosen("delivery_status", "Delivery status", DeliveryStatus),
    Column(name="delivery_reason", heading="Reason for the delivery status"),
    kept("verified_on", "Verified on"),
    chosen("impact_status", "Impact status", ImpactStatus),
    Column(name="impact_reason", heading="Reason for the impact status"),
    Column(name="new_update", heading="New update", use=Use.SAID, wide=True),
    Column(name="new_update_period", heading="Period of the new update", use=Use.SAID,
           read=line_of(40), goes_with=("new_update",)),
    Column(name="new_update_link", heading="Link to evidence of the new update", use=Use.SAID,
           read=read.link, goes_with=("new_update",)),
    chosen("level", "Pledge: level", Level, empty=True),
    Column(name="promised_to", heading="Pledge: promised to", read=line_of(200)),
    Column(name="review_on", heading="Pledge: day of review", read=read.day),
    kept("state", "Pledge: state"),
    chosen("source_kind", "Source: kind", Source.Kind, empty=True),
    Column(name="source_title", heading="Source: title", read=line_of(300)),
    Column(name="source_dated", heading="Source: date", read=read.day),
    Column(name="source_link", heading="Source: link", read=read.link),
    Column(name="source_reference", heading="Source: its own reference", read=line_of(40)),
)  # fmt: skip
STAYS = {
    "title": "a commitment needs a title. Write one",
    "owner": "a commitment needs an owner. Write the name of an organisation",
    "due": "a due date is moved, not removed. Write a later date",
    "carried_from": "what it carries on stays in sight. Write the reference again, or another",
    "delivery_reason": "write the reason: others rely on it",
    "impact_reason": "write the reason: others rely on it",
}


def of_organisation(organisation: Organisation | None) -> QuerySet[Commitment]:
    """Its own commitments and those it shares; without one, all."""
    if organisation is None:
        return Commitment.objects.all()
    shared = Commitment.partners.through.objects.filter(organisation=organisation)
    return Commitment.objects.filter(Q(owner=organisation) | Q(pk__in=shared.values("commitment")))


class Commitments(Table):
    key, sheet, noun, columns = "commitments", "Commitments", "commitment", COLUMNS

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        moves = dict(DueDateMove.objects.order_by().values_list("commitment").annotate(Count("pk")))
        rows = of_organisation(of).select_related(
            "owner", "owner_person", "group", "gathering", "topic", "parent", "carried_from",
            "pledge", "source",
        )  # fmt: skip
        for one in rows.prefetch_related("partners").order_by(*IN_ORDER):
            cells = {**_own_cells(one), "moves": moves.get(one.pk, 0), **_of_its_kind(one)}
            yield Found(pk=one.pk, label=str(one), record=one, cells=cells)

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("reference",) if said.get("reference") else ("kind", "title", "owner", "plan")

    def label(self, said: Mapping[str, str]) -> str:
        return f"{said.get('reference', '')} {said.get('title', '')}".strip()

    def may_change(self, by: Person, record: Any, changed: set[str]) -> Iterator[tuple[str, str]]:
        if not by.has_perm(Permission.UPDATE_COMMITMENTS, record):
            yield from ((name, MAY_NOT.format(whose=record.owner)) for name in sorted(changed))
        elif not by.has_perm(Permission.UPDATE_COMMITMENTS, record.owner):
            for name in sorted(changed & {"owner", "partners"}):
                yield name, f"who owns and who shares it is for {record.owner} to change"

    def may_add(self, by: Person, values: Values) -> Iterator[tuple[str, str]]:
        if (owner := values.get("owner")) and not by.has_perm(Permission.ADD_COMMITMENTS, owner):
            yield "owner", f"you may not add what {owner} owns. Ask somebody there to add it"

    def check(self, found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
        if found:
            yield from check_not_emptied(values, STAYS)
        kind = Kind(found.record.kind) if found else values.get("kind")
        for other, names in SINGULAR.items():
            for name in names:
                if kind and kind != other and values.get(name):
                    yield name, f"only a {other} has this, and this is a {kind}. Empty the cell"
        yield from _check_kinds(found, values)
        for which in STATUSES:
            status, reason = f"{which}_status", f"{which}_reason"
            begins = not found and values.get(status) in BEGINS
            if status in values and reason not in values and not begins:
                yield reason, f"the {which} status changes, so its reason does too. Write it here"

    def already(self, rows: Mapping[int, Mapping[str, str]]) -> set[tuple[int, str]]:
        there = Update.objects.filter(commitment__in=list(rows)).values_list("commitment", "text")
        texts = {(pk, as_said(text)) for pk, text in there}
        return {
            (pk, name)
            for pk, said in rows.items() if (pk, said.get("new_update", "")) in texts
            for name in NEWS
        }  # fmt: skip

    def change(self, record: Any, values: Values, writer: Writer) -> Steps:
        later = "due" in values and record.due is not None and values["due"] > record.due
        if later:  # a start after the old due date fits the new one
            yield from _due(record, values, writer)
        edited = only(values, EDITED)
        if "parent" in values:
            edited["parent"] = commitment_of(values["parent"]) if values["parent"] else None
        if edited:
            yield next(iter(edited)), partial(_edit, record, edited, writer)
        if not later:
            yield from _due(record, values, writer)
        if "carried_from" in values:
            earlier = commitment_of(values["carried_from"])
            yield "carried_from", partial(carry_on, record, earlier=earlier, **writer.given)
        yield from _of_kind(record, values, writer)
        yield from _news(record, values, writer)
        yield from _statuses(record, values, writer)

    def add(self, values: Values, writer: Writer) -> Steps:
        details = only(values, (*EDITED, "kind", "reference", "due"))
        if values.get("parent"):
            details["parent"] = commitment_of(values["parent"])
        if values.get("carried_from"):
            details["carried_from"] = commitment_of(values["carried_from"])
        if values["kind"] == Kind.PLEDGE:
            del details["kind"]
            level = values.get("level") or Level.ORGANISATION
            pledged = {**only(values, PLEDGED), "level": level}
            made = yield "title", partial(propose_pledge, **pledged, **details, **writer.given)
            record = made.commitment
        else:
            record = yield "title", partial(add_commitment, **details, **writer.given)
            yield from _of_kind(record, values, writer)
        yield from _news(record, values, writer)
        yield from _statuses(record, values, writer)


def _check_kinds(found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
    """A pledge has a level, and a source is a report, a summit or a review."""
    if found and found.said["level"] and values.get("level", True) == "":
        yield "level", "a pledge has a level. Write it again"
    sourced = any(values.get(name) for name in SOURCED)
    has_kind = values.get("source_kind", bool(found and found.said["source_kind"]))
    if (sourced or "source_kind" in values) and not has_kind:
        yield "source_kind", "say what it was taken from: Report, Summit or Review"


def _own_cells(one: Commitment) -> dict[str, Cell]:
    plain = (
        "reference", "title", "text", "success_measure", "mechanism", "priority_population",
        "population_reason", "plan", "weight", "starts", "due", "original_due", "delivery_reason",
        "verified_on", "impact_reason",
    )  # fmt: skip
    named = ("owner", "owner_person", "group", "gathering", "topic")
    return {
        **{name: getattr(one, name) for name in plain},
        **{name: str(getattr(one, name) or "") for name in named},
        "kind": one.get_kind_display(),
        "partners": joined(partner.name for partner in one.partners.all()),
        "parent": one.parent.reference if one.parent else "",
        "carried_from": one.carried_from.reference if one.carried_from else "",
        "delivery_status": one.get_delivery_status_display(),
        "impact_status": one.get_impact_status_display(),
    }


def _of_its_kind(one: Commitment) -> dict[str, Cell]:
    pledge: Pledge | None = getattr(one, "pledge", None)
    source: Source | None = getattr(one, "source", None)
    return {
        "level": pledge.get_level_display() if pledge else "",
        "promised_to": pledge.promised_to if pledge else "",
        "review_on": pledge.review_on if pledge else None,
        "state": pledge.get_state_display() if pledge else "",
        "source_kind": source.get_kind_display() if source else "",
        "source_title": source.title if source else "",
        "source_dated": source.dated if source else None,
        "source_link": source.link if source else "",
        "source_reference": source.reference if source else "",
    }


def _edit(record: Commitment, edited: dict[str, Any], writer: Writer) -> Commitment:
    revision = Commitment.objects.values_list("revision", flat=True).get(pk=record.pk)
    return edit_commitment(record, revision=revision, **edited, **writer.given)


def _due(record: Commitment, values: Values, writer: Writer) -> Steps:
    if "due" in values:
        about = "due_reason" if record.due and not values.get("due_reason") else "due"
        given = {"due": values["due"], "reason": values.get("due_reason", ""), **writer.given}
        yield about, partial(move_due_date, record, **given)


def _of_kind(record: Commitment, values: Values, writer: Writer) -> Steps:
    if pledged := only(values, PLEDGED):
        pledge = record.pledge
        given = {**{name: getattr(pledge, name) for name in PLEDGED}, **pledged}
        yield next(iter(pledged)), partial(describe_pledge, pledge, **given, **writer.given)
    if sourced := {n.removeprefix("source_"): v for n, v in only(values, SOURCED).items()}:
        kept_source = Source.objects.filter(commitment=record).first() or Source()
        names = [name.removeprefix("source_") for name in SOURCED]
        given = {**{name: getattr(kept_source, name) for name in names}, **sourced}
        about = f"source_{next(iter(sourced))}"
        yield about, partial(set_source, record, **given, **writer.given)


def _news(record: Commitment, values: Values, writer: Writer) -> Steps:
    if values.get("new_update"):
        link = values.get("new_update_link", "")
        given = {"as_at": values.get("new_update_period", ""), "evidence_link": link}
        text = values["new_update"]
        yield "new_update", partial(add_update, record, text=text, **given, **writer.given)


def _statuses(record: Commitment, values: Values, writer: Writer) -> Steps:
    for which, (_, change) in STATUSES.items():
        status, reason = f"{which}_status", f"{which}_reason"
        if not ({status, reason} & set(values)):
            continue
        wanted = values.get(status) or getattr(record, status)
        words = values.get(reason, "")
        if (wanted, words) == (getattr(record, status), getattr(record, reason)):
            continue
        if wanted == DeliveryStatus.WITHDRAWN and record.delivery_status != wanted:
            yield status, partial(withdraw, record, reason=words, **writer.given)
        else:
            given = {"status": wanted, "reason": words, **writer.given}
            yield status if status in values else reason, partial(change, record, **given)
