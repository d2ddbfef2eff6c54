"""Which issued reports quote a voice, or did before it was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evenground_web.reports.blocks import voices_in
from evenground_web.reports.listening.models import ListeningVersion
from evenground_web.voices.models import Voice
from evenground_web.voices.services import Use


def reports_that_quote(voices: Iterable[Voice]) -> Iterator[Use]:
    """Each version that was issued, with an address where everybody may read it."""
    wanted = {voice.pk for voice in voices}
    issued = ListeningVersion.objects.issued().select_related("report").defer("content")
    for version in issued.filter(pk__in=_quoting(wanted)):
        for quoted in wanted.intersection(voices_in(version.document)):
            yield Use(
                voice=quoted,
                words=f"{version.title}, version {version.version}, a report of what people said",
                on=version.issued_on,
                url=version.public_url if version.is_public else "",
                is_printed=True,
            )


def _quoting(wanted: Iterable[int]) -> set[int]:
    through = ListeningVersion.objects.filter(chapters__quotes__in=list(wanted))
    return set(through.values_list("pk", flat=True))
