"""Easy read: one short sentence, one picture, hard words explained, and numbers of the paper alone."""

from __future__ import annotations

from contextlib import suppress

import pymupdf
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.reports.accessible import services
from evenground_web.reports.accessible.models import Pair, Picture
from evenground_web.reports.accessible.services import lists
from evenground_web.reports.accessible.services.sentences import (
    count_words,
    easy_sentence,
    numbers_in,
    split,
)
from tests.web import accessible_records as records
from tests.web.accessible_records import DAY, png, upload
from tests.web.checkers import faults_of

LONG = " ".join(["word"] * 30)


@pytest.fixture
def scene(universe):
    return records.issued_scene(universe)


@pytest.fixture
def secretary(scene):
    return scene.universe.secretary


@pytest.fixture
def easy(scene):
    return records.begin(scene)


def add(version, by, sentence="We met.", **fields):
    return services.add_pair(version, by=by, sentence=sentence, now=DAY, **fields)


def sentences(version) -> list[str]:
    return [pair.sentence for pair in version.pairs.all()]


def refused(call, *words: str) -> None:
    with pytest.raises(RuleBroken) as refusal:
        call()
    for word in words:
        assert word in str(refusal.value)


@given(st.lists(st.from_regex(r"[A-Za-z]{1,12}(-[a-z]{1,5})?", fullmatch=True), max_size=40))
def test_as_many_words_are_counted_as_were_written(written):
    assert count_words(" ".join(written)) == len(written)


def test_a_sentence_of_thirty_words_is_refused_with_its_length(easy, secretary):
    refused(lambda: add(easy, secretary, f"{LONG}."), "has 30 words", "at most 15", "Take out 15")
    add(easy, secretary, " ".join(["word"] * 15))
    refused(lambda: add(easy, secretary, " ".join(["word"] * 16)), "has 16 words")
    assert len(sentences(easy)) == 1


def test_two_sentences_need_two_pictures(easy, secretary):
    refused(lambda: add(easy, secretary, "We met. You spoke."), "2 sentences", "its own picture")
    refused(lambda: add(easy, secretary, "  . "), "Write a sentence")
    add(easy, secretary, "Dr. Shah gave 3.5 hours!")


