"""A card that was photographed: the picture is sealed, one types, a second person compares."""

from __future__ import annotations

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.floor import services
from evenground_web.floor.models import Card, Choice, Contribution
from evenground_web.voices import services as voices
from tests.web.card_records import SAID, card_for, photo, written
from tests.web.pages import page, press, words
from tests.web.room import ask, room

MARK = b"GPS 51.5 PLANTED-AUTHOR"


@pytest.fixture
def r(universe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return room(universe)


def photographed(r, prompt=None, *, answer=None):
    """A card with a photograph; typed in by the facilitator when there is an answer."""
    card, code = card_for(prompt, by=r.lead)
    services.photograph(card, by=r.lead, file=photo(MARK))
    if answer:
        services.type_in(card, by=r.facilitator, answer=answer)
    return services.find_card(card.number), code


def test_a_photograph_is_kept_without_what_its_file_says_and_under_no_name(r):
    card, _ = photographed(r, r.prompt)
    with card.photo.open("rb") as kept:
        assert MARK not in kept.read()
    assert "IMG_2031" not in card.photo.name
    assert card.state == Card.State.PHOTOGRAPHED


@pytest.mark.parametrize(
    ("content", "refusal"),
    [(b"", "empty"), (b"%PDF-1.7", "not a recording or a picture"), (b"ID3\0\0", "damaged|not a ")],
)
def test_what_is_no_photograph_is_refused(r, content, refusal):
    card, _ = card_for(r.prompt, by=r.lead)
    with pytest.raises(RuleBroken, match=refusal):
        services.photograph(card, by=r.lead, file=SimpleUploadedFile("a.png", content))
    assert not services.find_card(card.number).photo


def test_nothing_counts_before_a_second_person_compared(r):
    card, code = photographed(r, r.prompt, answer=SAID)
    assert not Contribution.objects.exists()
    with pytest.raises(RuleBroken, match="Somebody else compares"):
        services.check_card(card, by=r.facilitator, answer=SAID)
    with pytest.raises(RuleBroken, match="A second person looks at it"):
        services.type_in(card, by=r.lead, answer=SAID)
    put_right = SAID | {"words": "The letters came in English"}
    services.check_card(card, by=r.lead, answer=put_right)
    said = services.find_contribution(code)
    assert (said.words, said.typed_by, said.channel) == (
        put_right["words"], r.facilitator, "paper",
    )  # fmt: skip
    card = services.find_card(card.number)
    assert (card.state, card.typed_by, card.checked_by) == ("done", r.facilitator, r.lead)
    assert card.draft is None


def test_of_ticks_no_photograph_is_kept_once_two_have_looked(r, django_capture_on_commit_callbacks):
    poll = ask(r.floor, by=r.lead, kind="poll", words="What first?", lines=["Jobs", "Homes"])
    answer = {"option": poll.options.first().pk}
    card, _ = photographed(r, poll, answer=answer)
    name = card.photo.name
    with django_capture_on_commit_callbacks(execute=True):
        services.check_card(card, by=r.lead, answer=answer)
    assert Choice.objects.count() == 1
    assert not default_storage.exists(name)


def test_the_photograph_goes_with_the_words_and_is_erased_with_them(
    r, django_capture_on_commit_callbacks
):
    card, code = photographed(r, r.prompt, answer=SAID)
    services.check_card(card, by=r.lead, answer=SAID)
    services.keep(services.find_contribution(code), by=r.lead, shown=False)
    voice = voices.find_by_code(code)
    name = voice.recording.file.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        voices.withdraw(voice)
    assert not default_storage.exists(name)
    assert [one.number for one in Card.objects.to_destroy()] == [card.number]
    services.note_destroyed(card, by=r.lead)
    assert not Card.objects.to_destroy().exists()


def test_words_that_wait_take_their_photograph_with_them(r, django_capture_on_commit_callbacks):
    card, code = photographed(r, r.prompt, answer=SAID)
    services.check_card(card, by=r.lead, answer=SAID)
    with django_capture_on_commit_callbacks(execute=True):
        services.take_back(services.find_contribution(code))
    assert not default_storage.exists(card.photo.name)
    assert not services.find_card(card.number).photo


def test_a_form_with_a_photograph_is_a_voice_with_a_picture_for_the_small_team(r):
    card, code = photographed(r, answer=written())
    services.check_card(card, by=r.lead, answer=written())
    voice = voices.find_by_code(code)
    assert (voice.recording.kind, voice.channel) == ("picture", "paper")


def test_paper_is_kept_while_nobody_took_the_words_back(r):
    card, _ = card_for(r.prompt, by=r.lead)
    with pytest.raises(RuleBroken, match="Keep the paper"):
        services.note_destroyed(card, by=r.lead)


def test_the_second_person_sees_the_picture_beside_what_the_first_typed(r, client, universe):
    card, _ = photographed(r, r.prompt, answer=SAID)
    picture = reverse("floor:card_photo", args=[card.pk])
    shown = page(client, reverse("floor:check_card", args=[card.pk]), as_=r.lead)
    assert picture in shown
    assert SAID["words"] in shown
    assert client.get(picture)["Content-Type"] == "image/png"
    done = press(client, reverse("floor:check_card", args=[card.pk]), as_=r.lead, **SAID)
    assert "It was compared, and counts" in words(done)
    for role in ("member", "host", "board_secretary", "safeguarding"):
        page(client, reverse("floor:card", args=[card.pk]), as_=universe.by_role[role], status=404)


def test_whoever_typed_it_is_told_that_somebody_else_compares(r, client):
    card, _ = photographed(r, r.prompt, answer=SAID)
    answer = press(client, reverse("floor:check_card", args=[card.pk]), as_=r.facilitator, **SAID)
    assert "Somebody else compares it with the photograph" in words(answer)
    assert SAID["words"] in words(answer)
    assert "which you typed in" in page(client, reverse("floor:paper"), as_=r.facilitator)


def test_a_photograph_is_sent_with_the_number_of_its_card(r, client):
    card, _ = card_for(r.prompt, by=r.lead)
    send = reverse("floor:photograph")
    unknown = press(client, send, as_=r.lead, number="BBBB-BBBB", file=photo())
    assert "No card has this number" in words(unknown)
    typed = card.number.lower().replace("-", " ")
    assert "The photograph is kept" in words(press(client, send, number=typed, file=photo()))
    assert services.find_card(card.number).photo
