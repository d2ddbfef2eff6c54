"""What people said, tied to an impact assessment: the topics they spoke about, and their quotes.

Words are looked up with the consent that stands when somebody reads: who takes them back, or no
longer wants to be quoted, disappears from a signed assessment too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from evenground_web.commitments.models import Commitment, ImpactAssessment
from evenground_web.commitments.services.risks.assessments import draft_of, wrote
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Topic
from evenground_web.people.models import Person
from evenground_web.voices.models import Voice

MOST_OFFERED = 100


@dataclass(frozen=True)
class WhatPeopleSaid:
    """What is tied to an assessment and may be shown today; `taken_back` counts what may not."""

    topics: list[Topic]
    voices: list[Voice]
    taken_back: int


def what_people_said(assessment: ImpactAssessment) -> WhatPeopleSaid:
    """The topics and the quotes that may be shown today, and how many were taken back."""
    tied = assessment.voices.count()
    shown = list(Voice.objects.quotable().filter(pk__in=assessment.voices.values("pk")))
    topics = list(assessment.topics.select_related("gathering"))
    return WhatPeopleSaid(topics, shown, tied - len(shown))


def quotes_about(commitment: Commitment) -> QuerySet[Voice]:
    """Quotes about the gaps and the topic of a commitment, and from where it was promised."""
    near = Q(gap__in=commitment.baselines.values("gap"))
    if commitment.topic_id:
        near |= Q(topic=commitment.topic_id)
    if commitment.gathering_id:
        near |= Q(gathering=commitment.gathering_id)
    found = Voice.objects.quotable().filter(near).order_by("-received", "claim_digest")
    return Voice.objects.filter(pk__in=list(found.values_list("pk", flat=True)[:MOST_OFFERED]))


def topics_about(commitment: Commitment) -> QuerySet[Topic]:
    """Its own topic, those of its gathering, and those of quotes about its gaps."""
    near = Q(pk=commitment.topic_id) | Q(gathering=commitment.gathering_id)
    of_gaps = Voice.objects.quotable().filter(gap__in=commitment.baselines.values("gap"))
    return (
        Topic.objects.filter(near | Q(pk__in=of_gaps.values("topic")))
        .select_related("gathering")
        .distinct()
    )


@audit.in_turn()
def tie_what_people_said(
    assessment: ImpactAssessment,
    *,
    by: Person | None,
    topics: Iterable[Topic],
    voices: Iterable[Voice],
    now: datetime | None = None,
) -> ImpactAssessment:
    """Tie topics and quotes in place of those that were tied; the same again changes nothing."""
    assessment, topics, voices = draft_of(assessment), list(topics), list(voices)
    may = set(
        Voice.objects.quotable()
        .filter(pk__in=[one.pk for one in voices])
        .values_list("pk", flat=True)
    )
    if len(may) < len(voices):
        raise RuleBroken(
            "Somebody no longer wants to be quoted. Load the page again: it shows the words that may "
            "be shown. Nothing was saved."
        )
    wanted = ({one.pk for one in topics}, may)
    kept = tuple(
        set(field.values_list("pk", flat=True)) for field in (assessment.topics, assessment.voices)
    )
    if wanted != kept:
        assessment.topics.set(topics)
        assessment.voices.set(voices)
        wrote(assessment, by)
        audit.record(
            "assessment.voices_tied", assessment, by=by, now=now,
            sentence=f"tied what people said: topics {len(topics)}, quotes {len(may)}",
        )  # fmt: skip
    return assessment
