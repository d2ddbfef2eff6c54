"""Several people find themes in what was said, each on their own, and agree."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext

from evenground_web.core import audit
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.themes import services
from evenground_web.themes.models import Agreed, Coding, Reading, Settlement
from evenground_web.themes.services.coding import mark_of
from evenground_web.voices import services as voices
from tests.web.theme_records import NOW, both_found, codebook, done, found, said


@pytest.fixture
def c(universe):
    return codebook(universe)


def test_what_two_coders_found_alike_is_agreed_by_itself(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    settlement = voice.settlements.get()
    assert settlement.by is None
    assert [(one.theme, one.words) for one in settlement.agreed.all()] == [
        (c.disbelief, "Nobody believed me.")
    ]
    assert list(services.voices_with(c.disbelief)) == [voice]
    assert list(services.voices_with(c.interpreters)) == []
    assert services.themes_of([voice]) == {voice.pk: [c.disbelief]}


def test_which_voices_have_a_theme_is_asked_in_one_query(c) -> None:
    both_found(c, said(c), c.disbelief)
    with CaptureQueriesContext(connection) as queries:
        assert len(services.voices_with(c.disbelief)) == 1
    assert len(queries) == 1


def test_words_in_which_two_coders_found_a_theme_are_joined(c) -> None:
    voice = said(c)
    found(voice, c.disbelief, by=c.lead)
    found(voice, c.disbelief, by=c.facilitator, sentence=1)
    done(c.book, voice, c.lead, c.facilitator)
    assert Agreed.objects.get().words == "Nobody believed me. My daughter interpreted for me."


def test_what_two_coders_found_differently_waits_until_they_have_talked(c) -> None:
    voice = said(c)
    found(voice, c.disbelief, by=c.lead)
    found(voice, c.interpreters, by=c.facilitator, sentence=1)
    done(c.book, voice, c.lead, c.facilitator)
    assert not Settlement.objects.exists()
    passage = services.Passage(c.interpreters, 20, 51)
    services.settle(c.book, voice, by=c.lead, agreed=[passage], reason="She had to be there")
    assert list(services.voices_with(c.interpreters)) == [voice]
    assert list(services.voices_with(c.disbelief)) == []
    assert {(one.coder, one.theme) for one in Coding.objects.all()} == {
        (c.lead, c.disbelief),
        (c.facilitator, c.interpreters),
    }
    with pytest.raises(RuleBroken, match="already what is agreed"):
        services.settle(c.book, voice, by=c.facilitator, agreed=[])


def test_nobody_settles_before_all_coders_are_done(c) -> None:
    voice = said(c)
    done(c.book, voice, c.lead)
    with pytest.raises(RuleBroken, match="Of 2 coders 1 has finished"):
        services.settle(c.book, voice, by=c.lead, agreed=[])


def test_what_was_agreed_can_be_taken_back_and_settled_anew(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    services.take_back(voice.settlements.get(), by=c.lead)
    assert not services.voices_with(c.disbelief)
    services.settle(c.book, voice, by=c.facilitator, agreed=[])
    assert voice.settlements.count() == 2
    assert services.how_many(c.book) == {}


def test_nobody_sees_what_others_coded_before_all_are_done(c) -> None:
    voice = said(c)
    found(voice, c.disbelief, by=c.lead)
    done(c.book, voice, c.lead)
    assert not services.is_open_to(c.book, voice)
    services.open_again(c.book, voice, by=c.lead)
    found(voice, c.interpreters, by=c.lead, sentence=1)
    done(c.book, voice, c.lead, c.facilitator)
    assert services.is_open_to(c.book, voice)
    with pytest.raises(RuleBroken, match="All coders have finished"):
        services.open_again(c.book, voice, by=c.lead)


def test_coding_twice_is_coding_once_and_a_coding_taken_out_is_kept(c) -> None:
    voice = said(c)
    (coding,) = found(voice, c.disbelief, by=c.lead)
    assert found(voice, c.disbelief, by=c.lead) == [coding]
    assert AuditEvent.objects.filter(verb="themes.coded").count() == 1
    services.uncode(coding, by=c.lead, now=NOW)
    services.uncode(coding, by=c.lead, now=NOW)
    assert AuditEvent.objects.filter(verb="themes.uncoded").count() == 1
    assert Coding.objects.get().taken_out_at
    (anew,) = found(voice, c.disbelief, by=c.lead)
    assert anew != coding
    assert Coding.objects.count() == 2
    with pytest.raises(RuleBroken, match="Only they"):
        services.uncode(anew, by=c.facilitator)


def test_the_record_names_no_voice(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    events = audit.history(c.book)
    assert {event.sentence for event in events} >= {
        "found “Not believed” in a voice",
        "finished coding a voice",
    }
    assert not any(str(voice.pk) in f"{event.sentence}{event.details}" for event in events)


@pytest.mark.parametrize("span", [(-1, 5), (5, 5), (9, 4), (0, 10_000), (19, 20)])
def test_words_that_are_not_there_are_refused(c, span) -> None:
    with pytest.raises(RuleBroken, match="not in what was said"):
        services.code(said(c), by=c.lead, themes=[c.disbelief], spans=[span])


def test_words_that_changed_meanwhile_are_refused(c) -> None:
    voice = said(c)
    seen = mark_of(voice)
    voices.take_out(voice, by=c.lead, words=[("daughter", "[somebody]")])
    with pytest.raises(RuleBroken, match="changed while you read"):
        services.code(voice, by=c.lead, themes=[c.disbelief], spans=[(0, 5)], seen=seen)


def test_a_voice_whose_author_does_not_allow_it_is_not_coded(c) -> None:
    voice = said(c, consent="none")
    assert not services.left_to_code(c.book, by=c.lead)
    with pytest.raises(RuleBroken, match="may not be coded"):
        found(voice, c.disbelief, by=c.lead)


def test_who_may_not_read_a_voice_may_not_code_it(c) -> None:
    voice = said(c, consent="themes")
    assert list(services.left_to_code(c.book, by=c.lead)) == [voice]
    assert not services.left_to_code(c.book, by=c.analyst)
    with pytest.raises(RuleBroken, match="may not be coded"):
        found(voice, c.disbelief, by=c.analyst)


def test_a_voice_with_enough_coders_is_left_to_nobody(c) -> None:
    first, second = said(c), said(c, "The lift is broken.")
    done(c.book, second, c.facilitator)
    assert list(services.left_to_code(c.book, by=c.lead)) == [second, first]
    done(c.book, second, c.lead)
    assert list(services.left_to_code(c.book, by=c.analyst)) == [first]


def test_finishing_twice_is_finishing_once_and_what_is_finished_is_coded_no_more(c) -> None:
    voice = said(c)
    done(c.book, voice, c.lead, c.lead)
    assert Reading.objects.count() == 1
    with pytest.raises(RuleBroken, match="You have finished"):
        found(voice, c.disbelief, by=c.lead)


def test_an_agreed_voice_is_coded_no_more(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    with pytest.raises(RuleBroken, match="is agreed"):
        found(voice, c.interpreters, by=c.analyst)


def test_words_taken_back_take_all_that_was_made_of_them(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    voices.withdraw(voice)
    assert not any(kind.objects.exists() for kind in (Coding, Reading, Settlement, Agreed))


def test_a_voice_that_is_allowed_no_more_counts_no_more_until_it_is_again(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    voices.change_consent(voice, consent="none")
    assert not services.voices_with(c.disbelief)
    assert services.how_many(c.book) == {}
    voices.change_consent(voice, consent="themes")
    assert services.how_many(c.book) == {c.disbelief.pk: 1}


def test_a_coding_moves_with_its_words_when_a_name_is_taken_out(c) -> None:
    voice = said(c)
    found(voice, c.disbelief, by=c.lead, sentence=2)
    found(voice, c.interpreters, by=c.lead, sentence=1)
    voices.take_out(voice, by=c.lead, words=[("My daughter", "[a relative of mine]")])
    assert [one.words for one in Coding.objects.order_by("start").select_related("voice")] == [
        "[a relative of mine] interpreted for me.",
        "The bus stops at six.",
    ]


def test_a_coding_of_words_that_are_translated_is_of_all_the_words(c) -> None:
    voice = said(c, "Dim byd. Neb.", about=voices.About(language="cy"))
    found(voice, c.disbelief, c.interpreters, by=c.lead)
    found(voice, c.disbelief, by=c.lead, sentence=1)
    voices.translate(voice, by=c.lead, translation="Nothing at all", translated_by="speaker")
    assert {(one.theme, one.words) for one in Coding.objects.select_related("voice", "theme")} == {
        (c.disbelief, "Nothing at all"),
        (c.interpreters, "Nothing at all"),
    }


def test_a_topic_narrows_the_voices_of_a_codebook(c) -> None:
    housing = c.summit.topics.get(title="Housing")
    book = services.add_codebook(by=c.lead, title="Homes", topic=housing, coders=1)
    said(c)
    voice = said(c, "The flat is damp.", topic=housing)
    assert list(services.voices_of(book)) == [voice]
    theme = services.add_theme(book, by=c.lead, name="Damp")
    found(voice, theme, by=c.lead)
    done(book, voice, c.lead)
    assert list(services.voices_with(theme)) == [voice]


def test_the_database_keeps_one_settlement_and_codings_of_words(c) -> None:
    voice = both_found(c, said(c), c.disbelief)
    with pytest.raises(IntegrityError), atomic():
        Settlement.objects.create(codebook=c.book, voice=voice, at=NOW)
    with pytest.raises(IntegrityError), atomic():
        Coding.objects.create(theme=c.disbelief, voice=voice, coder=c.lead, start=4, end=4, at=NOW)
