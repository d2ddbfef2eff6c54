"""Coding: somebody finds themes in words, and says when they are done with a voice.

The record of who did what names the codebook and never the voice: when a voice was coded would
say something of when it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.editing import fingerprint
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import in_a_row
from evenground_web.people.models import Person
from evenground_web.themes.models import Codebook, Coding, Reading, Theme
from evenground_web.themes.services import agreeing
from evenground_web.themes.services.codebooks import check_in_use, tidy, version_of
from evenground_web.themes.services.spans import Span, trimmed
from evenground_web.voices.models import Voice, VoiceQuerySet


def voices_of(codebook: Codebook) -> VoiceQuerySet:
    """The voices that a codebook is about, as far as they may be used in themes and have words."""
    found = Voice.objects.for_themes().exclude(text="")
    if codebook.topic_id:
        return found.filter(topic=codebook.topic_id)
    return found.filter(gathering=codebook.gathering_id) if codebook.gathering_id else found


def may_be_coded(codebook: Codebook, *, by: Person) -> VoiceQuerySet:
    """The voices of a codebook that this person may read."""
    return voices_of(codebook).visible_to(by)


def left_to_code(codebook: Codebook, *, by: Person) -> VoiceQuerySet:
    """What this person has not finished and still needs a coder; begun by others first."""
    settled = codebook.settlements.standing().filter(voice=OuterRef("pk"))
    mine = Reading.objects.filter(voice=OuterRef("pk"), codebook=codebook, coder=by)
    finished = Count("readings", filter=Q(readings__codebook=codebook))
    found = may_be_coded(codebook, by=by).filter(~Exists(settled), ~Exists(mine))
    found = found.annotate(finished=finished).filter(finished__lt=codebook.coders)
    return found.order_by("-finished", "-received", "pk")


def mark_of(voice: Voice) -> str:
    """Which words somebody has before them; other words have another mark."""
    return fingerprint([voice.in_english])


@audit.in_turn()
def code(
    voice: Voice,
    *,
    by: Person,
    themes: Sequence[Theme],
    spans: Iterable[Span],
    memo: str = "",
    seen: str = "",
    now: datetime | None = None,
) -> list[Coding]:
    """Say that these themes are in these words; doing it twice is doing it once.

    `seen` is the mark of the words that somebody had before them, where they could be older.
    """
    if not themes:
        raise RuleBroken("Choose a theme.")
    codebook = themes[0].codebook
    voice = open_to_coding(codebook, voice, by=by)
    if seen and seen != mark_of(voice):
        raise RuleBroken("These words were changed while you read them. Read them again.")
    _check_themes(codebook, themes)
    found = sorted({trimmed(voice.in_english, span) for span in spans})
    if not found:
        raise RuleBroken("Choose the words in which you found it.")
    at, codings, new = now or timezone.now(), [], False
    for theme in themes:
        for start, end in found:
            coding, made = Coding.objects.get_or_create(
                theme=theme, voice=voice, coder=by, start=start, end=end, taken_out_at=None,
                defaults={"at": at, "memo": tidy(memo)},
            )  # fmt: skip
            codings.append(coding)
            new = new or made
    if new:
        names = in_a_row([f"“{theme}”" for theme in themes])
        audit.record("themes.coded", codebook, by=by, now=now, sentence=f"found {names} in a voice")
    return codings


def _check_themes(codebook: Codebook, themes: Sequence[Theme]) -> None:
    known = {theme.pk: theme for theme in codebook.themes.select_related("counted_as")}
    for theme in themes:
        if theme.pk not in known:
            raise RuleBroken(f"“{theme}” is not in the codebook any more. Choose another theme.")
        check_in_use(known[theme.pk])


@audit.in_turn()
def uncode(coding: Coding, *, by: Person, now: datetime | None = None) -> None:
    """Take your own coding out; that it was there is kept."""
    coding = Coding.objects.select_related("theme__codebook", "voice").get(pk=coding.pk)
    codebook = coding.theme.codebook
    if coding.coder_id != by.pk:
        raise RuleBroken("This is how somebody else coded it. Only they can take it out.")
    open_to_coding(codebook, coding.voice, by=by)
    if coding.taken_out_at is None:
        coding.taken_out_at = now or timezone.now()
        coding.save(update_fields=["taken_out_at"])
        audit.record(
            "themes.uncoded", codebook, by=by, now=now,
            sentence=f"took “{coding.theme}” out of how they coded a voice",
        )  # fmt: skip


@audit.in_turn()
def finish(
    codebook: Codebook, voice: Voice, *, by: Person, memo: str = "", now: datetime | None = None
) -> Reading:
    """Say that you are done with a voice. Where all coders found the same, that is agreed."""
    if done := Reading.objects.filter(codebook=codebook, voice=voice, coder=by).first():
        return done
    voice = open_to_coding(codebook, voice, by=by)
    at = now or timezone.now()
    reading = Reading.objects.create(
        codebook=codebook, voice=voice, coder=by, version=version_of(codebook), memo=tidy(memo),
        finished_at=at,
    )  # fmt: skip
    agreeing.settle_where_alike(codebook, voice, at=at)
    audit.record("themes.finished", codebook, by=by, now=now, sentence="finished coding a voice")
    return reading


@audit.in_turn()
def open_again(
    codebook: Codebook, voice: Voice, *, by: Person, now: datetime | None = None
) -> None:
    """Go on coding a voice you had finished, as long as you have not seen what others found."""
    reading = Reading.objects.filter(codebook=codebook, voice=voice, coder=by).first()
    if reading is None:
        raise RuleBroken("You had not finished this voice, so you can go on with it.")
    if agreeing.settled(codebook, voice):
        raise RuleBroken("This voice is agreed. Take back what is agreed first.")
    if codebook.blind and enough(codebook, voice):
        raise RuleBroken(
            "All coders have finished, so how each coded stays as it is. What you think now goes "
            "into what you agree on."
        )
    reading.delete()
    audit.record("themes.opened_again", codebook, by=by, now=now, sentence="opened a voice again")


def open_to_coding(codebook: Codebook, voice: Voice, *, by: Person) -> Voice:
    """The voice as it is now, if this person may still code it."""
    Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    found = may_be_coded(codebook, by=by).filter(pk=voice.pk).first()
    if found is None:
        raise RuleBroken(
            "These words may not be coded: whoever spoke does not allow it or took them back, or "
            "they are about something else. Choose another voice."
        )
    if agreeing.settled(codebook, voice):
        raise RuleBroken("This voice is agreed. Take back what is agreed first, to code it again.")
    if Reading.objects.filter(codebook=codebook, voice=voice, coder=by).exists():
        raise RuleBroken("You have finished this voice. Open it again first.")
    return found


def enough(codebook: Codebook, voice: Voice) -> bool:
    """Whether as many people as the codebook asks for have finished this voice."""
    return codebook.readings.filter(voice=voice).count() >= codebook.coders


def codings_seen_by(somebody: Person, codebook: Codebook) -> QuerySet[Coding]:
    """How somebody coded themselves, and how others did where coders may see that."""
    found = Coding.objects.there().filter(theme__codebook=codebook)
    if not codebook.blind:
        return found
    finished = codebook.readings.order_by().values("voice").annotate(coders=Count("pk"))
    agreed = codebook.settlements.standing()
    return found.filter(
        Q(coder=somebody)
        | Q(voice__in=finished.filter(coders__gte=codebook.coders).values("voice"))
        | Q(voice__in=agreed.values("voice"))
    )


def is_open_to(codebook: Codebook, voice: Voice) -> bool:
    """Whether coders may see how others coded this voice."""
    return not codebook.blind or enough(codebook, voice) or agreeing.settled(codebook, voice)


def open_voices(codebook: Codebook) -> VoiceQuerySet:
    """The voices of which coders may see how others coded."""
    if not codebook.blind:
        return voices_of(codebook)
    finished = codebook.readings.order_by().values("voice").annotate(coders=Count("pk"))
    done = finished.filter(coders__gte=codebook.coders).values("voice")
    settled = codebook.settlements.standing().values("voice")
    return voices_of(codebook).filter(Q(pk__in=done) | Q(pk__in=settled))
