"""Minutes are written live, sent to the chair, approved by the next meeting, and then frozen."""

import pytest
from django.db import IntegrityError, transaction

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services
from evenground_web.gatherings.models import Decision, Meeting, Minutes
from evenground_web.people import services as people
from tests.web.meeting_records import FIRST, approve, came, decide, seated_board


@pytest.fixture
def u(universe):
    return seated_board(universe)


def test_quoracy_counts_those_with_a_vote_and_the_sectors_that_must_be_there(u):
    meeting = came(u, u.first)
    assert services.quoracy(meeting).met
    meeting = came(u, u.first, housing="apologies")
    state = services.quoracy(meeting)
    assert not state.met
    assert state.words == (
        "Not quorate. 2 people with a vote present; the quorum is 2. Nobody is there from: Housing."
    )
    assert services.quoracy(came(u, u.first, housing="deputy")).met
    assert not services.quoracy(came(u, u.first, chair="absent", member="absent")).met


def test_a_group_without_rules_is_neither_quorate_nor_not(universe):
    group = people.add_group(by=None, name="Network", kind="network")
    meeting = services.plan_meeting(group, by=universe.secretary, on=FIRST).meeting
    assert services.quoracy(meeting).met is None


def test_whoever_is_in_the_chair_is_there(u):
    with pytest.raises(RuleBroken, match="Bob is in the chair and not recorded as present"):
        came(u, u.first, housing="apologies", chaired_by=u.bob)


def test_nobody_comes_twice(u):
    with pytest.raises(RuleBroken, match="Bob is named twice"):
        services.record_attendance(
            u.first.meeting, by=u.secretary, seats={u.housing: "present"}, chaired_by=None,
            others=[u.bob],
        )  # fmt: skip


def test_a_meeting_that_is_not_quorate_decides_only_what_is_to_be_ratified(u):
    came(u, u.first, housing="absent")
    with pytest.raises(RuleBroken, match="Mark the decision as to be ratified"):
        decide(u)
    first = decide(u, to_be_ratified=True)
    with pytest.raises(IntegrityError, match="to_be_ratified"), transaction.atomic():
        Decision.objects.update(to_be_ratified=False)
    came(u, u.second)
    item = u.second.agenda.get(title="Interpreters at night")
    ratified = decide(u, item, title="Ratified", ratifies=first)
    assert first.ratified_by.get() == ratified
    with pytest.raises(RuleBroken, match="was ratified already"):
        decide(u, item, title="Again", ratifies=first)


def test_attendance_put_right_later_shows_decisions_that_are_not_marked(u):
    came(u, u.first)
    decide(u)
    came(u, u.first, housing="absent")
    with pytest.raises(RuleBroken, match="D1 is not marked as to be ratified"):
        services.send_to_chair(u.first.meeting, by=u.secretary)


def test_minutes_are_not_approved_at_their_own_meeting(u):
    came(u, u.first)
    minutes = services.send_to_chair(u.first.meeting, by=u.secretary)
    item = u.first.agenda.get(title="Minutes of the last meeting")
    with pytest.raises(RuleBroken, match="does not approve its own minutes"):
        services.approve_minutes(minutes, by=u.secretary, item=item, confirmed_by=u.bob)
    with pytest.raises(IntegrityError, match="own_meeting"), transaction.atomic():
        Minutes.objects.update(
            state="approved", approved_at="2026-03-12T12:00Z", approved_in=u.first.pk,
            confirmed_by=u.bob,
        )  # fmt: skip


def test_minutes_are_not_confirmed_by_somebody_who_wrote_in_them(u):
    came(u, u.first)
    services.write_notes(u.item, by=u.bob, notes="Bob wrote this.")
    with pytest.raises(RuleBroken, match="Bob wrote in these minutes"):
        approve(u)
    assert approve(u, confirmed_by=u.analyst).state == "approved"