def test_the_database_holds_the_length_the_picture_and_its_description(easy, secretary):
    pair = add(easy, secretary, pictogram="house")
    for wrong in ({"words": 16}, {"words": 0}, {"alt": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Pair.objects.filter(pk=pair.pk).update(**wrong)


def test_a_picture_is_known_by_what_is_in_it(easy, secretary):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    wrong = {
        "drawing.svg": (svg, ["PNG or JPEG", "script"]),
        "drawing.png": (svg, ["SVG drawing", "script"]),
        "picture.jpg": (png(), ["not a JPG file inside"]),
        "notes.pdf": (b"%PDF-1.7", ["not a picture"]),
        "cut.png": (png()[:60], ["damaged"]),
        "wide.png": (png(4_100, 1), ["4,100 by 1"]),
        "big.png": (png() + bytes(2 * 1024 * 1024), ["larger than 2 MB"]),
        "empty.png": (b"", ["empty"]),
    }
    for name, (content, words) in wrong.items():
        refused(
            lambda name=name, content=content: add(
                easy, secretary, upload=upload(name, content), alt="A house"
            ),
            name, *words,
        )  # fmt: skip
    assert not Picture.objects.exists()


def test_points_that_no_program_can_draw_are_refused_at_once(easy, secretary):
    broken = bytearray(png(8, 8))
    place = broken.index(b"IDAT") + 6
    broken[place : place + 6] = b"broken"
    refused(
        lambda: add(easy, secretary, upload=upload("b.png", bytes(broken)), alt="A house"),
        "b.png is damaged",
    )


def test_an_uploaded_picture_needs_its_description_and_keeps_nothing_else(easy, secretary, client):
    photo = png(words=b"GPSLatitude 51.5")
    refused(lambda: add(easy, secretary, upload=upload("p.png", photo)), "Say in words what p.png")
    pair = add(easy, secretary, upload=upload("p.png", photo), alt="Our house")
    again = add(easy, secretary, "It is ours.", upload=upload("q.png", photo), alt="Our house")
    assert again.picture == pair.picture
    client.force_login(secretary)
    shown = client.get(reverse("accessible:picture", args=[pair.picture.pk]))
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.content == png()


def test_a_sentence_has_one_picture(easy, secretary):
    file = upload("p.png", png())
    refused(lambda: add(easy, secretary, pictogram="house", upload=file, alt="Us"), "one picture")
    refused(lambda: add(easy, secretary, pictogram="castle"), "from the list")


def test_sentences_move_up_and_down_by_buttons_and_stay_at_the_ends(scene, secretary, client):
    easy = records.write(scene, "One.", "Two.", "Three.")
    client.force_login(secretary)
    first, second, third = easy.pairs.all()
    for name, pair in (("raise_pair", third), ("raise_pair", first), ("lower_pair", second)):
        client.post(reverse(f"accessible:{name}", args=[pair.pk]))
    assert sentences(easy) == ["One.", "Three.", "Two."]
    client.post(reverse("accessible:remove_pair", args=[third.pk]))
    assert sentences(easy) == ["One.", "Two."]
    gone = client.post(reverse("accessible:remove_pair", args=[third.pk]))
    assert gone.status_code == 404
    assert list(audit.faults()) == []


def test_two_who_change_one_sentence_see_both_texts(scene, secretary, client):
    (pair,) = records.write(scene, "We met.").pairs.all()
    client.force_login(secretary)
    address = reverse("accessible:edit_pair", args=[pair.pk])
    seen = client.get(address).context["form"]["seen"].value()
    services.edit_pair(pair, by=scene.universe.lead, sentence="They met.", pictogram="house")
    typed = {"sentence": "All met.", "pictogram": "house", "seen": seen, "alt": "A house"}
    page = client.post(address, typed).content.decode()
    assert "Nothing you wrote is lost" in page
    assert "They met." in page
    assert "All met." in page


def test_a_long_sentence_comes_back_with_the_form(easy, secretary, client):
    client.force_login(secretary)
    address = reverse("accessible:add_pair", args=[easy.pk])
    page = client.post(address, {"sentence": LONG, "pictogram": "people"}).content.decode()
    assert "has 30 words" in page
    assert LONG in page


def test_nothing_is_published_without_pictures_and_explanations(scene, secretary):
    easy = records.begin(scene)
    refused(lambda: services.publish(easy, by=secretary), "no sentences yet")
    pair = add(easy, secretary, "The board met about inequality.")
    refused(
        lambda: services.publish(easy, by=secretary),
        "1 sentence has no picture", "“The board met about inequality.”", "board, inequality",
    )  # fmt: skip
    services.edit_pair(pair, by=secretary, sentence=pair.sentence, pictogram="people")
    refused(lambda: services.publish(easy, by=secretary), "does not explain: board, inequality")
    records.explain(scene, easy)
    services.publish(easy, by=secretary)
    assert records.again(easy).is_published


def test_the_word_bank_stands_beside_the_first_sentence_that_needs_it(scene):
    easy = records.write(scene, "The boards met.", "It was good.", "The board said so.")
    easy = records.explain(scene, easy)
    pairs = [block for block in services.easy_reading(easy).blocks if block["kind"] == "pair"]
    meaning = lists.hard_words()["board"].meaning
    assert [pair["bank"] for pair in pairs] == [[f"Board: {meaning}"], [], []]


def test_an_explanation_is_as_short_as_the_text(scene, secretary):
    easy = records.write(scene, "The board met.")
    refused(
        lambda: services.explain(easy, by=secretary, meanings={"board": f"{LONG}."}),
        "The explanation of “board” has 30 words",
    )


def test_our_list_explains_every_word_in_short_sentences_without_another_hard_word():
    for word in lists.hard_words().values():
        for sentence in split(word.meaning):
            assert 1 <= count_words(sentence) <= 15, word.word
        assert lists.hard_words_in(word.meaning) == [], word.word


def test_every_drawing_of_the_list_is_there_described_and_runs_nothing():
    for one in lists.pictograms().values():
        drawing = services.drawing(one.path)
        assert drawing.startswith(b"<svg ")
        assert one.alt
        for forbidden in (b"<script", b"href", b"style", b" on", b"<image", b"url("):
            assert forbidden not in drawing.lower(), one.key


def test_numbers_that_the_paper_does_not_hold_are_flagged_and_need_a_source(scene, secretary):
    easy = records.write(scene, "28 in 100 people smoke.", "We met on 3 February 2026.")
    assert services.strange_numbers(easy) == ["100"]
    (marked, other) = services.marked_pairs(easy)
    assert (marked.strange, other.strange) == (["100"], [])
    refused(lambda: services.publish(easy, by=secretary), "does not hold 100")
    services.publish(easy, by=secretary, other_numbers="28% is 28 in 100.")
    assert any(
        "28% is 28 in 100." in words for words in services.easy_reading(records.again(easy)).state
    )


def test_a_number_is_known_however_it_is_written_and_a_day_is_no_number():
    paper = numbers_in(["1,200 people, 28.0% on 3 February 2026, A12"])
    assert numbers_in(["1200 and 28"]) <= paper
    assert numbers_in(["3 February", "2026"]) <= paper
    assert not numbers_in(["3 people", "12 people", "4 February"]) & paper


def test_a_first_draft_is_offered_and_rewritten_and_never_taken_as_it_is(easy, secretary, client):
    offered = services.first_draft(easy)
    assert f"This paper is called {easy.report.title}." in offered
    assert any("note the progress" in sentence for sentence in offered)
    assert any("percentage points higher" in sentence for sentence in offered)
    assert sentences(easy) == []
    client.force_login(secretary)
    address = reverse("accessible:first_draft", args=[easy.pk])
    page = client.post(address, {"sentence_1": LONG, "sentence_2": "We met."}).content.decode()
    assert "has 30 words" in page
    assert LONG in page
    client.post(
        address, {"sentence_1": "People smoke less.", "sentence_2": "We met in a hospital."}
    )
    assert sentences(easy) == ["People smoke less.", "We met in a hospital."]
    assert [pair.pictogram for pair in easy.pairs.all()] == ["people", "hospital"]
    assert not records.again(easy).is_published


def test_page_pdf_and_text_say_the_same_with_the_picture_first(scene, tmp_path):
    easy = records.explain(scene, records.write(scene, "The board met.", "You can read it."))
    add(easy, scene.universe.secretary, "This is us.", upload=upload("p.png", png()), alt="Us")
    easy = records.again(easy)
    content = services.EASY_FILES["pdf"].make(easy)
    assert faults_of(content, tmp_path) == []
    with pymupdf.open(stream=content) as document:
        read = " ".join(" ".join(page.get_text().split()) for page in document)
        spans = [
            (span["size"], span["origin"][0])
            for page in document for block in page.get_text("dict")["blocks"]
            for line in block.get("lines", ()) for span in line["spans"]
            if span["text"].strip() in {"The board met.", "You can read it."}
        ]  # fmt: skip
        pictures = [box for page in document for box in page.get_image_info()]
    text = services.EASY_FILES["text"].make(easy).decode()
    for sentence in (*sentences(easy), lists.hard_words()["board"].meaning):
        assert sentence in read
        assert sentence in " ".join(text.split())
    assert all(size >= 16 and x > 150 for size, x in spans)
    assert all(box["bbox"][2] < 200 for box in pictures)
    assert text.index("[Picture: Three people standing together]") < text.index("The board met.")
    assert services.EASY_FILES["pdf"].make(easy) == content


@given(st.text(max_size=60))
def test_whatever_is_kept_is_one_short_sentence(text):
    with suppress(RuleBroken):
        kept = easy_sentence(text)
        assert 1 <= count_words(kept) <= 15
        assert len(split(kept)) == 1
