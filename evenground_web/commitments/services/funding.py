"""The register of money, and money set beside gaps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db.models import Q, QuerySet

from evenground_web.commitments.models import Commitment, FundingLine
from evenground_web.core import audit
from evenground_web.core.dates import nhs_date
from evenground_web.core.editing import apply_changes
from evenground_web.core.numbers import pounds
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight.models import Gap, Standing
from evenground_web.people.models import Organisation, Person, Place

LARGEST = Decimal("9999999999.99")


class FundingFields(TypedDict, total=False):
    title: str
    source: str
    kind: str
    amount: Decimal
    starts: date
    ends: date | None
    holder: Organisation
    population: str


@audit.in_turn()
def add_funding(
    *,
    by: Person | None,
    places: Iterable[Place] = (),
    now: datetime | None = None,
    **fields: Unpack[FundingFields],
) -> FundingLine:
    """Add a sum of money; the same one from the same source is added once."""
    line = FundingLine(**fields)
    _check(line)
    same = {"title__iexact": line.title, "source__iexact": line.source, "starts": line.starts}
    if FundingLine.objects.filter(**same).exists():
        raise RuleBroken(
            f"“{line}” from {line.source}, starting on {nhs_date(line.starts)}, is already in the "
            "register. Change that one, or give this one another title."
        )
    line.save(force_insert=True)
    line.places.set(places)
    audit.record(
        "funding.added", line, by=by, now=now,
        sentence=f"added {in_words(line)} from {line.source}: {line}",
    )  # fmt: skip
    return line


@audit.in_turn()
def edit_funding(
    line: FundingLine,
    *,
    by: Person | None,
    places: Iterable[Place] | None = None,
    now: datetime | None = None,
    **fields: Unpack[FundingFields],
) -> FundingLine:
    """Change a sum of money, or end it; the record shows what it was before."""
    line = _locked(line)
    proposed = copy(line)
    for name, value in fields.items():
        setattr(proposed, name, value)
    _check(proposed)
    wanted: dict[str, Any] = {**fields} if places is None else {**fields, "places": places}
    sentence, details = apply_changes(line, wanted)
    if sentence:
        told = {
            name: [str(value) for value in pair] for name, pair in details.items()
        }  # the record keeps amounts as text, to the penny
        audit.record("funding.edited", line, by=by, now=now, sentence=sentence, **told)
    return line


@audit.in_turn()
def fund(
    line: FundingLine,
    *,
    by: Person | None,
    commitment: Commitment | None = None,
    gap: Gap | None = None,
    now: datetime | None = None,
) -> FundingLine:
    """Say which commitment or gap a sum of money is for."""
    line = _locked(line)
    for wanted, known in ((commitment, line.commitments), (gap, line.gaps)):
        if wanted and not known.filter(pk=wanted.pk).exists():
            known.add(wanted)  # type: ignore[arg-type]
            sentence = f"said that it is for {wanted}"
            audit.record("funding.given", line, by=by, now=now, sentence=sentence)
    return line


@audit.in_turn()
def stop_funding(
    line: FundingLine,
    *,
    by: Person | None,
    commitment: Commitment | None = None,
    gap: Gap | None = None,
    now: datetime | None = None,
) -> FundingLine:
    """Say that a sum of money is not for this commitment or gap."""
    line = _locked(line)
    for unwanted, known in ((commitment, line.commitments), (gap, line.gaps)):
        if unwanted and known.filter(pk=unwanted.pk).exists():
            known.remove(unwanted)  # type: ignore[arg-type]
            sentence = f"said that it is not for {unwanted}"
            audit.record("funding.taken", line, by=by, now=now, sentence=sentence)
    return line


def in_words(line: FundingLine) -> str:
    """£12,000 once; £12,000 a year"""
    return (
        f"{pounds(line.amount)} {'a year' if line.kind == FundingLine.Kind.RECURRING else 'once'}"
    )


@dataclass
class Money:
    """One-off and recurring sums, to the penny, never added to each other."""

    one_off: Decimal = Decimal(0)
    recurring: Decimal = Decimal(0)
    lines: list[FundingLine] = field(default_factory=list)

    def add(self, line: FundingLine) -> None:
        if line not in self.lines:
            self.lines.append(line)
            if line.kind == FundingLine.Kind.RECURRING:
                self.recurring += line.amount
            else:
                self.one_off += line.amount


def total(lines: Iterable[FundingLine]) -> Money:
    money = Money()
    for line in lines:
        money.add(line)
    return money


def find_funding(
    *,
    on: date,
    text: str = "",
    kind: str = "",
    holder: Organisation | None = None,
    show: str = "current",
) -> QuerySet[FundingLine]:
    """Sums of money that fit all of this: current ones, those that ended, those for no gap, or all."""
    found = FundingLine.objects.select_related("holder")
    if show in ("current", "no_gap"):
        found = found.current(on=on)
    if show == "no_gap":
        found = found.filter(gaps=None).exclude(commitments__baselines__isnull=False)
    if show == "ended":
        found = found.filter(ends__lt=on)
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(source__icontains=word))
    if kind:
        found = found.filter(kind=kind)
    return found.filter(holder=holder) if holder else found


def funded(*, on: date) -> Q:
    """Gaps for which there is money today, named itself or through a commitment that names them."""
    lines = FundingLine.objects.current(on=on)
    return Q(funding__in=lines) | Q(baselines__commitment__funding__in=lines)


def gaps_for_money(gaps: Any, *, on: date, without: bool) -> Any:
    """Of these gaps, judged by their standing, the clear ones that are not to the group's advantage."""
    clear = gaps.clear().exclude(standing=Standing.BETTER)
    if without:
        clear = clear.exclude(pk__in=Gap.objects.filter(funded(on=on)).values("pk"))
    return clear


def money_of(gaps: Collection[Gap], *, on: date) -> dict[int, Money]:
    """The money that is there today for each of these gaps. A sum for several counts in full for each."""
    lines = FundingLine.objects.current(on=on)
    wanted, money = {gap.pk for gap in gaps}, defaultdict[int, Money](Money)
    named, promised = (
        lines.order_by().filter(**{f"{to}__in": wanted}).values_list(to, "pk")
        for to in ("gaps", "commitments__baselines__gap")
    )
    pairs = sorted(named.union(promised))
    found = lines.in_bulk({key for _, key in pairs})
    for gap, key in pairs:
        if gap in wanted:
            money[gap].add(found[key])
    return money


def _locked(line: FundingLine) -> FundingLine:
    return FundingLine.objects.select_for_update().get(pk=line.pk)


def _check(line: FundingLine) -> None:
    for name, words in (("title", "what the money is for"), ("source", "who gives the money")):
        if not getattr(line, name).strip():
            raise RuleBroken(f"Write {words}.")
    if not Decimal(0) < line.amount <= LARGEST:
        raise RuleBroken(f"The amount must be more than £0 and at most {pounds(LARGEST)}.")
    if line.amount != line.amount.quantize(Decimal("0.01")):
        raise RuleBroken("The amount must be in pounds and whole pence.")
    if line.ends and line.ends < line.starts:
        raise RuleBroken(
            f"The money ends on {nhs_date(line.ends)}, before it starts on {nhs_date(line.starts)}."
        )
    if line.kind == FundingLine.Kind.ONE_OFF and line.ends is None:
        raise RuleBroken("Say by which day one-off money is spent.")
