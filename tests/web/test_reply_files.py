"""A reply as files: one page of A4, accessible, with the quotes that may be shown on the day."""

from __future__ import annotations

import pymupdf
import pytest
from django.urls import reverse

from evenground_web.commitments.models import ReplyVersion
from evenground_web.reports.services import FORMATS
from evenground_web.reports.services.replies import reading_of_reply
from evenground_web.voices import services as voices
from tests.web.checkers import faults_of
from tests.web.commitment_records import add_pledge
from tests.web.reply_records import DUE, QUOTE, forum, published, say
from tests.web.test_paper_formats import squeezed, text_of_pdf, text_of_text, text_of_word

TEXTS = {"pdf": text_of_pdf, "large-print": text_of_pdf, "word": text_of_word, "text": text_of_text}


@pytest.fixture
def scene(universe):
    return forum(universe)


def file_of(client, version: ReplyVersion, key: str) -> bytes:
    address = reverse("reports:reply_file", args=[version.reply_id, version.version, key])
    response = client.get(address)
    assert response.status_code == 200
    return response.content


def longest(scene) -> ReplyVersion:
    """A reply with every part as long as it may be."""
    quotes = [say(scene, f"{letter}ould on the wall " * 8, "public")[0] for letter in "mc"]
    pledges = [
        add_pledge(scene.universe, title=f"{number} letters about damp in homes that we " * 6)
        for number in range(3)
    ]
    length = {"said": 400, "did": 400, "could_not": 300, "will": 200, "short": 120}
    words = {name: ("words of ours " * 40)[: size - 1] for name, size in length.items()}
    return published(scene, **words, quotes=quotes, commitments=pledges, by_day=DUE)


@pytest.mark.parametrize("key", FORMATS)
def test_every_file_says_what_the_page_says(client, scene, key):
    version = published(scene)
    said = squeezed(TEXTS[key](file_of(client, version, key)))
    for text in (version.asked, version.said, version.did, QUOTE, "Damp homes, Housing forum"):
        assert squeezed(text) in said
    assert squeezed("One form for damp homes, Harbour NHS Trust: not started") in said


@pytest.mark.parametrize("key", FORMATS)
def test_a_quote_that_was_taken_back_is_in_no_file(client, scene, key):
    version = published(scene)
    voices.withdraw(scene.quote)
    assert squeezed(QUOTE) not in squeezed(TEXTS[key](file_of(client, version, key)))


def test_the_longest_reply_is_one_page_of_a4(client, scene):
    with pymupdf.open(stream=file_of(client, longest(scene), "pdf")) as document:
        assert document.page_count == 1
        assert [round(side) for side in document[0].rect.br] == [595, 842]


@pytest.mark.parametrize("key", ["pdf", "large-print"])
def test_the_pdf_passes_the_checker(client, scene, tmp_path, key):
    assert faults_of(file_of(client, longest(scene), key), tmp_path) == []


def test_only_published_versions_and_known_formats_are_files(client, scene):
    version = published(scene)
    for number, key in ((2, "pdf"), (1, "exe")):
        address = reverse("reports:reply_file", args=[version.reply_id, number, key])
        assert client.get(address).status_code == 404
    assert reading_of_reply(version).state == ("Published on 20 April 2026.",)
