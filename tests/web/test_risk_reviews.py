"""Looking at a risk again: who may, what is kept, how its quarters read, which way it goes."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from evenground_web.commitments import services
from evenground_web.commitments.models import RiskReview
from evenground_web.commitments.services.risks.quarters import quarter_of
from evenground_web.core import audit
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import add_pledge
from tests.web.pages import page, press
from tests.web.test_risks import fields


def at(year: int, month: int, day: int = 5) -> datetime:
    return datetime(year, month, day, 12, tzinfo=UTC)


@pytest.fixture
def risk(universe):
    """12 in May, 20 in August, 8 in December."""
    risk = services.add_risk(by=universe.lead, now=at(2025, 5), **fields(universe))
    for month, likelihood, impact, note in (
        (8, 5, 4, "Two leaders left"), (12, 2, 4, "Expenses are paid"),
    ):  # fmt: skip
        services.review_risk(
            risk, by=universe.alice, likelihood=likelihood, impact=impact, note=note,
            now=at(2025, month),
        )  # fmt: skip
    return risk


def test_each_quarter_has_the_score_it_ended_with(risk):
    quarters = services.by_quarter(risk, on=date(2026, 2, 1))
    assert [(q.quarter.name, q.score, len(q.reviews)) for q in quarters] == [
        ("Quarter 1 of 2025/26", 12, 1), ("Quarter 2 of 2025/26", 20, 1),
        ("Quarter 3 of 2025/26", 8, 1), ("Quarter 4 of 2025/26", 8, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("on", "direction"),
    [
        (date(2025, 6, 1), "New"), (date(2025, 9, 1), "Deteriorating"),
        (date(2025, 12, 31), "Improving"), (date(2026, 2, 1), "Unchanged"),
    ],
)  # fmt: skip
def test_the_direction_is_told_alike_on_the_page_and_in_the_list(universe, on, direction):
    risk = services.add_risk(by=universe.lead, now=at(2025, 5), **fields(universe))
    for month, likelihood in ((8, 5), (12, 2)):
        if date(2025, month, 5) <= on:
            services.review_risk(
                risk, by=universe.lead, likelihood=likelihood, impact=4, note="Seen",
                now=at(2025, month),
            )  # fmt: skip
    assert services.direction_of(services.by_quarter(risk, on=on)) == direction
    (row,) = services.rows_of(list(services.find_risks(on=on)), on=on)
    assert row.direction == direction


@given(day=st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_day_lies_in_one_quarter_and_quarters_follow_each_other(day):
    quarter = quarter_of(day)
    assert quarter.starts <= day <= quarter.ends
    assert quarter_of(quarter.before().ends) == quarter.before()
    assert (quarter.starts - quarter.before().ends).days == 1


def test_a_review_needs_words_also_when_nothing_moved(universe, risk):
    with pytest.raises(RuleBroken, match="Write what you saw"):
        services.review_risk(risk, by=universe.lead, likelihood=2, impact=4, note=" ")
    same = {"likelihood": 2, "impact": 4, "note": "Still so", "now": at(2026, 2)}
    services.review_risk(risk, by=universe.lead, **same)
    services.review_risk(risk, by=universe.lead, **same)
    assert RiskReview.objects.filter(risk=risk, note="Still so").count() == 1
    assert audit.history(risk).first().sentence == "left the score at 8 (high): Still so"


def test_a_closed_risk_is_not_scored_and_a_review_lies_ahead(universe, risk):
    with pytest.raises(RuleBroken, match="after today"):
        services.review_risk(
            risk, by=universe.lead, likelihood=2, impact=4, note="Seen",
            next_review=date(2026, 2, 5), now=at(2026, 2),
        )  # fmt: skip
    services.close_risk(risk, by=universe.lead, reason="Over")
    with pytest.raises(RuleBroken, match="Open it again before you score it"):
        services.review_risk(risk, by=universe.lead, likelihood=2, impact=4, note="Seen")


def test_what_was_seen_never_changes(risk):
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        RiskReview.objects.filter(risk=risk).update(likelihood=1)


def test_the_lead_of_the_owner_looks_again_and_another_lead_does_not(client, universe, risk):
    url = f"/commitments/risks/{risk.pk}/review/"
    page(client, url, as_=universe.bob, status=404)
    press(client, url, as_=universe.alice, note="Worse in winter", likelihood=4, impact=4)
    words = page(client, risk.get_absolute_url())
    assert "Worse in winter" in words
    assert "moved the score from 8 to 16 (extreme): Worse in winter" in words
    answer = press(client, url, note="", likelihood=9, impact=4)
    assert "Error" in answer.content.decode()


def test_two_people_who_look_at_once_see_each_other(client, universe, risk):
    url = f"/commitments/risks/{risk.pk}/review/"
    client.force_login(universe.alice)
    seen = client.get(url).context["form"]["seen"].value()
    services.review_risk(risk, by=universe.lead, likelihood=5, impact=5, note="The lead saw more")
    answer = press(client, url, note="I saw less", likelihood=1, impact=1, seen=seen)
    words = answer.content.decode()
    assert "Somebody else changed" in words
    assert "I saw less" in words
    risk.refresh_from_db()
    assert risk.score == 25


def test_controls_assurances_and_commitments_are_named_changed_and_taken_away(
    client, universe, risk
):
    base = f"/commitments/risks/{risk.pk}/"
    press(client, f"{base}controls/add/", as_=universe.alice, text="Expenses", gap="Paid late")
    press(client, f"{base}assurances/add/", line=3, text="Internal audit", gap="Of one place")
    pledge = add_pledge(universe)
    press(client, f"{base}actions/add/", commitment=pledge.reference)
    words = page(client, base)
    for text in ("Gap in control", "Paid late", "Third line", "Of one place", str(pledge)):
        assert text in words
    control, assurance = risk.controls.get(), risk.assurances.get()
    press(client, f"/commitments/risks/controls/{control.pk}/edit/", text="Expenses", gap="")
    press(client, f"/commitments/risks/assurances/{assurance.pk}/edit/", line=2, text="Audit")
    words = page(client, base)
    assert "Gap in control" not in words
    assert "Second line" in words
    press(client, f"/commitments/risks/controls/{control.pk}/remove/")
    press(client, f"/commitments/risks/assurances/{assurance.pk}/remove/")
    press(client, f"{base}actions/{pledge.pk}/remove/")
    assert [risk.controls.count(), risk.assurances.count(), risk.actions.count()] == [0, 0, 0]
    assert "took away the control “Expenses”" in page(client, base)
    page(client, f"{base}controls/add/", as_=universe.bob, status=404)


def test_parts_of_a_closed_risk_stay_as_they_are(universe, risk):
    services.add_control(risk, by=universe.lead, text="Expenses")
    services.close_risk(risk, by=universe.lead, reason="Over")
    for attempt in (
        lambda: services.add_control(risk, by=universe.lead, text="More"),
        lambda: services.remove_control(risk.controls.get(), by=universe.lead),
        lambda: services.link_action(risk, by=universe.lead, commitment=add_pledge(universe)),
    ):
        with pytest.raises(RuleBroken, match="This risk is closed"):
            attempt()
    assert risk.controls.count() == 1
