"""Before people are asked again: what they have said already, and what came of it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.utils import timezone

from evenground_web.gatherings import services as gatherings
from evenground_web.voices import services as voices
from tests.web.commitment_records import add_pledge

SAID = "The interpreter never came at night"


@pytest.fixture
def summit(universe):
    return gatherings.add_gathering(
        by=universe.lead, title="Summit", kind="summit", starts=date(2026, 3, 4),
        topics=["Interpreters in hospitals", "Housing"],
    )  # fmt: skip


def say(u, summit, text=SAID, *, topic="Interpreters in hospitals", consent="quote", **details):
    voice, _ = voices.record_voice(
        by=u.lead, text=text, kind="barrier", consent=consent, source="gathering",
        gathering=summit, topic=summit.topics.get(title=topic), **details,
    )  # fmt: skip
    if consent != "themes":
        voices.clear(voice, by=u.lead, looked=True)
    return voice


def page(client, person, query):
    client.force_login(person)
    return client.get(f"/voices/already-heard/?{query}").content.decode()


def test_words_lead_to_topics_quotes_and_promises(universe, summit, client):
    say(universe, summit)
    say(universe, summit, "Damp in the bedroom", topic="Housing")
    add_pledge(universe, title="An interpreter for every appointment")
    found = page(client, universe.analyst, "words=Interpreter at night")
    assert SAID in found
    assert "Interpreters in hospitals" in found
    assert "An interpreter for every appointment" in found
    assert "Damp in the bedroom" not in found


def test_what_fits_more_of_the_words_comes_first(universe, summit, client):
    say(universe, summit, "At night the ward is cold", topic="Housing")
    say(universe, summit)
    found = page(client, universe.analyst, "words=interpreter night")
    assert found.index(SAID) < found.index("At night the ward is cold")


def test_words_that_may_only_be_counted_are_found_by_no_word(universe, summit, client):
    say(universe, summit, "Zebra crossing outside the clinic", topic="Housing", consent="themes")
    for person in (universe.analyst, universe.lead):
        found = page(client, person, "words=zebra")
        assert "Zebra crossing" not in found
        assert "No gathering had a topic with these words" in found


def test_each_topic_is_counted_alone_so_that_no_sums_can_be_taken_from_each_other(
    universe, summit, client
):
    for number in range(12):
        say(universe, summit, f"Said {number}", consent="themes", place=universe.hills)
    say(universe, summit, "Also said", topic="Housing", consent="themes", place=universe.hills)
    found = page(client, universe.analyst, "words=interpreters housing")
    alone = page(client, universe.analyst, "words=interpreters")
    placed = page(client, universe.analyst, f"words=interpreters housing&place={universe.hills.pk}")
    counts = [re.findall(r"(about \d+|fewer than 8) voices", one) for one in (found, alone, placed)]
    assert counts == [["about 10", "fewer than 8"], ["about 10"], ["about 10", "fewer than 8"]]
    assert not any("By place" in one or "By who spoke" in one for one in (found, alone, placed))


def test_counts_of_a_topic_are_rounded_and_small_ones_hidden(universe, summit, client):
    for number in range(7):
        say(universe, summit, f"Said {number}", consent="themes")
    assert "fewer than 8 voices that may be counted" in page(
        client, universe.analyst, "words=interpreters"
    )
    for number in range(6):
        say(universe, summit, f"Also {number}", consent="themes", place=universe.hills)
    found = page(client, universe.analyst, "words=interpreters")
    assert "about 15 voices that may be counted" in found


@pytest.mark.parametrize("query", ["", "words=", "words=the+and", "place=999999", "words=%00"])
def test_a_page_without_words_to_look_for_asks_for_some(universe, client, query):
    found = page(client, universe.analyst, query)
    assert "What do you want to ask people about" in found
    assert "What people said" not in found


def test_who_prepares_a_gathering_is_led_to_what_was_said(universe, client):
    ahead = gatherings.add_gathering(
        by=universe.lead, title="Forum", kind="forum", starts=timezone.localdate(), topics=["Damp & cold"]
    )  # fmt: skip
    client.force_login(universe.lead)
    shown = client.get(ahead.get_absolute_url()).content.decode()
    assert "/voices/already-heard/?words=Damp+%26+cold" in shown
    client.force_login(universe.analyst)
    assert "already-heard" not in client.get(ahead.get_absolute_url()).content.decode()


def test_the_page_asks_no_more_questions_however_much_was_said(
    universe, summit, client, django_assert_max_num_queries
):
    for number in range(25):
        say(universe, summit, f"{SAID} {number}", place=universe.hills)
    client.force_login(universe.analyst)
    with django_assert_max_num_queries(25):
        client.get("/voices/already-heard/?words=interpreter")
