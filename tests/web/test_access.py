"""Who may see and change the partnership: a role gives access, and losing it takes it away."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.permissions import RuleBroken
from evenground_web.gatherings import services as gatherings
from evenground_web.people import services
from evenground_web.people.models import Membership, Person
from tests.web.pages import page, press

LISTS = (
    "people:partnership",
    "people:organisations",
    "people:people",
    "people:groups",
    "people:roles",
    "gatherings:gatherings",
    "voices:voices",
)
ADMINISTRATORS = (
    "people:edit_partnership",
    "people:add_place",
    "people:add_organisation",
    "people:add_person",
    "people:add_group",
)


def of_records(u) -> tuple[str, ...]:
    meeting = gatherings.plan_meeting(u.board, by=u.secretary, on=timezone.localdate())
    records = (u.harbour, u.trust, u.alice, u.board, meeting)
    return tuple(record.get_absolute_url() for record in records)


def test_a_member_sees_the_pages_and_a_stranger_sees_none(universe, client):
    for url in (*map(reverse, LISTS), *of_records(universe)):
        assert "<h1" in page(client, url, as_=universe.by_role["member"])
        page(client, url, as_=universe.charlie, status=404)
        client.logout()
        page(client, url, status=404)


def test_only_the_administrator_opens_the_forms_of_the_partnership(universe, client):
    for name in ADMINISTRATORS:
        assert "<form" in page(client, reverse(name), as_=universe.administrator)
        for stranger in (universe.by_role["member"], universe.lead, universe.charlie):
            page(client, reverse(name), as_=stranger, status=404)


def test_a_button_that_changes_something_answers_a_stranger_like_a_page_that_is_not_there(
    universe, client
):
    for name in ("people:invite", "people:close_account", "people:open_account"):
        url = reverse(name, args=[universe.alice.pk])
        client.force_login(universe.charlie)
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
        client.force_login(universe.administrator)
        assert client.get(url).status_code == 405
    assert Person.objects.get(pk=universe.alice.pk).is_active


def test_ending_somebodys_last_role_takes_access_away_at_once(universe, client):
    url = reverse("people:partnership")
    page(client, url, as_=universe.bob)
    services.end_role(universe.bob.memberships.get(), by=universe.administrator)
    page(client, url, status=404)


def test_a_role_that_ends_later_is_kept_until_then(universe, client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    services.end_role(universe.bob.memberships.get(), by=universe.administrator, ends=tomorrow)
    page(client, reverse("people:partnership"), as_=universe.bob)
    assert not Membership.objects.filter(person=universe.bob).current(on=tomorrow).exists()


def test_closing_an_account_takes_access_away_at_once_and_opening_it_gives_it_back(
    universe, client
):
    url = reverse("people:partnership")
    page(client, url, as_=universe.bob)
    services.close_account(universe.bob, by=universe.administrator)
    page(client, url, status=404)
    assert not client.login(email=universe.bob.email, password="a long phrase")
    services.open_account(universe.bob, by=universe.administrator)
    page(client, url, as_=universe.bob)


def test_nobody_closes_their_own_account(universe):
    with pytest.raises(RuleBroken, match="another administrator"):
        services.close_account(universe.administrator, by=universe.administrator)


def test_the_last_administrator_keeps_the_role(universe):
    with pytest.raises(RuleBroken, match="last administrator"):
        services.end_role(universe.administrator.memberships.get(), by=universe.administrator)


def test_the_roles_page_says_what_each_role_may_do(universe, client):
    text = page(client, reverse("people:roles"), as_=universe.alice)
    assert "Keeps places, organisations, groups, people and roles." in text
    assert "See the whole record of who did what" in text


def test_auditors_see_the_record_and_others_do_not(universe, client):
    url = reverse("people:record")
    text = page(client, url, as_=universe.by_role["auditor"])
    assert "added the place England" in text
    page(client, url, as_=universe.lead, status=404)


def test_the_record_can_be_narrowed_to_a_kind_of_record_and_a_person(universe, client):
    services.edit_place(universe.hills, by=universe.administrator, name="High Hills")
    url = reverse("people:record")
    about = page(client, f"{url}?about=people.place", as_=universe.administrator)
    assert "added the place England" in about
    assert "added Alice" not in about
    by = page(client, f"{url}?person={universe.administrator.pk}")
    assert "changed the name from “Hills” to “High Hills”" in by
    assert "added the place England" not in by


def test_whoever_may_see_the_record_can_check_that_it_is_whole(universe, client):
    from evenground_web.core.models import AuditEvent

    url = reverse("people:record") + "?check=yes"
    assert "The record is whole" in page(client, url, as_=universe.by_role["auditor"])
    AuditEvent.objects.filter(position=3).update(sentence="did nothing")
    assert "Event 3 was changed" in page(client, url)


@pytest.mark.parametrize("query", ["", "?about=people.place", "?person=1"])
def test_a_page_of_the_record_costs_at_most_ten_queries(
    universe, client, query, django_assert_max_num_queries
):
    client.force_login(universe.by_role["auditor"])
    with django_assert_max_num_queries(10):
        client.get(reverse("people:record") + query)


def test_a_form_sent_by_a_member_changes_nothing(universe, client):
    answer = press(
        client,
        reverse("people:add_place"),
        as_=universe.by_role["member"],
        name="Nowhere",
        code="ZZ9",
        kind="place",
        parent=universe.system.pk,
    )
    assert answer.status_code == 404
    assert "Nowhere" not in page(client, reverse("people:partnership"))
