"""What happens to codings when the words change that they are of."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet

from evenground_web.themes.models import Agreed, Coding, Reading, Settlement, Suggestion
from evenground_web.themes.services.spans import moved
from evenground_web.voices.models import Voice

FAR = 1_000_000


def follow(voice: Voice, before: str) -> None:
    """Codings go with words that are taken back, and move with those that are changed."""
    after = voice.in_english
    if voice.withdrawn_at or before != after:
        Suggestion.objects.filter(voice=voice).delete()
    if voice.withdrawn_at:
        for kind in (Settlement, Coding, Reading):
            kind.objects.filter(voice=voice).delete()
    elif before and after and before != after:
        codings = Coding.objects.filter(voice=voice)
        agreed = Agreed.objects.filter(settlement__voice=voice)
        _move(codings, before, after)
        _move(agreed, before, after)


def _move(rows: QuerySet[Any], before: str, after: str) -> None:
    """Each row to where its words stand now; first out of the way of the others."""
    places = {row.pk: moved((row.start, row.end), before, after) for row in rows}
    rows.update(start=F("start") + FAR, end=F("end") + FAR)
    for row in rows:
        start, end = places[row.pk]
        row.start, row.end = start, end
        if _stands_there(rows, row):
            row.delete()
        else:
            row.save(update_fields=["start", "end"])


def _stands_there(rows: QuerySet[Any], row: Any) -> bool:
    """Whether two passages became one where their words were replaced together."""
    if getattr(row, "taken_out_at", None):
        return False
    whose = {"coder": row.coder_id, "taken_out_at": None} if isinstance(row, Coding) else {}
    settlement = {} if isinstance(row, Coding) else {"settlement": row.settlement_id}
    return rows.filter(
        theme=row.theme_id, start=row.start, end=row.end, **whose, **settlement
    ).exists()
