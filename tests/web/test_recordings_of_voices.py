"""Sounds, films and pictures are kept without what their files say beside them."""

from __future__ import annotations

import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core.media import LARGEST, OGG_TABLE, kind_of, read_media
from evenground_web.core.permissions import RuleBroken
from evenground_web.voices import services
from evenground_web.voices.models import Recording, Voice
from tests.web.accessible_records import png
from tests.web.pages import page, press, words
from tests.web.planted import sound

MARK = b"PLANTED-AUTHOR"
HEARD = bytes(range(200)) * 3


def upload(content: bytes, name="said.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def film(*, handler=b"soun") -> bytes:
    times = struct.pack(">III", 0, 3_900_000_000, 3_900_000_001)
    track = box(b"tkhd", times + bytes(72)) + box(
        b"mdia",
        box(b"mdhd", times + bytes(12)) + box(b"hdlr", bytes(8) + handler + bytes(12) + MARK),
    )
    told = box(b"udta", box(b"\xa9xyz", MARK)) + box(b"meta", MARK)
    moov = box(b"moov", box(b"mvhd", times + bytes(88)) + box(b"trak", track) + told)
    return box(b"ftyp", b"isom\0\0\2\0") + moov + box(b"mdat", HEARD) + box(b"uuid", MARK * 2)


def element(kind: str, body: bytes) -> bytes:
    return bytes.fromhex(kind) + b"\x01" + len(body).to_bytes(7) + body


def webm(*, open_ended=False) -> bytes:
    info = element(
        "1549A966", element("4D80", MARK) + element("4461", MARK[:8]) + element("7BA9", MARK)
    )
    body = info + element("1F43B675", element("A3", HEARD)) + element("1254C367", MARK)
    segment = bytes.fromhex("18538067") + b"\x01" + b"\xff" * 7 + body
    return element("1A45DFA3", bytes(8)) + (segment if open_ended else element("18538067", body))


def page_of_ogg(number: int, body: bytes) -> bytes:
    head = b"OggS" + bytes(14) + struct.pack("<II", number, 0)
    return head + bytes([1, len(body)]) + body


def ogg() -> bytes:
    told = (
        struct.pack("<I", len(MARK))
        + MARK
        + struct.pack("<II", 1, len(MARK) + 7)
        + b"ARTIST="
        + MARK
    )
    pages = (b"OpusHead" + bytes(11), b"OpusTags" + told, HEARD[:250])
    return b"".join(page_of_ogg(number, body) for number, body in enumerate(pages))


def mp3() -> bytes:
    frame = b"\xff\xfb\x90\x00" + HEARD
    size = bytes([0, 0, 0, len(MARK)])
    return b"ID3\4\0\0" + size + MARK + frame + b"TAG" + MARK.ljust(125)


FILES = {
    "mp4": film(), "webm": webm(), "webm of a browser": webm(open_ended=True), "ogg": ogg(),
    "mp3": mp3(), "wav": sound(artist=MARK.decode()),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_says_of_who_made_it_is_gone_and_the_rest_is_as_it_was(name):
    kind, kept = read_media(upload(FILES[name]))
    assert kind == name.split()[0]
    assert MARK in FILES[name]
    assert MARK not in kept
    assert MARK[:8] not in kept
    heard = {"wav": b"\1\2" * 400, "ogg": HEARD[:250]}.get(kind, HEARD)
    assert heard in kept
    if kind in ("mp4", "webm", "ogg"):
        assert len(kept) == len(FILES[name])  # what points into the file stays right
    assert read_media(upload(kept)) == (kind, kept)


def test_the_times_in_a_film_are_gone():
    _, kept = read_media(upload(film()))
    assert struct.pack(">I", 3_900_000_000) not in kept


def test_the_pages_of_a_sound_are_summed_anew():
    _, kept = read_media(upload(ogg()))
    second = bytearray(kept[kept.index(b"OggS", 10) : kept.rindex(b"OggS")])
    (written,) = struct.unpack_from("<I", second, 22)
    second[22:26] = bytes(4)
    made = 0
    for byte in second:
        made = (made << 8) & 0xFFFFFFFF ^ OGG_TABLE[made >> 24 ^ byte]
    assert made == written


def test_a_film_with_a_track_of_places_is_refused():
    with pytest.raises(RuleBroken, match="more than sound and pictures"):
        read_media(upload(film(handler=b"meta")))


def test_a_film_that_is_too_large_is_refused_in_plain_words_and_nothing_is_lost(
    universe, client, monkeypatch
):
    monkeypatch.setattr("evenground_web.core.media.LARGEST", 1024 * 1024)
    big = upload(film() + bytes(1024 * 1024), "film.mp4")
    typed = {"text": "See the film", "kind": "idea", "consent": "quote"}
    answer = words(client.post(reverse("voices:tell_us"), {**typed, "file": big}))
    assert "This file has 1 MB, and we can keep 1 MB" in answer
    assert "See the film" in answer
    assert not Voice.objects.exists()


def test_a_film_of_a_hundred_megabytes_is_answered_in_plain_words(universe, client):
    length = str(101 * 1024 * 1024)
    answer = client.post(
        reverse("voices:tell_us"), {"file": upload(b"a")}, headers={}, CONTENT_LENGTH=length
    )
    assert int(length) > LARGEST
    assert answer.status_code == 413
    assert "too large to send" in words(answer)


@pytest.mark.parametrize(
    ("content", "words_of_it"),
    [
        (b"", "empty"),
        (b"<html>", "not a recording"),
        (film()[:-20], "damaged"),
        (webm()[:-3], "damaged"),
    ],
)
def test_what_is_no_recording_or_is_damaged_is_refused(content, words_of_it):
    with pytest.raises(RuleBroken, match=words_of_it):
        read_media(upload(content))


@given(st.sampled_from(sorted(FILES)), st.data())
def test_a_file_with_any_byte_changed_is_kept_or_refused_and_never_breaks(name, data):
    content = bytearray(FILES[name])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.integers(0, 255))
    try:
        kind, _ = read_media(upload(bytes(content)))
    except RuleBroken:
        return
    assert kind == kind_of(bytes(content))


def test_a_recording_is_sent_without_words_and_somebody_writes_them_down(
    universe, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    typed = {"kind": "idea", "consent": "public"}
    assert "Write what you want to say" in words(press(client, reverse("voices:tell_us"), **typed))
    sent = client.post(reverse("voices:tell_us"), {**typed, "file": upload(sound(), "me.wav")})
    assert "Thank you" in words(sent)
    voice = Voice.objects.get()
    assert (voice.text, voice.channel) == ("", "recorded")
    assert "nobody has written down yet" in page(
        client, reverse("voices:waiting"), as_=universe.lead
    )
    with pytest.raises(RuleBroken, match="written down yet what is said"):
        services.clear(voice, by=universe.lead)
    press(client, reverse("voices:write_down", args=[voice.pk]), text="Open on Saturdays")
    services.clear(voice, by=universe.lead)
    assert "Open on Saturdays" in page(client, reverse("voices:voices"), as_=universe.alice)


def test_a_picture_is_kept_without_where_it_was_taken(universe, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    services.record_voice(
        by=None, text="", kind="barrier", consent="themes", source="open_page",
        file=upload(png(), "IMG_2026_05_19.png"),
    )  # fmt: skip
    kept = Recording.objects.get()
    assert kept.kind == Recording.Kind.PICTURE
    assert "IMG" not in kept.file.name
