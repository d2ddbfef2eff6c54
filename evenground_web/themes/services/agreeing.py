"""What is agreed of a voice: by itself where all coders found the same themes, else by talking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person
from evenground_web.themes.models import Agreed, Codebook, Coding, Reading, Settlement, Theme
from evenground_web.themes.services.codebooks import in_use, tidy
from evenground_web.themes.services.spans import Span, joined, trimmed
from evenground_web.voices.models import Voice


@dataclass(frozen=True)
class Passage:
    """A theme in some words."""

    theme: Theme
    start: int
    end: int


def settled(codebook: Codebook, voice: Voice) -> bool:
    return codebook.settlements.standing().filter(voice=voice).exists()


def settlement_of(codebook: Codebook, voice: Voice) -> Settlement | None:
    """What is agreed of a voice now, with its themes."""
    found = codebook.settlements.standing().filter(voice=voice)
    return found.prefetch_related("agreed__theme__counted_as").select_related("by").first()


@audit.in_turn()
def settle(
    codebook: Codebook,
    voice: Voice,
    *,
    by: Person,
    agreed: Iterable[Passage],
    reason: str = "",
    now: datetime | None = None,
) -> Settlement:
    """Write down what coders agreed on after talking; how each coded stays beside it."""
    Voice.objects.select_for_update(of=("self",)).get(pk=voice.pk)
    found = Voice.objects.for_themes().visible_to(by).filter(pk=voice.pk).first()
    if found is None:
        raise RuleBroken("These words may not be coded any more.")
    if settled(codebook, voice):
        raise RuleBroken("Somebody wrote down already what is agreed. Look at that first.")
    done = codebook.readings.filter(voice=voice).count()
    if done < codebook.coders:
        raise RuleBroken(
            f"Of {codebook.coders} coders {done} {'has' if done == 1 else 'have'} finished. Talk "
            "when all are done."
        )
    passages = [Passage(in_use(one.theme), one.start, one.end) for one in agreed]
    if any(one.theme.codebook_id != codebook.pk for one in passages):
        raise RuleBroken("One of these themes is of another codebook.")
    settlement = _keep(codebook, found, passages, by=by, reason=reason, at=now or timezone.now())
    audit.record(
        "themes.settled", codebook, by=by, now=now, sentence="wrote down what is agreed of a voice"
    )
    return settlement


def settle_where_alike(codebook: Codebook, voice: Voice, *, at: datetime) -> None:
    """What all coders of a voice found is agreed without talking, once all are done."""
    coders = [*codebook.readings.filter(voice=voice).values_list("coder", flat=True)]
    if len(coders) < codebook.coders or settled(codebook, voice):
        return
    spans: dict[int, dict[int, list[Span]]] = {coder: defaultdict(list) for coder in coders}
    codings = Coding.objects.there().filter(voice=voice, theme__codebook=codebook, coder__in=coders)
    for one in codings.select_related("theme"):
        spans[one.coder_id][one.theme.stands_as].append((one.start, one.end))
    first, *others = spans.values()
    if any(other.keys() != first.keys() for other in others):
        return
    themes = Theme.objects.in_bulk(first)
    passages = [
        Passage(theme, *span)
        for key, theme in themes.items()
        for span in joined(span for found in spans.values() for span in found[key])
    ]
    _keep(codebook, voice, passages, by=None, reason="", at=at)


def _keep(
    codebook: Codebook,
    voice: Voice,
    passages: Iterable[Passage],
    *,
    by: Person | None,
    reason: str,
    at: datetime,
) -> Settlement:
    settlement = Settlement.objects.create(
        codebook=codebook, voice=voice, by=by, reason=tidy(reason), at=at
    )
    kept = {(one.theme.pk, *trimmed(voice.in_english, (one.start, one.end))) for one in passages}
    Agreed.objects.bulk_create(
        Agreed(settlement=settlement, theme_id=theme, start=start, end=end)
        for theme, start, end in sorted(kept)
    )
    return settlement


@audit.in_turn()
def take_back(settlement: Settlement, *, by: Person, now: datetime | None = None) -> None:
    """What was agreed is open again, to talk about or to code; that it was agreed is kept."""
    settlement = Settlement.objects.select_related("codebook").get(pk=settlement.pk)
    if settlement.taken_back_at:
        raise RuleBroken("Somebody took this back already.")
    settlement.taken_back_at = now or timezone.now()
    settlement.save(update_fields=["taken_back_at"])
    audit.record(
        "themes.settlement_taken_back", settlement.codebook, by=by, now=now,
        sentence="took back what was agreed of a voice",
    )  # fmt: skip


def to_talk_about(codebook: Codebook) -> list[int]:
    """The voices that all coders finished, and found different themes in."""
    done: dict[int, int] = defaultdict(int)
    readings = Reading.objects.filter(codebook=codebook, voice__in=Voice.objects.for_themes())
    open_ones = readings.exclude(voice__in=codebook.settlements.standing().values("voice"))
    for voice in open_ones.values_list("voice", flat=True):
        done[voice] += 1
    return [voice for voice, count in done.items() if count >= codebook.coders]
