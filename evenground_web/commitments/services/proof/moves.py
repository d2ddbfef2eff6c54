"""A new release moved gaps: those who spoke about them are told."""

from __future__ import annotations

from collections.abc import Sequence

from evenground_web.insight.models import Gap, Release
from evenground_web.insight.pages import GapPage
from evenground_web.insight.services import change_in
from evenground_web.voices import services as voices


def tell_those_who_spoke(release: Release, gaps: Sequence[Gap]) -> None:
    """Called in the transaction that keeps the release."""
    moved = Gap.objects.filter(pk__in=voices.spoken_of(gaps)).select_related(
        "indicator", "place", "first__group", "first__reference", "latest__group",
        "latest__reference",
    )  # fmt: skip
    sentences = {
        gap.pk: GapPage(gap, points=(), change=change_in(gap), groups=()).trend for gap in moved
    }
    voices.note_moves(release, sentences, now=release.made_at)
