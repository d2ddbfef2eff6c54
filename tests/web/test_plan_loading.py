"""Loading an action plan from a spreadsheet: what is asked, what is refused, what it changes."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, PlanMapping, PlanUpload
from evenground_web.core import audit
from evenground_web.people.models import Organisation
from evenground_web.people.services import add_alias, add_organisation
from tests.web.commitment_records import WHY
from tests.web.plan_files import HEADINGS, Pages, csv_file, row


@pytest.fixture
def pages(client, universe):
    return Pages(client, universe.lead)


@pytest.fixture
def loaded(pages):
    """The plan with one action, loaded."""
    pages.to_preview(csv_file(row())).load()
    return pages


def the_one() -> Commitment:
    return Commitment.objects.get()


def test_columns_are_suggested_and_remembered(pages):
    pages.choose(csv_file(row()))
    assert pages.step == "columns"
    suggested = {h: pages.form[name].value() for name, h in pages.form.headings.items()}
    assert list(suggested.values()) == [
        "reference", "title", "owner", "partners", "starts", "due", "delivery_status", "update",
        "evidence_link",
    ]  # fmt: skip
    pages.columns(RAG="")
    assert pages.step == "words"
    pages.words().load()
    assert pages.choose(csv_file(row())).step == "preview"
    assert the_one().delivery_status == "not_started"


def test_a_plan_is_loaded_with_everything_its_rows_say(loaded, universe):
    action = the_one()
    assert (action.reference, action.title, action.plan) == (
        "A1",
        "Train staff",
        "Plan of the board",
    )
    assert (action.owner, list(action.partners.all())) == (universe.trust, [universe.housing])
    assert (action.starts, action.due, action.original_due) == (
        date(2025, 4, 1), date(2026, 3, 31), date(2026, 3, 31),
    )  # fmt: skip
    assert (action.delivery_status, action.delivery_reason) == ("on_track", "Loaded from plan.csv")
    assert [(u.as_at, u.text, u.by) for u in action.updates.all()] == [
        ("2025", "40 trained", universe.lead)
    ]
    assert "plan.csv is loaded: 1 new, 0 changed, 0 unchanged" in loaded.text
    assert "Train staff" in loaded.text


def test_there_is_one_audit_event_for_each_commitment_and_one_for_the_plan(loaded, universe):
    (event,) = audit.history(the_one())
    assert event.sentence == "added the action A1 Train staff, from plan.csv"
    (event,) = audit.history(PlanMapping.objects.get()).filter(verb="plan.loaded")
    assert (
        event.sentence
        == "loaded plan.csv into the plan Plan of the board: 1 new, 0 changed, 0 unchanged"
    )
    loaded.to_preview(csv_file(row(due_date="30/06/2026"), row(reference="A2"))).load()
    assert [e.sentence for e in audit.history(the_first())][0] == (
        "changed the due date from “31 March 2026” to “30 June 2026”, from plan.csv"
    )
    assert list(audit.faults()) == []


def the_first() -> Commitment:
    return Commitment.objects.get(reference="A1")


def test_the_same_file_twice_changes_nothing(loaded):
    before = audit.history(PlanMapping.objects.get()).count()
    loaded.choose(csv_file(row()))
    assert loaded.counts() == (0, 0, 1)
    assert "This file changes nothing" in loaded.text
    assert "changes nothing" in loaded.load().text
    assert audit.history(PlanMapping.objects.get()).count() == before
    assert (the_one().updates.count(), the_one().status_changes.count()) == (1, 1)
    assert PlanUpload.objects.count() == 0


def test_a_changed_cell_changes_that_and_nothing_else(loaded, universe):
    loaded.choose(csv_file(row(title="Train all staff")))
    assert loaded.changes() == [("A1", "Title", "Train staff", "Train all staff")]
    loaded.load()
    assert (the_one().title, the_one().revision) == ("Train all staff", 2)


def test_a_moved_due_date_counts_as_a_move_and_the_first_stays(loaded):
    loaded.to_preview(csv_file(row(due_date="30 June 2026")), "july.csv").load()
    (move,) = the_one().due_moves.all()
    assert (move.old, move.new, move.reason) == (
        date(2026, 3, 31),
        date(2026, 6, 30),
        "Loaded from july.csv",
    )
    assert the_one().original_due == date(2026, 3, 31)


def test_a_changed_status_keeps_its_history(loaded):
    loaded.to_preview(csv_file(row(rag="Red"))).load()
    assert [(c.old, c.new) for c in the_one().status_changes.all()] == [
        ("on_track", "off_track"), ("not_started", "on_track"),
    ]  # fmt: skip


def test_a_changed_update_is_added_and_what_was_said_stays(loaded):
    data = csv_file(row(update_2025="60 trained", evidence="https://example.org/report"))
    loaded.to_preview(data).load()
    assert [(u.text, u.evidence_link) for u in the_one().updates.all()] == [
        ("60 trained", "https://example.org/report"), ("40 trained", ""),
    ]  # fmt: skip
    assert loaded.choose(data).counts() == (0, 0, 1)


def test_new_evidence_for_the_same_words_repeats_them_with_the_link(loaded):
    data = csv_file(row(evidence="https://example.org/report"))
    loaded.to_preview(data).load()
    assert the_one().updates.first().text == "40 trained"
    assert the_one().updates.with_evidence().count() == 1
    assert loaded.choose(data).counts() == (0, 0, 1)


def test_organisations_are_found_by_name_code_and_other_name(pages, universe):
    add_alias(universe.housing, by=universe.lead, name="The Hills homes")
    add_organisation(by=None, name="Harbour, Hills and Moor College", sector="education")
    pages.to_preview(
        csv_file(row(owner="zh1", partners="the hills  HOMES, Harbour, Hills and Moor College,ZA1"))
    ).load()
    assert the_one().owner == universe.trust
    assert {str(p) for p in the_one().partners.all()} == {
        "Hills Housing", "Harbour, Hills and Moor College", "Ambermoor ICB",
    }  # fmt: skip


def test_an_unknown_name_is_chosen_or_added_and_remembered(pages, universe):
    data = csv_file(row(owner="Fire Service; Harbour Trust", partners=""))
    pages.choose(data).columns().words(
        **{"Fire Service": "add:fire", "Harbour Trust": str(universe.trust.pk)}
    )
    pages.load()
    fire = Organisation.objects.get(name="Fire Service")
    assert (fire.sector, the_one().owner, list(the_one().partners.all())) == (
        "fire",
        fire,
        [universe.trust],
    )
    assert pages.choose(data).step == "preview"
    assert pages.counts() == (0, 0, 1)


def test_names_left_open_are_a_problem_in_words_and_nothing_is_added(pages):
    pages.choose(csv_file(row(owner="Fire Service"))).columns().words(default_sector="")
    assert pages.faults == [
        "Row 2, column ‘Owner’: ‘Fire Service’ is not an organisation here. Go to “What words mean”"
    ]
    pages.load()
    assert "Nothing was loaded" in pages.text
    assert not Commitment.objects.exists()
    assert not Organisation.objects.filter(name="Fire Service").exists()


def test_rows_without_an_owner_can_be_given_one(pages, universe):
    data = csv_file(row(owner=""), row(reference="A2", owner=" "))
    pages.choose(data).columns().words()
    assert pages.faults[0].startswith("Row 2, column ‘Owner’: no owner is named")
    pages.choose(data).words(**{"": str(universe.icb.pk)}).load()
    assert {c.owner for c in Commitment.objects.all()} == {universe.icb}


def test_a_plan_without_a_column_of_owners_is_given_one_for_new_rows_alone(pages, universe):
    data = csv_file(["A1", "Train staff"], headings=["Ref", "Title"])
    pages.choose(data).columns().words(**{"": str(universe.icb.pk)}).load()
    action = the_one()
    services.edit_commitment(action, by=universe.lead, revision=1, owner=universe.trust)
    assert pages.choose(data).counts() == (0, 0, 1)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"reference": ""}, "column ‘Reference’: the reference is missing"),
        (
            {"reference": "x" * 41},
            "column ‘Reference’: the text has 41 characters. Shorten it to 40",
        ),
        ({"title": "  "}, "column ‘Title’: the title is missing"),
        ({"title": "x" * 301}, "column ‘Title’: the text has 301 characters. Shorten it to 300"),
        ({"due_date": "31/02/2026"}, "column ‘Due date’: 31/02/2026 is not a real date"),
        ({"due_date": "Summer"}, "column ‘Due date’: ‘Summer’ is not a date"),
        (
            {"start_date": "01/04/2026"},
            "column ‘Due date’: the due date 31 March 2026 is before the start date 1 April 2026",
        ),
        ({"rag": "Purple"}, "column ‘RAG’: you have not said which status ‘Purple’ means"),
        ({"update_2025": "x" * 20_001}, "column ‘Update 2025’: the text has 20,001 characters"),
        ({"evidence": "see file"}, "column ‘Evidence’: ‘see file’ is not a web address"),
        ({"evidence": "javascript:alert(1)"}, "is not a web address"),
        (
            {"evidence": "https://example.org", "update_2025": ""},
            "column ‘Evidence’: a link needs an update",
        ),
    ],
)
def test_a_row_that_cannot_be_loaded_says_why_and_holds_everything_back(pages, given, fault):
    pages.to_preview(csv_file(row(reference="B1"), row(**given)))
    assert len(pages.faults) == 1
    assert pages.faults[0].startswith("Row 3, ")
    assert fault in pages.faults[0]
    assert fault.replace("'", "&#x27;") in pages.text
    pages.load()
    assert not Commitment.objects.exists()


def test_a_reference_twice_in_the_file_or_in_another_plan_is_refused(pages, universe):
    pages.to_preview(csv_file(row(), row(title="Other"), row(reference="a1")))
    assert pages.faults == [
        "Row 3, column ‘Reference’: the reference A1 is already in row 2. Give each row its own",
        "Row 4, column ‘Reference’: the reference a1 is already in row 2. Give each row its own",
    ]
    services.add_commitment(
        by=universe.lead,
        kind="action",
        title="Cook",
        owner=universe.trust,
        reference="A1",
        plan="Food",
        **WHY,
    )
    pages.to_preview(csv_file(row()))
    (fault,) = pages.faults
    assert fault.startswith(
        "Row 2, column ‘Reference’: the reference A1 already belongs to ‘Cook’ in the plan ‘Food’"
    )


def test_a_due_date_can_be_moved_but_not_removed(loaded):
    loaded.to_preview(csv_file(row(due_date="")))
    assert "the due date 31 March 2026 is missing" in loaded.faults[0]


def test_columns_that_cannot_be_right_are_refused_and_the_choices_kept(pages):
    pages.choose(csv_file(row())).columns(Title="text")
    assert "Choose the column that holds the title" in pages.text
    assert pages.form["column_1"].value() == "text"
    pages.columns(Title="owner")
    assert "‘Title’ and ‘Owner’ are both the owner" in pages.text
    pages.columns(Title="reference_and_title")
    assert "Choose either one column" in pages.text


def test_two_columns_of_updates_about_the_same_period_are_refused(pages):
    headings = [*HEADINGS, "Progress 2025"]
    pages.choose(csv_file([*row(), "more"], headings=headings)).columns().words()
    assert "‘Update 2025’ and ‘Progress 2025’ are about the same period" in pages.text


def test_rows_that_are_not_in_the_file_stay(loaded):
    loaded.to_preview(csv_file(row(reference="A2", title="Visit schools")))
    assert (loaded.counts(), loaded.preview.absent) == ((1, 0, 0), 1)
    loaded.load()
    assert Commitment.objects.count() == 2


def test_what_changed_after_the_preview_must_be_looked_at_again(loaded, universe):
    loaded.to_preview(csv_file(row(title="Train all staff")))
    services.edit_commitment(the_one(), by=universe.lead, revision=1, title="Train managers")
    assert "what you were shown is out of date" in loaded.load().text
    assert the_one().title == "Train managers"
    assert loaded.changes() == [("A1", "Title", "Train managers", "Train all staff")]
    loaded.load()
    assert the_one().title == "Train all staff"


def test_members_see_the_plans_and_only_those_who_may_load_are_offered_it(client, loaded, universe):
    page = loaded.client.get(reverse("commitments:plans"))
    assert "Load a plan from a spreadsheet" in page.content.decode()
    client.force_login(universe.bob)
    page = client.get(reverse("commitments:plans")).content.decode()
    assert "Plan of the board" in page
    assert "Load a plan" not in page
    assert client.get(reverse("commitments:plan_load")).status_code == 404


def test_looking_at_a_plan_takes_as_many_queries_for_many_rows_as_for_one(
    loaded, django_assert_max_num_queries
):
    many = [row(reference=f"B{n}", title=f"Visit school {n}") for n in range(60)]
    loaded.to_preview(csv_file(row(), *many)).load()
    loaded.choose(csv_file(row(), *[[*line[:1], "Changed", *line[2:]] for line in many]))
    with django_assert_max_num_queries(20):
        page = loaded.client.get(
            reverse("commitments:plan_preview", args=[PlanUpload.objects.get().pk])
        )
    assert len(page.context["preview"].changed) == 60


def test_a_name_too_long_for_an_organisation_is_not_added(pages):
    pages.to_preview(csv_file(row(owner="Somebody who " * 20)))
    assert "is too long for a name. Separate names with semicolons" in pages.faults[0]
