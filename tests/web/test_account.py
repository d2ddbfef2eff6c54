"""Signing in and out, and keeping a password."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from evenground_web.people import services as people
from tests.web.post import letters

SIGN_IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def _forget_earlier_tries():
    cache.clear()


def sign_in(client, *, email="alice@example.org", password="a long phrase", address=SIGN_IN):
    return client.post(address, {"login": email, "password": password})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_somebody_with_an_account_signs_in_and_out(universe, client):
    response = sign_in(client)
    assert response.url == "/"
    assert signed_in(client)
    assert client.post("/account/sign-out/").url == "/"
    assert not signed_in(client)


def test_signing_in_ignores_capitals_and_spaces_around_the_address(universe, client):
    sign_in(client, email=" Alice@Example.org ")
    assert signed_in(client)


def test_a_session_ends_with_the_browser(universe, client):
    sign_in(client)
    assert client.session.get_expire_at_browser_close()


def test_following_a_link_to_sign_out_asks_first(universe, client):
    client.force_login(universe.alice)
    response = client.get("/account/sign-out/")
    assert "You are signed in as Alice" in response.content.decode()
    assert signed_in(client)


@pytest.mark.parametrize(
    ("email", "password"), [("alice@example.org", "wrong"), ("nobody@example.org", "a long phrase")]
)
def test_a_wrong_address_and_a_wrong_password_look_the_same(universe, client, email, password):
    html = sign_in(client, email=email, password=password).content.decode()
    assert "The email address or the password is not correct" in html
    assert f'value="{email}"' in html
    assert not signed_in(client)


def test_an_empty_form_says_what_to_enter(universe, client):
    html = sign_in(client, email="", password="").content.decode()
    assert '<a href="#id_login">Enter your email address</a>' in html
    assert '<a href="#id_password">Enter your password</a>' in html
    assert "<title>Error: Sign in" in html


def test_somebody_named_without_an_account_cannot_sign_in(universe, client):
    people.add_person(by=None, name="Dara", email="dara@example.org")
    sign_in(client, email="dara@example.org", password="")
    sign_in(client, email="dara@example.org", password="!")
    assert not signed_in(client)


def test_a_closed_account_cannot_be_used(universe, client):
    people.close_account(universe.bob, by=universe.administrator)
    response = sign_in(client, email="bob@example.org")
    assert not signed_in(client)
    assert "This account is closed" in client.get(response.url).content.decode()


def test_guessing_passwords_is_slowed_down(universe, client):
    pages = [sign_in(client, password=f"guess {n}").content.decode() for n in range(12)]
    assert "Too many tries" in pages[-1]
    sign_in(client)
    assert not signed_in(client)


def test_after_signing_in_a_person_comes_back_to_where_they_were(universe, client):
    assert sign_in(client, address=f"{SIGN_IN}?next=/gaps/%3Fsort%3Dname").url == "/gaps/?sort=name"


@pytest.mark.parametrize(
    "next_", ["https://example.com/", "//example.com/", "javascript:alert(1)", "/\\example.com"]
)
def test_nobody_is_sent_to_another_site(universe, client, next_):
    assert (
        client.post(
            SIGN_IN, {"login": "alice@example.org", "password": "a long phrase", "next": next_}
        ).url
        == "/"
    )
    assert client.post("/account/sign-out/", {"next": next_}).url == "/"


@pytest.mark.parametrize("address", ["/account/signup/", "/account/sign-up/", "/accounts/signup/"])
def test_nobody_signs_up(universe, client, address):
    assert client.get(address).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_person_changes_their_password(universe, client):
    client.force_login(universe.alice)
    response = client.post(
        "/account/password/",
        {
            "oldpassword": "a long phrase",
            "password1": "kettle orbit moss",
            "password2": "kettle orbit moss",
        },
        follow=True,
    )
    assert "Your password was changed" in response.content.decode()
    assert signed_in(client)
    universe.alice.refresh_from_db()
    assert universe.alice.check_password("kettle orbit moss")


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("not it", "kettle orbit moss", "kettle orbit moss", "The current password is not correct"),
        ("a long phrase", "kettle orbit moss", "kettle orbit", "You must type the same password"),
        ("a long phrase", "12345678", "12345678", "entirely numeric"),
        ("a long phrase", "short", "short", "too short"),
    ],
)
def test_a_password_that_will_not_do_is_refused_in_words(universe, client, old, new, again, words):
    client.force_login(universe.alice)
    data = {"oldpassword": old, "password1": new, "password2": again}
    html = client.post("/account/password/", data).content.decode()
    assert words in html
    assert "There is a problem" in html
    universe.alice.refresh_from_db()
    assert universe.alice.check_password("a long phrase")


def test_a_stranger_is_asked_to_sign_in_before_changing_a_password(universe, client):
    assert client.get("/account/password/").url == f"{SIGN_IN}?next=/account/password/"


def test_somebody_without_a_password_has_none_to_change(universe, client):
    dara = people.add_person(by=None, name="Dara", email="dara@example.org")
    client.force_login(dara)
    assert client.get("/account/password/").status_code == 404
    assert "/account/password/" not in client.get("/").content.decode()


def ask_for_link(client, email: str) -> str:
    response = client.post("/account/password/forgotten/", {"email": email}, follow=True)
    assert "Check your email" in response.content.decode()
    found = re.search(r"http://testserver(\S+)", letters()[-1].body) if letters() else None
    return found[1] if found else ""


def test_a_forgotten_password_is_replaced_through_a_link_that_works_once(universe, client):
    link = ask_for_link(client, "bob@example.org")
    assert mail.outbox[0].subject == "Choose a new password"
    assert mail.outbox[0].to == ["bob@example.org"]
    form = client.get(link).url
    client.post(form, {"password1": "kettle orbit moss", "password2": "kettle orbit moss"})
    sign_in(client, email="bob@example.org", password="kettle orbit moss")
    assert signed_in(client)
    client.logout()
    assert "The link no longer works" in client.get(link).content.decode()


def test_a_link_that_was_altered_does_not_work(universe, client):
    link = ask_for_link(client, "bob@example.org")
    assert "The link no longer works" in client.get(link.rstrip("/") + "x/").content.decode()


@pytest.mark.parametrize("email", ["nobody@example.org", "dara@example.org"])
def test_asking_for_a_link_does_not_reveal_who_has_an_account(universe, client, email):
    people.add_person(by=None, name="Dara", email="dara@example.org")
    assert ask_for_link(client, email) == ""
    assert mail.outbox == []
