"""An analyst adds a published file: sees what was understood, then keeps it or throws it away."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from evenground_web.core import audit
from evenground_web.core.models import AuditEvent
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight import services
from evenground_web.insight.models import Gap, GapPoint, Indicator, Measurement, Release
from tests.web.pages import words
from tests.web.published import LEAST, MOST, pair, row, upload

ADD = "/gaps/add/"
UNKNOWN = ("424242", "Share of people who are content")


@pytest.fixture
def analyst(universe, client):
    client.force_login(universe.analyst)
    return client


def stored_tables() -> set[str]:
    folder = Path(default_storage.path("releases"))
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_a_file_is_previewed_and_then_kept(universe, analyst):
    answer = analyst.post(ADD, {"file": upload(*pair(30, 20), *pair(32, 20, period="2024/25"))})
    release = Release.objects.get()
    assert answer.url == f"/gaps/add/{release.pk}/"
    assert not Gap.objects.exists()
    page = words(analyst.get(answer.url))
    assert "4 rows were read: 4 understood and 0 set aside" in page
    assert "Lower is better" in page
    assert f"Compared with {LEAST}, as the definition declares" in page
    answer = analyst.post(answer.url)
    assert answer.url == f"/gaps/releases/{release.pk}/"
    gap = Gap.objects.get()
    assert (gap.group, gap.reference_group) == (MOST, LEAST)
    assert (gap.latest.period, gap.latest.absolute) == ("2024/25", 12)
    assert [event.verb for event in audit.history(release)] == ["release.kept", "release.previewed"]


def test_a_preview_can_be_thrown_away(universe, analyst):
    before = stored_tables()
    analyst.post(ADD, {"file": upload(*pair(30, 20))})
    release = Release.objects.get()
    address = f"/gaps/add/{release.pk}/throw-away/"
    assert "Throw away inactive.csv?" in words(analyst.get(address))
    assert Release.objects.exists()
    analyst.post(address)
    assert not Release.objects.exists()
    assert AuditEvent.objects.latest("position").verb == "release.thrown_away"
    assert stored_tables() >= before


@pytest.mark.django_db(transaction=True)
def test_throwing_away_deletes_the_table(universe):
    before = stored_tables()
    release = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    assert len(stored_tables() - before) == 1
    services.throw_away(release, by=universe.analyst)
    assert stored_tables() == before


def test_the_same_file_twice_changes_nothing_and_shows_the_kept_release(universe, analyst):
    kept = services.keep(
        services.preview_file(upload(*pair(30, 20)), by=universe.analyst), by=universe.analyst
    )
    events = AuditEvent.objects.count()
    answer = analyst.post(ADD, {"file": upload(*pair(30, 20), name="again.csv")}, follow=True)
    assert answer.redirect_chain[-1][0] == kept.get_absolute_url()
    assert "This file was already kept" in words(answer)
    assert (Release.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_uploading_again_before_keeping_is_still_one_preview(universe):
    first = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    again = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    assert first.pk == again.pk
    services.keep(first, by=universe.analyst)
    assert Gap.objects.count() == 1


def test_pressing_keep_twice_keeps_once(universe):
    release = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    services.keep(release, by=universe.analyst)
    events = AuditEvent.objects.count()
    services.keep(release, by=universe.analyst)
    assert (GapPoint.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_what_is_kept_cannot_be_thrown_away(universe, analyst):
    release = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    services.keep(release, by=universe.analyst)
    assert analyst.post(f"/gaps/add/{release.pk}/throw-away/").status_code == 404
    with pytest.raises(RuleBroken, match="cannot be thrown away"):
        services.throw_away(release, by=universe.analyst)


def test_a_dimension_without_a_declared_reference_is_asked_about(universe, analyst):
    rows = [row("North end", 30, kind="Part of town"), row("South end", 20, kind="Part of town")]
    analyst.post(ADD, {"file": upload(*rows)})
    release = Release.objects.get()
    address = f"/gaps/add/{release.pk}/"
    assert "Compare groups of “Part of town” with" in words(analyst.get(address))
    refused = analyst.post(address, {"compare_0": "West end"})
    assert "Choose a group of “Part of town” from the list" in words(refused)
    assert not Measurement.objects.exists()
    analyst.post(address, {"compare_0": "South end"})
    gap = Gap.objects.get()
    assert (gap.group, gap.reference_group, gap.latest.absolute) == ("North end", "South end", 10)


def test_choosing_no_reference_keeps_the_numbers_without_gaps(universe, analyst):
    rows = [row("North end", 30, kind="Part of town"), row("South end", 20, kind="Part of town")]
    analyst.post(ADD, {"file": upload(*rows)})
    analyst.post(f"/gaps/add/{Release.objects.get().pk}/", {"compare_0": ""})
    assert Measurement.objects.count() == 2
    assert not Gap.objects.exists()


def test_an_indicator_without_a_definition_is_not_judged(universe, analyst):
    analyst.post(ADD, {"file": upload(*pair(30, 20, indicator=UNKNOWN))})
    page = words(analyst.get(f"/gaps/add/{Release.objects.get().pk}/"))
    assert "No definition file for 424242" in page
    assert "Not declared: shown without better or worse" in page


def test_areas_outside_the_partnership_make_no_gaps_and_are_said(universe, analyst):
    elsewhere = {"Area Code": "E99999999", "Area Name": "Elsewhere"}
    rows = [*pair(30, 20), *pair(50, 10, **elsewhere)]
    analyst.post(ADD, {"file": upload(*rows)})
    release = Release.objects.get()
    page = words(analyst.get(f"/gaps/add/{release.pk}/"))
    assert (
        "2 rows are about 1 area that is not a place of this partnership, such as Elsewhere" in page
    )
    services.keep(release, by=universe.analyst)
    assert Measurement.objects.count() == 2


def test_a_file_about_no_place_of_the_partnership_cannot_be_kept(universe, analyst):
    elsewhere = {"Area Code": "E99999999", "Area Name": "Elsewhere"}
    analyst.post(ADD, {"file": upload(*pair(50, 10, **elsewhere))})
    address = f"/gaps/add/{Release.objects.get().pk}/"
    assert "Keep this data" not in words(analyst.get(address))
    assert "there is nothing to keep" in words(analyst.post(address))
    assert Release.objects.get().state == Release.State.PREVIEW


def test_men_and_women_are_never_compared_across(universe):
    rows = [*pair(30, 20, Sex="Female"), *pair(40, 10, Sex="Male")]
    services.keep(services.preview_file(upload(*rows), by=universe.analyst), by=universe.analyst)
    gaps = {gap.indicator.title: gap.latest.absolute for gap in Gap.objects.all()}
    assert gaps == {
        "Physically inactive adults, Female": 10,
        "Physically inactive adults, Male": 30,
    }


def test_the_rows_read_are_the_rows_kept_and_the_rows_set_aside(universe):
    england_twice = [
        r | {"Parent Code": "E92000001", "Parent Name": "England"} for r in pair(30, 20)
    ]
    rows = [*pair(30, 20), *england_twice, {}]
    release = services.preview_file(upload(*rows), by=universe.analyst)
    assert release.rows_read == 5
    assert release.rows_set_aside == sum(part["rows"] for part in release.set_aside) == 3


@pytest.mark.parametrize("role", ["organisation_lead", "programme_lead", "board_member", "member"])
def test_only_an_analyst_adds_data(universe, client, role):
    release = services.preview_file(upload(*pair(30, 20)), by=universe.analyst)
    client.force_login(universe.by_role[role])
    for address in (ADD, f"{ADD}{release.pk}/", f"{ADD}{release.pk}/throw-away/"):
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert client.get(release.get_absolute_url()).status_code == 404
    assert not Indicator.objects.exists()
