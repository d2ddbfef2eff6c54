"""People register for a gathering without an account, and what they get is said plainly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from evenground_web.core import limits
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Booking, Registration, RegistrationLink
from evenground_web.gatherings.services.places import pages, post, registering
from tests.web.at_once import at_once
from tests.web.pages import page, press, words
from tests.web.place_records import AT, come, link_in, open_summit, page_of, state, written_to
from tests.web.programme_records import summit


@pytest.fixture
def gathering(universe):
    return open_summit(universe)


@pytest.fixture
def soon(universe):
    """A summit in a month, as seen by whoever opens its pages today."""
    today = timezone.localdate()
    starts = today + timedelta(30)
    gathering = summit(universe, starts=starts, ends=starts)
    pages.set_places(
        gathering, by=universe.by_role["host"], capacity=1, opens=today,
        contact="ring 0113 496 0000", welcome="Lunch is free.",
    )  # fmt: skip
    return gathering


def test_places_go_to_those_who_ask_first_and_others_wait_in_order(gathering):
    first, second, third = (come(gathering, name) for name in ("Ama", "Bo", "Cai"))
    assert [state(one) for one in (first, second, third)] == ["place", "place", "waiting"]
    assert "You are on the waiting list" in written_to("cai@example.org")[0].subject


def test_nobody_waits_where_there_is_no_limit(universe):
    gathering = open_summit(universe, capacity=None)
    assert {state(come(gathering, f"P{n}")) for n in range(5)} == {"place"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"email": "not an address"}, "not an email address"),
        ({"email": ""}, "If you have none: ring 0113 496 0000"),
        ({"now": datetime(2026, 3, 31, 12, tzinfo=UTC)}, "from 1 April 2026 on"),
        ({"now": datetime(2026, 5, 14, 12, tzinfo=UTC)}, "is over"),
        ({"companions": ["assistant", "bsl", "interpreter", "companion"]}, "can bring 3 people"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(gathering, given, said):
    with pytest.raises(RuleBroken, match=said):
        come(gathering, "Ama", **given)
    assert not Registration.objects.exists()


def test_somebody_has_a_name(gathering):
    with pytest.raises(RuleBroken, match="no name yet"):
        come(gathering, " ", email="a@example.org")


def test_registration_closes_on_its_day_and_says_whom_to_ask(universe):
    gathering = open_summit(universe, closes=date(2026, 4, 9))
    with pytest.raises(RuleBroken, match="closed on 9 April 2026.*ring 0113 496 0000"):
        come(gathering, "Ama")


def test_a_gathering_without_a_page_takes_nobody(universe):
    with pytest.raises(RuleBroken, match="Set its places first"):
        come(summit(universe), "Ama")


def test_one_person_who_registers_twice_has_one_place_and_is_sent_the_link_again(gathering):
    come(gathering, "Ama")
    again, seems = registering.register(gathering, name="Ama B", email=" AMA@example.org ", now=AT)
    assert (again, seems) == (None, "place")
    assert Booking.objects.count() == 1
    assert "registered already" in written_to("ama@example.org")[1].subject


def test_whoever_types_the_address_of_another_learns_nothing_of_them(soon, client):
    """The page says the same of an address that is registered and of one that is not."""
    registering.register(soon, name="Ama", email="ama@example.org")
    url = reverse("gatherings:register", args=[soon.pk])
    known = words(client.post(url, {"name": "X", "email": "ama@example.org"}))
    new = words(client.post(url, {"name": "X", "email": "new@example.org"}))
    assert "All places are taken" in known
    assert known.replace("ama@", "new@").split("nonce")[0] == new.split("nonce")[0]


def test_companions_and_interpreters_use_no_place(gathering):
    come(gathering, "Ama", companions=["assistant", "bsl"])
    assert state(come(gathering, "Bo")) == "place"
    figures = pages.figures(page_of(gathering), on=AT.date())
    assert (figures["count"]["place"], figures["along"], figures["free"]) == (2, 2, 0)


def test_somebody_without_email_is_registered_by_staff_and_rung(universe, gathering, client):
    host = universe.by_role["host"]
    url = reverse("gatherings:register_somebody", args=[gathering.pk])
    client.force_login(host)
    with pytest.raises(RuleBroken, match="telephone number is enough"):
        registering.register(gathering, name="Ama", how="staff", by=host, now=AT)
    for name in ("Ama", "Bo", "Cai"):
        registering.register(
            gathering, name=name, telephone="0113 496 0999", how="staff", by=host, now=AT
        )
    shown = page(client, reverse("gatherings:places", args=[gathering.pk]))
    assert "Ring them: 0113 496 0999" in shown
    assert page(client, url)


def test_staff_are_told_when_an_address_is_registered_already(universe, gathering):
    come(gathering, "Ama")
    with pytest.raises(RuleBroken, match="registered already"):
        registering.register(
            gathering, name="Ama", email="ama@example.org", how="staff",
            by=universe.by_role["host"], now=AT,
        )  # fmt: skip


def test_somebody_registers_reads_the_message_and_gives_the_place_up(soon, client):
    url = reverse("gatherings:register", args=[soon.pk])
    assert "Lunch is free." in page(client, url)
    assert "Places left for everybody: 1." in page(client, url)
    typed = {"name": "Ifrah", "email": "ifrah@example.org", "access": "A hearing loop"}
    shown = words(client.post(url, typed))
    assert "There is a place for you" in shown
    waits = words(client.post(url, {"name": "Bo", "email": "bo@example.org"}))
    assert "You are on the waiting list" in waits
    mine = link_in(written_to("ifrah@example.org")[0])
    assert "A hearing loop" in page(client, mine)
    press(client, f"{mine}needs/", access="A quiet room", companions=["bsl"])
    assert "A quiet room" in page(client, mine)
    gone = words(press(client, f"{mine}give-up/"))
    assert "What we knew of you is erased" in gone
    registration = Registration.objects.get(how="page", active=False)
    assert (registration.name, registration.email) == ("", "")
    offered = link_in(written_to("bo@example.org")[-1])
    assert "held for you until" in page(client, offered)
    assert "You have a place" in words(press(client, f"{offered}take/"))


def test_a_form_that_comes_back_keeps_what_was_typed(soon, client):
    url = reverse("gatherings:register", args=[soon.pk])
    shown = words(client.post(url, {"name": "Ifrah", "email": "not one", "access": "A ramp"}))
    assert "Ifrah" in shown
    assert "A ramp" in shown
    assert not Registration.objects.exists()


def test_too_many_presses_from_one_network_are_refused_in_words(soon, client, monkeypatch):
    cache.clear()
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    url = reverse("gatherings:register", args=[soon.pk])
    client.post(url, {"name": "A", "email": "a@example.org"})
    refused = client.post(url, {"name": "B", "email": "b@example.org"})
    assert refused.status_code == 429
    assert "what you typed is still here" in words(refused)
    cache.clear()


def test_of_a_link_only_a_digest_is_kept_and_an_unknown_one_opens_nothing(gathering, client):
    come(gathering, "Ama")
    mine = link_in(written_to("ama@example.org")[0])
    token = mine.rstrip("/").rpartition("/")[2]
    assert RegistrationLink.objects.get().digest == post.digest_of(token)
    assert token not in str(list(RegistrationLink.objects.values()))
    assert "opens nothing" in page(client, mine.replace(token, "x" * 43), status=410)


def test_the_list_of_open_gatherings_has_those_that_take_registrations(soon, universe, client):
    shown = page(client, reverse("gatherings:open_gatherings"))
    assert str(soon) in shown
    later = timezone.localdate() + timedelta(5)
    pages.set_places(soon, by=universe.by_role["host"], opens=later)
    assert str(soon) not in page(client, reverse("gatherings:open_gatherings"))
    page(client, reverse("gatherings:register", args=[soon.pk]), status=404)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_want_the_last_place_one_has_it_and_the_other_waits(universe):
    gathering = open_summit(universe)
    come(gathering, "Ama")
    states, subjects = at_once(
        lambda number: state(come(gathering, f"Person{number}")),
        people=6,
        then=lambda: [written_to(f"person{n}@example.org")[0].subject for n in range(6)],
    )
    assert sorted(states) == ["place", *["waiting"] * 5]
    assert sum("You have a place" in subject for subject in subjects) == 1
    assert sum("on the waiting list" in subject for subject in subjects) == 5


@pytest.mark.django_db(transaction=True)
def test_one_address_sent_by_many_at_once_is_registered_once(universe):
    gathering = open_summit(universe, capacity=50)
    new, kept = at_once(
        lambda _: registering.register(gathering, name="Ama", email="ama@example.org", now=AT)[0],
        people=6,
        then=Registration.objects.count,
    )
    assert (sum(one is not None for one in new), kept) == (1, 1)
