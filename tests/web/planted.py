"""One small world with a marker in everything that is somebody's own, and who may come across each."""

from __future__ import annotations

import io
import struct
import wave
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from evenground_web.floor import services as floor
from evenground_web.gatherings.models import AccessCase
from evenground_web.gatherings.services import closing
from evenground_web.gatherings.services.places import arranging, inviting, registering
from evenground_web.gatherings.services.programme import publish_programme
from evenground_web.reports.listening import services as listening
from evenground_web.themes import services as themes
from evenground_web.voices import services as voices
from tests.web import reply_records
from tests.web.accessible_records import png
from tests.web.card_records import SAID, card_for
from tests.web.closing_records import EVENING
from tests.web.closing_records import WORDS as CLOSE
from tests.web.commitment_records import measured_gap
from tests.web.payment_records import claimed, paid_summit
from tests.web.place_records import AT
from tests.web.programme_records import session
from tests.web.room import ask, said
from tests.web.theme_records import both_found, done, found

EMAIL = "planted.author@example.org"
NAME = "Shahida Plantedname"
OWN_WORDS = "Planted community of one"
DEVICE = "PLANTED-TELEPHONE"
FILE = "planted-file-name"
CIRCLE = "The planted words that the circle alone may read"
PRIVATE = "The planted words for the small team"
DAYS = ("19 May 2026", "2026-05-19", "19/05/2026")
WAITING = "Planted words that wait for a moderator"
DECLINED = "Planted words that were not kept"
TAKEN_BACK = "Planted words that were taken back"
CARD = "Planted words on a photographed card"
CARD_FILE = "planted-card.png"
CARD_DEVICE = "PLANTED-CAMERA"
CODING_MEMO = "A planted memo on some words"
THEME_MEMO = "A planted memo on a theme"
DRAFT = "Planted words of a report that is a draft"
CLAIMANT = "Planted Claimant"
CLAIM_MAIL = "planted.claimant@example.org"
COMER = "Planted Comer"
COMER_MAIL = "planted.comer@example.org"
TELEPHONE = "0113 496 0471"
NEED = "A planted ramp"
INVITED_MAIL = "planted.invited@example.org"
SENT_AT = datetime(2026, 5, 12, 12, 47, 13, tzinfo=UTC)
DAY = date(2026, 5, 19)

NOBODY: set[str] = set()
TEAM = {"programme_lead", "facilitator"}
CODERS = TEAM | {"analyst"}
WRITERS = TEAM | {"board_secretary"}
PAYERS = {"host", "finance"}
MAY_SEE: dict[str, set[str]] = {
    EMAIL: NOBODY,
    NAME: NOBODY,
    OWN_WORDS: {"safeguarding"},  # apart from what was said
    DEVICE: NOBODY,
    FILE: NOBODY,
    CIRCLE: NOBODY,  # the circle itself sends a form that says why, and is written down
    **dict.fromkeys(DAYS, NOBODY),
    PRIVATE: TEAM,
    WAITING: TEAM,
    DECLINED: TEAM,
    TAKEN_BACK: NOBODY,
    CARD: TEAM,
    CARD_FILE: NOBODY,
    CARD_DEVICE: NOBODY,
    CODING_MEMO: CODERS,
    THEME_MEMO: CODERS,
    DRAFT: WRITERS,
    CLAIMANT: PAYERS,
    CLAIM_MAIL: PAYERS,
    COMER: {"host", "door"},
    COMER_MAIL: {"host"},
    TELEPHONE: {"host"},
    NEED: {"host"},
    INVITED_MAIL: NOBODY,
}


def sound(*, artist: str = DEVICE) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, 8_000, 0, "NONE", ""))
        file.writeframes(b"\1\2" * 400)
    told = b"IART" + struct.pack("<I", len(artist)) + artist.encode()
    told = b"INFO" + told + b"\0" * (len(told) % 2)
    content = made.getvalue() + b"LIST" + struct.pack("<I", len(told)) + told
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:]


def plant(u: Any) -> Any:
    """A gathering that pays, with its floor, its codebook and all that is kept of those who speak."""
    u.offer = paid_summit(u)
    u.summit = u.offer.gathering
    u.session = session(u.summit, u)
    u.facilitator = u.by_role["facilitator"]
    u.codes = []
    plant_people(u)
    publish_programme(u.summit, by=u.lead, public=True, now=AT)
    u.reply = reply_records.published(reply_records.forum(u)).reply
    plant_coding(u)
    plant_room(u)
    plant_voices(u)
    closing.write_draft(u.summit, by=u.lead, now=EVENING, **CLOSE)
    closing.close(u.summit, by=u.lead, anyway=True, now=EVENING)
    return u


