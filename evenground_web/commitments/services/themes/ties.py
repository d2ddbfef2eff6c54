"""A theme is tied to a gap or a commitment, and untied; each with the reason, by whom and when."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evenground_web.commitments.models import Commitment, ThemeTie
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.insight.models import Gap
from evenground_web.people.models import Person
from evenground_web.themes.models import Theme
from evenground_web.themes.services.codebooks import in_use

LONGEST_REASON = 300
RECORDS = ("gap__indicator", "gap__place", "commitment__owner", "by")


@audit.in_turn()
def tie_theme(
    theme: Theme, *, by: Person, to: Gap | Commitment, why: str, now: datetime | None = None
) -> ThemeTie:
    """Say that a theme is about a gap, or that a commitment answers it; pressing twice ties once."""
    why = one_line(why)
    if not why:
        raise RuleBroken("Write why they belong together. Readers see it beside the theme.")
    if len(why) > LONGEST_REASON:
        raise RuleBroken(f"The reason is longer than {LONGEST_REASON} characters. Shorten it.")
    theme = in_use(theme)
    name = "gap" if isinstance(to, Gap) else "commitment"
    made, new = ThemeTie.objects.get_or_create(
        theme=theme, **{name: to}, defaults={"why": why, "by": by, "at": now or timezone.now()}
    )
    if new:
        audit.record(
            "theme.tied", theme, by=by, now=now,
            sentence=f"tied it to the {name} “{to}”, because: {why}",
        )  # fmt: skip
    return made


@audit.in_turn()
def untie_theme(tie: ThemeTie, *, by: Person, reason: str, now: datetime | None = None) -> Theme:
    """Say that they do not belong together after all; that they were tied stays in the history."""
    reason = one_line(reason)
    if not reason:
        raise RuleBroken("Write why they do not belong together.")
    tie = ThemeTie.objects.select_related("theme", *RECORDS).get(pk=tie.pk)
    theme, what = tie.theme, "gap" if tie.gap else "commitment"
    audit.record(
        "theme.untied", theme, by=by, now=now,
        sentence=f"untied it from the {what} “{tie.to}”, because: {reason}",
    )  # fmt: skip
    tie.delete()
    return theme


def ties_of(theme: Theme) -> QuerySet[ThemeTie]:
    """What a theme is tied to, with what the themes were tied to that were merged into it."""
    found = ThemeTie.objects.filter(theme__in=theme.with_merged)
    return found.select_related(*RECORDS).order_by("gap", "pk")


def themes_tied_to(**to: Any) -> QuerySet[ThemeTie]:
    """The themes that a gap or a commitment is tied to."""
    found = ThemeTie.objects.filter(**to).select_related(
        "theme__counted_as", "theme__codebook", "by"
    )
    return found.order_by("pk")


def commitments_of(theme: Theme) -> list[Commitment]:
    """The commitments that answer a theme."""
    return [tie.commitment for tie in ties_of(theme) if tie.commitment]
