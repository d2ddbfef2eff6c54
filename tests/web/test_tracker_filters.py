"""A reader narrows the public tracker, and is told kindly when an address asks for what is not there."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.utils import timezone

from evenground_web.commitments import services
from evenground_web.commitments.models import Commitment, Pledge
from evenground_web.commitments.services.tracker.finding import find_public
from evenground_web.insight import services as insight
from evenground_web.insight.models import Release
from tests.web.commitment_records import add_pledge, complete, measured_gap
from tests.web.pages import page, words
from tests.web.pledge_records import judge, make_summit, personal, promised
from tests.web.tracker_records import FILES, LIST, make_public, public_action

TODAY = date(2026, 6, 1)


def titles(**asked) -> set[str]:
    return {one.title for one in find_public(on=TODAY, **asked)}


@pytest.fixture
def three(universe):
    """An action of the trust at Harbour, a recommendation to Hills Housing, and one nobody may read."""
    near = public_action(universe, title="Barbers", due=TODAY + timedelta(20))
    far = add_pledge(
        universe, title="Homes", kind="recommendation", owner=universe.housing, due=None,
        priority_population="Tenants", text="Damp is mended in four weeks",
    )  # fmt: skip
    make_public(universe, far)
    add_pledge(universe, title="Secret barbers", kind="action")
    return near, far


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, {"Barbers", "Homes"}),
        ({"text": "barb"}, {"Barbers"}),
        ({"text": "damp weeks"}, {"Homes"}),
        ({"text": "hills housing"}, {"Homes"}),
        ({"kind": "recommendation"}, {"Homes"}),
        ({"population": "Tenants"}, {"Homes"}),
        ({"due": "month"}, {"Barbers"}),
        ({"due": "year"}, {"Barbers"}),
        ({"due": "late"}, set()),
        ({"due": "none"}, {"Homes"}),
        ({"status": "open"}, {"Barbers", "Homes"}),
        ({"status": "complete"}, set()),
    ],
)
def test_the_list_is_narrowed(three, asked, found):
    assert titles(**asked) == found


def test_an_organisation_is_found_by_what_it_owns_shares_and_is_asked(universe, three):
    near, far = three
    assert titles(organisation=universe.housing) == {"Homes"}
    near.partners.add(universe.icb)
    services.address(far, by=universe.lead, organisation=universe.icb, response_due=TODAY)
    assert titles(organisation=universe.icb) == {"Barbers", "Homes"}


def test_a_place_holds_the_places_within_it(universe, three):
    assert titles(place=universe.hills) == {"Homes"}
    assert titles(place=universe.england) == {"Barbers", "Homes"}


def test_a_gap_is_asked_for_while_its_figures_are_public(universe, three, client):
    near, _ = three
    gap = measured_gap(universe)
    services.name_gap(near, by=universe.alice, gap=gap)
    assert titles(gap=gap) == titles(indicator=gap.indicator) == titles(place=universe.system) - {"Homes"} - {"Barbers"} == set()  # fmt: skip
    assert "No public promise names this gap" in page(client, f"{LIST}?gap={gap.pk}")
    assert "Inactive adults" not in page(client, LIST)
    insight.make_public(Release.objects.get(), by=universe.analyst)
    assert titles(gap=gap) == titles(indicator=gap.indicator) == {"Barbers"}
    shown = page(client, f"{LIST}?gap={gap.pk}")
    assert "Only promises about this gap: <strong>Inactive adults" in shown
    assert "Inactive adults</option>" in shown


def test_a_status_is_that_of_the_work_or_of_the_pledge(universe, three):
    near, _ = three
    update = complete(near, by=universe.alice)
    assert titles(status="complete") == {"Barbers"}
    assert titles(status="verified") == set()
    services.verify(update, by=universe.lead, finding="complete", words="Seen")
    assert titles(status="verified") == {"Barbers"}
    pledge = promised(universe, make_summit(universe))
    judge(pledge, universe.alice, outcome="partly_kept")
    assert titles(status="partly_kept") == {pledge.commitment.title}


def test_nobody_finds_out_where_somebody_works_who_made_a_personal_pledge(universe, client):
    pledge, _, _ = personal(universe, owner=universe.housing)
    Pledge.objects.filter(pk=pledge.pk).update(state="public", published_on=TODAY)
    title = pledge.commitment.title
    assert titles() == titles(text="dental") == {title}
    assert (
        not titles(text="hills")
        | titles(organisation=universe.housing)
        | titles(place=universe.hills)
    )
    for address in (LIST, f"{LIST}{pledge.pk}/", *FILES):
        assert b"Hills" not in client.get(address).content, address


def test_lists_to_choose_from_name_only_what_is_public(universe, three, client):
    shown = page(client, LIST)
    assert "Hills Housing</option>" in shown
    assert "Ambermoor ICB</option>" not in shown
    add_pledge(universe, kind="action", title="X", priority_population="A hidden people")
    assert "A hidden people" not in page(client, LIST)


@pytest.mark.parametrize(
    "query", ["kind=zz", "status=sideways", "organisation=999", "place=abc", "due=soon", "gap=x", "indicator=0",
              "sort=up", "population=Nobody", "organisation=1&organisation=%00", f"text={'a' * 101}"],
)  # fmt: skip
def test_an_unknown_value_is_refused_in_words_and_nothing_is_listed(three, client, query):
    answer = client.get(f"{LIST}?{query}")
    shown = words(answer)
    assert answer.status_code == 200
    assert "There is a problem" in shown
    assert "Nothing is listed" in shown
    assert "Barbers" not in shown
    for address in FILES:
        refused = client.get(f"{address}?{query}")
        assert refused.status_code == 400
        assert "Nothing was left out silently" in refused.content.decode()
        assert "Barbers" not in refused.content.decode()


def test_a_filter_that_does_not_exist_is_refused_by_files_and_does_no_harm_to_the_list(
    three, client
):
    assert "Barbers" in page(client, f"{LIST}?utm_source=letter")
    refused = client.get(f"{FILES[2]}?colour=red")
    assert refused.status_code == 400
    assert "There is no filter called “colour”" in refused.content.decode()


def test_the_filter_goes_along_to_feeds_and_files_without_the_page(universe, three, client):
    shown = page(client, f"{LIST}?population={quote('Adults in Harbour')}&page=1")
    for address in FILES:
        assert f'"{address}?population=Adults+in+Harbour"' in shown, address
    for address in FILES[:5]:
        content = client.get(f"{address}?kind=recommendation").content.decode()
        assert "Barbers" not in content


def test_what_is_late_is_told_from_what_is_done(universe):
    late = public_action(universe, title="Late", due=date(2026, 5, 1))
    assert titles(due="late") == {"Late"}
    complete(late, by=universe.alice, now=timezone.now())
    assert titles(due="late") == set()
    assert Commitment.objects.get(pk=late.pk).due
