"""Complete is said with evidence, and verified only by somebody who neither gave it nor leads."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, Verification
from evenground_web.commitments.services.records.evidence_files import read_evidence
from evenground_web.core.files import LARGEST
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge, complete
from tests.web.pages import page, press

LINK = "https://example.org/walks"


@pytest.fixture
def action(universe):
    return add_pledge(universe, kind="action", owner_person=universe.alice)


def check(update, by, finding="complete", words="Saw the register"):
    return services.verify(update, by=by, finding=finding, words=words)


def test_a_closing_without_evidence_is_refused_and_nothing_typed_is_lost(universe, client, action):
    services.add_update(action, by=universe.alice, text="All walk")
    typed = {"status": "complete", "reason": "Every group walks"}
    shown = press(client, action.get_absolute_url() + "status/", as_=universe.alice, **typed)
    assert "Nobody has shown yet that A1 is done" in shown.content.decode()
    assert "Every group walks" in shown.content.decode()
    services.add_update(action, by=universe.alice, text="Photos", evidence_link=LINK)
    press(client, action.get_absolute_url() + "status/", **typed)
    action.refresh_from_db()
    assert action.delivery_words == "Complete"


def test_somebody_else_verifies_it(universe, action):
    update = complete(action, by=universe.alice)
    check(update, universe.lead)
    action.refresh_from_db()
    assert action.verified_on is not None
    assert action.delivery_words == "Complete (verified)"
    (kept,) = action.verifications.all()
    assert (kept.by, kept.given_by, kept.led_by) == (universe.lead, universe.alice, universe.alice)


def test_neither_the_giver_nor_the_owner_verifies(universe, action):
    update = complete(action, by=universe.lead)
    with pytest.raises(RuleBroken, match="You gave this evidence"):
        check(update, universe.lead)
    with pytest.raises(RuleBroken, match="You lead on A1"):
        check(update, universe.alice)
    assert not Verification.objects.exists()


@pytest.mark.parametrize("field", ["given_by", "led_by"])
def test_the_database_too_refuses_a_check_of_ones_own(universe, action, field):
    update = complete(action, by=universe.alice)
    kept = Verification(
        commitment=action, update=update, finding="complete", words="Mine", by=universe.lead,
        at="2026-03-01T10:00Z", **{field: universe.lead},
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        kept.save()


def test_a_check_is_never_changed(universe, action):
    check(complete(action, by=universe.alice), universe.lead)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Verification.objects.update(words="Something else")


def test_what_is_not_complete_yet_is_not_verified(universe, action):
    update = services.add_update(action, by=universe.alice, text="Photos", evidence_link=LINK)
    with pytest.raises(RuleBroken, match="not marked as complete yet"):
        check(update, universe.lead)
    check(update, universe.lead, finding="in_part")
    action.refresh_from_db()
    assert action.verified_on is None


def test_opening_again_or_a_later_doubt_takes_the_verification_away(universe, action):
    update = complete(action, by=universe.alice)
    check(update, universe.lead)
    check(update, universe.lead, finding="not_shown", words="The register was of another year")
    action.refresh_from_db()
    assert action.delivery_words == "Complete"
    check(update, universe.lead, words="Saw the right one")
    services.change_delivery_status(action, by=universe.alice, status="at_risk", reason="Stopped")
    action.refresh_from_db()
    assert action.verified_on is None


def test_the_database_too_keeps_verified_for_what_is_complete(universe, action):
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=action.pk).update(verified_on="2026-03-01")


def test_an_update_without_evidence_cannot_be_checked(universe, action):
    update = services.add_update(action, by=universe.alice, text="All walk")
    with pytest.raises(RuleBroken, match="no evidence to check"):
        check(update, universe.lead)


def test_complete_and_verified_are_told_apart_in_the_list(universe, client, action):
    check(complete(action, by=universe.alice), universe.lead)
    other = add_pledge(universe, kind="action", title="Swimming")
    complete(other, by=universe.alice)
    today = action.created
    assert list(services.find_commitments(on=today, status="verified")) == [action]
    assert list(services.find_commitments(on=today, status="unverified")) == [other]
    assert set(services.find_commitments(on=today, status="complete")) == {action, other}
    shown = page(client, "/commitments/", as_=universe.bob)
    assert shown.count('nhsuk-tag--blue">Complete (verified)<') == 1
    assert shown.count('nhsuk-tag--blue">Complete<') == 1


def test_the_lead_checks_on_a_page_that_shows_the_evidence(universe, client, action):
    update = complete(action, by=universe.alice)
    address = f"/commitments/updates/{update.pk}/check/"
    page(client, address, as_=universe.bob, status=404)
    assert "Check this evidence" not in page(client, action.get_absolute_url(), as_=universe.alice)
    assert "Check this evidence" in page(client, action.get_absolute_url(), as_=universe.lead)
    assert "https://example.org/done" in page(client, address)
    press(client, address, finding="complete", words="Rang four of them")
    assert "Complete (verified)" in page(client, action.get_absolute_url())
    assert "Rang four of them" in page(client, action.get_absolute_url())


def office(folder: str, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr(f"{folder}/document.xml", "<w/>")
        for name, content in more.items():
            file.writestr(f"{folder}/{name}.bin", content)
    return out.getvalue()


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("drawing.svg", SVG, "cannot be kept as evidence"),
        ("drawing.png", SVG, "a web page or an SVG drawing inside"),
        ("notes.txt", b"Hello <script>alert(1)</script>", "a web page or an SVG drawing inside"),
        ("table.csv", b"\xef\xbb\xbf  <!DOCTYPE html><p>", "a web page or an SVG drawing inside"),
        ("photo.png", b"\xff\xd8\xff\xe0 a JPEG", "is not a PNG file inside"),
        ("sheet.xlsx", office("word"), "is not a XLSX file inside"),
        ("sheet.docx", office("word", vbaProject=b"1"), "holds macros"),
        ("sheet.docx", b"PK\x03\x04 and no more", "is damaged"),
        ("program.txt", b"MZ\x00\x00", "is not a TXT file inside"),
        ("photo.jpg", b"\xff\xd8\xff\xe1\xff\xff Exif", "is damaged"),
    ],
)  # fmt: skip
def test_files_are_known_by_what_is_in_them(name, content, words):
    with pytest.raises(RuleBroken, match=words):
        read_evidence(SimpleUploadedFile(name, content))


def test_a_word_file_is_kept_as_it_is():
    content = office("word")
    assert read_evidence(SimpleUploadedFile("a.docx", content)) == ("a.docx", content)


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def test_where_a_photograph_was_taken_is_taken_out():
    points = b"\x01\xff\x00\x02\xff\xd0\x03"
    head, table = segment(0xE0, b"JFIF"), segment(0xDB, b"\xff\xd9 a table")
    body = table + segment(0xDA, b"scan") + points + segment(0xDA, b"scan two") + points
    sent = b"\xff\xd8" + head + segment(0xE1, b"Exif GPS 52.9N") + segment(0xFE, b"Ada")
    _, kept = read_evidence(SimpleUploadedFile("a.jpg", sent + body + b"\xff\xd9 and a tail"))
    assert kept == b"\xff\xd8" + head + body + b"\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    check_sum = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check_sum


def test_what_a_png_says_beside_its_points_is_taken_out():
    start, end = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"x" * 13), chunk(b"IEND", b"")
    points = chunk(b"IDAT", b"points")
    sent = start + chunk(b"eXIf", b"GPS") + chunk(b"tEXt", b"Author\0Ada") + points + end + b"tail"
    assert read_evidence(SimpleUploadedFile("a.png", sent))[1] == start + points + end


class TooLarge(SimpleUploadedFile):
    """Says that it has 2 GB, and fails when somebody reads them."""

    def __init__(self) -> None:
        super().__init__("film.pdf", b"")
        self.size = 2 * 1024**3

    def read(self, *args):
        raise AssertionError("it was read")


def test_a_file_of_2_gb_is_refused_before_it_is_read(universe, action):
    with pytest.raises(RuleBroken, match="larger than 10 MB"):
        services.add_update(action, by=universe.alice, text="Film", evidence_file=TooLarge())
    assert LARGEST == 10 * 1024 * 1024
    assert not action.updates.exists()
