"""Counts of voices by what they tell of and who spoke: the small ones hidden, nought among them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evenground_web.core.permissions import RuleBroken
from evenground_web.voices import services
from evenground_web.voices.models import SelfDescription, Voice
from tests.web.pages import page, press, words


def speak(times, *, consent="themes", **about):
    for number in range(times):
        services.record_voice(
            by=None, text=f"Words {number}", kind="idea", consent=consent, source="open_page",
            about=services.About(**about),
        )  # fmt: skip


def table(title):
    _, tables = services.heard()
    return next(one for one in tables if one.title == title)


def test_every_count_is_protected_and_the_total_is_rounded(universe, client):
    speak(9, setting="housing", group="Pakistani", own_words="from Mirpur")
    speak(7, setting="maternity", group="Roma")
    speak(3, consent="none", setting="police")
    shown = page(client, reverse("voices:heard"), as_=universe.alice)
    assert "Voices that may be counted: about 15." in shown
    settings = dict(table("By setting").rows)
    assert settings["Housing"] == "about 10"
    assert {settings[one] for one in ("Maternity care", "Police", "School or college")} == {
        "fewer than 8"
    }
    assert "from Mirpur" not in shown


def test_one_more_voice_of_a_small_group_changes_nothing_that_is_shown(universe):
    speak(9, setting="housing")
    before = services.heard()
    speak(1, setting="housing", group="Roma", language="ro", speaking_as="carer")
    assert services.heard() == before


def test_own_words_are_put_into_groups_without_what_was_said(universe, client):
    speak(2, own_words="British Bangladeshi")
    speak(1, own_words="british  bangladeshi")
    circle, address = universe.by_role["safeguarding"], reverse("voices:own_words")
    page(client, address, as_=universe.lead, status=404)
    shown = page(client, address, as_=circle)
    assert "British Bangladeshi" in shown
    assert "Words 0" not in shown
    press(client, address, own_words="British Bangladeshi", group="Bangladeshi")
    assert set(SelfDescription.objects.values_list("group", flat=True)) == {"Bangladeshi"}
    assert SelfDescription.objects.filter(own_words="British Bangladeshi").count() == 2
    assert "Nothing to put into groups" in words(client.get(address))
    with pytest.raises(RuleBroken, match="somebody has done this already"):
        services.put_into_group(by=circle, own_words="British Bangladeshi", group="Bangladeshi")


def test_what_was_withdrawn_or_set_aside_is_not_counted(universe):
    speak(9)
    assert services.heard()[0] == "about 10"
    for voice in Voice.objects.all()[:2]:
        services.withdraw(voice)
    assert services.heard()[0] == "fewer than 8"
