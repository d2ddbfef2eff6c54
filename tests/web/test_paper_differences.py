"""Late answers, figures restated by their source, and the laws of the difference of two papers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.commitments import services as commitments
from evenground_web.reports import services as reports
from evenground_web.reports.formats.text import as_text
from evenground_web.reports.services.difference import KINDS, compared
from tests.web import board

DUE = date(2026, 1, 20)


@pytest.fixture
def scene(universe):
    return board.set_scene(universe)


def built(paper, on=board.PREPARED):
    return reports.build(paper, on=on)


def said(paper, on=board.PREPARED) -> str:
    return " ".join(as_text(reports.live(paper, on=on)[0]).decode().split())


def recommend(scene, reference="R1"):
    u = scene.universe
    return commitments.add_recommendation(
        by=u.lead, reference=reference, title="Publish the waiting list by ethnicity",
        owner=u.trust, group=u.board, addressees=[u.trust, u.housing], response_due=DUE,
        source={"kind": "report", "title": "A review"}, created=board.BEFORE,
        mechanism="What is seen is mended", priority_population="Adults in Harbour",
        success_measure="It is published", now=board.at(board.BEFORE),
    )  # fmt: skip


def answer(recommendation, somebody, on, **given):
    addressee = recommendation.addressees.get(organisation__memberships__person=somebody)
    return commitments.respond(addressee, by=somebody, on=on, now=board.at(on), **given)


def silent(content) -> list[tuple[str, int]]:
    return [(row["organisation"], row["days"]) for row in content["silent"]]


def test_a_late_answer_is_told_as_late_until_it_comes_and_then_as_an_answer(scene):
    recommendation = recommend(scene)
    board.issue_first(scene)
    assert silent(scene.first.content) == [("Harbour NHS Trust", 8), ("Hills Housing", 8)]
    answer(
        recommendation, scene.universe.alice, board.BETWEEN, answer="in_part", reason="Yearly only"
    )
    second = board.start(scene.universe, board.SECOND)
    content = built(second)
    assert silent(content) == [("Hills Housing", 98)]
    (row,) = content["changes"]["answers"]
    assert (row["organisation"], row["answer"], row["days_late"]) == (
        "Harbour NHS Trust", "Accepted in part", 55
    )  # fmt: skip
    assert "16 March 2026, “Accepted in part”, 55 days late. Yearly only" in said(second)
    assert "1 answer to a recommendation" in said(second)


def test_an_answer_is_told_once_and_again_only_when_it_becomes_another(scene):
    recommendation = recommend(scene)
    answer(recommendation, scene.universe.alice, DUE, answer="accepted")
    board.issue_first(scene)
    (row,) = scene.first.content["changes"]["answers"] or [None]
    assert row is None  # the first paper has no earlier one to differ from
    second = board.start(scene.universe, board.SECOND)
    assert built(second)["changes"]["answers"] == []
    answer(
        recommendation,
        scene.universe.alice,
        board.BETWEEN,
        answer="not_accepted",
        reason="No staff",
    )
    assert [row["answer"] for row in built(second)["changes"]["answers"]] == ["Not accepted"]


def test_nobody_is_late_to_answer_what_was_withdrawn(scene):
    recommendation = recommend(scene)
    board.issue_first(scene)
    commitments.change_delivery_status(
        recommendation, by=scene.universe.lead, status="withdrawn", reason="Asked elsewhere",
        now=board.at(board.BETWEEN),
    )  # fmt: skip
    assert built(board.start(scene.universe, board.SECOND))["silent"] == []


def test_a_figure_restated_for_the_same_period_is_no_change(scene):
    board.issue_first(scene)
    board.release(scene.universe, 2024, {board.SMOKING: (28.0, 14.0)}, on=board.BETWEEN)
    second = board.start(scene.universe, board.SECOND)
    content = built(second)
    assert content["changes"]["figures"] == []
    (row,) = content["changes"]["revised"]
    assert row["before"]["text"].startswith("16.0")
    assert row["after"]["text"].startswith("14.0")
    key = str(scene.smoking.pk)
    assert key in content["difference"]["gaps"]["restated"]
    assert key not in content["difference"]["gaps"]["changed"]
    words = said(second)
    assert "that is not a change in the gap" in words
    assert "1 figure restated by its source" in words


def test_a_figure_that_a_later_release_repeats_is_nothing_new(scene):
    board.issue_first(scene)
    board.release(scene.universe, 2024, {board.SMOKING: (28.0, 12.0)}, on=board.BETWEEN)
    content = built(board.start(scene.universe, board.SECOND))
    assert content["changes"]["figures"] == content["changes"]["revised"] == []
    assert content["difference"]["gaps"]["restated"] == {}


def test_a_new_figure_tells_that_the_one_it_is_compared_with_was_restated(scene):
    board.issue_first(scene)
    u = scene.universe
    board.release(u, 2024, {board.SMOKING: (28.0, 14.0)}, on=board.BETWEEN)
    board.release(u, 2025, {board.SMOKING: (27.0, 13.0)}, on=board.BETWEEN + timedelta(days=1))
    second = board.start(u, board.SECOND)
    (row,) = built(second)["changes"]["figures"]
    assert row["before"]["text"].startswith("16.0")
    assert row["restated"]["text"].startswith("14.0")
    assert row["after"]["text"].startswith("14.0")
    assert built(second)["changes"]["revised"] == []
    assert "Restated since: 14.0 percentage points higher" in said(second)


def test_a_verdict_that_turns_because_a_figure_was_restated_says_so(scene):
    board.issue_first(scene)
    u = scene.universe
    board.release(u, 2025, {board.SMOKING: (27.0, 7.0)}, on=board.BETWEEN)
    second = board.start(u, board.SECOND)
    board.ask(second, u.secretary, "Note the progress")
    reports.issue(second, by=u.secretary, now=board.at(board.PREPARED))
    board.release(u, 2025, {board.SMOKING: (27.0, 17.0)}, on=board.SECOND)
    third = board.start(u, date(2026, 8, 4))
    (row,) = built(third, on=date(2026, 7, 28))["changes"]["verdicts"]
    assert (row["old"], row["new"], row["restated"]) == ("Widened", "Narrowed", True)
    assert "Narrowed, because its figure was restated" in said(third, on=date(2026, 7, 28))


# Laws of the difference: two records of the same shape, of any content.

FIELDS = {
    "commitments": {"title": st.sampled_from("AB"), "delivery": st.sampled_from("xyz")},
    "gaps": {
        "period": st.sampled_from(["", "2024", "2025"]),
        "figure": st.none()
        | st.fixed_dictionaries({"text": st.sampled_from("123"), "release": st.integers(1, 3)}),
    },
    "verdicts": {"verdict": st.sampled_from("NW"), "period": st.sampled_from(["2024", "2025"])},
    "answers": {"answer": st.sampled_from(["", "accepted"]), "late": st.booleans()},
    "risks": {"title": st.sampled_from("AB"), "score": st.integers(1, 25)},
}
PAPERS = st.fixed_dictionaries(
    {
        kind: st.dictionaries(
            st.sampled_from([str(key) for key in range(5)]), st.fixed_dictionaries(fields)
        )
        for kind, fields in FIELDS.items()
    }
)


def words_of(row):
    """What a reader sees of a record: a figure is its text, not which release it came from."""
    return {
        name: field["text"] if isinstance(field, dict) else field for name, field in row.items()
    }


def after(before, differs, shown):
    """The earlier record with a difference applied; what was added is taken from what is shown."""
    made = {}
    for kind, parts in differs.items():
        rows = {k: words_of(v) for k, v in before[kind].items() if k not in parts["gone"]}
        rows |= {key: words_of(shown[kind][key]) for key in parts["added"]}
        for key, changes in (parts["changed"] | parts["restated"]).items():
            rows[key] = rows[key] | words_of({name: new for name, (_, new) in changes.items()})
        made[kind] = rows
    return made


@given(PAPERS)
def test_a_paper_against_itself_shows_no_difference(paper):
    assert compared(paper, paper) == {
        kind: {"added": [], "gone": {}, "changed": {}, "restated": {}} for kind in KINDS
    }


@given(PAPERS, PAPERS)
def test_every_record_is_in_one_of_new_gone_changed_restated_and_same(one, two):
    for kind, parts in compared(one, two).items():
        named = [key for part in parts.values() for key in part]
        assert len(named) == len(set(named))
        everything = set(one[kind]) | set(two[kind])
        same = everything - set(named)
        assert set(named) <= everything
        assert all(words_of(one[kind][key]) == words_of(two[kind][key]) for key in same)
        assert set(parts["added"]) == set(two[kind]) - set(one[kind])
        assert set(parts["gone"]) == set(one[kind]) - set(two[kind])


@given(PAPERS, PAPERS)
def test_what_is_restated_has_the_period_it_had(one, two):
    for kind, parts in compared(one, two).items():
        for key, changes in parts["restated"].items():
            assert "period" not in changes
            assert one[kind][key]["period"] == two[kind][key]["period"] != ""


@given(PAPERS, PAPERS, PAPERS)
def test_two_differences_one_after_the_other_lead_where_the_whole_one_leads(one, two, three):
    first, then, whole = compared(one, two), compared(two, three), compared(one, three)
    by_steps = after(after(one, first, two), then, three)
    assert by_steps == after(one, whole, three)
    assert by_steps == {
        kind: {key: words_of(row) for key, row in three[kind].items()} for kind in KINDS
    }


@given(PAPERS, PAPERS)
def test_the_way_back_is_the_way_there_turned_round(one, two):
    there, back = compared(one, two), compared(two, one)
    for kind in KINDS:
        assert set(there[kind]["added"]) == set(back[kind]["gone"])
        turned = {
            key: {name: [new, old] for name, (old, new) in changes.items()}
            for key, changes in there[kind]["changed"].items()
        }
        assert turned == back[kind]["changed"]


@given(PAPERS)
def test_a_kind_that_an_older_paper_did_not_show_is_not_called_new(paper):
    older = {kind: rows for kind, rows in paper.items() if kind != "answers"}
    assert compared(older, paper)["answers"]["added"] == []
