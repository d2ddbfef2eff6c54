"""Who is missing: those who were invited and said yes beside the declared mix of the partnership."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Gathering, Registration, Turnout
from evenground_web.gatherings.services.places import inviting, keeping, registering
from evenground_web.gatherings.services.turnout import comparing
from evenground_web.people import services as people
from evenground_web.people.models import Mix
from evenground_web.people.services.beside import Standing, beside
from evenground_web.people.services.mix import Parts
from tests.web.pages import page, press, words
from tests.web.place_records import AT, come, open_summit, page_of

TODAY = date(2026, 5, 1)
HALF = {"kind": "target", "source": "Agreed by the Board", "as_at": date(2026, 1, 5), "now": AT}


def declare(by=None, **given):
    return people.declare_mix(by=by, **{**HALF, **given})


def percent(*rows):
    return [(name, Decimal(number)) for name, number in rows]


@pytest.fixture
def sectors(universe):
    return declare(
        of="sector", rows=percent(("Housing", 35), ("NHS trust", 35), ("Faith group", 30))
    )


@pytest.fixture
def gathering(universe, sectors):
    return open_summit(universe, capacity=None)


def fill(gathering, *, housing=0, **each):
    """People of each sector register."""
    for sector, number in {"housing": housing, **each}.items():
        for n in range(number):
            come(gathering, f"{sector}{n}", sector=sector)


def table(gathering, of="Sector"):
    return next(one for one in comparing.missing(gathering, on=TODAY) if one.of == of)


def rows(gathering, of="Sector"):
    return {last.name: (last, dict(counts)) for last, counts in table(gathering, of).rows}


def test_a_sector_below_its_share_is_named_and_small_counts_are_hidden(universe, gathering, client):
    fill(gathering, housing=41, nhs_trust=21)
    found = rows(gathering)
    assert found["Housing"][0].standing == Standing.MORE
    assert found["Housing"][1] == {"Said yes": "about 40"}
    assert found["Faith group"][1] == {"Said yes": "fewer than 8"}
    assert table(gathering).fewer == ["Faith group"]
    shown = page(client, reverse("gatherings:missing", args=[gathering.pk]), as_=universe.alice)
    assert "<strong>Missing:</strong> Faith group." in shown
    assert "Agreed by the Board, as at 5 January 2026" in shown


def test_one_person_more_in_a_small_group_changes_nothing_that_is_shown(gathering):
    fill(gathering, housing=41, nhs_trust=21)
    before = rows(gathering)
    fill(gathering, faith=3)
    assert rows(gathering) == before


def test_those_invited_and_those_who_said_yes_stand_side_by_side(universe, gathering):
    host = universe.by_role["host"]
    asked = [(f"Somebody {n}", f"somebody{n}@example.org") for n in range(9)]
    inviting.invite(gathering, by=host, addresses=asked, answer_by=TODAY, now=AT)
    fill(gathering, housing=12)
    assert rows(gathering)["Housing"][1] == {"Invited": "fewer than 8", "Said yes": "about 10"}
    assert dict(table(gathering).apart)["Not known"] == [
        ("Invited", "about 10"), ("Said yes", "fewer than 8"),
    ]  # fmt: skip


def test_people_of_a_smaller_place_count_for_the_one_it_is_part_of(universe, gathering):
    docks = people.add_place(
        by=None, name="Docks", code="ZZ5", kind="neighbourhood", parent=universe.harbour
    )
    declare(of="place", kind="people", rows=percent(("ZZ3", 60_000), ("Hills", 40_000)))
    for n in range(10):
        come(gathering, f"Docks{n}", place=docks)
    found = rows(gathering, "Place")
    assert found["Harbour"][1] == {"Said yes": "about 10"}
    assert found["Harbour"][0].percent == "60.0%"


def test_communities_for_whom_places_are_kept_are_compared_by_their_own_names(universe, gathering):
    from evenground_web.gatherings.services.places import pages

    pages.set_places(gathering, by=universe.by_role["host"], now=AT, capacity=90)
    kept = pages.reserve(
        page_of(gathering), by=None, community="Roma Support", places=20, until=TODAY, now=AT
    )
    declare(of="community", rows=percent(("Roma Support", 30), ("Somali Families", 70)))
    for n in range(12):
        come(gathering, f"Guest{n}", reserved=kept)
    assert rows(gathering, "Community, as it names itself")["Roma Support"][1] == {
        "Said yes": "about 10"
    }


def test_counts_stay_when_names_are_removed_and_nobody_can_change_them(gathering):
    fill(gathering, housing=12)
    before = rows(gathering)
    after = gathering.ends + timedelta(31)
    keeping.forget_people(on=after, now=AT)
    assert not Registration.objects.exclude(name="").exists()
    assert rows(gathering) == before
    keeping.forget_people(on=after, now=AT)
    assert Turnout.objects.filter(of="sector").count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Turnout.objects.update(number=99)


def test_who_is_not_coming_is_not_counted(gathering):
    fill(gathering, housing=8)
    registering.give_up(Registration.objects.latest("pk"), now=AT)
    assert rows(gathering)["Housing"][1] == {"Said yes": "fewer than 8"}


def test_gatherings_stand_beside_each_other_over_time(universe, gathering, client):
    fill(gathering, housing=41, nhs_trust=21)
    trend = comparing.over_time("sector", on=date(2026, 6, 1))
    assert [one.title for one, _ in trend.columns] == [gathering.title]
    assert dict(trend.rows)["Faith group"][0].standing == Standing.FEWER
    shown = page(client, reverse("gatherings:turnout"), as_=universe.alice)
    assert "Agreed by the Board" in shown


def test_without_a_declared_mix_sectors_are_those_of_the_partners(universe):
    gathering = open_summit(universe)
    assert [last.name for last, _ in table(gathering).rows] == []
    come(gathering, "Ifrah", sector="housing")
    found = table(gathering)
    assert {last.name for last, _ in found.rows} == {
        "Housing", "Integrated care board", "NHS trust",
    }  # fmt: skip
    assert table(gathering, "Place").parts is None


@given(
    counts=some.lists(some.integers(0, 60), min_size=3, max_size=3),
    more=some.integers(0, 7),
)
def test_what_is_told_of_one_part_never_depends_on_a_hidden_one(counts, more):
    shares = {"a": 0.5, "b": 0.3, "c": 0.2}
    parts = Parts(of="sector", shares=shares, names={k: k for k in shares}, source="", url="")
    hidden = dict(zip("abc", [*counts[:2], 0], strict=True))
    assert beside(parts, hidden) == beside(parts, {**hidden, "c": more})
    for one in beside(parts, hidden):
        assert (one.count is None) == (hidden[one.key] < 8)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"rows": percent(("Housing", 60), ("Faith group", 30))}, "add up to 90, and not to 100"),
        ({"rows": percent(("Housing", 60), ("Shops", 40))}, "Nothing is called Shops"),
        ({"rows": percent(("Housing", 60), ("housing", 40))}, "is there twice"),
        ({"rows": percent(("Housing", 100))}, "two lines at least"),
        ({"rows": percent(("Housing", 100), ("Faith group", 0))}, "no number above nought"),
        ({"of": "place", "kind": "people", "rows": percent(("ZZ2", 5), ("ZZ3", 5))}, "count twice"),
        ({"as_at": date(2026, 6, 1), "rows": []}, "in the future"),
        ({"source": " ", "rows": []}, "where the figures are from"),
    ],
)
def test_a_mix_that_cannot_be_is_refused(universe, given, said):
    with pytest.raises(RuleBroken, match=said):
        declare(**{"of": "sector", **given})
    assert not Mix.objects.exists()


def test_an_analyst_declares_a_mix_on_a_page_and_the_earlier_one_stays(universe, client, sectors):
    address = reverse("people:declare_mix")
    page(client, address, as_=universe.alice, status=404)
    page(client, address, as_=universe.analyst)
    typed = {
        "of": "sector", "kind": "people", "source": "Census", "as_at": date(2021, 3, 21),
    }  # fmt: skip
    refused = words(press(client, address, **typed, rows="Housing forty"))
    assert "Line 1 is not a name and a number" in refused
    assert "Housing forty" in refused
    press(
        client, address, **typed,
        rows="Housing\t1,200\nVoluntary, community and social enterprise, 800",
    )  # fmt: skip
    assert Mix.objects.count() == 2
    current = people.current_mix("sector")
    assert current.shares == {"housing": 0.6, "vcse": 0.4}
    old = page(client, sectors.get_absolute_url(), as_=universe.alice)
    assert "Something newer was declared since" in old


def test_a_page_of_who_is_missing_asks_as_often_for_many_as_for_few(
    gathering, django_assert_max_num_queries
):
    fill(gathering, housing=30, nhs_trust=10)
    again = Gathering.objects.select_related("registration_page").get(pk=gathering.pk)
    with django_assert_max_num_queries(12):
        comparing.missing(again, on=TODAY)
