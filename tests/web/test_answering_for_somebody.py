"""Somebody types for somebody else, by telephone or from paper; and the author comes back to it."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from evenground_web.core import pdf
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor import services
from evenground_web.floor.models import Card, Choice, Contribution, Pile, Vote
from evenground_web.floor.services.consent import CONSENT_WORDS, CURRENT
from evenground_web.voices import services as voices
from evenground_web.voices.models import Voice
from tests.web.card_records import SAID, card_for, photo, words_of, written
from tests.web.pages import page, press, words
from tests.web.room import CODE, ask, room

PRESS = "6f1c1a0e-0000-4000-8000-000000000001"


@pytest.fixture
def r(universe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return room(universe)


def test_the_script_says_the_question_and_every_choice_in_the_words_of_the_phone(r, client):
    shown = page(client, reverse("floor:for_somebody", args=[r.prompt.pk]), as_=r.facilitator)
    assert "The question is: What gets in the way?" in shown
    assert all(told in shown for told in CONSENT_WORDS[CURRENT].values())


def test_an_answer_by_telephone_is_kept_once_with_its_helper_and_a_code_to_read_out(r, client):
    typed = SAID | {"channel": "call", "press": PRESS}
    for _ in range(2):
        sent = press(
            client, reverse("floor:for_somebody", args=[r.prompt.pk]), as_=r.facilitator, **typed
        )
    said = Contribution.objects.get()
    assert (said.channel, said.typed_by) == ("call", r.facilitator)
    assert services.find_contribution(CODE.search(words(sent))[0]) == said


def test_votes_by_telephone_count_and_give_no_code(r, client):
    said = ask(r.floor, by=r.lead, kind="statements", words="Agree?", lines=["One", "Two"])
    one = said.statements.first()
    typed = {f"statement_{one.pk}": "-1", "channel": "interpreted", "press": PRESS}
    address = reverse("floor:for_somebody", args=[said.pk])
    for _ in range(2):
        sent = press(client, address, as_=r.facilitator, **typed)
    assert Vote.objects.get().value == -1
    assert CODE.search(words(sent)) is None
    poll = ask(r.floor, by=r.lead, kind="poll", words="What first?", lines=["Jobs", "Homes"])
    answer = {"option": poll.options.first().pk, "channel": "told", "press": PRESS}
    press(client, reverse("floor:for_somebody", args=[poll.pk]), **answer)
    assert Choice.objects.get().channel == "told"
    shown = page(client, r.floor.get_absolute_url(), as_=r.lead)
    assert "Of these 1 through an interpreter." in shown
    assert "Of these 1 told to somebody." in shown


def test_an_answer_comes_back_with_what_was_typed_when_something_is_missing(r, client):
    address = reverse("floor:for_somebody", args=[r.prompt.pk])
    sent = press(client, address, as_=r.facilitator, words="Two buses", channel="call")
    assert "Choose what we may do with your words" in words(sent)
    assert "Two buses" in words(sent)
    with pytest.raises(RuleBroken, match="how they told you"):
        services.answer_for(r.prompt, by=r.lead, channel="web", answer=SAID)


def test_by_telephone_somebody_says_anything_and_gets_a_code(r, client):
    address = reverse("voices:for_somebody")
    assert "hang up and call 999" in page(client, address, as_=r.facilitator)
    typed = {"text": "They never rang", "kind": "barrier", "consent": "themes", "channel": "call"}
    sent = press(client, address, **typed)
    voice = Voice.objects.get()
    assert (voice.channel, voice.source, voice.gathering) == ("call", "open_page", None)
    assert voices.find_by_code(CODE.search(words(sent))[0]) == voice


def test_a_pile_is_printed_from_the_page_of_a_question(r, client):
    client.force_login(r.facilitator)
    sent = client.post(reverse("floor:print_cards", args=[r.prompt.pk]), {"count": 3})
    assert (sent["Content-Type"], len(words_of(sent.content))) == ("application/pdf", 3)
    sent = client.post(reverse("floor:print_forms"), {"count": 1, "large": "on"})
    assert Card.objects.filter(number__in=[words_of(sent.content)[0][-17:-8]]).exists()
    assert Pile.objects.count() == 2


def test_a_number_as_people_type_it_leads_to_the_form_of_the_card(r, client):
    card, _ = card_for(r.prompt, by=r.lead)
    typed = card.number.lower().replace("-", " ")
    shown = page(client, f"{reverse('floor:paper')}?number=XXXX-XXXX", as_=r.facilitator)
    assert "No card has this number" in shown
    found = client.get(f"{reverse('floor:paper')}?number={typed}", follow=True)
    assert found.redirect_chain[-1][0] == reverse("floor:type_card", args=[card.pk])
    sent = press(client, reverse("floor:type_card", args=[card.pk]), **SAID)
    assert "It was typed in, and counts" in words(sent)
    queue = page(client, reverse("floor:queue", args=[r.floor.pk]), as_=r.facilitator)
    assert "May be on the screen. Written on paper" in queue
    again = client.get(f"{reverse('floor:paper')}?number={typed}", follow=True)
    assert "If you hold a second card with this number" in words(again)
    assert "1 printed on" in page(client, reverse("floor:paper"))
    assert "1 came back" in page(client, reverse("floor:paper"))


def test_the_same_card_sent_by_two_pages_at_once_says_who_was_first(r, client):
    card, _ = card_for(r.prompt, by=r.lead)
    address = reverse("floor:type_card", args=[card.pk])
    opened = page(client, address, as_=r.lead)
    services.type_in(card, by=r.facilitator, answer=SAID)
    assert "What gets in the way?" in opened
    late = press(client, address, as_=r.lead, words="Buses", consent="public")
    assert "Facilitator typed it in" in words(late)
    assert Contribution.objects.count() == 1


def test_before_it_is_typed_in_the_author_can_take_a_card_back(r, client):
    card, code = card_for(r.prompt, by=r.lead)
    services.photograph(card, by=r.lead, file=photo())
    shown = words(press(client, reverse("floor:my_card"), code=code))
    assert "is being typed in" in shown
    taken = words(press(client, reverse("floor:take_card_back"), code=code))
    assert "Nobody will type it in" in taken
    with pytest.raises(RuleBroken, match="destroy the paper"):
        services.type_in(card, by=r.lead, answer=SAID)
    assert "Paper to destroy" in page(client, reverse("floor:paper"), as_=r.lead)
    press(client, reverse("floor:destroyed", args=[card.pk]))
    assert "Paper to destroy" not in page(client, reverse("floor:paper"))


def test_the_code_of_a_card_opens_the_words_once_they_are_typed_in(r, client):
    card, code = card_for(r.prompt, by=r.lead)
    assert "Nobody has typed your card in yet" in words(
        press(client, reverse("floor:my_card"), code=code)
    )
    services.type_in(card, by=r.lead, answer=SAID)
    assert SAID["words"] in words(press(client, reverse("floor:my_card"), code=code))
    assert "moment ago" in str(pytest.raises(RuleBroken, services.take_card_back, card).value)
    form, code = card_for(None, by=r.lead)
    services.type_in(form, by=r.lead, answer=written())
    assert "Open my words" in words(press(client, reverse("floor:my_card"), code=code))
    wrong = press(client, reverse("floor:my_card"), code="BBBB-BBBB-BBBB")
    assert "We do not know this code" in words(wrong)


def test_a_pile_whose_file_could_not_be_made_is_not_kept_and_the_form_comes_back(
    r, client, monkeypatch
):
    monkeypatch.setattr(pdf, "LONGEST", 0.001)
    where = reverse("floor:print_cards", args=[r.prompt.pk])
    shown = words(press(client, where, as_=r.facilitator, count=3))
    assert "The PDF could not be made just now" in shown
    assert 'value="3"' in shown
    assert not Pile.objects.exists()
    assert not Card.objects.exists()
