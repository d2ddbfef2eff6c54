"""What an impact assessment asks, as a file words it; and which commitments have one."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from pydantic import Field

from evenground.declared import Declared
from evenground_web.commitments.models import AssessmentWording, Commitment, ImpactAssessment
from evenground_web.commitments.services.lists.listing import IN_ORDER
from evenground_web.commitments.services.risks.loading import HERE, from_house, load
from evenground_web.core import audit
from evenground_web.people.models import Person

DEFAULT = "scales/assessment_wording.toml"
MISSING, DRAFT, OVERDUE, SIGNED = "missing", "draft", "overdue", "signed"
STATES = {
    MISSING: ("Missing", "yellow"), DRAFT: ("Not signed yet", "blue"),
    OVERDUE: ("Review overdue", "red"), SIGNED: ("Signed", "green"),
}  # fmt: skip


class Question(Declared):
    question: str = Field(min_length=1, max_length=300)
    hint: str = Field(default="", max_length=600)


class Questions(Declared):
    benefit: Question
    harm: Question
    basis: Question
    evidence: Question
    said: Question
    reason: Question


class Decisions(Declared):
    go_ahead: str = Field(min_length=1, max_length=300)
    change: str = Field(min_length=1, max_length=300)
    accept: str = Field(min_length=1, max_length=300)
    stop: str = Field(min_length=1, max_length=300)


class Affected(Declared):
    name: str = Field(min_length=1, max_length=200)
    hint: str = Field(default="", max_length=600)


class Wording(Declared):
    name: str = Field(min_length=1, max_length=120)
    version: str = Field(min_length=1, max_length=20)
    source: str = ""
    questions: Questions
    decisions: Decisions
    group: tuple[Affected, ...] = Field(min_length=1, max_length=60)


@cache
def _default() -> AssessmentWording:
    return from_house(AssessmentWording, Wording, DEFAULT)


def wording_file() -> str:
    """The wording that comes with Evenground, as the text of its file."""
    return (HERE / DEFAULT).read_text(encoding="utf-8")


def wording_in_use() -> AssessmentWording:
    """The newest wording, with which assessments are begun."""
    return AssessmentWording.objects.first() or _default()


def kept_wording(now: datetime | None = None) -> AssessmentWording:
    """The wording in use, saved, so that an assessment can say what it was asked."""
    if (kept := AssessmentWording.objects.first()) is not None:
        return kept
    default = _default()
    return AssessmentWording.objects.create(
        name=default.name, version=default.version, content=default.content,
        loaded_at=now or timezone.now(),
    )  # fmt: skip


@audit.in_turn()
def load_wording(
    text: str, *, by: Person | None, file: str = "wording.toml", now: datetime | None = None
) -> AssessmentWording:
    """Ask in these words from now on; assessments that were begun keep theirs."""
    return load(
        text, model=AssessmentWording, shape=Wording, file=file, what="wording", by=by, now=now
    )  # fmt: skip


def with_assessment(commitments: QuerySet[Commitment]) -> QuerySet[Any]:
    """Each with the review of its newest signed assessment, and whether it has a draft."""
    drafts = ImpactAssessment.objects.drafts().filter(commitment=OuterRef("pk"))
    return commitments.annotate(
        review_on=ImpactAssessment.objects.newest_review_of(OuterRef("pk")),
        has_draft=Exists(drafts),
    )


def find_assessed(*, on: date, state: str = "", owner: Any = None) -> QuerySet[Any]:
    """Open commitments by how their impact was thought through; those that need it first."""
    found = with_assessment(Commitment.objects.open())
    if owner:
        found = found.filter(owner=owner)
    if state in STATES:
        found = found.filter(_in(state, on=on))
    return found.select_related("owner").order_by(F("review_on").asc(nulls_first=True), *IN_ORDER)


def _in(state: str, *, on: date) -> Q:
    states = {
        MISSING: Q(review_on=None, has_draft=False),
        DRAFT: Q(has_draft=True),
        OVERDUE: Q(review_on__lt=on),
        SIGNED: Q(review_on__gte=on),
    }
    return states[state]


def states_of(commitment: Any, *, on: date) -> list[tuple[str, str]]:
    """In words and colours: missing, or signed or overdue, and whether a draft is under way."""
    states = []
    if commitment.review_on:
        states.append(STATES[OVERDUE if commitment.review_on < on else SIGNED])
    if commitment.has_draft:
        states.append(STATES[DRAFT])
    return states or [STATES[MISSING]]


def counts_of_assessed(*, on: date) -> list[tuple[str, str, int]]:
    """How many open commitments are in each state, in one query."""
    every = with_assessment(Commitment.objects.open())
    found = every.aggregate(**{state: Count("pk", filter=_in(state, on=on)) for state in STATES})
    return [(state, words, found[state]) for state, (words, _) in STATES.items()]
