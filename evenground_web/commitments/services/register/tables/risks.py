"""The register of risks, with controls and assurances, as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from evenground_web.commitments.models import Assurance, Control, Response, Risk
from evenground_web.commitments.services.register import columns as read
from evenground_web.commitments.services.register.columns import (
    Cell,
    Column,
    Read,
    Use,
    kept,
    line_of,
    one_of,
)
from evenground_web.commitments.services.register.names import (
    Names,
    commitment_of,
    joined,
    risk_named,
)
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
from evenground_web.commitments.services.risks.risk_parts import (
    add_assurance,
    add_control,
    edit_assurance,
    edit_control,
    link_action,
    unlink_action,
)
from evenground_web.commitments.services.risks.risk_scales import LARGEST, scale_in_use
from evenground_web.commitments.services.risks.risks import SCORES, add_risk, edit_risk, review_risk
from evenground_web.core.permissions import Permission
from evenground_web.people.models import Organisation, Person

RESPONSES = {one.label.split(":")[0]: one for one in Response}
LINES = {one.label.split(":")[0]: one for one in Assurance.Line}
WORDS = (
    "title", "category", "cause", "event", "effect", "mitigation", "response", "response_reason",
    "owner", "owner_person", "group", "next_review",
)  # fmt: skip
NOT_YOURS = "the words of a risk are changed by a programme lead or a board secretary. Ask one"


def category(text: str, names: Names) -> Read:
    found = {one["name"]: one["key"] for one in scale_in_use().content["category"]}
    return one_of({**found, "": ""}, text)


def response(text: str, names: Names) -> Read:
    return one_of({**RESPONSES, "": ""}, text)


def line(text: str, names: Names) -> Read:
    return one_of(LINES, text)


def scored(name: str, heading: str, *, needed: bool = False) -> Column:
    level = partial(read.whole, least=1, most=LARGEST)
    return Column(name=name, heading=heading, read=level, needed=needed)


def written(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, needed=True, wide=True)


class Risks(Table):
    key, sheet, noun = "risks", "Risks", "risk"
    columns = (
        Column(name="title", heading="Risk", read=line_of(200), needed=True, wide=True),
        kept("kind", "Kind"),
        Column(name="category", heading="Category", read=category),
        written("cause", "Cause"), written("event", "Event"), written("effect", "Effect"),
        written("mitigation", "What is done about it"),
        scored("inherent_likelihood", "Inherent likelihood"),
        scored("inherent_impact", "Inherent impact"),
        scored("likelihood", "Likelihood now", needed=True),
        scored("impact", "Impact now", needed=True),
        scored("target_likelihood", "Target likelihood"),
        scored("target_impact", "Target impact"),
        Column(name="note", heading="What you saw, when a score changes", use=Use.SAID,
               goes_with=SCORES),
        kept("score", "Score now"), kept("band", "Band"),
        Column(name="response", heading="Response", read=response, choices=tuple(RESPONSES)),
        Column(name="response_reason", heading="Why this response"),
        Column(name="actions", heading="Actions that lower it", read=read.references),
        Column(name="owner", heading="Owner", read=read.organisation, needed=True),
        Column(name="owner_person", heading="Person who answers for it", read=read.person),
        Column(name="group", heading="Group that watches it", read=read.group, needed=True),
        Column(name="next_review", heading="Next review", read=read.day),
        kept("closed_on", "Closed on"), kept("closed_reason", "Why it was closed"),
    )  # fmt: skip

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        rows = of_risks(of).select_related("owner", "owner_person", "group", "scale")
        for one in rows.prefetch_related("actions").order_by("closed_on", "title", "pk"):
            yield Found(pk=one.pk, label=one.title, record=one, cells=_cells(one))

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("title", "group")

    def label(self, said: Mapping[str, str]) -> str:
        return said.get("title", "")

    def may_change(self, by: Person, record: Any, changed: set[str]) -> Iterator[tuple[str, str]]:
        if changed & set(WORDS) and not by.has_perm(Permission.EDIT_RISKS, record):
            yield from ((name, NOT_YOURS) for name in sorted(changed & set(WORDS)))
        if not by.has_perm(Permission.REVIEW_RISKS, record):
            rest = sorted(changed - set(WORDS))
            yield from ((name, MAY_NOT.format(whose=record.owner)) for name in rest)

    def may_add(self, by: Person, values: Values) -> Iterator[tuple[str, str]]:
        if not by.has_perm(Permission.EDIT_RISKS):
            yield "title", "you may not add risks. Ask a programme lead or a board secretary"

    def check(self, found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
        if found:
            names = [column.name for column in self.columns if column.needed]
            yield from check_not_emptied(
                values, dict.fromkeys(names, "a risk needs this. Write it")
            )
            if set(SCORES) & set(values) and not values.get("note"):
                yield "note", "write what you saw: why the score moved"

    def change(self, record: Risk, values: Values, writer: Writer) -> Steps:
        scores = only(values, SCORES)
        edited = only(values, WORDS)
        if scores:
            given = {name: getattr(record, name) for name in SCORES} | scores
            given["next_review"] = edited.pop("next_review", record.next_review)
            note = values.get("note", "")
            about = next(iter(scores))
            yield about, partial(review_risk, record, note=note, **given, **writer.given)
        if edited:
            yield next(iter(edited)), partial(edit_risk, record, **edited, **writer.given)
        yield from _actions(record, values, writer)

    def add(self, values: Values, writer: Writer) -> Steps:
        given = only(values, (*WORDS, *SCORES))
        record = yield "title", partial(add_risk, **given, **writer.given)
        yield from _actions(record, values, writer)


def of_risks(organisation: Organisation | None) -> Any:
    return Risk.objects.filter(owner=organisation) if organisation else Risk.objects.all()


def _cells(one: Risk) -> dict[str, Cell]:
    plain = (
        "title", "cause", "event", "effect", "mitigation", *SCORES, "score", "band",
        "response_reason", "next_review", "closed_on", "closed_reason",
    )  # fmt: skip
    found = one.scale.category(one.category)
    return {
        **{name: getattr(one, name) for name in plain},
        **{name: str(getattr(one, name) or "") for name in ("owner", "owner_person", "group")},
        "kind": one.get_kind_display(),
        "category": found["name"] if found else one.category,
        "response": one.get_response_display().split(":")[0],
        "actions": joined(action.reference for action in one.actions.all()),
    }


def _actions(record: Risk, values: Values, writer: Writer) -> Steps:
    if "actions" not in values:
        return
    before = {action.reference for action in record.actions.all()}
    for reference in sorted(before ^ set(values["actions"])):
        do = unlink_action if reference in before else link_action
        yield "actions", partial(_with_action, do, record, reference, writer)


def _with_action(do: Any, record: Risk, reference: str, writer: Writer) -> Any:
    return do(record, commitment=commitment_of(reference), **writer.given)


class OfRisks(Table):
    """Rows that each belong to one risk."""

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("risk", "text")

    def label(self, said: Mapping[str, str]) -> str:
        return f"{said.get('risk', '')}: {said.get('text', '')[:60]}"

    def may_change(self, by: Person, record: Any, changed: set[str]) -> Iterator[tuple[str, str]]:
        if not by.has_perm(Permission.REVIEW_RISKS, record.risk):
            whose = record.risk.owner
            yield from ((name, MAY_NOT.format(whose=whose)) for name in sorted(changed))

    def may_add(self, by: Person, values: Values) -> Iterator[tuple[str, str]]:
        named = values.get("risk", "")
        by_number = named.startswith("#")
        lookup = {"pk": int(named[1:])} if by_number else {"title__iexact": named}
        risk = Risk.objects.filter(**lookup).first()
        if risk and not by.has_perm(Permission.REVIEW_RISKS, risk):
            yield "risk", MAY_NOT.format(whose=risk.owner)

    def check(self, found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
        yield from check_not_emptied(values, {"text": "write what it is, or take it away on the page of the risk"})  # fmt: skip

    def part(self, names: Names, one: Any, **cells: Cell) -> Found:
        said = {"risk": names.name_of_risk(one.risk), "text": one.text, "gap": one.gap, **cells}
        return Found(pk=one.pk, label=f"{one.risk}: {one.text[:60]}", record=one, cells=said)


OF = Column(name="risk", heading="Risk", use=Use.ONCE, read=read.risk, needed=True, wide=True)


class Controls(OfRisks):
    key, sheet, noun = "controls", "Controls", "control"
    columns = (
        OF, written("text", "What is in place"),
        Column(name="gap", heading="What is lacking in it", wide=True),
    )  # fmt: skip

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        rows = Control.objects.filter(risk__in=of_risks(of)).select_related("risk__owner")
        for one in rows.order_by("risk", "pk"):
            yield self.part(names, one)

    def change(self, record: Control, values: Values, writer: Writer) -> Steps:
        given = {"text": record.text, "gap": record.gap, **only(values, ("text", "gap"))}
        yield next(iter(values)), partial(edit_control, record, **given, **writer.given)

    def add(self, values: Values, writer: Writer) -> Steps:
        def put() -> Control:
            given = only(values, ("text", "gap"))
            return add_control(risk_named(values["risk"]), **given, **writer.given)

        yield "text", put


class Assurances(OfRisks):
    key, sheet, noun = "assurances", "Assurances", "assurance"
    columns = (
        OF, Column(name="line", heading="Line", read=line, choices=tuple(LINES), needed=True),
        written("text", "What shows that the controls work"),
        Column(name="gap", heading="What nobody can show yet", wide=True),
    )  # fmt: skip

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        rows = Assurance.objects.filter(risk__in=of_risks(of)).select_related("risk__owner")
        for one in rows.order_by("risk", "pk"):
            yield self.part(names, one, line=one.get_line_display().split(":")[0])

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("risk", "line", "text")

    def change(self, record: Assurance, values: Values, writer: Writer) -> Steps:
        given = {name: getattr(record, name) for name in ("line", "text", "gap")}
        given |= only(values, ("line", "text", "gap"))
        yield next(iter(values)), partial(edit_assurance, record, **given, **writer.given)

    def add(self, values: Values, writer: Writer) -> Steps:
        def put() -> Assurance:
            given = only(values, ("line", "text", "gap"))
            return add_assurance(risk_named(values["risk"]), **given, **writer.given)

        yield "text", put
