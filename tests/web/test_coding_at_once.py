"""Two coders press at one moment."""

from __future__ import annotations

import pytest

from evenground_web.core.permissions import RuleBroken
from evenground_web.themes import services
from evenground_web.themes.models import Agreed, Coding, Reading, Settlement
from tests.web.at_once import at_once
from tests.web.theme_records import codebook, done, found, said

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_who_finish_a_voice_at_one_moment_agree_once(universe) -> None:
    c = codebook(universe)
    voice = said(c)
    people = [c.lead, c.facilitator]
    for somebody in people:
        found(voice, c.disbelief, by=somebody)
    _, (readings, agreed) = at_once(
        lambda number: services.finish(c.book, voice, by=people[number]).pk,
        people=2,
        then=lambda: (Reading.objects.count(), Agreed.objects.count()),
    )
    assert (readings, agreed) == (2, 1)


def test_two_who_settle_a_voice_at_one_moment_settle_it_once(universe) -> None:
    c = codebook(universe)
    voice = said(c)
    found(voice, c.disbelief, by=c.lead)
    done(c.book, voice, c.lead, c.facilitator)
    people = [c.lead, c.facilitator]

    def settle(number: int) -> str:
        try:
            services.settle(c.book, voice, by=people[number], agreed=[])
        except RuleBroken as rule:
            return str(rule)
        return "settled"

    said_to, settlements = at_once(settle, people=2, then=Settlement.objects.count)
    assert settlements == 1
    assert sorted(said_to) == [
        "Somebody wrote down already what is agreed. Look at that first.",
        "settled",
    ]


def test_a_button_pressed_twice_at_one_moment_codes_once(universe) -> None:
    c = codebook(universe)
    voice = said(c)
    _, codings = at_once(
        lambda number: len(found(voice, c.disbelief, by=c.lead)), people=3,
        then=Coding.objects.count,
    )  # fmt: skip
    assert codings == 1
