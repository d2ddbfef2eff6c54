"""What people press at one moment: the room goes on, and nobody is told what is not so."""

from __future__ import annotations

import pytest

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Booking, Closing
from evenground_web.gatherings.services import closing
from evenground_web.gatherings.services.places import registering
from evenground_web.voices import services as voices
from evenground_web.voices.models import Voice
from tests.web.at_once import at_once
from tests.web.closing_records import EVENING, WORDS, over
from tests.web.place_records import AT, come, open_summit

pytestmark = pytest.mark.django_db(transaction=True)


def refused(act) -> str:
    try:
        act()
    except RuleBroken as rule:
        return str(rule)
    return ""


def test_words_that_are_taken_back_while_others_clear_them_are_gone(universe):
    voice, _ = voices.record_voice(
        by=None, text="The bus stops at six", kind="barrier", consent="public", source="open_page"
    )

    def press(number: int) -> str:
        if number == 0:
            return refused(lambda: voices.withdraw(voice))
        return refused(lambda: voices.clear(voice, by=universe.lead, looked=True))

    def afterwards() -> tuple[str, bool]:
        kept = Voice.objects.get(pk=voice.pk)
        return kept.text, kept.withdrawn_at is not None

    told, found = at_once(press, people=3, then=afterwards)
    assert told[0] == ""
    assert found == ("", True)


def test_two_who_close_a_gathering_at_once_close_it_once(universe):
    gathering = over(universe)
    closing.write_draft(gathering, by=universe.lead, now=EVENING, **WORDS)
    told, found = at_once(
        lambda _: closing.close(gathering, by=universe.lead, anyway=True, now=EVENING).number,
        people=4,
        then=lambda: Closing.objects.count(),
    )
    assert told == [1, 1, 1, 1]
    assert found == 1


def test_whoever_registers_while_it_is_cancelled_is_told_or_refused_and_holds_no_place(universe):
    gathering = open_summit(universe, capacity=9)
    come(gathering, "Ada")

    def press(number: int) -> str:
        if number == 0:
            why = "No power"
            return refused(
                lambda: closing.cancel_gathering(gathering, by=universe.lead, why=why, now=AT)
            )
        email = f"late{number}@example.org"
        return refused(
            lambda: registering.register(gathering, name=f"Late {number}", email=email, now=AT)
        )

    told, standing = at_once(press, people=4, then=lambda: Booking.objects.standing().count())
    assert told[0] == ""
    assert all("is cancelled: No power" in words for words in told if words)
    assert standing == 0
