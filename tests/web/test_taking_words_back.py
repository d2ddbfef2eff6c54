"""Words that are taken back are gone everywhere at once; where they were quoted is listed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evenground_web.reports import services as reports
from evenground_web.voices import services
from evenground_web.voices.models import Naming, Question, Recording, Sealed, SelfDescription, Voice
from tests.web import board
from tests.web.pages import page, press, words
from tests.web.planted import sound

SAID = "Amina Begum waited nine hours on the corridor"


@pytest.fixture
def issued(universe):
    """A paper that was issued with the words of somebody in it."""
    scene = board.set_scene(universe)
    scene.quoted, scene.code = services.record_voice(
        by=universe.lead, text="The clinic is two buses away", kind="barrier", consent="public",
        source="open_page", gap=scene.smoking, on=board.BEFORE, cleared=True,
    )  # fmt: skip
    board.issue_first(scene)
    return scene


def test_a_withdrawal_lists_the_papers_that_quoted_the_words_and_takes_them_out(issued, client):
    said = issued.quoted.text
    paper = reverse("reports:paper", args=[issued.first.pk])
    assert said in page(client, paper, as_=issued.universe.alice)
    client.logout()
    before = words(client.post(reverse("voices:mine"), {"code": issued.code}))
    assert "Where your words were quoted" in before
    after = words(press(client, reverse("voices:withdraw"), code=issued.code))
    assert f"{issued.first.title}, version 1" in after
    assert "28 January 2026" in after
    assert said not in page(client, paper, as_=issued.universe.alice)
    for key in reports.FORMATS:
        file = client.get(reverse("reports:download", args=[issued.first.pk, key]))
        assert said.encode() not in file.content


def test_whoever_has_printed_copies_sees_which_papers_to_replace(issued, client):
    address = reverse("voices:taken_back")
    assert "Nothing was taken back" in page(client, address, as_=issued.universe.secretary)
    services.withdraw(issued.quoted)
    shown = page(client, address)
    assert f"{issued.first.title}, version 1" in shown
    assert "1 quote. Look for printed copies" in shown
    services.change_consent(issued.voice, consent="themes")
    assert "2 quotes. Look for printed copies" in page(client, address)


def test_allowing_less_takes_words_out_of_a_paper_too(issued, client):
    paper = reverse("reports:paper", args=[issued.first.pk])
    services.change_consent(issued.quoted, consent="themes")
    assert issued.quoted.text not in page(client, paper, as_=issued.universe.alice)


def test_all_that_was_kept_beside_the_words_is_erased_with_them(
    universe, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    voice, _ = services.record_voice(
        by=None, text=SAID, kind="experience", consent="named", name="Amina", source="open_page",
        about=services.About(own_words="Bengali", language="bn"), on=date(2026, 5, 19),
        file=SimpleUploadedFile("said.wav", sound()),
    )  # fmt: skip
    services.translate(voice, by=universe.lead, translation="In English", translated_by="speaker")
    services.take_out(voice, by=universe.lead, words=[("Amina Begum", "[name]")])
    services.ask_to_be_told(voice, email="somebody@example.org", may_be_asked=True)
    services.ask_more(voice, by=universe.lead, text="When was it?")
    kept = Recording.objects.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(Voice.objects.get())
    for model in (Naming, Question, Recording, Sealed, SelfDescription):
        assert not model.objects.exists(), model
    assert not default_storage.exists(kept)
    voice.refresh_from_db()
    assert (voice.text, voice.translation, voice.translated_by) == ("", "", "")
