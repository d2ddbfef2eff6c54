"""Who spoke, beside who lives here: year by year, with limits, and without pointing at anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.insight import services as insight
from evenground_web.people import services as people
from evenground_web.people.services.beside import Standing
from evenground_web.voices import services
from tests.web.pages import page, press
from tests.web.published import row, upload
from tests.web.test_whom_we_heard import speak

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def population(universe):
    rows = [("White British", 60), ("Pakistani", 20), ("African", 20)]
    return people.declare_mix(
        by=None, of="group", kind="people", source="Census", as_at=date(2021, 3, 21), now=NOW,
        rows=[(name, Decimal(1000 * n)) for name, n in rows],
    )  # fmt: skip


def now():
    """The last year, by group."""
    return {row[0].name: row[0] for row in services.by_group().rows}


def apart():
    return {words: counts[0] for words, counts in services.by_group().apart}


def test_a_group_heard_less_than_its_share_is_named(population, universe, client):
    speak(60, group="White British")
    speak(4, group="African")
    speak(20, group="Pakistani")
    assert now()["African"].standing == Standing.FEWER
    assert now()["Pakistani"].standing == Standing.CHANCE
    assert now()["White British"].times == "1.25 (0.98 to 1.39)"
    shown = page(client, reverse("voices:participation"), as_=universe.alice)
    assert "Heard less than their share" in shown
    assert "Census, as at 21 March 2021" in shown
    assert page(client, reverse("voices:heard"), as_=universe.alice)


def test_not_asked_not_said_and_own_words_are_three_things(population):
    speak(9)
    speak(8, own_words="from Mirpur")
    speak(10, channel="phone_page")
    speak(11, group="Roma")
    assert list(apart().values()) == ["about 10", "about 10", "about 10", "about 10"]
    services.put_into_group(by=None, own_words="from Mirpur", group="Pakistani")
    assert list(apart().values())[0] == "fewer than 8"
    assert now()["Pakistani"].counted == "about 10"


def test_one_more_voice_of_a_small_group_changes_nothing_that_is_shown(population):
    speak(30, group="White British")
    before = services.by_group()
    speak(2, group="African")
    assert services.by_group() == before


def test_years_stand_apart_and_no_total_of_them_is_told(population, universe, client):
    speak(9, group="Pakistani")
    services.record_voice(
        by=None, text="Long ago", kind="idea", consent="themes", source="open_page",
        about=services.About(group="Pakistani"), on=date(2020, 3, 1),
    )  # fmt: skip
    found = services.by_group()
    assert found.years[1] == 2020
    assert [one.counted for one in found.rows[1]] == ["about 10", "fewer than 8"]
    _, tables = services.heard()
    assert not any("ethnic" in table.title for table in tables)


def test_without_a_population_groups_are_counted_and_not_compared(universe, client):
    speak(9, group="Roma")
    assert now()["Roma"].counted == "about 10"
    shown = page(client, reverse("voices:participation"), as_=universe.alice)
    assert "Nobody has said how many people there are" in shown
    assert "their share" not in shown


def test_places_that_voices_are_about_are_compared_with_who_lives_there(universe):
    people.declare_mix(
        by=None, of="place", kind="people", source="Census", as_at=date(2021, 3, 21), now=NOW,
        rows=[("Harbour", Decimal(500)), ("Hills", Decimal(500))],
    )  # fmt: skip
    for number in range(40):
        services.record_voice(
            by=None, text=f"{number}", kind="idea", consent="themes", source="open_page",
            place=universe.harbour,
        )  # fmt: skip
    _, places = services.by_place()
    assert {one.name: one.standing for one in places} == {
        "Harbour": Standing.MORE, "Hills": Standing.FEWER,
    }  # fmt: skip


def test_whom_a_release_counted_is_taken_as_the_population(universe, client):
    rows = [
        row(group, 40, kind="Ethnic groups", Denominator=number)
        for group, number in (("Pakistani", 3000), ("Roma", 1000), ("Martian", 9))
    ]
    release = insight.preview_file(upload(*rows), by=universe.analyst)
    references = {one["key"]: one["groups"][0] for one in release.understood["dimensions"]}
    release = insight.keep(release, by=universe.analyst, references=references)
    address = reverse("insight:population", args=[release.pk])
    page(client, address, as_=universe.alice, status=404)
    page(client, address, as_=universe.analyst)
    ((which, named),) = insight.populations_in(release)
    assert "2 groups" in named
    press(client, address, which=which)
    assert people.current_mix("group").shares == {"Pakistani": 0.75, "Roma": 0.25}
    with pytest.raises(RuleBroken, match="no such number"):
        insight.use_as_population(release, by=universe.analyst, which="0")
