"""Two people change the same register: both values are shown, and nobody writes over the other."""

from __future__ import annotations

import pytest

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, RegisterUpload
from evenground_web.commitments.services.register import uploads
from evenground_web.commitments.services.register.rows import FILE, HERE
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from tests.web.register_files import (
    File,
    differences,
    faults,
    load,
    make_register,
    preview,
    upload,
)


@pytest.fixture
def register(universe):
    return make_register(universe)


def change_here(register, **changes) -> None:
    action = Commitment.objects.get(pk=register.action.pk)
    services.edit_commitment(action, by=register.alice, revision=action.revision, **changes)


def title(register) -> str:
    return Commitment.objects.get(pk=register.action.pk).title


def both_changed(register, file: str = "Train most staff", here: str = "Train new staff"):
    changed = File().set("Commitments", register.action.pk, "Title", file)
    change_here(register, title=here)
    return changed


def test_what_changed_here_stays_when_the_file_left_it_alone(register):
    file = File().set("Commitments", register.action.pk, "Weight", 5)
    change_here(register, title="Train new staff")
    found = preview(register.lead, file)
    assert [one[1:] for one in differences(found)] == [("Weight", "2", "5")]
    assert (found.moved_on, found.open_questions) == (1, 0)
    load(register.lead, file)
    assert title(register) == "Train new staff"


def test_a_cell_changed_on_both_sides_is_asked_about(register):
    file = both_changed(register)
    kept = upload(register.lead, file)
    found = uploads.preview(kept)
    (_, one), = found.questions  # fmt: skip
    assert (one.before, one.after, one.choice) == ("Train new staff", "Train most staff", "")
    with pytest.raises(RuleBroken, match="Choose first which value is to stand"):
        uploads.load(kept, by=register.lead, seen=found.fingerprint)
    assert title(register) == "Train new staff"


@pytest.mark.parametrize(
    ("choice", "then"), [(HERE, "Train new staff"), (FILE, "Train most staff")]
)
def test_the_choice_stands(register, choice, then):
    kept = upload(register.lead, both_changed(register))
    (_, one), = uploads.preview(kept).questions  # fmt: skip
    kept = uploads.choose(kept, by=register.lead, choices={one.key: choice})
    found = uploads.preview(kept)
    assert (found.open_questions, len(found.written)) == (0, 1 if choice == FILE else 0)
    uploads.load(kept, by=register.lead, seen=found.fingerprint)
    assert title(register) == then


def test_a_choice_is_asked_for_again_when_what_is_here_changes_again(register):
    kept = upload(register.lead, both_changed(register))
    (_, one), = uploads.preview(kept).questions  # fmt: skip
    kept = uploads.choose(kept, by=register.lead, choices={one.key: FILE})
    seen = uploads.preview(kept).fingerprint
    change_here(register, title="Train night staff")
    assert uploads.preview(kept).open_questions == 1
    with pytest.raises(RuleBroken, match="Choose first"):
        uploads.load(kept, by=register.lead, seen=seen)
    assert title(register) == "Train night staff"


def test_the_file_of_another_person_is_a_change_here_too(register):
    first, second = File(), File()
    first.set("Commitments", register.action.pk, "Title", "First")
    second.set("Commitments", register.action.pk, "Title", "Second")
    second.set("Commitments", register.other.pk, "Title", "Visit nine schools")
    load(register.lead, first)
    found = preview(register.alice, second)
    assert [(one.before, one.after) for _, one in found.questions] == [("First", "Second")]


def test_both_sides_saying_the_same_is_no_question(register):
    file = both_changed(register, file="Train new staff")
    found = preview(register.lead, file)
    assert (found.rows, found.open_questions) == ([], 0)


def test_what_changes_between_looking_and_loading_is_looked_at_again(register):
    kept = upload(register.lead, File().set("Commitments", register.action.pk, "Weight", 5))
    seen = uploads.preview(kept).fingerprint
    action = Commitment.objects.get(pk=register.action.pk)
    services.edit_commitment(action, by=register.alice, revision=action.revision, weight=9)
    with pytest.raises(RuleBroken, match="Choose first|Something changed since you looked"):
        uploads.load(kept, by=register.lead, seen=seen)
    assert Commitment.objects.get(pk=register.action.pk).weight == 9


def test_a_preview_that_was_never_shown_is_not_loaded(register):
    kept = upload(register.lead, File().set("Commitments", register.action.pk, "Weight", 5))
    with pytest.raises(RuleBroken, match="Something changed since you looked"):
        uploads.load(kept, by=register.lead, seen="")


def test_pressing_load_in_two_windows_loads_once(register):
    kept = upload(register.lead, File().set("Commitments", register.action.pk, "Weight", 5))
    same = RegisterUpload.objects.get()
    seen = uploads.preview(kept).fingerprint
    uploads.load(kept, by=register.lead, seen=seen)
    with pytest.raises(RuleBroken, match="loaded or put aside a moment ago"):
        uploads.load(same, by=register.lead, seen=seen)
    events = audit.history(register.action).filter(verb="commitment.edited")
    assert events.count() == 1


def test_one_refused_row_takes_every_other_back(register):
    file = File().set("Commitments", register.action.pk, "Weight", 5)
    file.write(
        "Commitments", register.other.pk, Delivery_status="Complete",
        Reason_for_the_delivery_status="We say so",
    )  # fmt: skip
    kept = upload(register.lead, file)
    found = uploads.preview(kept)
    number = file.row("Commitments", register.other.pk)
    assert [(one.row, one.heading) for one in found.faults] == [(number, "Delivery status")]
    assert "nobody has shown yet that A2 is done" in faults(found)[0]
    events = audit.history(register.action).count()
    with pytest.raises(RuleBroken, match="Nothing was loaded: 1 problem"):
        uploads.load(kept, by=register.lead, seen=found.fingerprint)
    assert Commitment.objects.get(pk=register.action.pk).weight == 2
    assert audit.history(register.action).count() == events


def test_looking_writes_nothing(register):
    file = File().set("Commitments", register.action.pk, "Weight", 5)
    kept = upload(register.lead, file)
    before = audit.AuditEvent.objects.count()
    uploads.preview(kept)
    assert audit.AuditEvent.objects.count() == before
    assert Commitment.objects.get(pk=register.action.pk).weight == 2
    assert list(audit.faults()) == []
