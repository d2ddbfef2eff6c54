"""Limits hold for an account and for an address, also behind a proxy, and not for a whole hospital."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from evenground_web.core import limits
from evenground_web.demo import views as demo
from evenground_web.people import services as people

SIGN_IN = "/account/sign-in/"
TOO_MANY = "Too many tries to sign in"


@pytest.fixture(autouse=True)
def _forget_earlier_tries():
    cache.clear()


def sign_in(client, email, password="wrong", *, forwarded="") -> str:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    typed = {"login": email, "password": password}
    return client.post(SIGN_IN, typed, headers=headers).content.decode()


def test_one_account_is_not_guessed_at_from_many_addresses(universe, client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    pages = [sign_in(client, "alice@example.org", forwarded=f"10.0.0.{n}") for n in range(6)]
    assert [TOO_MANY in page for page in pages] == [False] * 5 + [True]


def test_one_address_does_not_guess_at_many_accounts_and_others_still_sign_in(
    universe, client, settings
):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(60):
        assert TOO_MANY not in sign_in(client, f"{n}@example.org", forwarded="10.0.0.1")
    assert TOO_MANY in sign_in(client, "60@example.org", forwarded="10.0.0.1")
    assert TOO_MANY in sign_in(client, "61@example.org", forwarded="10.0.0.2, 10.0.0.1")
    assert TOO_MANY not in sign_in(client, "62@example.org", forwarded="10.0.0.2")


def test_an_address_that_no_proxy_vouches_for_is_not_believed(universe, client):
    for n in range(60):
        sign_in(client, f"{n}@example.org", forwarded=f"10.0.0.{n}")
    assert TOO_MANY in sign_in(client, "60@example.org", forwarded="10.0.1.1")


def test_forty_people_of_one_hospital_sign_in_in_one_minute(universe, client):
    for n in range(40):
        email = f"nurse{n}@example.org"
        people.add_person(by=None, name=f"Nurse {n}", email=email, password="a long phrase")
        sign_in(client, email, "a long phrase")
        assert "_auth_user_id" in client.session
        client.post("/account/sign-out/")


def test_a_request_that_is_far_too_large_is_refused_before_it_is_kept(db, client, settings):
    settings.LARGEST_REQUEST = 10_000
    client.raise_request_exception = False
    sent = {"login": "a", "file": SimpleUploadedFile("a.csv", b"x" * 20_000)}
    response = client.post(SIGN_IN, sent)
    assert response.status_code == 413
    assert "Nothing was changed and nothing was kept" in response.content.decode()


def test_a_real_partnership_is_never_opened_without_a_password(universe, settings):
    settings.DEMO = True
    people.name_partnership("A real one", by=None, fictional=False)
    with pytest.raises(Http404):
        demo.personas(RequestFactory().get("/demo/"))
    with pytest.raises(Http404):
        demo.continue_as(RequestFactory().post("/demo/"), pk=universe.alice.pk)


def test_files_are_not_made_for_one_network_without_end(rf, monkeypatch):
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    made = limits.makes_a_file(lambda request: HttpResponse("a file"))
    assert made(rf.get("/")).content == b"a file"
    refused = made(rf.get("/"))
    assert (refused.status_code, refused.content.decode()) == (429, limits.FILES)
