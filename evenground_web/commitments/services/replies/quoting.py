"""Which published replies quote a voice, or did before it was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils import timezone

from evenground_web.commitments.models import ReplyVersion
from evenground_web.voices.models import Voice
from evenground_web.voices.services import Use


def records_that_quote(voices: Iterable[Voice]) -> Iterator[Use]:
    """Each version of a reply that everybody could read."""
    keys = [voice.pk for voice in voices]
    through = ReplyVersion.quotes.through.objects.filter(
        voice__in=keys, replyversion__published_at__isnull=False
    ).select_related(
        "replyversion__reply__gathering",
        "replyversion__reply__topic__gathering",
        "replyversion__reply__gap__indicator",
        "replyversion__reply__gap__place",
        "replyversion__reply__theme",
    )
    for quoted in through:
        version = quoted.replyversion
        yield Use(
            voice=quoted.voice_id,
            words=f"What we replied about {version.reply}, version {version.version}",
            on=timezone.localdate(version.published_at),
            url=version.reply.get_absolute_url(),
        )