def plant_voices(u: Any) -> None:
    """One voice with every secret beside it, one for the small team, and one with the circle."""
    u.gap = measured_gap(u)
    u.shown, code = voices.record_voice(
        by=None, text=f"{NAME} told me to wait outside", kind="barrier", consent="quote", gap=u.gap,
        source="gathering", gathering=u.summit, topic=u.summit.topics.first(), on=DAY,
        about=voices.About(own_words=OWN_WORDS),
        file=SimpleUploadedFile(f"{FILE}.wav", sound()),
    )  # fmt: skip
    u.codes.append(code)
    voices.ask_to_be_told(u.shown, email=EMAIL, may_be_asked=True, on=DAY)
    voices.take_out(u.shown, by=u.lead, words=[(NAME, "[name]")], on=DAY)
    voices.clear(u.shown, by=u.lead, looked=True, on=DAY)
    voices.record_voice(
        by=None, text=PRIVATE, kind="idea", consent="none", source="open_page", gap=u.gap, on=DAY
    )
    voices.record_voice(
        by=None, text=CIRCLE, kind="racism", consent="public", source="open_page", gap=u.gap, on=DAY,
        about=voices.About(speaking_as="colleague"),
    )  # fmt: skip


def plant_room(u: Any) -> None:
    """What phones sent that waits, was declined and was taken back, and a card half typed in."""
    u.floor = floor.open_floor(u.summit, by=u.lead)
    u.prompt = ask(u.floor, by=u.lead)
    for words in (WAITING, DECLINED, TAKEN_BACK):
        contribution, code = floor.say(
            u.prompt, words=words, phone=words, press=words, consent="public", now=SENT_AT
        )
        u.codes.append(code)
        if words == DECLINED:
            floor.decline(contribution, by=u.lead, reason="It names a colleague")
        if words == TAKEN_BACK:
            floor.take_back(contribution, now=SENT_AT)
    floor.keep(said(u.prompt, "The bus stops at six"), by=u.lead)
    u.card, code = card_for(u.prompt, by=u.lead)
    u.codes.append(code)
    picture = SimpleUploadedFile(CARD_FILE, png(words=CARD_DEVICE.encode()))
    floor.photograph(u.card, by=u.lead, file=picture)
    floor.type_in(u.card, by=u.facilitator, answer=SAID | {"words": CARD})


def plant_coding(u: Any) -> None:
    """Two coders who did not find the same, a memo of each kind, and a draft about what they agreed."""
    u.book = themes.add_codebook(by=u.lead, title="What gets in the way", gathering=u.summit)
    first = themes.add_theme(u.book, by=u.lead, name="Not believed", definition="Worry set aside")
    second = themes.add_theme(u.book, by=u.lead, name="No interpreter")
    themes.write_memo(first, by=u.lead, text=THEME_MEMO)
    c = SimpleNamespace(lead=u.lead, facilitator=u.facilitator, book=u.book)
    both_found(c, spoken(u, "Nobody believed my mother."), first)
    u.open = spoken(u, "My daughter interpreted for me.")
    span = [(0, len(u.open.text))]
    themes.code(u.open, by=u.lead, themes=[first], spans=span, memo=CODING_MEMO)
    found(u.open, second, by=u.facilitator)
    done(u.book, u.open, u.lead, u.facilitator)
    version = listening.start_report(u.book, by=u.facilitator, title="What mothers told us")
    listening.edit_words(version, by=u.facilitator, summary=DRAFT, listened="We asked.")
    u.report = version


def spoken(u: Any, text: str) -> Any:
    return voices.record_voice(
        by=u.lead, text=text, kind="barrier", consent="public", source="gathering",
        gathering=u.summit, on=u.summit.starts, cleared=True,
    )[0]  # fmt: skip


def plant_people(u: Any) -> None:
    """Somebody who comes with a need, somebody invited, and somebody who asks to be paid."""
    registering.register(
        u.summit, name=COMER, email=COMER_MAIL, telephone=TELEPHONE, access=NEED,
        companions=["bsl"], now=AT,
    )  # fmt: skip
    host = u.by_role["host"]
    invited = [("Planted Guest", INVITED_MAIL)]
    inviting.invite(u.summit, by=host, addresses=invited, answer_by=u.summit.starts, now=AT)
    case = AccessCase.objects.order_by("pk").first()
    arranging.arrange(case, by=host, owner=host, arranged=f"{NEED} is there")
    u.claim, code = claimed(u.offer, CLAIMANT, email=CLAIM_MAIL)
    u.codes.append(code)
