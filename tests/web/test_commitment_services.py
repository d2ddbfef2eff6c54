"""What partners said they would do can be followed, and nobody rewrites it unseen."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, Update
from evenground_web.core import audit
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from tests.web.commitment_records import add_pledge, complete


@pytest.fixture
def pledge(universe):
    return add_pledge(universe)


def sentences(record):
    return [event.sentence for event in audit.history(record)]


def test_references_count_up_for_each_kind(universe):
    added = [
        add_pledge(universe, kind=kind, title=f"Something {n}").reference
        for n, kind in enumerate(["pledge", "action", "pledge", "recommendation"])
    ]
    assert added == ["P1", "A1", "P2", "R1"]
    add_pledge(universe, reference="P10", title="From a plan")
    add_pledge(universe, reference="P9b", title="Also from a plan")
    assert add_pledge(universe, title="The next one").reference == "P11"


def test_a_reference_is_used_once_however_it_is_written(universe, pledge):
    with pytest.raises(RuleBroken, match="p1 is already used, by “Walking groups"):
        add_pledge(universe, reference="p1", title="Another")


def test_pressing_twice_does_not_add_the_same_twice(universe, pledge):
    with pytest.raises(RuleBroken, match="P1 already says this"):
        add_pledge(universe)
    assert Commitment.objects.count() == 1


def test_a_commitment_knows_all_it_was_given(universe):
    pledge = add_pledge(
        universe, partners=[universe.housing, universe.trust], owner_person=universe.alice,
        milestones=[("Find leaders", date(2026, 3, 1)), ("First walk", None)],
    )  # fmt: skip
    assert set(pledge.partners.all()) == {universe.housing}, "the owner is no partner of itself"
    assert {str(step) for step in pledge.milestones.all()} == {"Find leaders", "First walk"}
    assert pledge.original_due == pledge.due
    (sentence,) = sentences(pledge)
    assert sentence == (
        "added the pledge P1 Walking groups in every neighbourhood, owned by Harbour NHS Trust, "
        "due 31 December 2026"
    )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": "  "}, "Write a title"),
        ({"title": "x" * 301}, "The title is too long: use 300 characters"),
        ({"due": date(2025, 12, 31)}, "The due date, 31 December 2025, is before the start"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(universe, given, words):
    with pytest.raises(RuleBroken, match=words):
        add_pledge(universe, **given)
    assert not Commitment.objects.exists()


def test_the_database_too_refuses_a_due_date_before_the_start(pledge):
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.filter(pk=pledge.pk).update(due=date(2025, 1, 1))


def test_a_topic_belongs_to_the_gathering(universe, pledge):
    day = date(2026, 1, 1)
    summit = gatherings.add_gathering(
        by=universe.lead, title="Summit", kind="summit", starts=day, topics=["Maternity"]
    )
    topic = summit.topics.get()
    with pytest.raises(RuleBroken, match="discussed at Summit"):
        services.edit_commitment(pledge, by=universe.alice, revision=1, topic=topic)
    edited = services.edit_commitment(
        pledge, by=universe.alice, revision=1, topic=topic, gathering=summit
    )
    assert edited.topic == topic


def test_nothing_puts_itself_into_practice(universe, pledge):
    action = add_pledge(universe, kind="action", title="Train leaders", parent=pledge)
    with pytest.raises(RuleBroken, match="already follows from P1"):
        services.edit_commitment(pledge, by=universe.lead, revision=1, parent=action)


def test_editing_says_what_changed(universe, pledge):
    edited = services.edit_commitment(
        pledge, by=universe.alice, revision=1, title="Walking groups", partners=[universe.housing]
    )
    assert edited.revision == 2
    assert sentences(pledge)[0].startswith(
        "changed the title from “Walking groups in every neighbourhood” to “Walking groups”"
    )
    assert "Hills Housing" in sentences(pledge)[0]


def test_saving_the_same_twice_changes_nothing(universe, pledge):
    for _ in range(2):
        services.edit_commitment(pledge, by=universe.alice, revision=1, title="Walking groups")
    pledge.refresh_from_db()
    assert pledge.revision == 2
    assert len(sentences(pledge)) == 2


def test_the_second_of_two_editors_is_stopped_and_sees_the_first(universe, pledge):
    services.edit_commitment(pledge, by=universe.alice, revision=1, title="Alice's words")
    with pytest.raises(Conflict, match="Alice changed P1 while you were writing") as stop:
        services.edit_commitment(pledge, by=universe.lead, revision=1, title="The lead's words")
    assert stop.value.current.title == "Alice's words"
    pledge.refresh_from_db()
    assert pledge.title == "Alice's words"


def test_moves_of_the_due_date_are_counted_and_the_first_one_stays(universe, pledge):
    for month in (3, 6):
        services.move_due_date(
            pledge, by=universe.alice, due=date(2027, month, 1), reason="The leaders moved away"
        )
    moved = services.move_due_date(
        pledge, by=universe.alice, due=date(2027, 6, 1), reason="Pressed twice"
    )
    assert (moved.due, moved.original_due) == (date(2027, 6, 1), date(2026, 12, 31))
    assert [(move.old, move.new) for move in moved.due_moves.all()] == [
        (date(2027, 3, 1), date(2027, 6, 1)),
        (date(2026, 12, 31), date(2027, 3, 1)),
    ]


def test_a_due_date_moves_with_a_reason_and_not_before_the_start(universe, pledge):
    with pytest.raises(RuleBroken, match="Write why"):
        services.move_due_date(pledge, by=universe.alice, due=date(2027, 1, 1), reason=" ")
    with pytest.raises(RuleBroken, match="before the start, 1 January 2026"):
        services.move_due_date(pledge, by=universe.alice, due=date(2025, 1, 1), reason="Typo")
    assert not pledge.due_moves.exists()


def test_the_first_due_date_is_no_move(universe):
    pledge = add_pledge(universe, due=None)
    services.move_due_date(pledge, by=universe.alice, due=date(2027, 1, 1))
    pledge.refresh_from_db()
    assert pledge.original_due == pledge.due == date(2027, 1, 1)
    assert not pledge.due_moves.exists()


@pytest.mark.parametrize("change", [services.change_delivery_status, services.change_impact_status])
def test_every_status_has_a_written_reason(universe, pledge, change):
    status = "complete" if change is services.change_delivery_status else "improving"
    with pytest.raises(RuleBroken, match="Write the reason"):
        change(pledge, by=universe.alice, status=status, reason="  ")
    assert not pledge.status_changes.exists()


def test_a_closed_commitment_is_opened_again_with_a_reason(universe, pledge):
    def say(status, reason):
        services.change_delivery_status(pledge, by=universe.alice, status=status, reason=reason)

    services.add_update(
        pledge, by=universe.alice, text="Walks", evidence_link="https://example.org/w"
    )
    say("complete", "All groups walk")
    say("at_risk", "Two groups stopped")
    say("at_risk", "Two groups stopped")
    say("at_risk", "Three groups stopped")
    history = [(c.old, c.new, c.reason) for c in pledge.status_changes.all()]
    assert history == [
        ("at_risk", "at_risk", "Three groups stopped"),
        ("complete", "at_risk", "Two groups stopped"),
        ("not_started", "complete", "All groups walk"),
    ]
    assert sentences(pledge)[:3] == [
        "gave a new reason for the delivery status “At risk”: Three groups stopped",
        "opened it again, as “At risk”: Two groups stopped",
        "changed the delivery status from “Not started” to “Complete”: All groups walk",
    ]


def test_delivery_and_impact_are_told_apart(universe, pledge):
    complete(pledge, by=None)
    services.change_impact_status(pledge, by=None, status="no_change", reason="The gap stayed")
    pledge.refresh_from_db()
    assert (pledge.delivery_status, pledge.impact_status) == ("complete", "no_change")


def test_late_is_open_and_past_its_due_date(universe, pledge):
    day_after = date(2027, 1, 1)
    assert not pledge.is_late(on=pledge.due)
    assert list(Commitment.objects.overdue(on=day_after)) == [pledge]
    stopped = services.change_delivery_status(pledge, by=None, status="stopped", reason="No money")
    assert not stopped.is_late(on=day_after)
    assert not Commitment.objects.overdue(on=day_after).exists()


def test_evidence_is_a_link_or_a_file(universe, pledge):
    services.add_update(pledge, by=universe.alice, text="We asked leaders", as_at="January")
    assert list(Commitment.objects.without_evidence()) == [pledge]
    services.add_update(
        pledge, by=universe.alice, text="Leaders are trained",
        evidence_link="https://www.example.org/leaders",
    )  # fmt: skip
    assert not Commitment.objects.without_evidence().exists()


def test_the_same_update_is_kept_once(universe, pledge):
    for _ in range(2):
        services.add_update(pledge, by=universe.alice, text="We asked leaders", as_at="January")
    assert Update.objects.count() == 1
    services.add_update(pledge, by=universe.alice, text="We asked leaders", as_at="February")
    assert Update.objects.count() == 2


@pytest.mark.parametrize("link", ["javascript:alert(1)", "www.example.org", "ftp://example.org"])
def test_a_link_is_a_web_address(universe, pledge, link):
    with pytest.raises(RuleBroken, match="is not a web address"):
        services.add_update(pledge, by=universe.alice, text="Done", evidence_link=link)


def test_a_file_is_kept_under_a_name_nobody_can_guess(universe, pledge, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    file = SimpleUploadedFile("../../Minutes of June.PDF", b"%PDF-1.7 words")
    update = services.add_update(pledge, by=universe.alice, text="Minutes", evidence_file=file)
    assert update.evidence_name == "Minutes of June.PDF"
    assert "Minutes" not in update.evidence_file.name
    assert update.evidence_file.name.startswith("evidence/")
    with update.evidence_file.open() as kept:
        assert kept.read() == b"%PDF-1.7 words"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<script>", "cannot be kept as evidence"),
        ("no-ending", b"%PDF-", "cannot be kept as evidence"),
        ("minutes.pdf", b"%XYZ words", "is not a PDF file inside"),
        ("minutes.pdf", b"", "is empty"),
        ("big.txt", b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_other_files_are_refused(universe, pledge, name, content, words):
    file = SimpleUploadedFile(name, content)
    with pytest.raises(RuleBroken, match=words):
        services.add_update(pledge, by=universe.alice, text="Minutes", evidence_file=file)
    assert not Update.objects.exists()


def test_a_milestone_is_done_once(universe, pledge):
    now = datetime(2026, 5, 1, 9, tzinfo=UTC)
    step = services.add_milestone(pledge, by=universe.alice, title="First walk", now=now)
    assert services.add_milestone(pledge, by=universe.alice, title="First walk") == step
    services.complete_milestone(step, by=universe.alice, on=date(2026, 5, 1))
    again = services.complete_milestone(step, by=universe.alice, on=date(2026, 6, 1))
    assert again.done_on == date(2026, 5, 1)
    assert sentences(pledge)[0] == "completed the milestone “First walk”"


def test_finding_by_words_owner_and_what_is_missing(universe, pledge):
    shared = add_pledge(
        universe, title="Safe homes", owner=universe.housing, partners=[universe.trust],
        plan="Housing plan", priority_population="Families in damp homes", due=None,
    )  # fmt: skip
    on = date(2027, 1, 1)

    def find(**asked):
        return list(services.find_commitments(on=on, **asked))

    assert find(text="homes safe") == [shared]
    assert find(text="p1") == [pledge]
    assert find(owner=universe.trust) == [pledge, shared]
    assert find(plan="Housing plan", population="Families in damp homes") == [shared]
    assert find(show=["late"]) == [pledge]
    assert find(show=["late", "no_gap", "no_evidence"], status="open") == [pledge]
    assert find(sort="owner") == [pledge, shared]
    assert services.plans_and_populations() == (
        ["Housing plan"], ["Adults in Harbour", "Families in damp homes"]
    )  # fmt: skip
