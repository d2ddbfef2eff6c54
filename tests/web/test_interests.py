"""What could sway somebody is declared within 28 days, confirmed every year, and published."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as some

from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services
from evenground_web.people.models import Confirmation, Interest
from tests.web.pages import page, press, words

DAY = date(2026, 3, 2)


def declare(universe, **given):
    values = {
        "by": universe.alice, "kind": "financial", "description": "Shares in a pharmacy",
        "arose": DAY, "on": DAY, **given,
    }  # fmt: skip
    return services.declare_interest(values.pop("person", universe.alice), **values)


@pytest.fixture
def seated(universe):
    return services.give_seat(
        universe.board, by=universe.secretary, person=universe.alice, starts=date(2025, 1, 1)
    )


@given(some.integers(0, 400), some.integers(-400, 400))
def test_an_interest_is_late_exactly_when_28_days_have_gone_by(waited, seated_after):
    arose, seat = DAY, DAY + timedelta(days=seated_after)
    declare_by = max(arose, seat) + timedelta(days=28)
    interest = Interest(arose=arose, declared=arose + timedelta(days=waited), declare_by=declare_by)
    assert interest.is_late == (waited > 28 + max(0, seated_after))


def test_the_28_days_of_an_interest_that_was_there_before_begin_with_the_first_seat(universe):
    services.give_seat(universe.board, by=None, person=universe.alice, starts=DAY)
    assert not declare(universe, arose=date(2020, 1, 1), on=DAY + timedelta(days=28)).is_late
    late = declare(
        universe, arose=date(2020, 1, 1), on=DAY + timedelta(days=30), description="A directorship"
    )
    assert (late.is_late, late.days_late) == (True, 2)


def test_an_interest_that_ended_is_published_for_six_months_and_kept_for_good(universe, seated):
    interest = declare(universe)
    services.end_interest(interest, by=universe.alice, ended=date(2026, 4, 1))
    (alice,) = services.register(on=date(2026, 9, 30))
    assert alice.published == [interest]
    (alice,) = services.register(on=date(2026, 10, 1))
    assert alice.published == []
    assert Interest.objects.get() == interest


def test_the_register_names_only_those_who_decide(universe, seated):
    services.give_seat(universe.board, by=None, person=universe.bob, votes=False)
    assert list(services.register(on=timezone.localdate())) == [universe.alice]


@pytest.mark.parametrize(
    ("changes", "words_of_it"),
    [
        ({"arose": DAY + timedelta(days=1)}, "has not come yet"),
        ({"description": " shares in a PHARMACY "}, "in the register already"),
    ],
)
def test_an_interest_that_cannot_be_is_refused(universe, changes, words_of_it):
    declare(universe)
    with pytest.raises(RuleBroken, match=words_of_it):
        declare(universe, **changes)


def test_an_end_before_the_beginning_is_refused(universe):
    with pytest.raises(RuleBroken, match="It arose on 2 March 2026"):
        services.end_interest(declare(universe), by=universe.alice, ended=date(2026, 3, 1))


def test_nil_is_confirmed_only_where_there_is_nothing(universe):
    confirmed = services.confirm(universe.bob, by=universe.bob, nil=True, on=DAY)
    assert confirmed == services.confirm(universe.bob, by=universe.bob, nil=True, on=DAY)
    with pytest.raises(RuleBroken, match="has no interest of Bob"):
        services.confirm(universe.bob, by=universe.bob, nil=False, on=DAY + timedelta(days=1))
    declare(universe)
    with pytest.raises(RuleBroken, match="has 1 interest of Alice"):
        services.confirm(universe.alice, by=universe.alice, nil=True, on=DAY)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Confirmation.objects.update(nil=False)


def test_whoever_has_not_confirmed_for_a_year_is_listed(universe, seated):
    services.confirm(universe.alice, by=universe.alice, nil=True, on=DAY)
    assert not services.without_confirmation(on=date(2027, 3, 1)).exists()
    assert services.without_confirmation(on=date(2027, 3, 2)).get() == universe.alice


def test_somebody_declares_changes_and_confirms_from_their_own_page(universe, client, seated):
    answer = press(
        client, reverse("people:declare_mine"), as_=universe.alice, kind="indirect",
        description="My brother runs a care home", arose=date(2020, 5, 1), managed="I leave the room",
    )  # fmt: skip
    assert "Declared late" in words(answer)
    interest = Interest.objects.get()
    press(client, reverse("people:confirm_mine"), says="complete")
    public = page(client, reverse("people:public_register"))
    for said in ("Alice", "My brother runs a care home", "I leave the room", "Confirmed on"):
        assert said in public
    client.logout()
    assert "My brother runs a care home" in page(client, reverse("people:public_register"))
    press(
        client, reverse("people:end_mine", args=[interest.pk]), as_=universe.alice,
        ended=timezone.localdate(),
    )  # fmt: skip
    assert "Ended" in page(client, reverse("people:my_interests"))


def test_nobody_changes_another_persons_interest_but_whoever_keeps_the_register(universe, client):
    interest = declare(universe)
    for name in ("edit_mine", "end_mine", "edit_interest", "end_interest"):
        page(client, reverse(f"people:{name}", args=[interest.pk]), as_=universe.bob, status=404)
    page(client, reverse("people:edit_interest", args=[interest.pk]), as_=universe.secretary)


def test_what_is_withheld_is_read_by_its_keeper_and_its_person_alone(universe, client, seated):
    interest = declare(universe, withheld="It would show where she lives")
    services.edit_interest(interest, by=universe.secretary, description="A house in Harbour Row")
    secret = "A house in Harbour Row"
    everybody, members = reverse("people:public_register"), interest.get_absolute_url()
    for url, reader in ((everybody, None), (members, universe.bob), (reverse("people:register"), universe.bob)):  # fmt: skip
        assert secret not in page(client, url, as_=reader)
    assert secret not in page(client, universe.alice.get_absolute_url(), as_=universe.bob)
    assert "One interest is on record and not published" in page(client, everybody)
    assert secret in page(client, members, as_=universe.secretary)
    assert secret in page(client, reverse("people:my_interests"), as_=universe.alice)


def test_the_register_costs_the_same_however_many_there_are(
    universe, client, seated, django_assert_max_num_queries
):
    for number in range(20):
        declare(universe, description=f"Interest {number}")
    with django_assert_max_num_queries(8):
        page(client, reverse("people:public_register"))
