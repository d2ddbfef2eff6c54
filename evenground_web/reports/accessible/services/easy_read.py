"""Writing easy read: sentences with their pictures, the word bank, a first draft, a new start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.files.base import File

from evenground_web.core import audit, editing
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import one_line
from evenground_web.people.models import Person
from evenground_web.reports.accessible.models import (
    AccessibleVersion,
    Explanation,
    Form,
    Pair,
    Picture,
)
from evenground_web.reports.accessible.originals import KINDS
from evenground_web.reports.accessible.services import lists
from evenground_web.reports.accessible.services.pictures import keep_picture
from evenground_web.reports.accessible.services.sentences import (
    count_words,
    easy_sentence,
    refuse_long,
    split,
)
from evenground_web.reports.accessible.services.tracking import (
    changed,
    record,
    to_change,
    wanted,
)

MOST_PAIRS = 200


@audit.in_turn()
def add_pair(
    version: AccessibleVersion, *, by: Person, now: datetime | None = None, **fields: Any
) -> Pair:
    """Add a sentence with its picture at the end."""
    version = _easy_read(version)
    pair = Pair(version=version, order=editing.next_order(version.pairs.all()))
    if pair.order > MOST_PAIRS:
        raise RuleBroken(f"There are {MOST_PAIRS} sentences, which is too many to read. Join some.")
    _fill(pair, by=by, now=now, **fields)
    pair.save()
    changed(version, by=by, now=now)
    record("pair_added", version, by=by, now=now, sentence=f"added “{pair}”")
    return pair


@audit.in_turn()
def edit_pair(pair: Pair, *, by: Person, now: datetime | None = None, **fields: Any) -> Pair:
    """Change a sentence or its picture."""
    pair, version = _again(pair)
    before = (pair.sentence, pair.heading, pair.pictogram, pair.picture_id, pair.alt)
    _fill(pair, by=by, now=now, **fields)
    if before == (pair.sentence, pair.heading, pair.pictogram, pair.picture_id, pair.alt):
        return pair
    pair.save()
    changed(version, by=by, now=now)
    words = f"changed “{before[0]}”" + (f" to “{pair}”" if pair.sentence != before[0] else "")
    record("pair_edited", version, by=by, now=now, sentence=words)
    return pair


def _fill(
    pair: Pair,
    *,
    by: Person,
    now: datetime | None,
    sentence: str,
    heading: str = "",
    pictogram: str = "",
    picture: Picture | None = None,
    upload: File[bytes] | None = None,
    alt: str = "",
) -> None:
    pair.sentence, pair.heading = easy_sentence(sentence), one_line(heading)
    pair.words = count_words(pair.sentence)
    if sum(map(bool, (pictogram, picture, upload))) > 1:
        raise RuleBroken(
            "A sentence has one picture. Choose a drawing, a picture from the list or a file."
        )
    if pictogram and pictogram not in lists.pictograms():
        raise RuleBroken("Choose a drawing from the list.")
    if upload:
        picture = keep_picture(upload, by=by, alt=alt, now=now)
    pair.pictogram, pair.picture = pictogram, picture
    shown = lists.pictograms()[pictogram].alt if pictogram else picture.alt if picture else ""
    pair.alt = (one_line(alt) or shown) if shown else ""


@audit.in_turn()
def move_pair(pair: Pair, *, by: Person, up: bool, now: datetime | None = None) -> Pair:
    """One place up or down; at the end nothing happens."""
    pair, version = _again(pair)
    if editing.move(version.pairs.all(), pair, up=up):
        changed(version, by=by, now=now)
        sentence = f"moved “{pair}” {'up' if up else 'down'}"
        record("pair_moved", version, by=by, now=now, sentence=sentence)
    return pair


@audit.in_turn()
def remove_pair(pair: Pair, *, by: Person, now: datetime | None = None) -> AccessibleVersion:
    """Take a sentence out, with its picture."""
    pair, version = _again(pair)
    pair.delete()
    changed(version, by=by, now=now)
    record("pair_removed", version, by=by, now=now, sentence=f"took out “{pair}”")
    return version


def _again(pair: Pair) -> tuple[Pair, AccessibleVersion]:
    version = _easy_read(pair.version)
    found = version.pairs.filter(pk=pair.pk).first()
    if found is None:
        raise RuleBroken("Somebody took this sentence out. Add it again if it is needed.")
    return found, version


def _easy_read(version: AccessibleVersion) -> AccessibleVersion:
    if version.form != Form.EASY_READ:
        raise RuleBroken("Sentences with pictures belong to an easy read version.")
    return to_change(version)


@audit.in_turn()
def explain(
    version: AccessibleVersion,
    *,
    by: Person,
    meanings: Mapping[str, str],
    now: datetime | None = None,
) -> AccessibleVersion:
    """Write the word bank: the words that are explained, each in sentences as short as the text."""
    version = _easy_read(version)
    bank = {one_line(word): one_line(meaning) for word, meaning in meanings.items()}
    bank = {word: meaning for word, meaning in bank.items() if word and meaning}
    for word, meaning in bank.items():
        for sentence in split(meaning):
            refuse_long(sentence, what=f"The explanation of “{word}”")
    old = {row.word: row.meaning for row in version.explanations.all()}
    if bank == old:
        return version
    version.explanations.all().delete()
    Explanation.objects.bulk_create(
        Explanation(version=version, word=word, meaning=meaning) for word, meaning in bank.items()
    )
    changed(version, by=by, now=now)
    words = (
        f"wrote the word bank, which explains {len(bank)} {'word' if len(bank) == 1 else 'words'}"
    )
    record("word_bank", version, by=by, now=now, sentence=words, before=old)
    return version


def suggested_words(version: AccessibleVersion) -> dict[str, str]:
    """What the word bank says, and for other hard words of the sentences what our list says."""
    said = " . ".join(f"{pair.heading} . {pair.sentence}" for pair in version.pairs.all())
    suggested = {word: lists.hard_words()[word].meaning for word in lists.hard_words_in(said)}
    kept = {row.word: row.meaning for row in version.explanations.all()}
    return dict(sorted({**suggested, **kept}.items(), key=lambda row: row[0].casefold()))


def first_draft(version: AccessibleVersion) -> list[str]:
    """Key sentences of the paper that are not sentences of this version yet."""
    said = {pair.sentence for pair in version.pairs.all()}
    offered = KINDS[version.kind].key_sentences(version.report)
    return [sentence for sentence in offered if sentence not in said]


@audit.in_turn()
def take_draft(
    version: AccessibleVersion,
    *,
    by: Person,
    sentences: Sequence[str],
    now: datetime | None = None,
) -> AccessibleVersion:
    """Add the sentences that somebody made of the first draft, each with a drawing to begin with."""
    version = _easy_read(version)
    written = [easy_sentence(sentence) for sentence in sentences if sentence.strip()]
    if not written:
        raise RuleBroken("Rewrite at least one sentence.")
    start = editing.next_order(version.pairs.all())
    drawn = [lists.pictograms()[lists.pictogram_for(sentence)] for sentence in written]
    Pair.objects.bulk_create(
        Pair(
            version=version, order=order, sentence=sentence, words=count_words(sentence),
            pictogram=one.key, alt=one.alt,
        )
        for order, (sentence, one) in enumerate(zip(written, drawn, strict=True), start=start)
    )  # fmt: skip
    changed(version, by=by, now=now)
    sentence = f"added {len(written)} sentences made of the first draft"
    record("draft_taken", version, by=by, now=now, sentence=sentence)
    return version


@audit.in_turn()
def carry_over(
    version: AccessibleVersion, *, by: Person, now: datetime | None = None
) -> AccessibleVersion:
    """Begin the same form of the newest version of the paper with what was written for this one."""
    newest = version.report.newer
    if newest is None:
        raise RuleBroken("This is made of the newest version of the paper.")
    made, new = wanted(newest, version.form, now=now)
    if not new:
        raise RuleBroken("There is one of the newest version already. Change that one.")
    made.made_by = version.made_by
    for rows in (version.pairs.all(), version.explanations.all()):
        for row in rows:
            row.pk, row.version = None, made
            row.save(force_insert=True)
    if made.made_by:
        changed(made, by=by, now=now)
    record("carried_over", made, by=by, now=now, sentence=f"began the {made} from the one before")
    return made
