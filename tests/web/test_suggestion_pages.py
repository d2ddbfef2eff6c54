"""Suggested themes on a page: asked for, decided about, and told how right they are."""

from __future__ import annotations

import pytest
from django.test import Client

from evenground_web.core.outbox import asked
from evenground_web.themes.models import Coding, Suggestion
from tests.web.pages import signed_in
from tests.web.test_suggested_themes import coded
from tests.web.theme_records import NOW, codebook, said
from tests.web.theme_records import done as done_with


@pytest.fixture
def c(universe):
    return codebook(universe, coders=1)


def test_suggestions_are_asked_for_learned_confirmed_and_refused(c):
    coded(c)
    said(c, "They would not believe me. No interpreter came.")
    client, address = signed_in(c.facilitator), f"/voices/themes/{c.book.pk}/suggestions/"
    assert "Ask for suggestions" in client.get(address).content.decode()
    assert "Look again" in client.post(f"{address}ask/", follow=True).content.decode()
    asked.run(now=NOW)
    page = client.get(address).content.decode()
    assert "from 60 passages" in page
    assert page.count("100% (86% to 100%)") == 4
    believed, alone = Suggestion.objects.order_by("start")
    done = client.post(f"/voices/themes/suggestions/{believed.pk}/confirm/", follow=True)
    assert "You coded it “Not believed”" in done.content.decode()
    client.post(f"/voices/themes/suggestions/{alone.pk}/refuse/")
    assert Coding.objects.get(voice=believed.voice).words == "They would not believe me."
    assert "Nothing is suggested to you" in client.get(address).content.decode()
    done_with(c.book, believed.voice, c.facilitator)
    page = client.get(address).content.decode()
    assert "1 confirmed, 0 refused" in page
    late = client.post(f"/voices/themes/suggestions/{alone.pk}/confirm/", follow=True)
    assert "not suggested any more" in late.content.decode()


def test_whoever_may_not_code_finds_no_suggestions(c, universe):
    address = f"/voices/themes/{c.book.pk}/suggestions/"
    assert signed_in(universe.by_role["member"]).get(address).status_code == 404
    assert Client().get(address).status_code in (302, 404)


def test_when_learning_goes_wrong_it_is_said_and_can_be_asked_again(c):
    client, address = signed_in(c.lead), f"/voices/themes/{c.book.pk}/suggestions/"
    client.post(f"{address}ask/")
    c.book.learnings.update(state="failed", learned_at=NOW)
    page = client.get(address).content.decode()
    assert "Learning went wrong on 1 June 2026" in page
    assert "Ask for suggestions" in page
