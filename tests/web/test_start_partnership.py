"""A new installation gets its name and its first administrator from one command."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from evenground_web.people.models import Place
from tests.web.pages import page

STARTED = {"administrator": "Dana Okoro", "email": "dana@example.org"}


def test_the_first_administrator_chooses_a_password_and_adds_the_rest(db, client, capsys):
    call_command("start_partnership", "Harbour Partnership", **STARTED)
    link = re.search(r"http://\S+?(/account\S+)", capsys.readouterr().out)[1]
    form = client.get(link, follow=True)
    chosen = {"password1": "harbour lantern thistle", "password2": "harbour lantern thistle"}
    client.post(form.request["PATH_INFO"], chosen)
    assert client.login(email="dana@example.org", password="harbour lantern thistle")
    assert "Harbour Partnership" in page(client, reverse("people:partnership"))
    assert "<form" in page(client, reverse("people:add_person"))
    assert Place.objects.get().code == "E92000001"  # so that national files have a place to go


def test_it_starts_once(db):
    call_command("start_partnership", "Harbour Partnership", **STARTED)
    with pytest.raises(CommandError, match="has an administrator already"):
        call_command("start_partnership", "Another", administrator="E", email="e@example.org")
