"""The story behind the curve, and what organisations count about their own work."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from evenground_web.commitments import services
from evenground_web.commitments.models import PerformanceValue, Story
from evenground_web.core import audit
from evenground_web.core.editing import Conflict
from evenground_web.core.permissions import RuleBroken
from tests.web.commitment_records import MIDDAY, add_pledge, measured_gap
from tests.web.pages import page, press, words

WHY = "Parks close at dusk and work ends after it"


@pytest.fixture
def gap(universe):
    return measured_gap(universe)


@pytest.fixture
def pledge(universe):
    return add_pledge(universe, partners=[universe.housing])


def test_a_story_is_told_again_and_the_first_stays(universe, gap, client):
    services.tell_story(gap, by=universe.lead, why=WHY, worse="Fewer buses")
    services.tell_story(gap, by=universe.lead, seen=1, why=WHY, better="Lit paths")
    assert [story.version for story in services.stories_of(gap)] == [2, 1]
    shown = page(client, gap.get_absolute_url(), as_=universe.bob)
    assert "Lit paths" in shown
    assert "Fewer buses" not in shown
    assert "Fewer buses" in page(client, f"/commitments/gaps/{gap.pk}/stories/")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Story.objects.update(why="Nothing to see")


def test_a_story_needs_a_reason_and_the_same_words_are_one(universe, gap):
    with pytest.raises(RuleBroken, match="Write why the gap is as it is"):
        services.tell_story(gap, by=universe.lead, why=" ")
    services.tell_story(gap, by=universe.lead, why=WHY)
    services.tell_story(gap, by=universe.lead, why=WHY)
    assert Story.objects.count() == 1


def test_the_second_of_two_tellers_sees_both(universe, pledge, client):
    services.tell_story(pledge, by=universe.lead, why=WHY)
    with pytest.raises(Conflict):
        services.tell_story(pledge, by=universe.alice, why="Another")
    address = f"/commitments/{pledge.pk}/story/"
    answer = press(client, address, as_=universe.alice, why="Another", version="0")
    assert WHY in words(answer)
    assert "Another" in words(answer)
    version = answer.context["form"]["version"].value()
    assert "The story was saved" in words(press(client, address, why="Another", version=version))


def test_the_story_of_a_gap_is_for_those_who_keep_all_commitments(universe, gap, client):
    page(client, f"/commitments/gaps/{gap.pk}/story/", as_=universe.alice, status=404)
    assert "Why the gap is as it is" in page(
        client, f"/commitments/gaps/{gap.pk}/story/", as_=universe.lead
    )


def counted(universe, pledge, **given):
    asked = {
        "asks": "how_much", "title": "Walks led", "unit": "walks", "owner": universe.trust,
        "counts_people": False,
    }  # fmt: skip
    return services.add_measure(pledge, by=universe.alice, **{**asked, **given})


def test_what_an_organisation_counts_stands_under_its_own_name(universe, pledge, gap, client):
    services.name_gap(pledge, by=universe.alice, gap=gap)
    walks = counted(universe, pledge)
    homes = counted(universe, pledge, title="Tenants told", unit="homes", owner=universe.housing)
    services.record_value(walks, by=universe.alice, on=date(2026, 2, 1), value=112, now=MIDDAY)
    services.record_value(homes, by=universe.bob, on=date(2026, 2, 1), value=3.25, now=MIDDAY)
    for address in (pledge.get_absolute_url(), pledge.baselines.get().get_absolute_url()):
        shown = page(client, address, as_=universe.bob)
        assert "What partners count about their own work" in shown
        assert "It says what was done, and never how large the gap is" in shown
        assert "112 walks, 1 February 2026" in shown
        assert "3.25 homes" in shown
        assert shown.index("Harbour NHS Trust counts") < shown.index("Hills Housing counts")


def test_another_number_for_the_same_day_corrects_it_and_says_so(universe, pledge):
    walks = counted(universe, pledge)
    for value in (112, 112, 121):
        services.record_value(
            walks, by=universe.alice, on=date(2026, 2, 1), value=value, now=MIDDAY
        )
    assert PerformanceValue.objects.get().value == 121
    assert "from 112 to 121 walks" in audit.history(pledge).first().sentence


def test_only_its_own_people_write_down_what_it_counts(universe, pledge, client):
    walks = counted(universe, pledge)
    page(client, f"/commitments/measures/{walks.pk}/", as_=universe.bob, status=404)
    saved = press(
        client, f"/commitments/measures/{walks.pk}/", as_=universe.alice, on=date(2026, 1, 5),
        value="40",
    )  # fmt: skip
    assert "40 walks, 5 January 2026" in words(saved)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": " "}, "Write what is counted"),
        ({"unit": ""}, "Write what is counted"),
        ({"asks": "why"}, "Choose which question"),
    ],
)
def test_a_measure_without_its_parts_is_refused(universe, pledge, given, said):
    with pytest.raises(RuleBroken, match=said):
        counted(universe, pledge, **given)


@pytest.mark.parametrize("value", [-1, 2.5])
def test_people_are_counted_in_whole_numbers(universe, pledge, value):
    people = counted(universe, pledge, unit="people", counts_people=True)
    with pytest.raises(RuleBroken, match="Give a whole number, 0 or more"):
        services.record_value(people, by=universe.alice, on=date(2026, 2, 1), value=value)


def test_a_stranger_to_the_promise_counts_nothing_and_tomorrow_is_not_counted(universe, pledge):
    with pytest.raises(RuleBroken, match="Ambermoor ICB neither owns nor shares"):
        counted(universe, pledge, owner=universe.icb)
    with pytest.raises(RuleBroken, match="has not come yet"):
        services.record_value(
            counted(universe, pledge), by=universe.alice, on=date(2026, 3, 3), value=1, now=MIDDAY
        )
