"""Themes suggested for words, learned from words that people have coded; how often it is right."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenground.errors import DataError
from evenground.measures import proportion
from evenground.measures.shapes import Estimate, Numbers

if TYPE_CHECKING:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import FeatureUnion

ENOUGH_PASSAGES = 20
ENOUGH_PEOPLE = 10
RIGHT_OFTEN = 0.6  # of suggestions, when the line is drawn
MORE_RIGHT_THAN_WRONG = 0.5  # of suggestions, by the lower limit, before any is shown
PARTS = 5
SIGNS = r"\w+|[^\w\s]"
MOST = 20_000  # words, and as many parts of words: the commonest

FEW = f"Fewer than {ENOUGH_PASSAGES} passages of {ENOUGH_PEOPLE} people have it so far."
EVERYWHERE = (
    f"Fewer than {ENOUGH_PASSAGES} passages of {ENOUGH_PEOPLE} people are without it so far."
)
OFTEN_WRONG = "Suggestions of it could be wrong as often as right."

Marks = NDArray[np.bool_]


class Accuracy(NamedTuple):
    """What suggestions of one theme were worth on passages that the learning had not seen."""

    theme: str
    coded: int  # passages to which people gave it
    suggested: int
    right: int  # suggested, and given by people too
    precision: Estimate  # of what was suggested, the share that people gave; NaN when nothing was
    recall: Estimate  # of what people gave, the share that was suggested
    silent: str  # why it is not suggested; empty when it is


@dataclass(frozen=True)
class Suggester:
    accuracy: tuple[Accuracy, ...]
    _words: FeatureUnion | None
    _heard: dict[str, tuple[LogisticRegression, float]]

    def suggest(self, passages: Sequence[str]) -> list[dict[str, float]]:
        """The themes of each passage, surest first, with how sure: between 0 and 1."""
        found: list[dict[str, float]] = [{} for _ in passages]
        if self._words is None or not passages:
            return found
        words = self._words.transform(passages)
        for theme, (model, line) in self._heard.items():
            for place, sure in enumerate(model.predict_proba(words)[:, 1]):
                if sure >= line:
                    found[place][theme] = float(sure)
        return [dict(sorted(each.items(), key=lambda pair: -pair[1])) for each in found]


def learn(
    passages: Sequence[str],
    themes: Sequence[Collection[str]],
    people: Sequence[Hashable],
    *,
    seed: int,
) -> Suggester:
    """What people's own coding teaches about which themes other passages may have.

    Reads as suggestions for people to confirm or refuse, never coding by themselves. A theme is
             silent when it has been given to too few passages, or to nearly all; or when its
             suggestions, judged on passages that were kept apart, could be wrong as often as right.
    Shapes   passages, themes, people: one for each passage that somebody looked at; no themes when
             none applies. All that one person said is in the same part when accuracy is judged.
    Units    precision and recall are shares between 0 and 1.
    Limits   Wilson score, 95%.
    Raises   DataError when the three are not of one length.
    Source   Words, pairs of words and parts of words weighed by how rare they are (Sparck Jones
             1972, J Doc 28:11-21); one logistic regression for each theme. Accuracy from five parts,
             each judged by what the other four taught; the line that a suggestion must pass is
             drawn in four parts, for the best F1 of those lines where 3 in 5 suggestions are right,
             and judged in the fifth.
    Checked  1,500 public comments with 37 themes, in benchmarks/suggestions.py; coding at random
             gets no suggestions.
    """
    if not len(passages) == len(themes) == len(people):
        raise DataError("Give the themes and the person of each passage: one of each.")
    order = sorted(range(len(passages)), key=lambda n: (passages[n], str(people[n])))
    texts = [passages[n] for n in order]
    names = sorted({theme for given in themes for theme in given})
    marks = np.array([[name in themes[n] for name in names] for n in order], bool)
    who = np.array([str(people[n]) for n in order], str)
    judged = _judged(texts, marks.reshape(len(texts), len(names)), who, names, seed)
    heard = [(name, line) for name, (accuracy, line) in judged.items() if not accuracy.silent]
    accuracy = tuple(accuracy for accuracy, _ in judged.values())
    if not heard:
        return Suggester(accuracy, None, {})
    words = _vocabulary()
    seen = words.fit_transform(texts)
    models = {name: (_model(seen, marks[:, names.index(name)]), line) for name, line in heard}
    return Suggester(accuracy, words, models)


def _judged(
    texts: list[str], marks: Marks, who: NDArray[np.str_], names: list[str], seed: int
) -> dict[str, tuple[Accuracy, float]]:
    """By theme: how right suggestions are, and how sure one must be."""
    why = {name: _too_few(marks[:, n], who) for n, name in enumerate(names)}
    asked = [n for n, name in enumerate(names) if not why[name]]
    sure = np.zeros(marks.shape)
    part = np.zeros(len(texts), int)
    if asked:
        sure[:, asked], part = _unseen(texts, marks[:, asked], who, seed)
    judged = {}
    for n, name in enumerate(names):
        given, suggested = marks[:, n], np.zeros(len(texts), bool)
        if not why[name]:
            for each in range(PARTS):
                others = part != each
                suggested |= ~others & (sure[:, n] >= _line(sure[others, n], given[others]))
        accuracy = _accuracy(name, given, suggested, why[name])
        judged[name] = accuracy, _line(sure[:, n], given)
    return judged


def _too_few(given: Marks, who: NDArray[np.str_]) -> str:
    for has, words in ((given, FEW), (~given, EVERYWHERE)):
        if has.sum() < ENOUGH_PASSAGES or len(np.unique(who[has])) < ENOUGH_PEOPLE:
            return words
    return ""


def _unseen(
    texts: list[str], marks: Marks, who: NDArray[np.str_], seed: int
) -> tuple[Numbers, NDArray[np.int_]]:
    """How sure four parts are of the fifth, by passage and theme; and the part of each passage."""
    from sklearn.model_selection import GroupKFold

    sure, part = np.zeros(marks.shape), np.zeros(len(texts), int)
    parts = GroupKFold(PARTS, shuffle=True, random_state=seed)
    for each, (taught, kept) in enumerate(parts.split(texts, groups=who)):
        part[kept] = each
        words = _vocabulary()
        seen = words.fit_transform([texts[n] for n in taught])
        apart = words.transform([texts[n] for n in kept])
        for n in range(marks.shape[1]):
            if marks[taught, n].any() and not marks[taught, n].all():
                sure[kept, n] = _model(seen, marks[taught, n]).predict_proba(apart)[:, 1]
    return sure, part


def _line(sure: Numbers, given: Marks) -> float:
    """How sure is enough; 2, which nobody is, where no line has 3 in 5 suggestions right."""
    surest = np.argsort(-sure, kind="stable")
    levels, right, said = sure[surest], np.cumsum(given[surest]), np.arange(1, len(sure) + 1)
    next_level = np.append(levels[1:], 0)
    drawn = (next_level < levels) & (right >= RIGHT_OFTEN * said)
    worth = np.where(drawn, 2 * right / (said + given.sum()), 0)
    best = int(np.argmax(worth))
    return float(levels[best] + next_level[best]) / 2 if worth[best] > 0 else 2.0


def _accuracy(theme: str, given: Marks, suggested: Marks, why: str) -> Accuracy:
    coded, said, right = int(given.sum()), int(suggested.sum()), int((given & suggested).sum())
    precision = proportion(right, said) if said else Estimate(*np.full(3, np.nan))
    if not why and not precision.lower >= MORE_RIGHT_THAN_WRONG:
        why = OFTEN_WRONG
    return Accuracy(theme, coded, said, right, precision, proportion(right, coded), why)


def _vocabulary() -> FeatureUnion:
    """Words, signs and pairs of them, and parts of words: every writing has some."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_union

    both: dict[str, Any] = {"sublinear_tf": True, "strip_accents": "unicode", "max_features": MOST}
    return make_union(
        TfidfVectorizer(ngram_range=(1, 2), token_pattern=SIGNS, **both),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), **both),
    )


def _model(words: Any, given: Marks) -> LogisticRegression:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=3, class_weight="balanced", solver="liblinear").fit(words, given)
