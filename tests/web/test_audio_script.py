"""A paper read aloud: no figure, no table and no abbreviation is left; a recording has its words."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core.permissions import RuleBroken
from evenground_web.core.ranges import in_part
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.models import Recording, SignedVideo
from evenground_web.reports.accessible.services.pictures import without_tags
from evenground_web.reports.accessible.services.spoken import TENS, UNITS, aloud, number, year
from evenground_web.reports.blocks import plain
from tests.web import accessible_records as records
from tests.web.accessible_records import DAY, mp3, upload

SCALES = {"thousand": 1000, "million": 10**6, "billion": 10**9}


def heard(words: str) -> int:
    """The number that somebody who hears these words writes down."""
    total, part = 0, 0
    for word in re.split(r"[\s-]+", words):
        if word in UNITS:
            part += UNITS.index(word)
        elif word in TENS:
            part += TENS.index(word) * 10
        elif word == "hundred":
            part *= 100
        elif word in SCALES:
            total, part = total + part * SCALES[word], 0
    return total + part


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_a_number_that_is_heard_is_the_number_that_was_written(value):
    assert heard(number(str(value))) == value
    assert heard(number(f"{value:,}")) == value


@given(st.text(max_size=80))
def test_no_figure_is_left_whatever_the_text_is(text):
    assert not re.search(r"\d", aloud(text))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("20.9 percentage points higher (19.8 to 22.0)",
         "twenty point nine percentage points higher, nineteen point eight to twenty-two point zero"),
        ("34% of 1,200 people", "thirty-four per cent of one thousand two hundred people"),
        ("on 3 February 2026", "on the third of February twenty twenty-six"),
        ("on the 21 May", "on the twenty-first of May"),
        ("£12,500 or £3.20 or £1.5 million",
         "twelve thousand five hundred pounds or three pounds and twenty pence or one point five million pounds"),
        ("2024/25", "twenty twenty-four to twenty twenty-five"),
        ("in 2005 and 1910", "in two thousand and five and nineteen ten"),
        ("at 2:15pm and 9am", "at two fifteen p m and nine a m"),
        ("A12 and 5–10 people", "A twelve and five to ten people"),
        ("−3.2 and 0.05", "minus three point two and zero point zero five"),
        ("the 22nd", "the twenty-second"),
        ("ICB, ICS & NHS", "integrated care board, integrated care system and N H S"),
        ("ICBs", "ICBs"),
        ("007", "zero zero seven"),
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_this_is_said_so(written, said):
    assert aloud(written) == said


def test_years_are_said_as_people_say_them():
    assert [year(figure) for figure in ("2000", "2009", "2010", "1900", "1905")] == [
        "two thousand", "two thousand and nine", "twenty ten", "nineteen hundred",
        "nineteen oh five",
    ]  # fmt: skip


@pytest.fixture
def scene(universe):
    return records.issued_scene(universe)


@pytest.fixture
def secretary(scene):
    return scene.universe.secretary


def test_the_script_says_all_the_paper_says_in_sentences_without_what_people_said(scene):
    script = services.script_of(scene.paper)
    said = [plain(block["runs"]) for block in script.blocks]
    assert not [words for words in said if re.search(r"[\d%£|<>]", words)]
    assert all(block["kind"] in {"heading", "paragraph"} for block in script.blocks)
    assert any(words.startswith("A table of") for words in said)
    assert any("Difference: sixteen point zero percentage points higher" in words for words in said)
    assert "shuts before my shift" not in " ".join(said)
    assert "Do not print these words" not in " ".join(said)
    assert all(
        block["runs"][0]["text"][-1] in ".!?:"
        for block in script.blocks
        if block["kind"] == "paragraph"
    )


def test_the_minutes_are_those_of_a_calm_voice(scene):
    script = services.script_of(scene.paper)
    words = sum(len(plain(block["runs"]).split()) for block in script.blocks)
    minutes = services.minutes_of(script.blocks)
    assert minutes - 1 < words / 150 <= minutes
    assert f"about {minutes} minute" in script.state[1]
    assert services.script_file(scene.paper) == services.script_file(scene.paper)


def keep(version, by, **fields):
    fields = {"read_by": "Iris", "minutes": 5, "transcript": "Hello.", "now": DAY, **fields}
    return services.keep_recording(version, by=by, **fields)


def test_a_recording_is_a_sound_by_what_is_in_it(scene, secretary, settings):
    audio = records.begin(scene, "audio")
    settings.LARGEST_UPLOAD = 2_000
    wrong = {
        "talk.wav": (b"RIFF", "Choose an MP3 or OGG file"),
        "talk.mp3": (b"<html>", "not an MP3 file inside"),
        "talk.ogg": (mp3(), "not an OGG file inside"),
        "empty.mp3": (b"", "not an MP3 file inside"),
        "long.mp3": (mp3() * 4, "larger than"),
    }
    for name, (content, words) in wrong.items():
        with pytest.raises(RuleBroken, match=words):
            keep(audio, secretary, file=upload(name, content))
    with pytest.raises(RuleBroken, match="one of the two"):
        keep(audio, secretary)
    with pytest.raises(RuleBroken, match="one of the two"):
        keep(audio, secretary, file=upload("a.mp3", mp3()), link="https://example.org/a")
    with pytest.raises(RuleBroken, match="Write down what is said"):
        keep(audio, secretary, file=upload("a.mp3", mp3()), transcript="  ")
    with pytest.raises(RuleBroken, match="https://"):
        keep(audio, secretary, link="http://example.org/a")
    assert not Recording.objects.exists()


def test_a_recording_is_kept_without_what_it_says_beside_its_sound_and_is_heard(
    scene, secretary, client
):
    audio = records.begin(scene, "audio")
    keep(audio, secretary, file=upload("a.mp3", mp3(words=b"Iris, at home")))
    services.publish(audio, by=secretary, now=DAY)
    client.force_login(scene.universe.alice)
    page = client.get(records.again(audio).get_absolute_url()).content.decode()
    assert "Read by Iris. 5 minutes." in page
    assert "Hello." in page
    sound = client.get(reverse("accessible:sound", args=[audio.pk]))
    assert (sound.content, sound.headers["Content-Type"]) == (mp3(), "audio/mpeg")
    part = client.get(reverse("accessible:sound", args=[audio.pk]), headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, mp3()[2:6])


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("", 200, None),
        ("bytes=0-3", 206, "bytes 0-3/10"),
        ("bytes=4-", 206, "bytes 4-9/10"),
        ("bytes=-3", 206, "bytes 7-9/10"),
        ("bytes=-99", 206, "bytes 0-9/10"),
        ("bytes=8-99", 206, "bytes 8-9/10"),
        ("bytes=10-", 416, "bytes */10"),
        ("bytes=-0", 416, "bytes */10"),
        ("bytes=5-2", 200, None),
        ("bytes=-", 200, None),
        ("bytes=0-1,4-5", 200, None),
        ("seconds=1-2", 200, None),
    ],
)
def test_a_player_moves_to_another_place_of_a_recording(rf, asked, status, told):
    request = rf.get("/", headers={"Range": asked} if asked else {})
    answer = in_part(request, HttpResponse(b"0123456789"))
    assert (answer.status_code, answer.headers.get("Content-Range")) == (status, told)
    assert answer.headers["Accept-Ranges"] == "bytes"
    if status == 206:
        first, last = (int(end) for end in told[6:-3].split("-"))
        assert answer.content == b"0123456789"[first : last + 1]


@given(st.binary(max_size=100))
def test_tags_are_taken_off_whatever_they_hold(words):
    assert without_tags(mp3(words=words)) == mp3()
    assert without_tags(mp3(words=words) + b"TAG" + bytes(125)) == mp3()


def test_the_form_of_a_recording_begins_with_the_script(scene, secretary, client):
    audio = records.begin(scene, "audio")
    client.force_login(secretary)
    address = reverse("accessible:recording", args=[audio.pk])
    typed = client.get(address).context["form"].initial["transcript"]
    assert "percentage points higher" in typed
    sent = {
        "file": upload("a.ogg", b"OggS" + bytes(40)), "read_by": "A computer voice", "minutes": "4",
        "transcript": typed,
    }  # fmt: skip
    client.post(address, sent)
    assert Recording.objects.get().transcript == typed.replace("\r", "")


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ("http://example.org/bsl", "https://"),
        ("javascript:alert(1)", "https://"),
        ("https://somebody:secret@example.org/bsl", "a name or a password"),
        ("https://[broken", "https://"),
        ("https:///nowhere", "https://"),
    ],
)
def test_a_video_in_bsl_has_a_secure_link(scene, secretary, link, words):
    version = records.begin(scene, "bsl")
    fields = {"interpreter": "Kai", "made_on": DAY.date(), "minutes": 3, "now": DAY}
    with pytest.raises(RuleBroken, match=words):
        services.keep_video(version, by=secretary, link=link, **fields)
    kept = services.keep_video(version, by=secretary, link="https://example.org/bsl", **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignedVideo.objects.filter(pk=kept.pk).update(link="http://example.org/bsl")


def test_a_video_from_tomorrow_and_one_of_a_wrong_version_are_refused(scene, secretary):
    version = records.begin(scene, "bsl")
    fields = {"link": "https://example.org/a", "interpreter": "Kai", "minutes": 3, "now": DAY}
    with pytest.raises(RuleBroken, match="has not been yet"):
        services.keep_video(version, by=secretary, made_on=DAY.date().replace(day=11), **fields)
    easy = records.begin(scene)
    with pytest.raises(RuleBroken, match="not the version for British Sign Language"):
        services.keep_video(easy, by=secretary, made_on=DAY.date(), **fields)
    with pytest.raises(RuleBroken, match="There is no video yet"):
        services.publish(version, by=secretary)


def test_a_link_leads_away_and_brings_nothing_of_the_other_site(scene, secretary, client):
    version = records.begin(scene, "bsl")
    services.keep_video(
        version, by=secretary, link="https://example.org/bsl", interpreter="Kai",
        made_on=DAY.date(), minutes=3, now=DAY,
    )  # fmt: skip
    services.publish(version, by=secretary, now=DAY)
    client.force_login(scene.universe.alice)
    page = client.get(records.again(version).get_absolute_url()).content.decode()
    assert 'href="https://example.org/bsl"' in page
    assert "Kai" in page
    assert not re.search(r"<(iframe|video|embed|object|img)\b[^>]*example\.org", page)
