"""A need is a case: somebody sees to it, arranges it, has it confirmed, and tells the venue."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings.models import AccessCase
from evenground_web.gatherings.services.places import arranging, registering
from tests.web.pages import page, press, words
from tests.web.place_records import AT, come, link_in, open_summit, page_of, written_to


@pytest.fixture
def case(universe):
    come(open_summit(universe), "Ama", access="A hearing loop", diet="Halal")
    return AccessCase.objects.get(kind="access")


def test_a_need_goes_from_nobody_to_confirmed_and_told(case, host):
    assert case.standing[0] == "Nobody sees to it yet"
    case = arranging.arrange(case, by=host, owner=host, now=AT)
    assert case.standing[0] == "Being seen to"
    case = arranging.arrange(case, by=host, owner=host, arranged="A loop in the hall", now=AT)
    assert case.standing[0] == "Arranged, not confirmed"
    assert "loop" not in written_to("ama@example.org")[-1].text
    assert arranging.confirm(case, now=AT).standing[0] == "Confirmed by the person"
    page_ = page_of(case.registration.page.gathering)
    assert arranging.tell_venue(page_, by=host, now=AT) == 1
    with pytest.raises(RuleBroken, match="nothing arranged"):
        arranging.tell_venue(page_, by=host, now=AT)


def test_what_is_arranged_anew_is_confirmed_and_told_anew(case, host):
    arranging.arrange(case, by=host, owner=host, arranged="A loop", now=AT)
    arranging.confirm(case, now=AT)
    arranging.tell_venue(page_of(case.registration.page.gathering), by=host, now=AT)
    case = arranging.arrange(case, by=host, owner=host, arranged="Another loop", now=AT)
    assert (case.confirmed_on, case.told_on) == (None, None)


def test_a_need_that_changed_is_seen_to_anew_and_one_that_is_gone_is_erased(case, host):
    arranging.arrange(case, by=host, owner=host, arranged="A loop", now=AT)
    registering.change_registration(
        case.registration, companions=[], access="A quiet room", diet="", now=AT
    )
    (kept,) = AccessCase.objects.all()
    assert (kept.need, kept.arranged, kept.owner) == ("A quiet room", "", host)


def test_what_cannot_be_done_says_why(case, host):
    with pytest.raises(RuleBroken, match="Say who saw to it"):
        arranging.arrange(case, by=host, owner=None, arranged="A loop")
    with pytest.raises(RuleBroken, match="Nothing is arranged yet"):
        arranging.confirm(case)
    registering.give_up(case.registration, now=AT)
    with pytest.raises(RuleBroken, match="not coming any more"):
        arranging.arrange(case, by=host, owner=host, arranged="A loop")


def test_the_database_refuses_what_nobody_saw_to(case):
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessCase.objects.update(arranged="A loop", arranged_on=AT.date())


def test_the_host_arranges_and_the_person_confirms_in_the_browser(case, host, client):
    gathering = case.registration.page.gathering
    url = reverse("gatherings:arrange_access", args=[case.pk])
    shown = words(press(client, url, as_=host, owner=host.pk, arranged="A loop in the hall"))
    assert "Arranged, not confirmed" in shown
    client.logout()
    mine = link_in(written_to("ama@example.org")[-1])
    assert "A loop in the hall" in page(client, mine)
    assert "You said that this is right" in words(press(client, f"{mine}needs/{case.pk}/confirm/"))
    venue = reverse("gatherings:venue", args=[gathering.pk])
    assert "Venue told" in words(press(client, venue, as_=host))


def test_nobody_confirms_the_need_of_another(case, host, client):
    arranging.arrange(case, by=host, owner=host, arranged="A loop", now=AT)
    come(case.registration.page.gathering, "Bo")
    other = link_in(written_to("bo@example.org")[0])
    assert client.post(f"{other}needs/{case.pk}/confirm/").status_code == 404
