"""Voices of a survey are kept, in one turn, with what was taken out of them taken out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from evenground_web.core import audit
from evenground_web.core.dates import midnight
from evenground_web.core.models import Partnership
from evenground_web.core.permissions import RuleBroken
from evenground_web.people.models import Person
from evenground_web.voices.models import State, Voice
from evenground_web.voices.services.loading.reading import Reading, Row
from evenground_web.voices.services.screening import take_out
from evenground_web.voices.services.standing import month
from evenground_web.voices.services.voices import About, record_voice


@audit.in_turn()
def load(
    rows: Sequence[Row],
    *,
    by: Person,
    reading: Reading,
    taken_out: Mapping[int, Collection[str]],
    on: date | None = None,
) -> int:
    """Keep all of them or none; `taken_out` says, by the number of a row, which words go.

    They wait for the small team like all others. Loaded a second time, a row changes nothing.
    """
    kept = [row for row in rows if _keep(row, by=by, reading=reading, taken_out=taken_out, on=on)]
    if not kept:
        raise RuleBroken("There is nothing to load: every row was loaded before, or has no words.")
    many = "1 voice" if len(kept) == 1 else f"{len(kept)} voices"
    audit.record(
        "voices.loaded", Partnership.objects.get(), by=by, sentence=f"loaded {many} from a survey",
        now=midnight(month(on)), dated_to="month",
    )  # fmt: skip
    return len(kept)


def _keep(
    row: Row, *, by: Person, reading: Reading, taken_out: Mapping[int, Collection[str]],
    on: date | None,
) -> bool:  # fmt: skip
    if Voice.objects.filter(claim_digest=row.pseudonym).exists():
        return False
    voice, _ = record_voice(
        by=by,
        text=row.text,
        kind=reading.kind,
        consent=row.consent,
        source=Voice.Source.GATHERING if reading.gathering else Voice.Source.OPEN_PAGE,
        gathering=reading.gathering,
        topic=row.topic,
        place=row.place,
        about=About(
            channel=Voice.Channel.SURVEY,
            language=row.language,
            own_words=row.own_words,
            asked_in=row.asked_in,
        ),
        claim_digest=row.pseudonym,
        on=on,
    )
    chosen = taken_out.get(row.number, ())
    pairs = [(mark.words, mark.instead) for mark in row.marks if mark.words in chosen]
    if pairs and voice.state != State.CIRCLE:
        take_out(voice, by=by, words=pairs, on=on)
    return True
