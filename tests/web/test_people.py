import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.permissions import RuleBroken
from evenground_web.people import services
from evenground_web.people.models import Person
from tests.web.pages import page, press, words
from tests.web.post import letters


def test_a_person_shows_roles_groups_and_how_to_reach_them(universe, client):
    services.give_seat(universe.board, by=universe.secretary, person=universe.alice)
    text = page(client, universe.alice.get_absolute_url(), as_=universe.bob)
    for said in ("Organisation lead", "Harbour NHS Trust", "Ambermoor Board", "alice@example.org"):
        assert said in text


def test_the_list_of_people_is_narrowed_by_name_and_organisation(universe, client):
    url = reverse("people:people")
    by_name = page(client, f"{url}?text=ali", as_=universe.bob).split("<table")[1]
    assert "Alice" in by_name
    assert "Bob" not in by_name
    there = page(client, f"{url}?organisation={universe.housing.pk}").split("<table")[1]
    assert "Bob" in there
    assert "Alice" not in there


def test_somebody_added_with_an_email_address_gets_a_link_and_chooses_a_password(universe, client):
    press(
        client,
        reverse("people:add_person"),
        as_=universe.administrator,
        name="Dana",
        email="Dana@Example.org",
        job_title="Nurse",
    )
    dana = Person.objects.get(email="dana@example.org")
    services.give_role(dana, by=universe.administrator, organisation=universe.icb, role="member")
    (message,) = letters()
    assert message.to == ["dana@example.org"]
    assert "Ambermoor Partnership" in message.subject
    client.logout()
    form = client.get(re.search(r"https?://testserver(/\S+)", message.body)[1], follow=True)
    chosen = {"password1": "harbour lantern thistle", "password2": "harbour lantern thistle"}
    client.post(form.request["PATH_INFO"], chosen)
    assert client.login(email="dana@example.org", password="harbour lantern thistle")
    assert "Dana" in page(client, reverse("people:partnership"))


def test_somebody_without_an_email_address_is_named_and_gets_no_letter(universe, client):
    answer = press(
        client, reverse("people:add_person"), as_=universe.administrator, name="Ezra Cole"
    )
    assert "None, so no account" in words(answer)
    assert letters() == []
    with pytest.raises(RuleBroken, match="Add one first"):
        services.invite_person(Person.objects.get(name="Ezra Cole"), by=universe.administrator)


def test_when_the_mail_server_is_away_the_person_is_added_and_the_invitation_waits(
    universe, client, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = press(
        client,
        reverse("people:add_person"),
        as_=universe.administrator,
        name="Dana",
        email="dana@example.org",
    )
    assert "gets a message with a link" in words(answer)
    letters(now=timezone.now())
    assert Person.objects.filter(email="dana@example.org").exists()
    text = page(client, reverse("outbox:messages"))
    assert "The mail server is away" in text
    assert "1 message waits to be sent" in text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert len(letters()) == 1


def test_an_email_address_is_used_once_however_it_is_written(universe):
    with pytest.raises(RuleBroken, match="alice@example.org is already here"):
        services.add_person(by=universe.administrator, name="Alice Two", email="ALICE@example.org ")
    with pytest.raises(RuleBroken, match="already here"):
        services.edit_person(universe.bob, by=universe.administrator, email="alice@example.org")


def test_the_record_says_that_an_email_address_changed_but_not_what_it_is(universe):
    services.edit_person(universe.bob, by=universe.administrator, email="robert@example.org")
    from evenground_web.core import audit

    event = audit.history(universe.bob)[0]
    assert event.sentence == "changed the email address"
    assert "robert" not in str(event.details)


def test_an_administrator_gives_and_ends_a_role(universe, client):
    answer = press(
        client,
        reverse("people:give_role", args=[universe.charlie.pk]),
        as_=universe.administrator,
        organisation=universe.housing.pk,
        role="facilitator",
    )
    assert "gave Charlie the role Facilitator at Hills Housing" in words(answer)
    membership = universe.charlie.memberships.get()
    url = reverse("people:end_role", args=[membership.pk])
    answer = press(client, url, ends=timezone.localdate() - timedelta(days=3))
    assert "It cannot end before that" in words(answer)
    answer = press(client, url, ends=timezone.localdate())
    assert "Charlie has no role now, and so no access" in words(answer)
    assert "ended the role Facilitator" in words(answer)


def test_a_role_is_held_once_at_a_time(universe):
    with pytest.raises(RuleBroken, match="already has this role"):
        services.give_role(
            universe.bob, by=None, organisation=universe.housing, role="organisation_lead"
        )


def test_a_role_that_has_ended_stays_on_the_page_as_a_former_one(universe, client):
    membership = services.give_role(
        universe.charlie,
        by=None,
        organisation=universe.icb,
        role="analyst",
        starts=date(2024, 1, 1),
    )
    services.end_role(membership, by=universe.administrator, ends=date(2025, 1, 1))
    text = page(client, universe.charlie.get_absolute_url(), as_=universe.alice)
    assert "Analyst at Ambermoor ICB, 1 January 2024 to 1 January 2025" in text
    with pytest.raises(RuleBroken, match="already ended"):
        services.end_role(membership, by=universe.administrator)


def test_a_page_of_people_costs_at_most_ten_queries(
    universe, client, django_assert_max_num_queries
):
    client.force_login(universe.alice)
    with django_assert_max_num_queries(10):
        client.get(reverse("people:people"))
