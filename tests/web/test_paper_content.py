"""What a paper says is what the records say, and what changed is a real difference."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from evenground_web.commitments import services as commitments
from evenground_web.commitments.models import Commitment
from evenground_web.gatherings import services as gatherings
from evenground_web.people import services as people
from evenground_web.reports import services as reports
from evenground_web.voices import services as voices
from tests.web import board


@pytest.fixture
def scene(universe):
    return board.set_scene(universe)


@pytest.fixture
def two_meetings(scene):
    board.issue_first(scene)
    board.move_on(scene)
    return scene


def built(paper, on=board.PREPARED):
    return reports.build(paper, on=on)


def moves(rows) -> dict[str, list[str]]:
    return {row["commitment"]["reference"]: row["path"] for row in rows}


def references(rows) -> list[str]:
    return [row.get("commitment", row)["reference"] for row in rows]


def test_the_same_records_and_day_give_the_same_content(two_meetings):
    once, again = built(two_meetings.second), built(two_meetings.second)
    assert json.dumps(once) == json.dumps(again)


def test_a_status_that_changed_twice_is_told_from_its_start_with_the_newest_reason(two_meetings):
    changes = built(two_meetings.second)["changes"]
    assert moves(changes["delivery"]) == {
        "A1": ["Not started", "At risk", "Off track"],
        "A3": ["Not started", "Complete"],
    }
    assert changes["delivery"][0]["reason"] == "No nurses at all"


def test_a_moved_due_date_is_told_with_its_reason(two_meetings):
    (row,) = built(two_meetings.second)["changes"]["due_dates"]
    assert (row["path"], row["reason"]) == (["1 March 2026", "1 April 2026"], "No room yet")


def test_what_the_last_paper_told_is_not_told_again(two_meetings):
    assert moves(built(two_meetings.first, board.ISSUED)["changes"]["delivery"]) == {
        "A2": ["Not started", "On track"]
    }
    assert "A2" not in moves(built(two_meetings.second)["changes"]["delivery"])


def test_changes_count_from_the_moment_the_last_paper_was_issued_not_from_its_meeting(scene):
    board.issue_first(scene)
    day_after = board.ISSUED + timedelta(days=1)  # before the meeting, after the paper
    commitments.change_delivery_status(
        scene.walks,
        by=scene.universe.lead,
        status="at_risk",
        reason="Rain",
        now=board.at(day_after),
    )
    second = board.start(scene.universe, board.SECOND)
    content = built(second)
    assert moves(content["changes"]["delivery"]) == {"A2": ["On track", "At risk"]}
    assert content["since"]["paper"] == scene.first.pk


def test_a_commitment_added_on_the_day_of_issue_is_in_the_next_paper_and_only_there(two_meetings):
    assert references(two_meetings.first.content["changes"]["added"]) == ["A1", "A2", "A3"]
    assert references(built(two_meetings.second)["changes"]["added"]) == ["A4"]


def test_a_new_figure_is_told_from_old_to_new_each_with_its_release(two_meetings):
    (row,) = built(two_meetings.second)["changes"]["figures"]
    assert row["before"] == {
        "text": "16.0 percentage points higher (14.6 to 17.4)",
        "release": two_meetings.first_release.pk,
        "gap": two_meetings.smoking.pk,
    }
    assert row["after"]["text"].startswith("20.0 percentage points higher")
    assert row["after"]["release"] == two_meetings.second_release.pk
    assert (row["before_period"], row["after_period"]) == ("2024", "2025")


def test_the_promise_is_compared_with_the_day_it_was_made(two_meetings):
    (row,) = built(two_meetings.second)["then_and_now"]
    assert row["then"]["text"].startswith("16.0")
    assert row["now"]["text"].startswith("20.0")
    assert row["verdict"] == "Widened"
    assert references(row["commitments"]) == ["A1"]


def test_before_a_second_release_nothing_is_said_to_have_changed(scene):
    (row,) = built(scene.first, board.ISSUED)["then_and_now"]
    assert (row["now"], row["verdict"]) == (None, "No newer figure yet")


def test_what_is_kept_late_and_unproven_is_told_apart(two_meetings):
    content = built(two_meetings.second)
    assert references(content["kept"]) == ["A3"]
    assert content["kept"][0]["proof"] == "Nobody else has checked the evidence yet"
    (late,) = content["late"]
    assert (late["commitment"]["reference"], late["days"], late["moves"]) == ("A1", 27, 1)
    assert late["reason"] == "No nurses at all"
    assert references(content["without_evidence"]) == ["A2"]


def test_a_risk_says_which_way_it_went_since_the_last_paper(two_meetings):
    (risk,) = built(two_meetings.second)["risks"]
    assert (risk["score"], risk["direction"]) == (20, "Worse: it was 12")
    (before,) = two_meetings.first.content["risks"]
    assert before["direction"] == "No earlier paper to compare with"


def test_steeper_gaps_come_first_and_undeclared_polarity_is_not_judged(scene):
    for reference, gap in (("A2", scene.attendances), ("A3", scene.inactive)):
        commitment = getattr(scene, {"A2": "walks", "A3": "training"}[reference])
        commitments.name_gap(commitment, by=scene.universe.lead, gap=gap, on=board.BEFORE)
    gaps = built(scene.first)["gaps"]
    assert [row["gap"]["id"] for row in gaps] == [
        scene.smoking.pk, scene.inactive.pk, scene.attendances.pk
    ]  # fmt: skip
    assert [row["judgement"] for row in gaps] == [
        "Worse for Most deprived fifth", "Worse for Most deprived fifth", ""
    ]  # fmt: skip


def test_gaps_nobody_owns_are_listed(scene):
    equality = built(scene.first)["equality"]
    assert {row["gap"]["id"] for row in equality["orphans"]} == {
        scene.inactive.pk, scene.attendances.pk
    }  # fmt: skip
    assert equality["orphans_in_all"] == 2


def test_priority_populations_are_named_with_the_commitments_for_them(scene):
    board.promise(scene.universe, "A9", "Visit estates", priority_population="social  Renters")
    Commitment.objects.filter(reference="A3").update(priority_population="")  # from an old plan
    equality = built(scene.first)["equality"]
    found = {row["name"]: references(row["commitments"]) for row in equality["populations"]}
    assert found == {"Adults in Harbour": ["A2"], "Social renters": ["A1", "A9"]}
    assert references(equality["without_population"]) == ["A3"]


def test_only_commitments_of_the_group_are_in_its_paper(scene):
    board.promise(scene.universe, "X1", "Somebody else's", group=None)
    assert "X1" not in json.dumps(built(scene.first))


def test_few_voices_are_not_counted_and_no_words_are_in_the_content(scene):
    content = built(scene.first)
    (row,) = content["voices"]
    assert row["others"] == "fewer than 8"
    assert row["quotes"] == [scene.voice.pk]
    assert scene.voice.text not in json.dumps(content)


def test_a_voice_without_consent_to_be_quoted_gives_no_words_however_new(scene):
    for number in range(9):
        board.hear(scene.universe, f"Secret {number}", consent="themes", gap=scene.smoking)
    content, words = reports.build_with_words(scene.first, on=board.ISSUED)
    assert content["voices"][0]["others"] == "about 10"
    assert set(words) == {scene.voice.pk}


@pytest.mark.parametrize("consent", ["none", "themes"])
@pytest.mark.parametrize("number", [0, 1, 6])
def test_a_gap_with_few_hidden_voices_looks_like_a_gap_with_none(scene, number, consent):
    commitments.name_gap(scene.walks, by=scene.universe.lead, gap=scene.inactive, on=board.BEFORE)
    for n in range(number):
        board.hear(scene.universe, f"Secret {n}", consent=consent, gap=scene.inactive)
        board.hear(scene.universe, f"Hidden {n}", consent=consent, gap=scene.smoking)
    (row,) = built(scene.first)["voices"]
    assert (row["gap"]["id"], row["others"]) == (scene.smoking.pk, "fewer than 8")


def test_a_withdrawn_voice_is_in_no_draft(scene):
    voices.withdraw(scene.voice)
    content, words = reports.build_with_words(scene.first, on=board.ISSUED)
    assert content["voices"] == []
    assert not words


def test_gatherings_since_the_last_paper_count_each_organisation_once(two_meetings):
    u = two_meetings.universe
    for title in ("Health and housing forum", "Race summit"):
        gatherings.add_gathering(
            by=u.lead, title=title, kind="forum", starts=board.BETWEEN,
            organisations=[u.trust, u.housing],
        )  # fmt: skip
    gatherings.add_gathering(by=u.lead, title="Long ago", kind="forum", starts=board.BEFORE)
    involvement = built(two_meetings.second)["involvement"]
    assert [row["title"] for row in involvement["gatherings"]] == [
        "Health and housing forum", "Race summit"
    ]  # fmt: skip
    assert involvement["sectors"] == [
        {"sector": "NHS trust", "organisations": 1}, {"sector": "Housing", "organisations": 1}
    ]  # fmt: skip


def test_without_an_earlier_paper_changes_count_from_the_last_meeting(universe):
    gatherings.plan_meeting(universe.board, by=universe.secretary, on=board.FIRST)
    paper = board.start(universe, board.SECOND)
    assert built(paper)["since"]["words"] == "the meeting on 3 February 2026"


@pytest.mark.parametrize(
    ("on", "start"), [("2026-05-31", "28 February 2026"), ("2026-01-15", "15 October 2025")]
)
def test_without_an_earlier_meeting_changes_count_from_three_months_ago(universe, on, start):
    paper = board.start(universe, board.SECOND)
    words = built(paper, on=type(board.FIRST).fromisoformat(on))["since"]["words"]
    assert words.startswith(f"{start}, 3 months")


def test_the_paper_of_another_standing_item_is_told_and_does_not_start_the_count(scene):
    u = scene.universe
    other = people.add_standing_item(
        u.board, by=None, title="Housing and health", builds_paper=True
    )
    item = gatherings.add_agenda_item(
        scene.first.item.gathering, by=u.secretary, title="Housing and health", standing_item=other
    )
    paper = reports.start_paper(item, by=u.secretary)
    board.ask(paper, u.secretary, "Note it")
    board.issue_first(scene)
    reports.issue(paper, by=u.secretary, now=board.at(board.ISSUED, 16))
    content = built(board.start(u, board.SECOND))
    assert content["since"]["paper"] == scene.first.pk
    assert [row["title"] for row in content["changes"]["papers"]] == ["Housing and health"]


def test_suggested_requests_come_from_the_records_and_are_never_made_for_the_secretary(
    two_meetings,
):
    content = built(two_meetings.second)
    suggested = reports.suggestions(content)
    assert "Decide what to do about the commitments that are late: A1" in suggested
    assert "Consider the highest risks: Clinics close" in suggested
    assert content["asks"] == []
