"""People allow as much as they want, in words that are kept as they read them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.voices import services
from evenground_web.voices.models import Consent, ConsentGiven, Naming, Question, Voice
from tests.web.pages import page, press, words

SAID = "They listened, and the form is in our language now"


def said(consent="quote", **given):
    return services.record_voice(
        by=None, text=SAID, kind="praise", consent=consent, source="open_page",
        on=date(2026, 5, 19), **given,
    )  # fmt: skip


def test_the_words_that_are_asked_are_those_of_the_newest_version_and_older_ones_stay():
    versions = services.wordings()
    assert list(versions) == list(range(1, len(versions) + 1))
    assert services.asked_today().layers == {one.value: one.label for one in Consent}
    assert "named" not in versions[1].layers


def test_what_was_agreed_is_kept_word_for_word_and_never_changes(universe):
    voice, _ = said()
    services.change_consent(voice, consent="themes", on=date(2026, 6, 2))
    later, first = voice.consents.all()
    assert (first.layer, first.words) == ("quote", Consent.QUOTE.label)
    assert (first.on, later.on) == (date(2026, 5, 1), date(2026, 6, 1))
    assert later.wording == services.asked_today().number
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        ConsentGiven.objects.filter(pk=first.pk).update(words="Anything goes")


def test_the_same_choice_again_is_not_written_down_twice(universe):
    voice, _ = said()
    services.change_consent(voice, consent="quote")
    assert voice.consents.count() == 1


def test_whoever_wants_to_be_named_gives_a_name_and_it_stands_beside_the_words(universe, client):
    with pytest.raises(RuleBroken, match="Write the name"):
        said("named")
    voice, code = said("named", name=" Hamza  of the stall ")
    services.clear(voice, by=universe.lead)
    assert "Hamza of the stall" in page(client, reverse("voices:voices"), as_=universe.alice)
    assert Voice.objects.get().quoted == f"{SAID}\n\nHamza of the stall"
    services.change_consent(voice, consent="public")
    assert not Naming.objects.exists()
    assert "Hamza" not in page(client, reverse("voices:voices"))


def test_a_name_that_was_given_without_wanting_to_be_named_is_not_kept(universe):
    said("public", name="Hamza")
    assert not Naming.objects.exists()


def test_the_page_of_the_code_shows_what_was_agreed_and_changes_it(universe, client):
    _, code = said()
    shown = words(client.post(reverse("voices:mine"), {"code": code}))
    assert f"You agreed to this in May 2026: “{Consent.QUOTE.label}”" in shown
    change = reverse("voices:change_consent")
    assert "Write the name" in words(press(client, change, code=code, consent="named"))
    press(client, change, code=code, consent="named", name="Hamza")
    assert Naming.objects.get().name == "Hamza"


def test_nobody_is_asked_more_who_did_not_agree_to_it(universe):
    voice, _ = said()
    services.ask_to_be_told(voice, email="somebody@example.org")
    with pytest.raises(RuleBroken, match="did not agree to be asked"):
        services.ask_more(voice, by=universe.lead, text="Which form was it?")


def test_a_question_waits_behind_the_code_and_is_answered_there(universe, client):
    voice, code = said()
    services.ask_to_be_told(voice, email="somebody@example.org", may_be_asked=True)
    ask = reverse("voices:ask", args=[voice.pk])
    answer = press(client, ask, as_=universe.lead, text="Which form was it?")
    assert "They were told that there is a question" in words(answer)
    letter = Message.objects.get()
    assert "Which form" not in f"{letter.subject}{letter.text}"
    with pytest.raises(RuleBroken, match="did not answer yet"):
        services.ask_more(voice, by=universe.lead, text="And where?")
    client.logout()
    question = Question.objects.get()
    assert "Which form was it?" in words(client.post(reverse("voices:mine"), {"code": code}))
    press(client, reverse("voices:answer"), code=code, question=question.pk, text="The blue one")
    check = page(client, reverse("voices:check", args=[voice.pk]), as_=universe.lead)
    assert "The blue one" in check
    other = services.record_voice(
        by=None, text="Another", kind="idea", consent="none", source="open_page"
    )[1]
    press(client, reverse("voices:answer"), code=other, question=question.pk, text="Not mine")
    assert Question.objects.get().answer == "The blue one"


def test_the_open_page_takes_all_that_somebody_may_say_and_asks_for_none_of_it(universe, client):
    typed = {"text": SAID, "kind": "praise", "consent": "themes"}
    assert "Thank you" in words(press(client, reverse("voices:tell_us"), **typed))
    more = {
        "language": "ur", "setting": "housing", "speaking_as": "carer", "group": "Pakistani",
        "own_words": "from Mirpur",
    }  # fmt: skip
    press(client, reverse("voices:tell_us"), **typed, **more)
    voice = Voice.objects.get(language="ur")
    assert (voice.setting, voice.speaking_as, voice.direction) == ("housing", "carer", "rtl")
    assert (voice.described.group, voice.described.own_words) == ("Pakistani", "from Mirpur")
