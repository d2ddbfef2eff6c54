"""What became of each theme: how many speak of it, what it is tied to, and what was replied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from evenground_web.commitments.models import Reply, ReplyVersion, ThemeTie
from evenground_web.people.services.small_numbers import is_small, protected
from evenground_web.themes.models import Codebook, Theme
from evenground_web.themes.services import how_many, themes_of
from evenground_web.themes.services.codebooks import above
from evenground_web.voices.models import Voice

NO_REPLY = ("No reply yet", "grey")


@dataclass(frozen=True)
class Answer:
    """One theme with what became of it."""

    theme: Theme
    voices: str
    ties: int
    reply: ReplyVersion | None

    @property
    def states(self) -> list[tuple[str, str]]:
        """What the reply says, each with its colour: we did, we could not, not yet."""
        return self.reply.kinds if self.reply else [NO_REPLY]


def answers(codebook: Codebook) -> list[Answer]:
    """Every theme of a codebook that is in use, in its order."""
    counts, replies = how_many(codebook), _replies(codebook)
    ties = dict(
        ThemeTie.objects.filter(theme__codebook=codebook)
        .order_by()
        .values_list("theme")
        .annotate(Count("pk"))
    )
    merged: defaultdict[int, int] = defaultdict(int)
    themes = list(codebook.themes.all())
    for theme in themes:
        merged[theme.stands_as] += ties.get(theme.pk, 0)
    return [
        Answer(theme, protected(counts.get(theme.pk, 0)), merged[theme.pk], replies.get(theme.pk))
        for theme in themes
        if not theme.merged_into_id
    ]


def replies_about(theme: Theme) -> QuerySet[ReplyVersion]:
    """The newest published replies about a theme, or about one that was merged into it."""
    found = ReplyVersion.objects.newest().filter(reply__theme__in=theme.with_merged)
    return found.with_subject()


def _replies(codebook: Codebook) -> dict[int, ReplyVersion]:
    """The newest published reply about each theme, by its key."""
    found = ReplyVersion.objects.newest().filter(reply__theme__codebook=codebook).with_subject()
    return {version.reply.theme.stands_as: version for version in found if version.reply.theme}


def without_answer() -> list[Theme]:
    """Themes that enough people speak of to be told, and that nobody replied to; the most first."""
    replied = {
        reply.theme.stands_as
        for reply in Reply.objects.published().filter(theme__isnull=False).select_related("theme")
        if reply.theme
    }
    found = [
        (count, key)
        for codebook in Codebook.objects.all()
        for key, count in how_many(codebook).items()
        if not is_small(count) and key not in replied
    ]
    themes = Theme.objects.select_related("codebook").in_bulk([key for _, key in found])
    return [themes[key] for _, key in sorted(found, reverse=True)]


def key_of(theme: Theme) -> str:
    """How news names a theme."""
    return f"{theme._meta.label_lower}:{theme.pk}"


def subjects_of(voice: Voice) -> Iterable[str]:
    """The themes that a voice was found to speak of, those they are part of, and those merged into them."""
    keys = {
        key for theme in themes_of([voice]).get(voice.pk, ()) for key in (theme.pk, *above(theme))
    }
    return [key_of(theme) for theme in Theme.objects.counting_as(keys)]
