"""People are invited by sector, place and group, and answer by a link without an account."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import Invitation, Registration
from evenground_web.gatherings.services.places import inviting, pages
from evenground_web.people import services as people
from tests.web.pages import page, press, words
from tests.web.place_records import AT, come, link_in, open_summit, page_of, state
from tests.web.programme_records import summit

BY = date(2026, 5, 1)
LATER = date(2099, 5, 1)
OUTSIDE = ("Ifrah Daud", "ifrah@example.org")


@pytest.fixture
def gathering(universe):
    return open_summit(universe)


def invite(gathering, host, **given):
    return inviting.invite(gathering, by=host, **{"answer_by": BY, "now": AT, **given})


def names(invitations):
    return {one.who for one in invitations}


@pytest.fixture
def later(universe):
    """Roles of the universe begin today."""
    return summit(universe, starts=LATER, ends=LATER)


def ask(gathering, host, **given):
    return names(inviting.invite(gathering, by=host, answer_by=LATER, **given))


def test_a_sector_a_place_and_a_group_are_invited_and_nobody_twice(universe, later, host):
    people.give_seat(universe.board, by=None, person=universe.charlie, starts=date(2025, 1, 1))
    assert ask(later, host, sectors=["housing"]) == {"Bob"}
    assert ask(later, host, places=[universe.harbour, universe.hills]) == {"Alice"}
    assert ask(later, host, groups=[universe.board]) == {"Charlie"}
    with pytest.raises(RuleBroken, match="Nobody new"):
        ask(later, host, sectors=["housing", "nhs_trust"])
    assert Message.objects.filter(kind="invitation").count() == 3


def test_a_place_invites_those_within_it(universe, later, host):
    assert {"Alice", "Bob"} <= ask(later, host, places=[universe.system])


def test_somebody_of_the_partnership_written_as_an_address_is_invited_as_themselves(
    universe, gathering, host
):
    address = ("B", str(universe.bob.email).upper())
    (one,) = invite(gathering, host, addresses=[address, OUTSIDE])[:1]
    assert (one.person, one.email) == (universe.bob, "")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"answer_by": date(2026, 4, 9)}, "from today to the last day"),
        ({"answer_by": date(2026, 6, 1)}, "from today to the last day"),
        ({"addresses": [("A", "nothing")]}, "not an email address"),
        ({"now": AT.replace(month=6)}, "is over"),
    ],
)
def test_an_invitation_that_cannot_be_sent_says_why(gathering, host, given, said):
    with pytest.raises(RuleBroken, match=said):
        invite(gathering, host, **{"addresses": [OUTSIDE], **given})
    assert not Invitation.objects.exists()


def test_a_yes_takes_a_place_and_a_no_gives_it_up(gathering, host):
    (one,) = invite(gathering, host, addresses=[OUTSIDE])
    one = inviting.answer(one, answer="yes", now=AT)
    assert state(one.registration) == "place"
    one = inviting.answer(one, answer="no", now=AT)
    assert state(one.registration) == "given_up"
    assert inviting.answer(one, answer="yes", now=AT).registration.active


def test_a_yes_when_all_is_taken_waits_and_with_a_kept_place_does_not(gathering, host):
    kept = pages.reserve(
        page_of(gathering), by=host, community="Elders", places=1, until=BY, now=AT
    )
    come(gathering, "Ama")
    (waits,) = invite(gathering, host, addresses=[OUTSIDE])
    (elder,) = invite(gathering, host, addresses=[("Mo", "mo@example.org")], reserved=kept)
    assert state(inviting.answer(waits, answer="yes", now=AT).registration) == "waiting"
    assert state(inviting.answer(elder, answer="yes", now=AT).registration) == "place"


def test_a_yes_of_somebody_who_is_registered_already_changes_nothing(gathering, host):
    mine = come(gathering, "Ifrah")
    (one,) = invite(gathering, host, addresses=[OUTSIDE])
    assert inviting.answer(one, answer="yes", now=AT).registration == mine
    assert Registration.objects.count() == 1


def test_a_gathering_without_places_keeps_the_answer_alone(universe, host):
    (one,) = invite(summit(universe), host, addresses=[OUTSIDE])
    assert inviting.answer(one, answer="yes", now=AT).registration is None


def test_after_its_day_an_invitation_is_no_longer_answered(gathering, host):
    (one,) = invite(gathering, host, addresses=[OUTSIDE])
    inviting.answer(one, answer="perhaps", now=AT.replace(month=5, day=1))
    with pytest.raises(RuleBroken, match="answered by 1 May 2026"):
        inviting.answer(one, answer="yes", now=AT.replace(month=5, day=2))


def test_a_newer_invitation_replaces_the_link_of_before(gathering, host, client):
    (one,) = invite(gathering, host, addresses=[OUTSIDE])
    old = link_in(Message.objects.get(kind="invitation"))
    inviting.send_again(one, by=host, now=AT)
    new = link_in(Message.objects.filter(kind="invitation").latest("pk"))
    assert client.get(old).status_code == 410
    assert client.get(new).status_code == 200
    inviting.take_back(one, by=host, now=AT)
    assert client.get(new).status_code == 410
    with pytest.raises(RuleBroken, match="taken back"):
        inviting.answer(one, answer="yes", now=AT)


def test_somebody_without_an_account_answers_in_the_browser(universe, host, client):
    today = timezone.localdate()
    starts = today + timedelta(30)
    gathering = summit(universe, starts=starts, ends=starts)
    pages.set_places(gathering, by=host, opens=today + timedelta(10), contact="ring us")
    typed = {"addresses": "Ifrah Daud, ifrah@example.org\n\nmo@example.org", "answer_by": starts}
    url = reverse("gatherings:invite", args=[gathering.pk])
    assert "Ifrah Daud" in words(press(client, url, as_=host, **typed))
    refused = words(press(client, url, answer_by=starts, addresses="Ifrah Daud"))
    assert "Line 1 does not end with an email address" in refused
    assert "Choose whom to invite" in words(press(client, url, answer_by=starts))
    client.logout()
    link = link_in(Message.objects.get(to="ifrah@example.org"))
    assert "Ifrah Daud, you are invited" in page(client, link)
    assert "Select whether" not in (answered := words(press(client, link, answer="yes")))
    assert "Your answer: Yes, I am coming. You have a place." in answered
    listed = page(client, reverse("gatherings:invitations", args=[gathering.pk]), as_=host)
    assert "Coming" in listed