def test_minutes_are_confirmed_by_somebody_who_was_there_when_they_were_approved(u):
    came(u, u.first)
    minutes = services.send_to_chair(u.first.meeting, by=u.secretary)
    came(u, u.second, member="apologies")
    item = u.second.agenda.get(title="Minutes of the last meeting")
    with pytest.raises(RuleBroken, match="not recorded as present with a vote"):
        services.approve_minutes(minutes, by=u.secretary, item=item, confirmed_by=u.analyst)
    came(u, u.second, housing="absent")
    with pytest.raises(RuleBroken, match="wait for a meeting that may decide"):
        services.approve_minutes(minutes, by=u.secretary, item=item, confirmed_by=u.analyst)


def test_a_draft_is_sent_before_it_is_approved(u):
    came(u, u.first)
    services.write_notes(u.item, by=u.secretary, notes="Words")
    came(u, u.second)
    item = u.second.agenda.first()
    with pytest.raises(RuleBroken, match="Send them to the chair first"):
        services.approve_minutes(
            u.first.meeting.minutes.get(), by=u.secretary, item=item, confirmed_by=u.bob
        )


def test_minutes_with_the_chair_wait_and_can_be_taken_back(u):
    came(u, u.first)
    minutes = services.send_to_chair(u.first.meeting, by=u.secretary)
    with pytest.raises(RuleBroken, match="with the chair. Take them back"):
        services.write_notes(u.item, by=u.secretary, notes="More")
    services.take_back(minutes, by=u.secretary, reason="A name is wrong")
    services.write_notes(u.item, by=u.secretary, notes="More")
    assert u.item.__class__.objects.get(pk=u.item.pk).notes == "More"


def test_the_approval_is_a_decision_of_the_next_meeting(u):
    came(u, u.first)
    approved = approve(u)
    decision = Decision.objects.get(item__gathering=u.second)
    assert decision.title == "Minutes of Ambermoor Board, 12 March 2026 approved"
    assert "Confirmed by Bob" in decision.reason
    assert approved.approved_in == Meeting.objects.get(pk=u.second.pk)


def test_what_was_approved_no_longer_changes(u):
    came(u, u.first)
    kept = decide(u)
    services.write_notes(u.item, by=u.secretary, notes="It was agreed.")
    approve(u)
    for change in (
        lambda: services.write_notes(u.item, by=u.secretary, notes="It was not."),
        lambda: came(u, u.first, chair="absent"),
        lambda: services.edit_decision(kept, by=u.secretary, text="Nothing"),
        lambda: decide(u, title="Another"),
        lambda: services.add_agenda_item(u.first, by=u.secretary, title="New"),
        lambda: services.edit_agenda_item(u.item, by=u.secretary, title="New"),
    ):
        with pytest.raises(RuleBroken, match="approved"):
            change()
    for rows, field in ((Minutes.objects.approved(), "content"), (Decision.objects.filter(pk=kept.pk), "text")):  # fmt: skip
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            rows.update(**{field: "{}"})


def test_a_correction_is_a_new_version_and_the_first_stays(u):
    came(u, u.first)
    approved = approve(u)
    with pytest.raises(RuleBroken, match="Somebody else confirms"):
        services.correct_minutes(
            approved, by=u.secretary, correction="Bob came late", confirmed_by=u.secretary
        )
    for _ in range(2):  # pressed twice
        new = services.correct_minutes(
            approved, by=u.secretary, correction="Bob came late", confirmed_by=u.bob
        )
    assert [m.version for m in Minutes.objects.filter(meeting=approved.meeting)] == [2, 1]
    assert new.content["corrections"][0]["note"] == "Bob came late"
    assert Minutes.objects.get(version=1, meeting=approved.meeting).content["corrections"] == []


def test_approved_minutes_say_what_was_there_when_they_were_approved(u, universe):
    came(u, u.first)
    decide(u, options=[{"option": "Nothing", "why_not": "Mothers wait"}], dissent="Too dear")
    services.write_notes(u.item, by=u.secretary, notes="It was agreed.")
    content = approve(u).content
    item = next(row for row in content["items"] if row["title"] == "Interpreters at night")
    assert item["notes"] == "It was agreed."
    assert item["decisions"][0]["options"] == [{"option": "Nothing", "why_not": "Mothers wait"}]
    assert [row["name"] for row in content["present"]] == ["Alice", "Analyst", "Bob"]
    assert content["quoracy"].startswith("Quorate. 3 people")
