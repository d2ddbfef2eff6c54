"""The content of a report, from the records as they are: the same records and day give the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from evenground_web.commitments.models import Commitment, ReplyVersion
from evenground_web.commitments.services.themes.answers import replies_about
from evenground_web.commitments.services.themes.ties import ties_of
from evenground_web.core.dates import nhs_date
from evenground_web.people.services.small_numbers import protected
from evenground_web.reports.listening.models import Chapter, ListeningVersion
from evenground_web.reports.listening.services.custody import custody
from evenground_web.themes.models import Codebook
from evenground_web.themes.services import how_many
from evenground_web.voices.models import Voice, VoiceQuerySet
from evenground_web.voices.services import heard

Content = dict[str, Any]


def build(version: ListeningVersion, *, on: date) -> Content:
    """All that a report says, and of each quote how it came into it."""
    codebook = version.report.codebook
    counts = how_many(codebook)
    chapters = list(
        version.chapters.select_related("theme").prefetch_related(
            "commitments__owner", "commitments__addressees__organisation"
        )
    )
    quotes = {chapter.pk: _quotes(chapter) for chapter in chapters}
    total, tables = heard(_coded(codebook))
    return {
        "title": version.title,
        "summary": version.summary,
        "listened": version.listened,
        "prepared_on": nhs_date(on),
        "codebook": {"id": codebook.pk, "title": codebook.title, "question": codebook.question},
        "where": str(codebook.topic or codebook.gathering or ""),
        "coders": codebook.coders,
        "heard": total,
        "who": [
            {"title": one.title, "head": one.head, "rows": one.rows, "hidden": bool(one.hidden)}
            for one in tables
            if one.is_told
        ],
        "chapters": [
            _told(chapter, counts.get(chapter.theme_id, 0), quotes[chapter.pk], on=on)
            for chapter in chapters
        ],
        "custody": custody(
            [(chapter.theme, voice) for chapter in chapters for voice in quotes[chapter.pk]]
        ),
    }


def _coded(codebook: Codebook) -> VoiceQuerySet:
    """The voices whose coding is agreed."""
    agreed = codebook.settlements.standing()
    return Voice.objects.for_themes().filter(pk__in=agreed.values("voice"))


def _quotes(chapter: Chapter) -> list[Voice]:
    """The quotes of a chapter whose authors still allow that everybody reads them."""
    kept = chapter.quotes.values("pk")
    return list(Voice.objects.quotable_to_everybody().filter(pk__in=kept).order_by("pk"))


def _told(chapter: Chapter, count: int, quotes: list[Voice], *, on: date) -> Content:
    theme = chapter.theme
    promised = list(chapter.commitments.all())
    recommended = Commitment.Kind.RECOMMENDATION
    return {
        "theme": {"id": theme.pk, "name": theme.name, "definition": theme.definition},
        "voices": protected(count),
        "words": chapter.words,
        "quotes": [voice.pk for voice in quotes],
        "recommendations": [_asked(one, on=on) for one in promised if one.kind == recommended],
        "promises": [
            {**_named(one), "status": one.delivery_words}
            for one in promised
            if one.kind != recommended
        ],
        "gaps": [
            {"id": tie.gap.pk, "title": str(tie.gap), "why": tie.why}
            for tie in ties_of(theme)
            if tie.gap
        ],
        "replies": [_replied(reply) for reply in replies_about(theme)],
    }


def _named(commitment: Commitment) -> Content:
    return {
        "id": commitment.pk,
        "reference": commitment.reference,
        "title": commitment.title,
        "owner": str(commitment.owner),
    }


def _asked(commitment: Commitment, *, on: date) -> Content:
    """A recommendation with whom it is addressed to, and what each answered."""
    addressees = [
        {"organisation": str(one.organisation), "answer": one.in_words(on=on)[0]}
        for one in commitment.addressees.all()
    ]
    return {**_named(commitment), "addressees": addressees}


def _replied(version: ReplyVersion) -> Content:
    return {
        "did": version.did,
        "could_not": version.could_not,
        "will": version.will,
        "by_day": nhs_date(version.by_day),
    }
