"""Codebooks and codings go to other programs and come back, and nothing is lost without a word."""

from __future__ import annotations

import io
import struct
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from evenground_web.core.text import printable
from evenground_web.themes import services
from evenground_web.themes.models import Coding, Theme
from evenground_web.themes.services.exchange.reading import LARGEST_INSIDE, contents
from evenground_web.themes.services.exchange.words import described, read
from tests.web.theme_records import codebook, done, found, said

NS = 'xmlns="urn:QDA-XML:codebook:1.0"'


@pytest.fixture
def c(universe):
    return codebook(universe)


def codes(*rows: str, more: str = "") -> bytes:
    inside = "".join(rows)
    return f'<?xml version="1.0"?><CodeBook {NS}><Codes>{inside}</Codes>{more}</CodeBook>'.encode()


def code(name: str, inside: str = "", **also: str) -> str:
    attributes = "".join(f' {key}="{value}"' for key, value in also.items())
    return f'<Code guid="{uuid4()}" name="{name}" isCodable="true"{attributes}>{inside}</Code>'


def themes_of(book) -> list[tuple]:
    rows = book.themes.select_related("parent")
    return [
        (row.guid, row.name, row.definition, row.when_to_use, row.when_not, str(row.parent))
        for row in rows
    ]


def test_a_codebook_comes_back_as_it_went(c) -> None:
    services.edit_theme(c.disbelief, by=c.lead, when_to_use="Pain & <worry>", when_not="Late")
    services.add_theme(c.book, by=c.lead, name="“Pain” 😀", parent=c.disbelief)
    another = services.add_codebook(by=c.lead, title="Another")
    services.bring_in(another, by=c.lead, name="a.qdc", data=services.codebook_file(c.book))
    assert themes_of(another) == themes_of(c.book)
    assert services.codebook_file(another) == services.codebook_file(c.book)


texts = st.text(max_size=60).map(lambda text: printable(text).replace("\r", " ").strip())


@given(texts, texts, texts)
def test_what_a_theme_means_comes_back_as_it_went(definition, when_to_use, when_not) -> None:
    theme = Theme(definition=definition, when_to_use=when_to_use, when_not=when_not)
    assert read(described(theme)) == {
        "definition": definition, "when_to_use": when_to_use, "when_not": when_not
    }  # fmt: skip


def test_own_codings_come_back_and_those_of_others_do_not(c) -> None:
    voice = said(c, "😀 Late. Nobody came.")
    found(voice, c.disbelief, by=c.lead)
    services.code(
        voice, by=c.lead, themes=[c.interpreters], spans=[(8, 14)], memo="Why & where"
    )  # fmt: skip
    found(voice, c.interpreters, by=c.facilitator)
    done(c.book, voice, c.lead, c.facilitator)
    project = services.project_file(c.book, by=c.lead)
    another = services.add_codebook(by=c.lead, title="Another", gathering=c.summit)
    brought = services.bring_in(another, by=c.lead, name="a.qdpx", data=project)
    assert (len(brought.added), brought.coded) == (2, 2)
    assert brought.left_out == {"coded by somebody else: they bring in their own": 1}
    assert {
        (one.theme.name, one.words, one.memo, one.coder)
        for one in Coding.objects.filter(theme__codebook=another)
    } == {
        ("Not believed", "😀 Late.", "", c.lead),
        ("No interpreter", "Nobody", "Why & where", c.lead),
    }
    again = services.bring_in(another, by=c.lead, name="a.qdpx", data=project)
    assert (again.coded, again.left_out["that you had coded here already"]) == (0, 2)


def test_a_project_holds_only_what_somebody_may_read_and_is_not_blind_to(c) -> None:
    private = said(c, "They laughed at us.", consent="themes")
    voice = said(c)
    found(voice, c.disbelief, by=c.lead)
    done(c.book, voice, c.lead)
    with zipfile.ZipFile(io.BytesIO(services.project_file(c.book, by=c.analyst))) as file:
        inside = b"".join(file.read(name) for name in file.namelist()).decode()
        names = " ".join(file.namelist())
    assert "Nobody believed me" in inside
    assert "They laughed" not in inside
    assert "PlainTextSelection" not in inside
    assert str(voice.pk) not in inside + names
    assert str(private.pk) not in inside + names
    event = audit.history(c.book)[0]
    assert event.sentence == "took the voices and codings away as a file"


def test_nobody_waits_while_a_project_is_written(c) -> None:
    found(said(c), c.disbelief, by=c.lead)
    with CaptureQueriesContext(connection) as asked:
        services.project_file(c.book, by=c.lead)
    queries = [one["sql"] for one in asked]
    turn = next(n for n, sql in enumerate(queries) if sql.startswith(("SAVEPOINT", "BEGIN")))
    assert any("themes_coding" in sql for sql in queries[:turn])
    assert not any("themes_coding" in sql or "voices_voice" in sql for sql in queries[turn:])


