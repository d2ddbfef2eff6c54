"""The chain of custody: of each quote the consent, who coded it and agreed, and who took names out.

It names those who worked on a voice and never who spoke, and holds none of the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evenground_web.core.models import AuditEvent
from evenground_web.themes.models import Coding, Settlement, Theme
from evenground_web.voices.models import ConsentGiven, Sealed, Voice

CLEARED, TAKEN_OUT = "voice.cleared", "voice.taken_out"


def custody(quoted: Sequence[tuple[Theme, Voice]]) -> list[dict[str, Any]]:
    """A row for each quote of each theme, in the order in which they are quoted."""
    voices = [voice for _, voice in quoted]
    given = ConsentGiven.objects.filter(voice__in=voices).order_by("pk")
    consents = {one.voice_id: one for one in given}
    sealed = set(Sealed.objects.filter(voice__in=voices).values_list("voice", flat=True))
    handled = _handled(voices)
    return [
        {
            "theme": theme.name,
            "voice": voice.pk,
            "consent": _consent(consents.get(voice.pk)),
            "translated": voice.get_translated_by_display() if voice.translated_by else "",
            "taken_out": sorted(handled.get((TAKEN_OUT, voice.pk), ())),
            "is_redacted": voice.pk in sealed,
            "cleared": sorted(handled.get((CLEARED, voice.pk), ())),
            "coders": _coders(theme, voice),
            "agreed": _agreed(theme, voice),
        }
        for theme, voice in quoted
    ]


def _consent(given: ConsentGiven | None) -> dict[str, Any]:
    if given is None:
        return {"words": "", "wording": 0, "since": ""}
    return {"words": given.words, "wording": given.wording, "since": f"{given.on:%B %Y}"}


def _handled(voices: Sequence[Voice]) -> dict[tuple[str, int], set[str]]:
    """Who took names out of each voice, and who found nothing that shows who spoke."""
    found: dict[tuple[str, int], set[str]] = {}
    events = AuditEvent.objects.filter(
        subject_type="voices.voice", subject_id__in=[str(voice.pk) for voice in voices],
        verb__in=(CLEARED, TAKEN_OUT),
    )  # fmt: skip
    for verb, voice, name in events.values_list("verb", "subject_id", "actor_name"):
        found.setdefault((verb, int(voice)), set()).add(name)
    return found


def _coders(theme: Theme, voice: Voice) -> list[str]:
    """Who found the theme, or one that was merged into it, in the voice."""
    found = Coding.objects.standing().filter(voice=voice, theme__in=theme.with_merged)
    return sorted({str(one.coder) for one in found.select_related("coder")})


def _agreed(theme: Theme, voice: Voice) -> str:
    """How it was agreed: by itself, or after talking, and who wrote that down."""
    found = Settlement.objects.standing().filter(voice=voice, agreed__theme__in=theme.with_merged)
    settlement = found.first()
    if settlement is None:
        return ""
    if settlement.by is None:
        return "All coders found the same"
    return f"Agreed after talking, written down by {settlement.by}"
