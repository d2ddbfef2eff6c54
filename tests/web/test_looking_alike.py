"""What was promised before is shown before it is promised again, and never stands in the way."""

from datetime import date

import pytest

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment
from evenground_web.commitments.services.plans import plans
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import WHY, add_pledge, complete
from tests.web.pages import page, press

TITLE = "Train 40 community champions from tenants, and pay them"
AGAIN = "Train and pay tenants as community champions"


@pytest.fixture
def before(universe):
    earlier = add_pledge(universe, kind="action", title=TITLE, owner=universe.housing)
    add_pledge(universe, kind="action", title="Repair damp homes within ten days")
    services.change_delivery_status(earlier, by=None, status="stopped", reason="The money ended")
    return earlier


def test_other_words_in_another_order_are_found_and_others_are_not(before):
    (found,) = services.lookalikes(AGAIN)
    assert found.commitment == before
    assert found.likeness > 68
    assert services.lookalikes("Walks led by tenants") == []


def test_texts_are_compared_when_titles_differ(universe):
    told = "Volunteers check blood pressure at market stalls and in churches every Saturday"
    kept = add_pledge(universe, kind="action", title="Stalls", text=told)
    (found,) = services.lookalikes("On Saturdays", told.replace("Volunteers", "People"))
    assert found.commitment == kept


def typed(universe, **given):
    return {"kind": "action", "title": AGAIN, "owner": universe.trust.pk, **WHY, **given}


def test_it_is_shown_once_and_then_added(universe, client, before):
    shown = press(client, "/commitments/add/", as_=universe.alice, **typed(universe))
    assert "1 commitment is much like this" in shown.content.decode()
    assert str(before) in shown.content.decode()
    assert AGAIN in shown.content.decode(), "what she typed is kept"
    assert Commitment.objects.count() == 2
    press(client, "/commitments/add/", **typed(universe, looked="yes"))
    assert Commitment.objects.get(title=AGAIN).carried_from is None


def test_what_carries_on_shows_the_earlier_promise_and_its_outcome(universe, client, before):
    chosen = typed(universe, looked="yes", carried_from=before.pk)
    press(client, "/commitments/add/", as_=universe.alice, **chosen)
    later = Commitment.objects.get(title=AGAIN)
    assert later.carried_from == before
    shown = page(client, later.get_absolute_url())
    assert f'This carries on <a href="{before.get_absolute_url()}">{before}</a>' in shown
    assert "Stopped</strong> The money ended" in shown
    assert f'Carried on by <a href="{later.get_absolute_url()}">' in page(
        client, before.get_absolute_url()
    )


def test_carrying_on_from_a_closed_one_begins_with_its_words(universe, client, before):
    shown = page(client, f"/commitments/add/?after={before.pk}", as_=universe.lead)
    assert f'value="{TITLE}"' in shown
    assert f'name="carried_from" value="{before.pk}"' in shown
    assert page(client, "/commitments/add/?after=99999999999999999999")


def test_nothing_carries_on_what_carries_it_on(universe, before):
    later = add_pledge(universe, kind="action", title=AGAIN)
    services.carry_on(later, by=universe.alice, earlier=before)
    with pytest.raises(RuleBroken, match="cannot be the earlier one"):
        services.carry_on(before, by=universe.bob, earlier=later)


def test_the_preview_of_a_spreadsheet_shows_what_is_like_its_new_rows(universe, client, before):
    rows = (
        f"Reference,Title,Owner\nX1,{AGAIN},Harbour NHS Trust\nX2,Plant trees,Harbour NHS Trust\n"
    )
    upload = plans.receive(by=universe.lead, plan="New", name="p.csv", data=rows.encode())
    shown = page(client, f"/commitments/plans/load/{upload.pk}/preview/", as_=universe.lead)
    assert shown.count("Much like:") == 1
    assert str(before) in shown
    assert "Load 2 rows" in shown


def test_five_thousand_are_searched_in_two_queries(universe, before, django_assert_max_num_queries):
    Commitment.objects.bulk_create(
        Commitment(
            kind="action", reference=f"X{n}", title=f"Something else that is done, number {n}",
            text="A text of ordinary length about what is done for whom and by when. " * 3,
            owner=universe.trust, created=date(2026, 1, 1),
        )
        for n in range(5_000)
    )  # fmt: skip
    with django_assert_max_num_queries(2):
        (found,) = services.lookalikes(AGAIN, "We pay champions " * 20)
    assert found.commitment == before


def test_a_new_promise_says_why_it_should_work_and_whom_it_is_for(universe, client):
    lacking = typed(universe, mechanism="", priority_population="")
    shown = press(client, "/commitments/add/", as_=universe.alice, **lacking).content.decode()
    assert "Enter why this should work" in shown
    assert "Select whom it is for, or write it in your own words" in shown
    with pytest.raises(RuleBroken, match="Write why this should work"):
        add_pledge(universe, mechanism="")
    with pytest.raises(RuleBroken, match="Say whom it is for"):
        add_pledge(universe, priority_population="")


def test_everybody_is_said_with_a_reason(universe, client):
    all_of_us = {"priority_population": "", "population_group": "Everybody"}
    shown = press(client, "/commitments/add/", as_=universe.alice, **typed(universe, **all_of_us))
    assert "Enter why it is for everybody" in shown.content.decode()
    press(client, "/commitments/add/", **typed(universe, population_reason="One road", **all_of_us))
    assert "Everybody: One road" in page(client, Commitment.objects.get().get_absolute_url())


def test_what_a_plan_brought_without_reasons_is_kept_and_shown_as_lacking(universe, client):
    loaded = add_pledge(universe, kind="action")
    Commitment.objects.filter(pk=loaded.pk).update(mechanism="", priority_population="")
    shown = page(client, loaded.get_absolute_url(), as_=universe.alice)
    assert "Nobody has written why this should work" in shown
    assert list(services.find_commitments(on=date(2026, 1, 1), show=["no_mechanism"])) == [loaded]
    edited = services.edit_commitment(loaded, by=universe.alice, revision=1, title="Better")
    assert edited.title == "Better"
    complete(edited, by=universe.alice)
