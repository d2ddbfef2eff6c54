"""Suggestions are asked for on a page and learned beside the server, from what people coded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from evenground import suggestions
from evenground_web.core import audit
from evenground_web.people.models import Person
from evenground_web.themes.models import (
    Codebook,
    Coding,
    Learning,
    Reading,
    Suggestion,
)
from evenground_web.themes.services.coding import voices_of
from evenground_web.themes.services.reading import COUNTED_AS, agreed_in
from evenground_web.themes.services.spans import Span, sentences
from evenground_web.voices.models import Voice

SEED = 1
MOST = 500  # suggestions from one learning, the surest
LONGEST = timedelta(minutes=30)
HALF = 0.5  # of those who finished a voice


class Taught(NamedTuple):
    """A sentence that people finished, with the keys of its themes."""

    text: str
    themes: set[str]
    voice: int


@audit.in_turn()
def ask(codebook: Codebook, *, by: Person, now: datetime | None = None) -> Learning:
    """Ask for suggestions; who asks again before they are there asks once."""
    if waiting := codebook.learnings.filter(state=Learning.State.ASKED).first():
        return waiting
    at = now or timezone.now()
    learning = Learning.objects.create(codebook=codebook, by=by, asked_at=at)
    audit.record(
        "themes.suggestions_asked", codebook, by=by, now=now, sentence="asked for suggestions"
    )
    return learning


def learn_what_was_asked(*, now: datetime) -> None:
    """Each that was asked for, once: what was begun and never ended is not begun again."""
    open_ones = Learning.objects.filter(state=Learning.State.ASKED)
    open_ones.filter(begun_at__lt=now - LONGEST).update(state=Learning.State.FAILED, learned_at=now)
    for learning in open_ones.filter(begun_at=None).select_related("codebook"):
        if not open_ones.filter(pk=learning.pk, begun_at=None).update(begun_at=now):
            continue  # another process began it
        try:
            learn(learning, now=now)
        except Exception:
            open_ones.filter(pk=learning.pk).update(state=Learning.State.FAILED, learned_at=now)
            raise


def learn(learning: Learning, *, now: datetime) -> None:
    """Learn from every sentence that coders finished, and suggest themes for those they did not."""
    codebook = learning.codebook
    taught = list(passages(codebook))
    texts, themes, voices = zip(*taught, strict=True) if taught else ((), (), ())
    suggester = suggestions.learn(texts, themes, voices, seed=SEED)
    left = [
        (voice, span) for voice in _unfinished(codebook) for span in sentences(voice.in_english)
    ]
    said = suggester.suggest([voice.in_english[slice(*span)] for voice, span in left])
    found = [
        Suggestion(learning=learning, theme_id=int(key), voice=voice, start=start, end=end, sure=sure)
        for (voice, (start, end)), keys in zip(left, said, strict=True)
        for key, sure in keys.items()
    ]  # fmt: skip
    _keep(learning, suggester.accuracy, taught, found, now=now)


@transaction.atomic
def _keep(
    learning: Learning,
    accuracy: Iterable[suggestions.Accuracy],
    taught: list[Taught],
    found: list[Suggestion],
    *,
    now: datetime,
) -> None:
    """What was learned in the place of what was suggested before and nobody decided about."""
    learning = Learning.objects.select_for_update().get(pk=learning.pk)
    if learning.state != Learning.State.ASKED:
        return
    learning.state, learning.learned_at = Learning.State.LEARNED, now
    learning.passages, learning.voices = len(taught), len({one.voice for one in taught})
    learning.accuracy = [_in_json(each) for each in accuracy]
    learning.save()
    Suggestion.objects.filter(learning__codebook=learning.codebook_id, decisions=None).delete()
    surest = sorted(found, key=lambda one: -one.sure)[:MOST]
    Suggestion.objects.bulk_create(surest, ignore_conflicts=True)
    audit.record(
        "themes.suggested", learning.codebook, by=None, now=now,
        sentence="learned from what was coded which themes to suggest",
    )  # fmt: skip


def passages(codebook: Codebook) -> Iterable[Taught]:
    """The sentences of all voices that coders finished, and what they found in each.

    What is agreed counts; of a voice that is not agreed yet, what at least half of those found who
    finished it.
    """
    readings: dict[int, set[int]] = defaultdict(set)
    for key, coder in codebook.readings.values_list("voice", "coder"):
        readings[key].add(coder)
    settled = set(codebook.settlements.standing().values_list("voice", flat=True))
    agreed, coded = _agreed(codebook), _coded(codebook)
    for voice in voices_of(codebook).filter(pk__in={*readings, *settled}).order_by("pk"):
        for start, end in sentences(voice.in_english):
            if voice.pk in settled:
                themes = {theme for theme, span in agreed[voice.pk] if _meet(span, (start, end))}
            else:
                themes = _of_most(coded[voice.pk], readings[voice.pk], (start, end))
            yield Taught(voice.in_english[start:end], {str(key) for key in themes}, voice.pk)


def _agreed(codebook: Codebook) -> dict[int, list[tuple[int, Span]]]:
    found: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    rows = agreed_in(codebook)
    for voice, theme, *span in rows.values_list("settlement__voice", "counts_as", "start", "end"):
        found[voice].append((theme, (span[0], span[1])))
    return found


def _coded(codebook: Codebook) -> dict[int, list[tuple[int, int, Span]]]:
    """By voice, who found which theme where."""
    found: dict[int, list[tuple[int, int, Span]]] = defaultdict(list)
    rows = Coding.objects.there().filter(theme__codebook=codebook).annotate(counts_as=COUNTED_AS)
    for voice, coder, theme, *span in rows.values_list(
        "voice", "coder", "counts_as", "start", "end"
    ):
        found[voice].append((coder, theme, (span[0], span[1])))
    return found


def _of_most(rows: list[tuple[int, int, Span]], finished: set[int], sentence: Span) -> set[int]:
    who: dict[int, set[int]] = defaultdict(set)
    for coder, theme, span in rows:
        if coder in finished and _meet(span, sentence):
            who[theme].add(coder)
    return {theme for theme, coders in who.items() if len(coders) >= HALF * len(finished)}


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _unfinished(codebook: Codebook) -> Iterable[Voice]:
    settled = codebook.settlements.standing()
    read = Reading.objects.filter(codebook=codebook)
    return voices_of(codebook).exclude(pk__in=settled.values("voice")).exclude(
        pk__in=read.values("voice")
    ).order_by("pk")  # fmt: skip


def _in_json(each: suggestions.Accuracy) -> dict[str, Any]:
    return {
        "theme": int(each.theme),
        "coded": each.coded,
        "suggested": each.suggested,
        "right": each.right,
        "precision": [float(part) for part in each.precision] if each.suggested else None,
        "recall": [float(part) for part in each.recall],
        "silent": each.silent,
    }
