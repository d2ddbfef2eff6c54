"""The real files that Fingertips gives, loaded through the page as an analyst would."""

from __future__ import annotations

import pytest

from evenground_web.insight.models import Gap, GapPoint, Measurement, Release
from evenground_web.insight.pages import absolute

pytestmark = pytest.mark.real_data
FILES = {
    "active_lives": "fingertips_api_active_lives_by_ethnicity_disability_deprivation_nssec.csv",
    "learning_disability": "fingertips_api_200_learning_disability_qof.csv",
    "attendances": "fingertips_api_93930_ae_attendances_0_4.csv",
}


@pytest.fixture
def load(universe, client, shared_data):
    client.force_login(universe.analyst)

    def through_the_page(name: str) -> Release:
        with (shared_data / "fingertips" / FILES[name]).open("rb") as file:
            preview = client.post("/gaps/add/", {"file": file})
        assert client.get(preview.url).status_code == 200
        kept = client.post(preview.url, {}, follow=True)
        assert "The data was kept" in kept.content.decode()
        return Release.objects.get(state=Release.State.KEPT)

    return through_the_page


def gap(key: str, dimension: str) -> Gap:
    return Gap.objects.get(indicator__key=key, dimension=dimension)


def figures(found: Gap) -> dict[str, float]:
    return {point.period: round(point.absolute, 1) for point in found.points.all()}


def test_inactivity_and_overweight_have_the_published_gaps(load, client):
    release = load("active_lives")
    assert (release.rows_read, release.rows_kept) == (4230, 2115)
    assert Measurement.objects.count() == 2115
    inactive = gap("physically-inactive-adults", "deprivation_decile_lsoa11")
    overweight = gap("overweight-adults", "deprivation_decile_lsoa11")
    for found, first, latest in ((inactive, 14.6, 20.9), (overweight, 10.7, 10.5)):
        numbers = figures(found)
        assert (numbers["2015/16"], numbers["2024/25"]) == (first, latest)
    page = " ".join(client.get(inactive.get_absolute_url()).content.decode().split())
    assert "Inactivity was 20.9 percentage points higher" in page
    assert "14.6 percentage points higher in 2015/16" in page
    assert client.get("/gaps/?q=inactive+most").context["rows"][0].gap == inactive


def test_two_vintages_of_deciles_stay_two_dimensions(load):
    load("learning_disability")
    assert set(Gap.objects.values_list("dimension", flat=True)) == {
        "deprivation_decile_ccg_2021",
        "deprivation_decile_county_ua_2023",
    }


@pytest.mark.parametrize("name", FILES)
def test_sentences_and_pages_give_the_same_digits(load, name):
    load(name)
    points = GapPoint.objects.exclude(absolute=None).select_related("gap__indicator")
    for point in points:
        size, limits = absolute(point, point.gap.indicator)
        assert size[0].lower() + size[1:] in point.sentence
        assert limits in point.sentence


def test_practices_that_are_no_places_stay_in_the_release_only(load):
    release = load("attendances")
    assert release.rows_kept == 7610
    assert release.understood["elsewhere"]["rows"] == 7534
    assert release.understood["statuses"]["suppressed"] == 1
    assert Measurement.objects.count() == 76
    assert {found.standing for found in Gap.objects.with_standing()} == {"unjudged"}
