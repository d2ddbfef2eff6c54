"""Before words are shown, a person takes out what shows who spoke; a computer only suggests."""

from __future__ import annotations

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core.permissions import RuleBroken
from evenground_web.voices import services
from evenground_web.voices.models import Sealed, State, Voice
from tests.web.pages import page, press, words

TOLD = (
    "Mrs Blake at the desk in Harbour said on 3 May that nobody helps. Ring 07700 900123 or write "
    "to b.blake@example.org. My friend Zainab Okoro heard it at Hills Housing, on Tuesday in Ramadan."
)


def said(text=TOLD, consent="public", **given) -> Voice:
    return services.record_voice(
        by=None, text=text, kind="experience", consent=consent, source="open_page", **given
    )[0]


def suggested(voice) -> dict[str, str]:
    return {mark.words: mark.instead for mark in services.suggestions(voice)}


def test_names_places_numbers_and_days_are_suggested_and_common_words_are_not(universe):
    found = suggested(said())
    assert found == {
        "Mrs Blake": "[name]", "Harbour": "[place]", "3 May": "[day]", "07700 900123": "[number]",
        "b.blake@example.org": "[address]", "Zainab Okoro": "[name]",
        "Hills Housing": "[organisation]", "on Tuesday": "[day]",
    }  # fmt: skip


@pytest.mark.parametrize("postcode", ["LS1 4AP", "ls14ap", "sw1a 1aa"])
def test_a_postcode_is_known_however_it_is_typed(universe, postcode):
    assert suggested(Voice(text=f"i live at {postcode}")) == {postcode: "[postcode]"}


@pytest.mark.parametrize(
    "text",
    [
        "I speak Somali and the NHS app does not.",
        "The GP said no. The nurse too! Why?",
        "نعم 😀 نعم",
        "",
    ],
)
def test_words_that_name_nobody_are_left_alone(universe, text):
    assert suggested(Voice(text=text)) == {}


def test_words_wait_until_a_person_has_looked_and_are_shown_then(universe, client):
    voice = said("The stairs are steep")
    assert voice.text not in page(client, reverse("voices:voices"), as_=universe.alice)
    assert voice.text in page(client, reverse("voices:waiting"), as_=universe.lead)
    press(client, reverse("voices:clear", args=[voice.pk]))
    assert voice.text in page(client, reverse("voices:voices"), as_=universe.alice)


def test_what_was_confirmed_is_taken_out_and_the_original_is_sealed(universe, client):
    voice = said()
    check = reverse("voices:check", args=[voice.pk])
    page(client, check, as_=universe.alice, status=404)
    press(
        client, check, as_=universe.lead, chosen=["Mrs Blake", "07700 900123"],
        others="Zainab Okoro = [a friend]\nb.blake@example.org",
    )  # fmt: skip
    voice.refresh_from_db()
    assert voice.text.startswith("[name] at the desk in Harbour")
    assert "[a friend]" in voice.text
    assert "write to [taken out]." in voice.text
    assert Sealed.objects.get().text == TOLD
    services.take_out(voice, by=universe.lead, words=[("Harbour", "[place]")])
    assert Sealed.objects.get().text == TOLD


def test_words_with_a_name_or_a_number_in_them_are_never_cleared(universe):
    for text in ("Ask Dr Patel", "Ring 07700 900123", "I am at ZZ1 4AB", "Write to @somebody"):
        with pytest.raises(RuleBroken, match="Take it out first"):
            services.clear(said(text), by=universe.lead, looked=True)


def test_a_role_a_place_and_an_event_together_are_flagged_and_need_a_second_look(universe, client):
    voice = said("The midwife shouted during my labour", place=universe.hills)
    assert "a role, a place and something that happened" in services.combination(voice)
    assert not services.combination(said("The midwife shouted"))
    check = page(client, reverse("voices:check", args=[voice.pk]), as_=universe.lead)
    assert "Could somebody be recognised?" in check
    answer = press(client, reverse("voices:clear", args=[voice.pk]))
    assert "Say that you have looked at it" in words(answer)
    press(client, reverse("voices:clear", args=[voice.pk]), looked="on")
    assert Voice.objects.get(pk=voice.pk).state == State.CLEARED


def test_a_translation_stands_beside_the_words_and_is_looked_at_too(universe, client):
    voice = said("زینب نے مجھے بتایا", about=services.About(language="ur"))
    services.clear(voice, by=universe.lead)
    services.translate(
        voice, by=universe.lead, translation="Mrs Zainab told me", translated_by="speaker"
    )
    assert Voice.objects.get().state == State.WAITING
    with pytest.raises(RuleBroken, match="Take it out first"):
        services.clear(voice, by=universe.lead)
    services.take_out(voice, by=universe.lead, words=[("Mrs Zainab", "[name]"), ("زینب", "[نام]")])
    services.clear(voice, by=universe.lead)
    shown = page(client, voice.get_absolute_url(), as_=universe.alice)
    assert "[name] told me" in shown
    assert 'lang="ur" dir="rtl"' in shown
    assert "[نام]" in shown


def test_scripts_emoji_and_letters_from_the_right_are_words_like_others(universe, client):
    text = "<script>alert(1)</script> 😀 שלום {{ voice }} \u202egnorw"
    voice = services.clear(said(text), by=universe.lead)
    raw = page(client, voice.get_absolute_url(), as_=universe.alice)
    assert "<script>alert(1)" in raw  # unescaped by this test
    client.force_login(universe.alice)
    served = client.get(voice.get_absolute_url()).content.decode()
    assert "<script>alert(1)" not in served
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 😀 שלום {{ voice }}" in served


def test_abuse_is_set_aside_neither_shown_nor_counted_and_its_author_sees_that(universe, client):
    voice, code = services.record_voice(
        by=None, text="Vile words", kind="idea", consent="public", source="open_page"
    )
    press(client, reverse("voices:set_aside", args=[voice.pk]), as_=universe.lead, reason="Abuse")
    assert not Voice.objects.standing().exists()
    page(client, voice.get_absolute_url(), status=404)
    client.logout()
    assert "set these words aside" in words(client.post(reverse("voices:mine"), {"code": code}))
    press(client, reverse("voices:take_up", args=[voice.pk]), as_=universe.lead)
    assert Voice.objects.waiting().exists()


def test_words_that_are_not_there_are_not_taken_out(universe):
    with pytest.raises(RuleBroken, match="is not in these words"):
        services.take_out(said("The stairs"), by=universe.lead, words=[("stair case", "")])


@given(st.text(max_size=60))
def test_a_suggestion_always_stands_in_the_words(text):
    marks = services.marks_of(Voice(text=text, translation=""))
    assert all(mark.words in text for mark in marks)
