"""What the circle opens, how a recording is kept, and what is read of voices by somebody signed out."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evenground_web.gatherings import services as gatherings
from evenground_web.voices import services
from evenground_web.voices.models import Concern
from tests.web.commitment_records import measured_gap
from tests.web.pages import read
from tests.web.planted import CIRCLE, DEVICE, EMAIL, FILE, NAME, OWN_WORDS, PRIVATE, sound


@pytest.fixture
def planted(universe, settings, tmp_path):
    """One voice with every secret beside it, one for the small team, and one with the circle."""
    settings.MEDIA_ROOT = tmp_path
    gap, on = measured_gap(universe), date(2026, 5, 19)
    summit = gatherings.add_gathering(
        by=universe.lead, title="Summit", kind="summit", starts=date(2026, 5, 2), topics=["Work"]
    )
    shown, code = services.record_voice(
        by=None, text=f"{NAME} told me to wait outside", kind="barrier", consent="quote", gap=gap,
        source="gathering", gathering=summit, topic=summit.topics.get(), on=on,
        about=services.About(own_words=OWN_WORDS),
        file=SimpleUploadedFile(f"{FILE}.wav", sound()),
    )  # fmt: skip
    services.ask_to_be_told(shown, email=EMAIL, may_be_asked=True, on=on)
    services.take_out(shown, by=universe.lead, words=[(NAME, "[name]")], on=on)
    services.clear(shown, by=universe.lead, looked=True, on=on)
    services.record_voice(
        by=None, text=PRIVATE, kind="idea", consent="none", source="open_page", gap=gap, on=on
    )
    services.record_voice(
        by=None, text=CIRCLE, kind="racism", consent="public", source="open_page", gap=gap, on=on,
        about=services.About(speaking_as="colleague"),
    )  # fmt: skip
    universe.shown, universe.code = shown, code
    return universe


def test_the_circle_reads_the_original_after_saying_why_and_never_the_address(planted, client):
    circle = planted.by_role["safeguarding"]
    services.raise_concern(planted.shown, by=planted.lead, kind="incident")
    for concern in Concern.objects.all():
        assert "told me" not in read(client.get(concern.get_absolute_url()))
        client.force_login(circle)
        assert CIRCLE not in read(client.get(concern.get_absolute_url()))
        opened = read(client.post(concern.get_absolute_url(), {"why": "To see who must act"}))
        assert (NAME in opened) == (concern.voice_id == planted.shown.pk)
        assert EMAIL not in opened
        assert OWN_WORDS not in opened


def test_a_recording_is_kept_under_a_name_and_with_bytes_that_say_nothing(planted, client):
    client.force_login(planted.lead)
    response = client.get(reverse("voices:recording", args=[planted.shown.pk]))
    content = b"".join(response) if response.streaming else response.content
    assert DEVICE.encode() not in content
    assert b"\1\2" * 400 in content
    kept = planted.shown.recording.file.name
    assert FILE not in kept
    services.raise_concern(planted.shown, by=planted.lead, kind="incident")
    assert client.get(response.request["PATH_INFO"]).status_code == 404
    assert default_storage.exists(kept)


def test_whoever_is_signed_out_reads_no_voice_that_is_not_for_everybody(planted, client):
    for address in ("/", reverse("voices:tell_us"), reverse("commitments:replies")):
        text = read(client.get(address))
        assert "told me to wait" not in text
        assert PRIVATE not in text