def test_what_cannot_be_kept_is_told(c) -> None:
    file = codes(
        code("No  interpreter", color="#ff0000"),
        code("Housing", code("Damp") + code("Cold", "<Description>Draughts</Description>")),
        code("Transport", code("Damp")),
        code("x" * 150),
        more="<Sets><Set guid='1' name='Mine'/></Sets><Future/>",
    )
    brought = services.bring_in(c.book, by=c.lead, name="a.qdc", data=file)
    assert brought.known == [c.interpreters]
    assert [theme.name for theme in brought.added] == [
        "Housing", "Transport", "x" * 120, "Damp", "Cold", "Transport: Damp"
    ]  # fmt: skip
    assert c.book.themes.get(name="Cold").definition == "Draughts"
    assert brought.told[:3] == [
        "Left out: sets of codes (1)",
        "Left out: Future (1)",
        "Left out: colours of codes (1)",
    ]
    assert "“Damp” is called “Transport: Damp” here, since names are taken once" in brought.told
    assert c.book.versions.first().sentence.startswith("brought in 6 themes")


BOMB = (
    b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><CodeBook><Codes>&c;</Codes></CodeBook>'
)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cannot be read"),
        (b"%PDF-1.7", "cannot be read"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (BOMB, "cannot be read"),
        (b"<html/>", "is not a codebook or project"),
        (codes(), "holds no codes"),
        (codes('<Code guid="1" name="A"/>'), "guid that cannot be read"),
        (codes(*[code("A")] * 2_001), "more than 2,000 codes"),
        (codes("".join(f'<Code guid="{uuid4()}" name="A">' for _ in range(21)) + "</Code>" * 21),
         "more than 20 deep"),
        (b" " * (services.LARGEST + 1), "larger than 10 MB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_codebook_is_refused_in_words(c, data, why) -> None:
    with pytest.raises(RuleBroken, match=why):
        services.bring_in(c.book, by=c.lead, name="a.qdc", data=data)
    assert c.book.themes.count() == 2


def packed(*files: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as file:
        for name, content in files:
            file.writestr(name, content)
    return made.getvalue()


def told_to_be_small(bomb: bytes, size: int) -> bytes:
    """A packed file whose headers say that it is ten bytes inside."""
    return bomb.replace(struct.pack("<L", size), struct.pack("<L", 10))


def huge(less: int = 0) -> bytes:
    return bytes(LARGEST_INSIDE + 1 - less)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: packed(("a.txt", huge())), "larger than 50 MB inside"),
        (lambda: packed(("a.txt", huge(1)), ("b.txt", b"12")), "larger than 50 MB inside"),
        (lambda: told_to_be_small(packed(("a.qde", huge())), LARGEST_INSIDE + 1), "cannot be opened"),
        (lambda: packed(("a.qde", codes(code("A"))), how=zipfile.ZIP_BZIP2), "packed in a way"),
        (lambda: packed(("a.qde", codes(code("A"))), how=zipfile.ZIP_LZMA), "packed in a way"),
        (lambda: packed(("a.txt", b"1"), ("sources/a.txt", b"2")), "holds two files a.txt"),
        (lambda: packed(*((f"{n}", b"") for n in range(10_001))), "more than 10,000 files"),
        (lambda: packed(("é.qde", codes(code("A")))).replace("é".encode(), b"\xff\xff"), "cannot be opened"),
    ],
    ids=["large", "large_together", "untrue", "bzip2", "lzma", "twice", "many", "names"],
)  # fmt: skip
def test_a_packed_file_that_would_unpack_to_too_much_is_refused_in_words(made, why) -> None:
    with pytest.raises(RuleBroken, match=why):
        contents("a.qdpx", made())


def test_a_codebook_of_another_program_is_read_with_braces_and_without_our_headings() -> None:
    file = codes(
        '<Code guid="{6B29FC40-CA47-1067-B31D-00DD010662DA}" name="A">'
        "<Description>All of it</Description></Code>"
    )
    (found_code,) = contents("a.qdc", file).codes
    assert str(found_code.guid) == "6b29fc40-ca47-1067-b31d-00dd010662da"
    assert read(found_code.description)["definition"] == "All of it"


def test_a_file_is_brought_in_and_taken_away_in_the_browser(c) -> None:
    client = Client()
    client.force_login(c.lead)
    address = f"/voices/themes/{c.book.pk}/"
    file = SimpleUploadedFile("a.qdc", codes(code("Housing")))
    text = client.post(f"{address}bring-in/", {"file": file}).content.decode()
    assert "1 theme added" in text
    refused = client.post(f"{address}bring-in/", {"file": SimpleUploadedFile("a.qdc", b"no")})
    assert "cannot be read" in refused.content.decode()
    assert b"Housing" in client.get(f"{address}codebook.qdc").content
    assert client.post(f"{address}project.qdpx").content.startswith(b"PK")
