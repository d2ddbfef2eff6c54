"""A file that cannot be used: a clear message on the form, and nothing half-written."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage

from evenground_web.core.models import AuditEvent
from evenground_web.insight import services
from evenground_web.insight.models import Gap, GapPoint, Indicator, Measurement, Release
from evenground_web.insight.services import storing
from tests.published import HEADINGS
from tests.web.published import MOST, content, pair, row, upload

GOOD = content(*pair(30, 20))


def workbook() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


def everything() -> tuple:
    """All that adding data could have written."""
    folder = Path(default_storage.path("releases"))
    files = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    tables = (Release, Indicator, Measurement, Gap, GapPoint, AuditEvent)
    return (*(table.objects.count() for table in tables), files)


@pytest.fixture
def send(universe, client):
    client.force_login(universe.analyst)

    def post(raw: bytes, name: str = "data.csv"):
        return client.post("/gaps/add/", {"file": upload(raw=raw, name=name)})

    return post


BAD = {
    "an empty file": (b"", "The file is empty"),
    "nothing but a byte order mark": (b"\xef\xbb\xbf\n", "is empty"),
    "a workbook": (workbook(), "not a CSV file"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0", "damaged or not text"),
    "a web page": (b"<!doctype html><p>Sign in</p>", "a web page"),
    "a header alone": (",".join(HEADINGS).encode() + b"\n", "a header and no rows"),
    "other columns": (b"Name,Amount\nA,1\n", "Is this a Fingertips file?"),
    "cut off in a row": (GOOD[:-40], "cut off"),
    "cut off in a quotation": (GOOD[:-40] + b'"never closed', "never closed"),
    "a formula for a number": (
        content(row(MOST, None) | {"Value": "=1+1"}),
        "line 2, column Value",
    ),
    "a word for a number": (content(row(MOST, None) | {"Value": "many"}), "is not a number"),
    "two answers to one question": (
        content(*pair(30, 20), row(MOST, 31)),
        "lines 2 and 4",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_words_and_writes_nothing(send, name):
    raw, words = BAD[name]
    before = everything()
    answer = send(raw)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in page
    assert words in page
    assert everything() == before


def test_no_file_at_all_is_asked_for(universe, client):
    client.force_login(universe.analyst)
    assert "Choose the file to add" in client.post("/gaps/add/").content.decode()


def test_a_file_over_the_size_limit_is_refused(send, settings):
    settings.LARGEST_UPLOAD = 1_000
    before = everything()
    assert "larger than" in send(GOOD * 10).content.decode()
    assert everything() == before


def test_a_million_rows_are_refused_with_the_way_to_read_them(send):
    line = ",".join(str(cell) for cell in pair(30, 20)[0].values())[:20]
    raw = GOOD + (b"," * 26 + b"\n") * 1_000_000
    before = everything()
    page = send(raw).content.decode()
    assert "1,000,002 rows" in page
    assert "evenground import fingertips" in page
    assert line not in page
    assert everything() == before


@pytest.mark.parametrize(
    "raw",
    [
        content(*pair(30, 20), row("Café", 1, kind="Part")).decode().encode("cp1252"),
        b"\xef\xbb\xbf" + GOOD,
        GOOD.replace(b"\r\n", b"\n"),
    ],
    ids=["Windows-1252", "a byte order mark", "line feeds"],
)
def test_other_encodings_are_read(send, raw):
    assert send(raw).status_code == 302
    understood = Release.objects.get().understood
    assert understood["indicators"][0]["id"] == "93015"
    assert "�" not in json.dumps(understood, ensure_ascii=False)


def test_a_formula_in_a_name_is_only_text(universe, client, send):
    evil = '=HYPERLINK("http://example.org","x")'
    send(content(row(evil, 30, kind="Part"), row("South", 20, kind="Part")))
    release = services.keep(
        Release.objects.get(), by=universe.analyst, references={"part": "South"}
    )
    for address in (
        f"/gaps/releases/{release.pk}/table.csv",
        f"/gaps/{Gap.objects.get().pk}/gap.csv",
    ):
        table = client.get(address).content.decode()
        assert "\"'=HYPERLINK" in table
        assert ',"=HYPERLINK' not in table
        assert ",=HYPERLINK" not in table


def test_a_failure_half_way_through_keeping_leaves_nothing(universe, monkeypatch):
    release = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    before = everything()
    monkeypatch.setattr(storing, "bring_up_to_date", lambda gaps: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.keep(release, by=universe.analyst)
    assert everything() == before
    assert Release.objects.get().state == Release.State.PREVIEW
    monkeypatch.undo()
    services.keep(release, by=universe.analyst)
    assert Gap.objects.count() == 1
