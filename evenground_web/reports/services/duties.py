"""What reports on duties say: what information there is and what is lacking, objectives, assessments,
replies to those who spoke. Built only for templates that ask for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from evenground.indicators.programmes.whole import sets
from evenground_web.commitments.models import ImpactAssessment, ReplyVersion
from evenground_web.core.dates import months_after, nhs_date
from evenground_web.insight.models import Gap, Indicator, Measurement
from evenground_web.reports.services.figures import Content, named
from evenground_web.reports.services.house import Template
from evenground_web.reports.services.records import Records

LONGEST_OBJECTIVE = 4 * 12  # months


def for_duties(records: Records, template: Template) -> Content:
    """The content that the sections of this template need, and no other templates have."""
    builders = {section.builder for section in template.section}
    return {key: make(records, template) for key, make in PARTS.items() if key in builders}


def information(records: Records, template: Template) -> Content:
    """Each item that the set asks for: which indicators are held, broken down how, and published or not;
    what is lacking, with the reason."""
    asked = sets()[template.set]
    titles = dict(Indicator.objects.filter(key__in=asked.indicators).values_list("key", "title"))
    found = _gaps_by_indicator(asked.indicators)
    rows = [
        _item(item, area.title, asked.breakdowns, titles, found)
        for area in asked.areas
        for item in area.items
    ]
    return {
        "set": {"title": asked.title, "note": asked.certainty_note or ""},
        "breakdowns": [_in_words(name) for name in asked.breakdowns],
        "items": rows,
        "held": sum(bool(row["held"]) for row in rows),
        "without_number": _without_number(),
    }


def _gaps_by_indicator(keys: tuple[str, ...]) -> dict[str, dict[str, Content]]:
    """Of each indicator and breakdown: how many gaps were measured, up to when, how many are public."""
    rows = (
        Gap.objects.filter(indicator__key__in=keys, latest__isnull=False)
        .values("indicator__key", "dimension")
        .annotate(
            measured=Count("latest__absolute"),
            until=Max("latest__period_end"),
            public=Count("pk", filter=Q(latest__release__public_since__isnull=False)),
        )
        .order_by("indicator__key", "dimension")
    )
    found: dict[str, dict[str, Content]] = defaultdict(dict)
    for row in rows:
        found[row["indicator__key"]][row["dimension"]] = dict(row)
    return found


def _item(
    item: Any, area: str, breakdowns: tuple[str, ...], titles: dict[str, str],
    found: dict[str, dict[str, Content]],
) -> Content:  # fmt: skip
    held, lacking = [], []
    for key in item.indicators:
        if key not in titles:
            lacking.append(f"No figures are held for {key.replace('-', ' ')}")
            continue
        by = found.get(key, {})
        held.append({"title": titles[key], **_held(by)})
        if missing := [_in_words(name) for name in breakdowns if name not in by]:
            lacking.append(f"{titles[key]} is not broken down by {' or '.join(missing)}")
    lacking += [text for text in (item.lacking, item.not_yet) if text]
    return {
        "number": item.number,
        "area": area,
        "title": item.title,
        "held": held,
        "lacking": lacking,
    }


def _held(by: dict[str, Content]) -> Content:
    """What was analysed of one indicator."""
    public, until = sum(row["public"] for row in by.values()), [row["until"] for row in by.values()]
    return {
        "by": [_in_words(name) for name in by],
        "gaps": sum(row["measured"] for row in by.values()),
        "until": nhs_date(max(until)) if until else "",
        "public": public,
    }


def _in_words(dimension: str) -> str:
    words = {
        "deprivation_quintile": "deprivation",
        "ethnic_group": "ethnic group",
        "age_band": "age",
    }
    return words.get(dimension, dimension.replace("_", " "))


def _without_number() -> list[Content]:
    """Why the newest figures of gaps have no number: how many gaps for each reason."""
    lacking = Gap.objects.filter(latest__isnull=False, latest__absolute=None)
    counts: dict[str, int] = defaultdict(int)
    for group, reference, gaps in (
        lacking.order_by()
        .values_list("latest__group__status", "latest__reference__status")
        .annotate(Count("pk"))
    ):
        counts[group if group != Measurement.Status.VALUE else reference] += gaps
    return [
        {"why": str(Measurement.Status(why).label), "gaps": gaps}
        for why, gaps in sorted(counts.items())
    ]


def objectives(records: Records, template: Template) -> list[Content]:
    """The commitments of this group as objectives, each with what it lacks to be one."""
    tied = {baseline.commitment_id for baseline in records.baselines}
    return [
        {
            "commitment": named(one),
            "population": one.priority_population,
            "due": nhs_date(one.due),
            "status": one.delivery_words,
            "lacks": _lacks(one, one.pk in tied, on=records.on),
        }
        for one in records.commitments
    ]


def _lacks(commitment: Any, is_tied: bool, *, on: date) -> list[str]:
    """Why it is not specific or cannot be measured."""
    until = months_after(on, LONGEST_OBJECTIVE)
    found = (
        (not commitment.priority_population, "whom it is for"),
        (commitment.due is None, "a date"),
        (commitment.due is not None and commitment.due > until, "a date within 4 years"),
        (not is_tied, "a measured gap"),
    )
    return [words for lacks, words in found if lacks]


def assessments(records: Records, template: Template) -> Content:
    """The impact assessments that were signed in this time, and the commitments that have none."""
    by_id = {one.pk: one for one in records.commitments}
    signed = ImpactAssessment.objects.signed().filter(commitment__in=records.commitments)
    listed = signed.filter(signed_on__gt=records.since.last_day, signed_on__lte=records.on)
    have = set(signed.values_list("commitment", flat=True))
    return {
        "signed": [
            {
                "id": one.pk,
                "commitment": named(by_id[one.commitment_id]),
                "decision": one.get_decision_display(),
                "signed_on": nhs_date(one.signed_on),
                "review_on": nhs_date(one.review_on),
            }
            for one in listed.order_by("signed_on", "pk")
        ],
        "without": [named(one) for one in records.commitments if one.pk not in have],
    }


def replies(records: Records, template: Template) -> list[Content]:
    """What was replied to those who spoke in this time."""
    found = ReplyVersion.objects.newest().with_subject()
    found = found.filter(published_at__gt=records.since.at, published_at__lt=records.until)
    return [
        {
            "id": one.reply_id,
            "title": str(one.reply),
            "kinds": [words.lower() for words, _ in one.kinds],
            "on": nhs_date(one.published_at),
        }
        for one in found.order_by("published_at", "pk")
    ]


PARTS: dict[str, Callable[[Records, Template], Any]] = {
    "information": information,
    "objectives": objectives,
    "assessments": assessments,
    "replies": replies,
}
