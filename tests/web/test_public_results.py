"""Everybody may follow a public promise to its result, and nothing that is not public."""

from __future__ import annotations

from datetime import date

import pytest

from evenground_web.commitments import services
from evenground_web.commitments.models import Pledge
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight import services as insight
from evenground_web.insight.models import Release
from tests.web.commitment_records import make_release
from tests.web.pages import page, press, words
from tests.web.proof_records import figures, later, tied_gap
from tests.web.published import pair, upload

LIST = "/commitments/public/results/"


def address(baseline):
    return f"{LIST}{baseline.pk}/"


@pytest.fixture
def baseline(universe):
    """A result whose pledge and whose figures are public."""
    found = tied_gap(universe)
    later(found)
    Pledge.objects.filter(commitment=found.commitment).update(
        state="public", published_on=date(2021, 7, 1)
    )
    for release in Release.objects.all():
        insight.make_public(release, by=universe.analyst)
    return found


def test_everybody_reads_what_came_of_it(universe, baseline, client):
    assert "Walking groups in every neighbourhood" in page(client, LIST)
    shown = page(client, address(baseline))
    assert "it narrowed by 5.9 percentage points, more than chance would explain" in shown
    assert "Would it have happened anyway?" in shown
    assert client.get(f"{address(baseline)}curve.svg").status_code == 200
    assert "Since P1" in page(client, f"/commitments/public/gaps/{baseline.gap_id}/")


def test_nobody_reads_of_a_promise_or_of_figures_that_are_not_public(universe, baseline, client):
    hidden = [address(baseline), f"{address(baseline)}curve.svg",
              f"/commitments/public/gaps/{baseline.gap_id}/"]  # fmt: skip
    insight.take_back(baseline.release, by=universe.analyst, reason="A mistake in a table")
    for one in hidden:
        page(client, one, status=404)
    assert "Walking groups" not in page(client, LIST)
    insight.make_public(baseline.release, by=universe.analyst)
    Pledge.objects.update(state="agreed", published_on=None)
    for one in hidden:
        page(client, one, status=404)
    assert "Walking groups" not in page(client, LIST)


def test_newer_figures_wait_until_their_release_is_public(universe, baseline, client):
    secret = make_release(title="Not out yet", digest="5" * 64)
    figures(baseline.gap, secret, "2025/26", 3.3)
    assert "2025/26" in page(client, baseline.get_absolute_url(), as_=universe.bob)
    client.logout()
    for one in (address(baseline), LIST, f"/commitments/public/gaps/{baseline.gap_id}/"):
        assert "2025/26" not in page(client, one)
    assert "2024/25" in page(client, address(baseline))


def test_only_a_signed_statement_is_public_and_no_other_name(universe, baseline, client):
    parts = dict.fromkeys(("did", "also_happened", "why", "unknown"), "We led walks")
    services.set_target(
        baseline, by=universe.alice, measure="absolute", value=9, by_day=date(2027, 1, 1),
        reason="Half",
    )  # fmt: skip
    draft = services.write_contribution(baseline, by=universe.alice, **parts)
    assert "We led walks" not in page(client, address(baseline))
    services.sign_contribution(draft, by=universe.lead, revision=1)
    shown = page(client, address(baseline))
    assert "We led walks" in shown
    assert f"Signed by {universe.lead}" in shown
    assert "Alice" not in shown


def test_numbers_of_people_an_organisation_counts_are_protected_for_everybody(
    universe, baseline, client
):
    for title, unit, people, numbers in (
        ("Seen", "people", True, (3, 97)),
        ("Walks", "walks", False, (4,)),
    ):
        measure = services.add_measure(
            baseline.commitment, by=universe.alice, asks="how_much", title=title, unit=unit,
            owner=universe.trust, counts_people=people,
        )  # fmt: skip
        for day, value in enumerate(numbers, start=1):
            services.record_value(
                measure, by=universe.alice, on=date(2026, 1, day), value=value, note="of 212"
            )
    everybody = page(client, address(baseline))
    assert "fewer than 8 people" in everybody
    assert "about 95 people, 2 January 2026" in everybody
    assert "4 walks" in everybody
    assert everybody.count("of 212") == 1
    member = page(client, baseline.get_absolute_url(), as_=universe.bob)
    assert "97 people" in member
    assert "3 people" in member


def test_the_analyst_makes_a_release_public_and_takes_it_back_with_a_reason(universe, client):
    rows = pair(30.0, 20.0, **{"Area Code": "ZZ3", "Area Name": "Harbour"})
    preview = insight.preview_file(upload(*rows), by=universe.analyst)
    release = insight.keep(preview, by=universe.analyst)
    assert "Members only" in page(client, release.get_absolute_url(), as_=universe.analyst)
    for _ in range(2):
        press(client, f"/gaps/releases/{release.pk}/publish/")
    release.refresh_from_db()
    assert release.public_since
    with pytest.raises(RuleBroken, match="Write why"):
        insight.take_back(release, by=universe.analyst, reason=" ")
    back = press(client, f"/gaps/releases/{release.pk}/take-back/", reason="Wrong year")
    assert "It is public no longer" in words(back)
    page(client, f"/gaps/releases/{release.pk}/take-back/", as_=universe.lead, status=404)


def test_a_file_that_nobody_checked_is_never_public(universe):
    waiting = make_release()
    Release.objects.update(state="preview")
    with pytest.raises(RuleBroken, match="waits to be checked"):
        insight.make_public(waiting, by=universe.analyst)


def test_the_list_asks_the_database_no_more_for_more_results(
    universe, baseline, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        page(client, LIST)
