"""The public tracker as open data: what each column means, and its rows.

The dictionary page, the sheets of the workbook, the JSON schema and the headings come from these
lists. Numbers are those of releases that everybody may read, rounded as pages show them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone

from evenground_web.commitments.models import (
    Addressee,
    Baseline,
    Commitment,
    Update,
    public_commitments,
)
from evenground_web.commitments.services.proof.baselines import (
    public_baselines,
    then_and_now_in_public,
)
from evenground_web.commitments.services.proof.comparison import Figure, ThenAndNow
from evenground_web.commitments.services.tracker.finding import times_moved
from evenground_web.commitments.services.tracker.happenings import LATEST
from evenground_web.commitments.services.tracker.reading import owner_of, partners_of

Value = str | int | float | date | None


@dataclass(frozen=True)
class Column:
    """A column of the open data: its name, what it holds, and what that means."""

    name: str
    kind: str  # text, date, number or address
    means: str


COMMITMENTS = [
    Column("id", "text", "The reference of the commitment. It never changes and is never given to another"),
    Column("page", "address", "The public page of the commitment"),
    Column("kind", "text", "recommendation, pledge or action"),
    Column("title", "text", "The promise in one sentence"),
    Column("text", "text", "What will be done"),
    Column("success_measure", "text", "How anybody will know that it was done"),
    Column("mechanism", "text", "Why it should work"),
    Column("priority_population", "text", "The people it is meant to benefit most"),
    Column("owner", "text", "The organisation that answers for it; empty for the pledge of one person"),
    Column("owner_code", "text", "The ODS code of that organisation, where it has one"),
    Column("partners", "text", "Organisations it is shared with, separated by semicolons"),
    Column("plan", "text", "The action plan it belongs to"),
    Column("puts_into_practice", "text", "The id of the recommendation or pledge it carries out, where that is public"),
    Column("addressed_to", "text", "Of a recommendation: each organisation that is asked to answer, and its answer, separated by semicolons"),
    Column("pledge_level", "text", "Of a pledge: personal, organisation or system"),
    Column("promised_to", "text", "Of a pledge: to whom it was made"),
    Column("pledge_state", "text", "Of a pledge: agreed, public, kept, partly_kept, not_kept or withdrawn"),
    Column("starts", "date", "When the work starts"),
    Column("due", "date", "When it is due now"),
    Column("first_due", "date", "When it was due at first"),
    Column("due_moves", "number", "How often the due date moved"),
    Column("delivery_status", "text", "not_started, on_track, at_risk, off_track, complete, stopped or withdrawn"),
    Column("verified_on", "date", "When somebody who does not lead on it found the evidence complete; empty when nobody did"),
    Column("impact_status", "text", "too_early, no_change, improving, gap_closed or worse, as its owner says"),
    Column("public_since", "date", "When it was made public"),
    Column("latest_update", "text", "The newest update that was shown to everybody"),
    Column("latest_update_on", "date", "When that update was written"),
    Column("gaps", "number", "How many gaps it names whose figures are public: the rows it has in the table of gaps"),
]  # fmt: skip
GAPS = [
    Column("commitment", "text", "The id of the commitment"),
    Column("result", "address", "The page with the result, its limits and what would have been expected"),
    Column("gap", "text", "The gap in words"),
    Column("indicator", "text", "The key of what is measured"),
    Column("unit", "text", "The unit of all figures but the relative gap, which is a ratio"),
    Column("better_when", "text", "higher or lower; empty where the definition does not say"),
    Column("place", "text", "Where it is measured"),
    Column("place_code", "text", "The published code of that place"),
    Column("dimension", "text", "How people are grouped"),
    Column("group", "text", "The group the gap is about"),
    Column("reference_group", "text", "The group it is compared with"),
    Column("frozen_on", "date", "The day of the promise, on which the first figures were frozen"),
    *(
        Column(f"{when}_{what}{end}", "number" if what != "period" else "text", words)
        for when, which in (("then", "on the day of the promise"), ("now", "in the newest public release"))
        for what, end, words in (
            ("period", "", f"The period of the figures {which}"),
            *(
                (what, end, f"{about} {which}{limit}")
                for what, about in (
                    ("group_value", "The figure of the group"),
                    ("reference_value", "The figure of the reference group"),
                    ("absolute_gap", "The group minus the reference group"),
                    ("relative_gap", "The group divided by the reference group"),
                )
                for end, limit in (("", ""), ("_lower", ", lower 95% limit"), ("_upper", ", upper 95% limit"))
            ),
        )
    ),
    Column("verdict", "text", "What may be said of the change; a change after a promise is no proof that the promise caused it"),
    Column("then_release", "text", "The release of the first figures"),
    Column("now_release", "text", "The release of the newest figures"),
    Column("disclosure", "text", "How small numbers are protected in the first release"),
]  # fmt: skip
TABLES = {"commitments": COMMITMENTS, "gaps": GAPS}


def commitment_rows(found: QuerySet[Commitment], *, site: str) -> list[dict[str, Value]]:
    """A row for each public commitment, in the order of the list."""
    shown = Update.objects.filter(commitment=OuterRef("pk"), shown_on__isnull=False)
    rows = list(
        found.select_related("owner", "pledge", "parent")
        .annotate(
            latest_text=Subquery(shown.values("text")[:1]),
            latest_at=Subquery(shown.values("at")[:1]),
        )
        .prefetch_related(
            "partners", Prefetch("addressees", Addressee.objects.select_related("organisation"))
        )
    )
    moved, public = times_moved(rows), _public_above(rows)
    tied = public_baselines().filter(commitment__in=found.order_by().values("pk")).order_by()
    gaps = dict(tied.values_list("commitment").annotate(Count("pk")))
    return [
        _about(one, site) | _promised(one, public) | _stands(one)
        | {"due_moves": moved.get(one.pk, 0), "gaps": gaps.get(one.pk, 0)}
        for one in rows
    ]  # fmt: skip


def _public_above(rows: Iterable[Commitment]) -> set[int]:
    parents = {one.parent_id for one in rows if one.parent_id}
    return set(public_commitments().filter(pk__in=parents).values_list("pk", flat=True))


def _about(one: Commitment, site: str) -> dict[str, Value]:
    owner = owner_of(one)
    return {
        "id": one.reference,
        "page": f"{site}{reverse('commitments:public_commitment', args=[one.pk])}",
        **{name: getattr(one, name) for name in SAME_NAME},
        "owner": owner,
        "owner_code": (one.owner.code or "") if owner else "",
        "partners": "; ".join(partners_of(one)),
    }


SAME_NAME = (
    "kind", "title", "text", "success_measure", "mechanism", "priority_population", "plan",
    "starts", "due", "delivery_status", "verified_on", "impact_status",
)  # fmt: skip


def _promised(one: Commitment, public: set[int]) -> dict[str, Value]:
    pledge = one.pledge if one.kind == Commitment.Kind.PLEDGE else None
    return {
        "puts_into_practice": one.parent.reference
        if one.parent and one.parent_id in public
        else "",
        "addressed_to": "; ".join(_answer(addressee) for addressee in one.addressees.all()),
        "pledge_level": pledge.level if pledge else "",
        "promised_to": pledge.promised_to if pledge else "",
        "pledge_state": pledge.state if pledge else "",
    }


def _answer(addressee: Addressee) -> str:
    answer = addressee.get_answer_display() if addressee.answer else "no answer yet"
    return f"{addressee.organisation} ({answer})"


def _stands(one: Any) -> dict[str, Value]:
    return {
        "first_due": one.original_due,
        "public_since": one.public_from,
        "latest_update": one.latest_text or "",
        "latest_update_on": timezone.localdate(one.latest_at) if one.latest_at else None,
    }


def gap_rows(found: QuerySet[Commitment], *, site: str) -> list[dict[str, Value]]:
    """A row for each gap that one of these commitments names in public figures."""
    keys = found.order_by().values("pk")
    baselines: QuerySet[Baseline] = public_baselines().filter(commitment__in=keys)
    baselines = baselines.select_related(*LATEST).order_by("commitment__reference", "pk")
    return [_gap(one, site) for one in then_and_now_in_public(baselines)]


def _gap(one: ThenAndNow, site: str) -> dict[str, Value]:
    baseline, gap = one.baseline, one.baseline.gap
    return {
        "commitment": baseline.commitment.reference,
        "result": f"{site}{reverse('commitments:public_result', args=[baseline.pk])}",
        "gap": str(gap),
        "indicator": gap.indicator.key,
        "unit": gap.indicator.unit,
        "better_when": gap.indicator.better_when,
        "place": gap.place.name,
        "place_code": gap.place.code,
        "dimension": gap.dimension,
        "group": gap.group,
        "reference_group": gap.reference_group,
        "frozen_on": baseline.frozen_on,
        "then_period": baseline.period,
        "now_period": one.now_period,
        **{
            f"{when}_{name}{end}": value
            for when in ("then", "now")
            for name, part in FIGURES.items()
            for end, value in _rounded(getattr(one, f"{part}_{when}"))
        },
        "verdict": str(one.verdict),
        "then_release": str(baseline.release),
        "now_release": str(one.now_release or ""),
        "disclosure": baseline.release.disclosure,
    }


FIGURES = {
    "group_value": "group", "reference_value": "reference",
    "absolute_gap": "absolute", "relative_gap": "relative",
}  # fmt: skip


def _rounded(figure: Figure) -> Iterable[tuple[str, float | None]]:
    """As a page shows it: more digits could tell what the rounding of a release hides."""
    for end, value in (("", figure.value), ("_lower", figure.lower), ("_upper", figure.upper)):
        yield end, None if value is None else round(value, figure.decimals)


Rows = Callable[..., list[dict[str, Value]]]
ROWS: dict[str, Rows] = {"commitments": commitment_rows, "gaps": gap_rows}


def cells(columns: Sequence[Column], rows: Iterable[dict[str, Value]]) -> list[list[Value]]:
    """The rows in the order of the columns."""
    return [[row[column.name] for column in columns] for row in rows]
