"""A file that cannot be kept is refused in words on the form, and neither it nor its record is kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from evenground_web.commitments.models import PledgeReview, Update
from evenground_web.core.files import LARGEST
from evenground_web.core.models import AuditEvent
from evenground_web.gatherings.models import ItemPaper
from tests.web.commitment_records import add_pledge
from tests.web.meeting_records import seated_board
from tests.web.pages import press, words
from tests.web.pledge_records import make_summit, promised

TYPED = "Six groups walk each week"
FILES = {
    "a drawing": ("a.svg", b"<svg><script>alert(1)</script></svg>", "a.svg cannot be kept"),
    "a drawing in disguise": (
        "a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG drawing inside",
    ),
    "too large": ("a.pdf", b"%PDF-1.7\n" + bytes(LARGEST), "larger than 10 MB"),
    "empty": ("a.pdf", b"", "empty"),
    "a path": ("../../a.svg", b"<svg/>", "a.svg cannot be kept"),
}  # fmt: skip


def update(u) -> tuple[str, Any, dict[str, Any], str]:
    address = reverse("commitments:add_update", args=[add_pledge(u).pk])
    return address, u.alice, {"text": TYPED}, "evidence_file"


def review(u) -> tuple[str, Any, dict[str, Any], str]:
    address = reverse("commitments:review_pledge", args=[promised(u, make_summit(u)).pk])
    return address, u.alice, {"outcome": "kept", "reason": TYPED}, "evidence_file"


def paper(u) -> tuple[str, Any, dict[str, Any], str]:
    item = seated_board(u).first.agenda.last()
    return reverse("gatherings:attach_paper", args=[item.pk]), u.secretary, {"title": TYPED}, "file"


@pytest.mark.parametrize("form", [update, review, paper])
@pytest.mark.parametrize("file", FILES)
def test_it_is_refused_with_everything_typed_still_there(
    universe, client, settings, tmp_path, form, file
):
    settings.MEDIA_ROOT = tmp_path
    name, content, why = FILES[file]
    address, person, typed, field = form(universe)
    events = AuditEvent.objects.count()
    sent = typed | {field: SimpleUploadedFile(name, content)}
    answer = words(press(client, address, as_=person, **sent))
    assert why in answer
    assert TYPED in answer
    assert AuditEvent.objects.count() == events
    assert not any(model.objects.exists() for model in (Update, PledgeReview, ItemPaper))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
