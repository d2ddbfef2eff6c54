"""Milestones, what waits for what, and whom recommendations are addressed to, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from django.db.models import Count

from evenground_web.commitments.models import (
    Addressee,
    Commitment,
    Dependency,
    Milestone,
    MilestoneMove,
)
from evenground_web.commitments.services.records.dependencies import wait_for
from evenground_web.commitments.services.records.milestones import (
    add_milestone,
    complete_milestone,
    edit_milestone,
    move_milestone,
)
from evenground_web.commitments.services.records.recommendations import address
from evenground_web.commitments.services.register import columns as read
from evenground_web.commitments.services.register.columns import Cell, Column, Use, kept, line_of
from evenground_web.commitments.services.register.names import Names, commitment_of
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
from evenground_web.commitments.services.register.tables.commitments import of_organisation
from evenground_web.core.permissions import Permission
from evenground_web.people.models import Organisation, Person

OF = Column(
    name="commitment", heading="Commitment", use=Use.ONCE, read=read.reference, needed=True
)  # fmt: skip
OF_TITLE = kept("commitment_title", "Title of the commitment")


class OfCommitments(Table):
    """Rows that each belong to one commitment, and may be changed by whoever may change that."""

    def label(self, said: Mapping[str, str]) -> str:
        return said.get("commitment", "")

    def may_change(self, by: Person, record: Any, changed: set[str]) -> Iterator[tuple[str, str]]:
        if not by.has_perm(Permission.UPDATE_COMMITMENTS, record.commitment):
            whose = record.commitment.owner
            yield from ((name, MAY_NOT.format(whose=whose)) for name in sorted(changed))

    def may_add(self, by: Person, values: Values) -> Iterator[tuple[str, str]]:
        commitment = _there(values.get("commitment"))
        if commitment and not by.has_perm(Permission.UPDATE_COMMITMENTS, commitment):
            yield "commitment", MAY_NOT.format(whose=commitment.owner)


def _there(reference: str | None) -> Commitment | None:
    """The commitment of a reference, or None for one that the same file adds."""
    return Commitment.objects.filter(reference__iexact=reference or "").first()


class Milestones(OfCommitments):
    key, sheet, noun = "milestones", "Milestones", "milestone"
    columns = (
        OF, OF_TITLE,
        Column(name="title", heading="Milestone", read=line_of(200), needed=True, wide=True),
        Column(name="due", heading="Due date", read=read.day),
        Column(name="due_reason", heading="Why the date moves", use=Use.SAID, goes_with=("due",)),
        kept("original_due", "Original due date"),
        kept("moves", "Times the date moved"),
        Column(name="done_on", heading="Done on", read=read.day),
        Column(name="weight", heading="Weight", read=partial(read.whole, least=1, most=100, empty=1)),
    )  # fmt: skip

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        moves = dict(
            MilestoneMove.objects.order_by().values_list("milestone").annotate(Count("pk"))
        )
        rows = Milestone.objects.filter(commitment__in=of_organisation(of))
        rows = rows.select_related("commitment__owner").prefetch_related("commitment__partners")
        for one in rows.order_by("commitment", "pk"):
            cells = {
                "commitment": one.commitment.reference, "commitment_title": one.commitment.title,
                "title": one.title, "due": one.due, "original_due": one.original_due,
                "moves": moves.get(one.pk, 0), "done_on": one.done_on, "weight": one.weight,
            }  # fmt: skip
            label = f"{one.commitment.reference}: {one.title}"
            yield Found(pk=one.pk, label=label, record=one, cells=cells)

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("commitment", "title", "due")

    def label(self, said: Mapping[str, str]) -> str:
        return f"{said.get('commitment', '')}: {said.get('title', '')}"

    def check(self, found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
        if found:
            yield from check_not_emptied(
                values,
                {
                    "title": "a milestone says what it is. Write it",
                    "due": "a date is moved, not removed. Write another date",
                    "done_on": "it was reached, and that stays. Write the date again",
                },
            )
            if values.get("done_on") and found.record.done_on:
                yield "done_on", "it was reached, and the day stays. Write the date that was here"

    def change(self, record: Milestone, values: Values, writer: Writer) -> Steps:
        if edited := only(values, ("title", "weight")):
            given = {"title": record.title, "weight": record.weight, **edited}
            yield next(iter(edited)), partial(edit_milestone, record, **given, **writer.given)
        if "due" in values:
            about = "due_reason" if record.due and not values.get("due_reason") else "due"
            reason = values.get("due_reason", "")
            given = {"due": values["due"], "reason": reason, **writer.given}
            yield about, partial(move_milestone, record, **given)
        if "done_on" in values:
            yield (
                "done_on",
                partial(complete_milestone, record, on=values["done_on"], **writer.given),
            )

    def add(self, values: Values, writer: Writer) -> Steps:
        given = only(values, ("title", "due", "weight"))
        made = yield "commitment", partial(_add_milestone, values["commitment"], given, writer)
        if "done_on" in values:
            done = {"on": values["done_on"], **writer.given}
            yield "done_on", partial(complete_milestone, made, **done)


def _add_milestone(reference: str, given: dict[str, Any], writer: Writer) -> Milestone:
    commitment = commitment_of(reference)
    return add_milestone(commitment, **given, **writer.given)


class Waiting(OfCommitments):
    key, sheet, noun = "waiting", "Waits for", "dependency"
    columns = (
        OF, OF_TITLE,
        Column(name="needs", heading="Waits for", use=Use.ONCE, read=read.reference, needed=True),
        Column(name="reason", heading="What it needs from it", use=Use.ONCE, needed=True, wide=True),
    )  # fmt: skip

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        rows = Dependency.objects.filter(commitment__in=of_organisation(of))
        rows = rows.select_related("commitment__owner", "needs")
        for one in rows.prefetch_related("commitment__partners").order_by("commitment", "pk"):
            cells = {
                "commitment": one.commitment.reference, "commitment_title": one.commitment.title,
                "needs": one.needs.reference, "reason": one.reason,
            }  # fmt: skip
            yield Found(pk=one.pk, label=str(one), record=one, cells=cells)

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("commitment", "needs")

    def label(self, said: Mapping[str, str]) -> str:
        return f"{said.get('commitment', '')} waits for {said.get('needs', '')}"

    def change(self, record: Dependency, values: Values, writer: Writer) -> Steps:
        yield from ()

    def add(self, values: Values, writer: Writer) -> Steps:
        def wait() -> Dependency:
            commitment, needs = (commitment_of(values[name]) for name in ("commitment", "needs"))
            return wait_for(commitment, needs=needs, reason=values["reason"], **writer.given)

        yield "needs", wait


class Addressees(OfCommitments):
    key, sheet, noun = "addressees", "Addressed to", "addressee"
    columns = (
        OF, OF_TITLE,
        Column(name="organisation", heading="Addressed to", use=Use.ONCE, read=read.organisation,
               needed=True),
        Column(name="response_due", heading="Answer due", read=read.day, needed=True),
        kept("answer", "Answer"),
        kept("reason", "Reason for the answer"),
        kept("answered_on", "Answered on"),
        kept("spoken_by", "Who answered, where no lead uses Evenground"),
    )  # fmt: skip

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        rows = Addressee.objects.filter(commitment__in=of_organisation(of))
        rows = rows.select_related("commitment__owner", "organisation")
        for one in rows.prefetch_related("commitment__partners").order_by("commitment", "pk"):
            cells: dict[str, Cell] = {
                "commitment": one.commitment.reference, "commitment_title": one.commitment.title,
                "organisation": one.organisation.name, "response_due": one.response_due,
                "answer": one.get_answer_display(), "reason": one.reason,
                "answered_on": one.answered_on, "spoken_by": one.spoken_by,
            }  # fmt: skip
            yield Found(pk=one.pk, label=str(one), record=one, cells=cells)

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("commitment", "organisation")

    def label(self, said: Mapping[str, str]) -> str:
        return f"{said.get('commitment', '')} to {said.get('organisation', '')}"

    def check(self, found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
        yield from check_not_emptied(
            values, {"response_due": "an answer is due by a day. Write the day"}
        )

    def change(self, record: Addressee, values: Values, writer: Writer) -> Steps:
        given = {"organisation": record.organisation, "response_due": values["response_due"]}
        yield "response_due", partial(address, record.commitment, **given, **writer.given)

    def add(self, values: Values, writer: Writer) -> Steps:
        def send() -> Addressee:
            commitment = commitment_of(values["commitment"])
            given = only(values, ("organisation", "response_due"))
            return address(commitment, **given, **writer.given)

        yield "commitment", send
