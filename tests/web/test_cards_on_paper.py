"""The same questions on paper: printed with a number and a code, typed in once, counted with the rest."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.floor import services
from evenground_web.floor.forms.paper import fields_of
from evenground_web.floor.models import Card, Choice, Contribution, Pile, Vote
from evenground_web.floor.services.consent import CONSENT_WORDS, CURRENT
from evenground_web.floor.services.paper.printing import MOST_CARDS
from evenground_web.voices import services as voices
from evenground_web.voices.models import Voice
from tests.web.at_once import at_once
from tests.web.card_records import NUMBER, SAID, card_for, photo, pile_of, words_of, written
from tests.web.checkers import faults_of
from tests.web.room import CODE, ask, room


@pytest.fixture
def r(universe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return room(universe)


def printed(pile, made) -> bytes:
    return services.cards_pdf(
        pile, made, fields=fields_of(pile), path="/paper/", typed_at="/floor/paper/?number="
    )


def test_a_card_asks_the_question_and_the_consent_of_the_phone_word_for_word(r, tmp_path):
    pile, made = pile_of(by=r.lead, count=2, prompt=r.prompt)
    pdf = printed(pile, made)
    assert faults_of(pdf, tmp_path) == []
    pages = words_of(pdf)
    assert [NUMBER.findall(page) for page in pages] == [[one.number] for one in made]
    for page, one in zip(pages, made, strict=True):
        assert page.startswith("Summit What gets in the way?")
        assert one.code in page
        assert all(words in page for words in CONSENT_WORDS[CURRENT].values())


def test_the_form_on_paper_asks_what_the_open_page_asks_in_large_print_too(r, tmp_path, client):
    open_page = " ".join(client.get(reverse("voices:tell_us")).content.decode().split())
    for large in (False, True):
        pile, made = pile_of(by=r.lead, count=1, large=large)
        pdf = printed(pile, made)
        assert faults_of(pdf, tmp_path) == []
        text = " ".join(words_of(pdf))
        for field in fields_of(pile):
            number, label = field["label"].split(". ", 1)
            assert f"{number}. {label}" in text
            assert label in open_page
        assert all(words in text for words in voices.asked_today().layers.values())


def test_cards_of_statements_and_polls_have_boxes_and_no_code(r, tmp_path):
    poll = ask(r.floor, by=r.lead, kind="poll", words="What first?", lines=["Jobs", "Homes"])
    said = ask(r.floor, by=r.lead, kind="statements", words="Do you agree?", lines=["Buses run"])
    for prompt, lines in ((poll, ["Jobs", "Homes"]), (said, ["1. Buses run", "Agree", "Pass"])):
        pile, made = pile_of(by=r.lead, count=1, prompt=prompt, large=True)
        pdf = printed(pile, made)
        assert faults_of(pdf, tmp_path) == []
        assert all(line in words_of(pdf)[0] for line in lines)
        assert CODE.search(words_of(pdf)[0]) is None


def test_code_and_emoji_in_a_question_stay_words_on_paper(r):
    words = '#import "x" 🙂 $y$ <b> ' + "long" * 40
    prompt = ask(r.floor, by=r.lead, words=words)
    pile, made = pile_of(by=r.lead, count=1, prompt=prompt)
    assert '#import "x"' in words_of(printed(pile, made))[0]


@pytest.mark.parametrize("count", [0, -1, MOST_CARDS + 1])
def test_a_pile_is_neither_empty_nor_endless(r, count):
    with pytest.raises(RuleBroken, match="between 1 and 200"):
        pile_of(by=r.lead, count=count, prompt=r.prompt)


def test_codes_are_nowhere_but_on_paper(r):
    card, code = card_for(r.prompt, by=r.lead)
    kept = [str(value) for value in vars(card).values()]
    assert not [value for value in kept if code in value]
    assert services.card_of_code(code) == card


def test_a_card_that_is_typed_in_waits_for_a_moderator_as_paper_with_its_helper(r):
    card, code = card_for(r.prompt, by=r.lead)
    services.type_in(card, by=r.facilitator, answer=SAID)
    said = Contribution.objects.get()
    assert (said.channel, said.typed_by, said.phone) == ("paper", r.facilitator, "")
    assert services.find_contribution(code) == said
    assert [one.pk for one in services.queue(r.floor, by=r.lead)] == [said.pk]
    kept = services.keep(said, by=r.lead)
    assert kept.shown
    assert (kept.voice.channel, kept.voice.consent) == ("paper", "public")
    assert voices.find_by_code(code) == kept.voice


def test_the_same_card_is_noticed_when_it_is_typed_in_twice(r):
    card, _ = card_for(r.prompt, by=r.lead)
    services.type_in(card, by=r.facilitator, answer=SAID)
    with pytest.raises(RuleBroken, match=f"{card.number} was typed in already, by Facilitator"):
        services.type_in(card, by=r.lead, answer=SAID | {"words": "Something else"})
    assert Contribution.objects.count() == 1


def test_one_press_types_a_card_in_once(r):
    card, _ = card_for(r.prompt, by=r.lead)
    for _ in range(2):
        services.type_in(card, by=r.facilitator, answer=SAID, press="one")
    assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_several_who_type_one_card_in_at_one_moment_count_it_once(r):
    poll = ask(r.floor, by=r.lead, kind="poll", words="What first?", lines=["Jobs", "Homes"])
    card, _ = card_for(poll, by=r.lead)
    answer = {"option": poll.options.first().pk}

    def press(number: int) -> str:
        by = (r.lead, r.facilitator)[number % 2]
        try:
            services.type_in(Card.objects.get(pk=card.pk), by=by, answer=answer)
        except RuleBroken as rule:
            return str(rule)
        return "kept"

    got, choices = at_once(press, people=4, then=Choice.objects.count)
    assert got.count("kept") == 1
    assert choices == 1


def test_votes_on_paper_count_with_those_of_phones_and_say_that_they_came_on_paper(r):
    said = ask(r.floor, by=r.lead, kind="statements", words="Agree?", lines=["One", "Two"])
    one, two = said.statements.all()
    services.vote(one, phone="a phone", value=1)
    for value in (1, -1):
        card, _ = card_for(said, by=r.lead)
        services.type_in(card, by=r.lead, answer={"votes": {str(one.pk): value}})
    assert Vote.objects.filter(statement=one).count() == 3
    assert not Vote.objects.filter(statement=two).exists()
    assert services.by_channel(r.floor) == {said.pk: "2 on paper"}


def test_paper_counts_also_when_it_comes_after_the_question_was_closed(r):
    card, _ = card_for(r.prompt, by=r.lead)
    services.close_floor(r.floor, by=r.lead)
    services.type_in(card, by=r.lead, answer=SAID)
    assert services.by_channel(r.floor) == {r.prompt.pk: "1 on paper"}


def test_what_cannot_stand_on_a_card_is_refused_in_words(r):
    poll = ask(r.floor, by=r.lead, kind="poll", words="What first?", lines=["Jobs", "Homes"])
    said = ask(r.floor, by=r.lead, kind="statements", words="Agree?", lines=["One"])
    later = services.add_prompt(r.floor, by=r.lead, kind="words", words="Later?")
    bad = [
        (r.prompt, {"words": "  ", "consent": "public"}, "no words yet"),
        (r.prompt, {"words": "x" * 5_001, "consent": "public"}, "5,001 characters"),
        (r.prompt, {"words": "Hello", "consent": "named"}, "what may be done"),
        (poll, {"option": 0}, "one of the answers"),
        (said, {"votes": {}}, "Nothing is ticked"),
        (said, {"votes": {"0": 1}}, "statements of this card"),
        (later, SAID, "Nobody was asked"),
        (None, written(consent="everything"), "what may be done"),
        (None, written(consent="named"), "Write the name"),
    ]
    for prompt, answer, refusal in bad:
        card, _ = card_for(prompt, by=r.lead)
        with pytest.raises(RuleBroken, match=refusal):
            services.type_in(card, by=r.lead, answer=answer)
        assert services.find_card(card.number).state == Card.State.OUT
    assert not Contribution.objects.exists()
    assert not Voice.objects.exists()


def test_a_form_that_is_typed_in_is_a_voice_in_the_words_of_consent_that_stood_on_it(r):
    card, code = card_for(None, by=r.lead, gathering=r.summit)
    services.type_in(card, by=r.facilitator, answer=written(group="Caribbean", setting="hospital"))
    voice = voices.find_by_code(code)
    assert (voice.channel, voice.gathering, voice.setting) == ("paper", r.summit, "hospital")
    assert voice.described.group == "Caribbean"
    assert voice.consents.get().words == voices.asked_today().layers["quote"]
    assert voice.state == Voice.State.WAITING


def test_danger_on_a_form_goes_to_the_circle_first(r):
    card, code = card_for(None, by=r.lead)
    services.type_in(card, by=r.facilitator, answer=written(concern="at_risk"))
    assert voices.find_by_code(code).state == Voice.State.CIRCLE


def test_the_record_says_who_typed_on_which_day_and_not_what(r):
    card, _ = card_for(r.prompt, by=r.lead)
    services.type_in(card, by=r.facilitator, answer=SAID)
    event = AuditEvent.objects.get(verb="floor.card_typed")
    assert (event.actor_id, event.details["dated_to"]) == (str(r.facilitator.pk), "day")
    assert SAID["words"] not in str(vars(event))


def test_the_database_keeps_the_second_person_apart_from_the_first(r):
    card, _ = card_for(r.prompt, by=r.lead)
    services.photograph(card, by=r.lead, file=photo())
    services.type_in(card, by=r.lead, answer=SAID)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.update(checked_by=r.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        Card.objects.update(state="done")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.create(
            prompt=r.prompt, consent="public", consent_words=1, channel="call", claim_digest="x"
        )
    assert Pile.objects.count() == 1
    assert default_storage.exists(services.find_card(card.number).photo.name)


def test_a_form_that_becomes_a_voice_is_dated_to_the_month_wherever_it_is_written_down(r):
    card, _ = card_for(None, by=r.lead)
    services.type_in(card, by=r.facilitator, answer=written(), on=date(2026, 5, 19))
    events = AuditEvent.objects.filter(verb__in=["floor.card_typed", "voice.recorded"])
    assert [event.details["dated_to"] for event in events] == ["month", "month"]
    assert len({event.at for event in events}) == 1
