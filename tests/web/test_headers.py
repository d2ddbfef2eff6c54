"""Every page keeps to the content security policy and asks nothing of other sites."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.views import defaults

FRAMED = "/commitments/pledges/wall/embed/"


def addresses(patterns=None, start="/"):
    """Every address that needs no key."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, address)
        elif isinstance(pattern, URLPattern) and not pattern.pattern.regex.groups:
            yield address


def faults(response) -> list[str]:
    html = response.content.decode()
    policy = response.headers.get("Content-Security-Policy", "")
    nonce = re.search(r"'nonce-([^']+)'", policy)
    scripts = re.findall(r"<script\b[^>]*>", html)
    found = {
        "no policy": "default-src 'none'" not in policy,
        "unsafe policy": "unsafe" in policy or "*" in policy or "http" in policy,
        "no nonce": not nonce,
        "script without the nonce": not all(nonce and nonce[1] in script for script in scripts),
        "inline style": bool(re.search(r"<style|\sstyle\s*=", html)),
        "inline handler": bool(re.search(r"<[^>]+\son\w+\s*=", html)),
        "another site": bool(
            re.search(r"""<(?!a\b)[^>]*(src|href|action)=["']?(https?:)?//""", html)
        ),
        "not one h1": html.count("<h1") != 1,
        "no language": '<html lang="en-GB">' not in html,
    }
    return [name for name, present in found.items() if present]


@pytest.mark.parametrize("role", ["nobody", "programme_lead", "administrator", "board_secretary"])
def test_every_page_keeps_to_the_policy(universe, client, role):
    if role != "nobody":
        client.force_login(universe.by_role[role])
    seen = 0
    for address in sorted(set(addresses()) - {FRAMED}):
        response = client.get(address)
        html = response.headers["Content-Type"].startswith("text/html")
        if html and response.status_code in {200, 404}:
            assert (address, faults(response)) == (address, [])
            seen += 1
    assert seen >= 10


def test_a_page_that_is_not_there_keeps_to_the_policy(universe, client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert faults(response) == []


def test_an_address_of_another_site_is_refused_with_a_page(universe, client):
    answer = client.get("/", headers={"host": "another.example"})
    assert answer.status_code == 400
    assert "text/html" in answer["Content-Type"]


def test_a_form_without_its_token_is_refused_in_words(universe):
    response = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"login": "a"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()
    assert faults(response) == []


def test_the_page_for_our_own_mistakes_needs_no_database(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        response = defaults.server_error(RequestFactory().get("/"))
    html = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong" in html
    assert "<script" not in html


def test_the_public_pledges_alone_may_stand_in_a_frame_and_run_no_script_there(universe, client):
    headers = client.get(FRAMED).headers
    policy = headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "form-action 'self'" in policy
    for address in set(addresses()) - {FRAMED}:
        headers = client.get(address).headers
        assert headers["X-Frame-Options"] == "DENY", address
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], address


def test_answers_are_not_sniffed_framed_or_referred(universe, client):
    headers = client.get("/").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_pages_of_somebody_signed_in_are_not_kept(universe, client):
    client.force_login(universe.alice)
    assert "no-store" in client.get("/").headers["Cache-Control"]
