"""How far coders agree, measured by how each coded on their own, before they talked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenground.measures import cohen_kappa, krippendorff_alpha
from evenground_web.core.numbers import number
from evenground_web.themes.models import Codebook, Coding, Reading, Theme
from evenground_web.themes.services.reading import outline
from evenground_web.themes.services.spans import sentences
from evenground_web.voices.models import Voice

WELL, WITH_CARE = 0.8, 0.667
FEW = 100


@dataclass(frozen=True)
class Agreement:
    """Of one theme, or of all together where there is none."""

    theme: Theme | None
    alpha: float
    lower: float
    upper: float
    kappa: float | None

    @property
    def is_known(self) -> bool:
        return bool(np.isfinite(self.alpha))

    @property
    def in_words(self) -> str:
        if not self.is_known:
            return "Cannot be told: nobody found it, or everybody everywhere"
        if self.alpha >= WITH_CARE and self.lower <= 0:
            return "Found too seldom to say: it could be chance"
        if self.alpha >= WELL:
            return "They agree well"
        if self.alpha >= WITH_CARE:
            return "They agree well enough to draw conclusions with care"
        return "Talk about what it means, and when to use it"

    @property
    def limits(self) -> str:
        return f"{number(self.lower, 2)} to {number(self.upper, 2)}"


@dataclass(frozen=True)
class Measured:
    """What was measured: by how many people, on how many sentences."""

    coders: int
    voices: int
    sentences: int
    together: Agreement | None
    themes: list[Agreement]

    @property
    def is_little(self) -> bool:
        return self.sentences < FEW


def measure(codebook: Codebook) -> Measured:
    """Whether each coder found each theme in each sentence of the voices that two or more finished."""
    finished = _finished(codebook)
    coders = sorted({coder for found in finished.values() for coder in found})
    themes = [theme for _, theme in outline(codebook)]
    voices = Voice.objects.in_bulk(finished)
    places = {key: sentences(voice.in_english) for key, voice in voices.items()}
    said = np.full((len(coders), sum(map(len, places.values())), len(themes)), np.nan)
    starts = _starts(said, finished, coders, places)
    _mark(said, codebook, finished, coders, themes, places, starts)
    found = [_agreement(said[:, :, index], theme) for index, theme in enumerate(themes)]
    together = _agreement(said.reshape(len(coders), -1), None) if said.size else None
    return Measured(len(coders), len(finished), said.shape[1], together, found if said.size else [])


def _finished(codebook: Codebook) -> dict[int, set[int]]:
    """By the key of each voice that two or more finished, who they are."""
    found: dict[int, set[int]] = defaultdict(set)
    readings = Reading.objects.filter(codebook=codebook, voice__in=Voice.objects.for_themes())
    for voice, coder in readings.values_list("voice", "coder"):
        found[voice].add(coder)
    return {voice: by for voice, by in sorted(found.items()) if len(by) > 1}


def _starts(
    said: NDArray[np.float64],
    finished: dict[int, set[int]],
    coders: list[int],
    places: dict[int, list[tuple[int, int]]],
) -> dict[int, int]:
    """Where the sentences of each voice begin in the table; who finished it said no until they say yes."""
    starts, row = {}, 0
    for voice, by in finished.items():
        starts[voice] = row
        for coder in by:
            said[coders.index(coder), row : row + len(places[voice])] = 0
        row += len(places[voice])
    return starts


def _mark(
    said: NDArray[np.float64],
    codebook: Codebook,
    finished: dict[int, set[int]],
    coders: list[int],
    themes: list[Theme],
    places: dict[int, list[tuple[int, int]]],
    starts: dict[int, int],
) -> None:
    columns = {theme.pk: index for index, theme in enumerate(themes)}
    codings = Coding.objects.there().filter(theme__codebook=codebook)
    for one in codings.select_related("theme"):
        if one.coder_id not in finished.get(one.voice_id, ()):
            continue
        for index, (start, end) in enumerate(places[one.voice_id]):
            if one.start < end and one.end > start:
                row = starts[one.voice_id] + index
                said[coders.index(one.coder_id), row, columns[one.theme.stands_as]] = 1


def _agreement(said: NDArray[np.float64], theme: Theme | None) -> Agreement:
    alpha, lower, upper = krippendorff_alpha(said, on_refusal="nan")
    kappa = float(cohen_kappa(*said, on_refusal="nan").value) if len(said) == 2 else None
    return Agreement(theme, float(alpha), float(lower), float(upper), kappa)
