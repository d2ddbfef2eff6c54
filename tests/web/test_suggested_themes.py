"""Themes suggested from what people coded: silent while there is too little, never coding by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenground.suggestions import FEW
from evenground_web.core.outbox import asked
from evenground_web.core.permissions import RuleBroken
from evenground_web.themes import services
from evenground_web.themes.models import Coding, Learning, Suggestion
from evenground_web.voices import services as voices
from tests.web.theme_records import NOW, codebook, done, found, said

PLACES = "the ward", "reception", "the clinic", "my surgery", "the day centre", "our hospital"
UNHEARD = "Nobody believed me at {}.", "They did not believe my mother at {}."
ALONE = "There was no interpreter at {}.", "No interpreter came to {}."


@pytest.fixture
def c(universe):
    return codebook(universe, coders=1)


def coded(c, n=12):
    """As many voices as there must be, of five sentences each, coded by the lead."""
    for one in range(n):
        place = PLACES[one % len(PLACES)]
        unheard, alone = ([words.format(place) for words in kind] for kind in (UNHEARD, ALONE))
        voice = said(c, " ".join((*unheard, *alone, "The bus was late.")))
        for sentence, theme in enumerate([c.disbelief] * 2 + [c.interpreters] * 2):
            found(voice, theme, by=c.lead, sentence=sentence)
        done(c.book, voice, c.lead)


def learned(c):
    learning = services.ask(c.book, by=c.lead, now=NOW)
    asked.run(now=NOW)
    learning.refresh_from_db()
    return learning


def suggested(c, by=None):
    rows = services.suggested_to(c.book, by=by or c.facilitator)
    return {(row.words, row.theme.name) for row in rows}


def test_sentences_nobody_coded_get_the_themes_that_people_gave_to_others(c):
    coded(c)
    said(c, "The lift was broken. They would not believe me. We asked for an interpreter.")
    learning = learned(c)
    assert (learning.state, learning.passages, learning.voices) == ("learned", 60, 12)
    assert suggested(c) == {
        ("They would not believe me.", "Not believed"),
        ("We asked for an interpreter.", "No interpreter"),
    }
    for each in services.heard(c.book, learning):
        assert (each.coded, each.silent) == (24, "")
        assert each.precision.startswith("100% (8")
        assert each.precision.endswith("% to 100%)")


def test_with_too_little_coded_nothing_is_suggested_and_it_is_said_why(c):
    coded(c, 9)
    said(c, "They would not believe me.")
    learning = learned(c)
    assert suggested(c) == set()
    assert [each.silent for each in services.heard(c.book, learning)] == [FEW, FEW]


def test_before_anybody_coded_there_is_nothing_to_learn(c):
    said(c)
    learning = learned(c)
    assert (learning.state, learning.passages, learning.accuracy) == ("learned", 0, [])


def test_whoever_confirms_has_coded_it_and_the_next_coder_decides_alone(c):
    c.book.coders = 2
    c.book.save()
    coded(c)
    voice = said(c, "They would not believe me. No interpreter came.")
    learned(c)
    first, second = services.suggested_to(c.book, by=c.facilitator).order_by("start")
    services.confirm(first, by=c.facilitator, now=NOW)
    services.refuse(second, by=c.facilitator, now=NOW)
    mine = Coding.objects.filter(voice=voice).values_list("theme__name", "coder")
    assert [*mine] == [("Not believed", c.facilitator.pk)]
    assert suggested(c) == set()
    assert len(suggested(c, by=c.lead)) == 2
    learning = learned(c)
    blind = {(each.confirmed, each.refused) for each in services.heard(c.book, learning)}
    assert blind == {(0, 0)}
    done(c.book, voice, c.facilitator, c.lead)
    rows = services.heard(c.book, learning)
    assert {each.theme.name: (each.confirmed, each.refused) for each in rows} == {
        "Not believed": (1, 0),
        "No interpreter": (0, 1),
    }


def test_a_second_press_is_told_that_it_is_decided(c):
    coded(c)
    said(c, "They would not believe me.")
    learned(c)
    only = services.suggested_to(c.book, by=c.facilitator).get()
    services.confirm(only, by=c.facilitator, now=NOW)
    for press in (services.confirm, services.refuse):
        with pytest.raises(RuleBroken, match="not suggested any more"):
            press(only, by=c.facilitator, now=NOW)
    assert Coding.objects.filter(voice=only.voice).count() == 1


def test_words_that_were_taken_back_are_neither_learned_from_nor_suggested_for(c):
    coded(c)
    voice = said(c, "They would not believe me.")
    learned(c)
    assert suggested(c)
    voices.withdraw(voice)
    assert not Suggestion.objects.filter(voice=voice).exists()
    voices.withdraw(c.book.readings.first().voice)
    assert learned(c).voices == 11


def test_asking_twice_asks_once_and_a_new_learning_replaces_what_was_open(c):
    coded(c)
    said(c, "They would not believe me.")
    first = services.ask(c.book, by=c.lead, now=NOW)
    assert services.ask(c.book, by=c.facilitator, now=NOW) == first
    asked.run(now=NOW)
    learned(c)
    assert Suggestion.objects.count() == 1
    assert Learning.objects.filter(state="learned").count() == 2


def test_a_learning_that_was_killed_is_not_begun_for_ever(c):
    coded(c)
    learning = services.ask(c.book, by=c.lead, now=NOW)
    Learning.objects.update(begun_at=NOW)
    asked.run(now=NOW + timedelta(minutes=29))
    learning.refresh_from_db()
    assert learning.state == "asked"
    asked.run(now=NOW + timedelta(minutes=31))
    learning.refresh_from_db()
    assert learning.state == "failed"
    assert services.ask(c.book, by=c.lead, now=NOW) != learning
