"""How far gaps are to close, as rows: one for each gap that a commitment names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from evenground_web.commitments.models import Baseline, Target
from evenground_web.commitments.services.proof.targets import WANTED, set_target
from evenground_web.commitments.services.register import columns as read
from evenground_web.commitments.services.register.columns import Cell, Column, Use, chosen, kept
from evenground_web.commitments.services.register.names import Names
from evenground_web.commitments.services.register.tables.base import (
    Found,
    Steps,
    Values,
    Writer,
    check_not_emptied,
    only,
)
from evenground_web.commitments.services.register.tables.commitments import of_organisation
from evenground_web.commitments.services.register.tables.steps import OF_TITLE, OfCommitments
from evenground_web.people.models import Organisation

STAYS = "a target is changed, not removed. Write what it is to be"


class Targets(OfCommitments):
    """A row is there once a commitment names a gap; the figures of that day are frozen."""

    key, sheet, noun, adds = "targets", "Targets", "named gap", False
    columns = (
        kept("commitment", "Commitment"), OF_TITLE,
        kept("gap", "Gap"),
        kept("period", "Period of the figures at the promise"),
        kept("absolute", "Gap at the promise"),
        chosen("measure", "Target: what it is about", Target.Measure, empty=True),
        Column(name="value", heading="Target: number", read=read.number),
        Column(name="level", heading="Target: figure of the group", read=read.number),
        Column(name="by_day", heading="Target: by", read=read.day),
        kept("reason", "Why this is the target"),
        Column(name="new_reason", heading="Why the target changes", use=Use.SAID,
               goes_with=WANTED),
    )  # fmt: skip

    def found(self, names: Names, of: Organisation | None = None) -> Iterable[Found]:
        rows = Baseline.objects.filter(commitment__in=of_organisation(of)).select_related(
            "commitment__owner", "gap__indicator", "gap__place"
        )
        for one in rows.prefetch_related("targets", "commitment__partners").order_by("pk"):
            cells: dict[str, Cell] = {
                "commitment": one.commitment.reference, "commitment_title": one.commitment.title,
                "gap": str(one.gap), "period": one.period, "absolute": one.absolute,
            }  # fmt: skip
            target = next(iter(one.targets.all()), None)
            names_of = (*WANTED, "reason")
            cells |= {name: getattr(target, name) if target else "" for name in names_of}
            cells["measure"] = target.get_measure_display() if target else ""
            label = f"{one.commitment.reference}: {one.gap}"
            yield Found(pk=one.pk, label=label, record=one, cells=cells)

    def natural(self, said: Mapping[str, str]) -> tuple[str, ...]:
        return ("commitment", "gap")

    def check(self, found: Found | None, values: Values) -> Iterator[tuple[str, str]]:
        if found is None:
            return
        if found.said["measure"]:
            yield from check_not_emptied(
                values, dict.fromkeys(("measure", "value", "by_day"), STAYS)
            )
        for name in ("measure", "value", "by_day"):
            if not found.said[name] and values.get(name) in (None, ""):
                yield name, "a target says what it is about, a number and a day. Write this too"
        if not values.get("new_reason"):
            yield "new_reason", "write why this is the target: those who read the result will ask"

    def change(self, record: Baseline, values: Values, writer: Writer) -> Steps:
        before = record.targets.first()
        given = {name: getattr(before, name) for name in WANTED} if before else {}
        given |= only(values, WANTED)
        reason = values.get("new_reason", "")
        about = next((name for name in WANTED if name in values), "new_reason")
        yield about, partial(set_target, record, reason=reason, **given, **writer.given)
