"""Commitments much like one that is about to be added, of any partner, open or closed.

The likeness of two titles, or of two titles with the beginnings of their texts, is the share of
words and letters they have in common, in whatever order the words stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from evenground_web.commitments.models import Commitment

ALIKE = 68  # of 100
SHOWN = 5
TEXT_COMPARED = 200
FEWEST_LETTERS = 40  # a shorter text says too little to compare
Scores = np.ndarray[tuple[int, int], np.dtype[np.float64]]


@dataclass(frozen=True)
class LookAlike:
    """A commitment, and how much it is like another, of 100."""

    commitment: Commitment
    likeness: int


def lookalikes(title: str, text: str = "") -> list[LookAlike]:
    """Up to 5 commitments much like this, the likest first."""
    return lookalikes_of([(title, text)])[0]


def lookalikes_of(wanted: Sequence[tuple[str, str]]) -> list[list[LookAlike]]:
    """The same for many at once, each a title and a text."""
    rows = list(Commitment.objects.order_by("pk").values_list("pk", "title", "text"))
    if not rows or not wanted:
        return [[] for _ in wanted]
    scores = _scores(wanted, [(title, text) for _, title, text in rows])
    best = [
        [(rows[n][0], int(line[n])) for n in np.argsort(-line, kind="stable")[:SHOWN] if line[n]]
        for line in scores
    ]
    keys = {pk for line in best for pk, _ in line}
    found = Commitment.objects.select_related("owner").in_bulk(keys)
    return [[LookAlike(found[pk], score) for pk, score in line] for line in best]


def _scores(wanted: Sequence[tuple[str, str]], there: Sequence[tuple[str, str]]) -> Scores:
    ours, theirs = ([default_process(title) for title, _ in side] for side in (wanted, there))
    titles = np.maximum(
        _alike(fuzz.token_set_ratio, ours, theirs),
        _alike(fuzz.ratio, map(_sorted, ours), map(_sorted, theirs)),
    )
    with_text = [
        [n for n, (_, text) in enumerate(side) if len(text) >= FEWEST_LETTERS]
        for side in (wanted, there)
    ]
    if all(with_text):
        texts = _alike(
            fuzz.ratio,
            [_sorted(_whole(wanted[n])) for n in with_text[0]],
            [_sorted(_whole(there[n])) for n in with_text[1]],
        )
        block = np.ix_(*with_text)
        titles[block] = np.maximum(titles[block], texts)
    return titles


def _alike(scorer: Any, ours: Iterable[str], theirs: Iterable[str]) -> Scores:
    found = process.cdist(list(ours), list(theirs), scorer=scorer, score_cutoff=ALIKE)
    return found.astype(float)


def _sorted(text: str) -> str:
    """The words in order: sorted once here, they need not be for each pair."""
    return " ".join(sorted(text.split()))


def _whole(title_and_text: tuple[str, str]) -> str:
    title, text = title_and_text
    return default_process(f"{title} {text[:TEXT_COMPARED]}")
