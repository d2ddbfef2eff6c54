"""Those who spoke hear when the gap moves, if they want to; and whoever withdrew never does."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from evenground_web.core.models import AuditEvent
from evenground_web.core.outbox.models import Message
from evenground_web.core.permissions import RuleBroken
from evenground_web.insight import services as insight
from evenground_web.insight.models import Gap
from evenground_web.voices import services
from evenground_web.voices.models import Contact, News, Voice
from tests.web.pages import press, words
from tests.web.post import letters, text_of
from tests.web.published import LEAST, MOST, pair, upload

FIRST, THEN = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 10, 5, 9, tzinfo=UTC)
ADDRESS = "somebody@example.org"
AREA = {"Area Code": "ZZ3", "Area Name": "Harbour"}


def keep(universe, *rows, now):
    preview = insight.preview_file(upload(*rows), by=universe.analyst, now=now)
    return insight.keep(preview, by=universe.analyst, now=now)


@pytest.fixture
def gap(universe):
    keep(universe, *pair(30.0, 20.0, period="2022/23", **AREA), now=FIRST)
    return Gap.objects.get(group=MOST, reference_group=LEAST)


@pytest.fixture
def spoken(universe, gap):
    voice, code = services.record_voice(
        by=None, text="The pool is two buses away", kind="barrier", consent="themes",
        source="open_page", gap=gap, on=date(2026, 3, 20),
    )  # fmt: skip
    return voice, code


def move(universe):
    rows = (pair(30.0, 20.0, period="2022/23", **AREA), pair(36.0, 20.0, period="2023/24", **AREA))
    return keep(universe, *rows[0], *rows[1], now=THEN)


def test_a_release_that_moves_the_gap_is_news_on_the_page_of_the_code(universe, spoken, client):
    _, code = spoken
    move(universe)
    news = News.objects.get()
    assert news.on == date(2026, 10, 5)
    shown = words(client.post(reverse("voices:mine"), {"code": code}))
    assert "How the gap moved since" in shown
    assert "5 October 2026: The gap widened: 10.0 percentage points higher in 2022/23" in shown


def test_a_release_that_says_the_same_again_is_no_news(universe, spoken):
    move(universe)
    rows = (pair(30.0, 20.0, period="2022/23", **AREA), pair(36.1, 20.0, period="2023/24", **AREA))
    keep(universe, *rows[0], *rows[1], now=THEN)
    assert News.objects.count() == 1


def test_a_gap_about_which_nobody_spoke_makes_no_news(universe, gap):
    move(universe)
    assert not News.objects.exists()


def test_whoever_left_an_address_is_written_to_without_the_gap_or_the_words(universe, spoken):
    voice, code = spoken
    services.ask_to_be_told(voice, email=ADDRESS, on=date(2026, 3, 21))
    move(universe)
    (letter,) = letters(now=THEN)
    assert letter.to == [ADDRESS]
    text = text_of(letter)
    assert "See what became of your words" in text
    for secret in ("pool", "inactive", "Harbour", "deprived", code):
        assert secret not in letter.subject + text
    assert len(letters(now=THEN)) == 1


def test_whoever_asked_for_nothing_gets_nothing(universe, spoken):
    move(universe)
    assert letters(now=THEN) == []


@pytest.mark.parametrize("change_of_mind", [services.withdraw, services.stop_telling])
def test_whoever_changed_their_mind_is_never_told(universe, spoken, change_of_mind):
    voice, _ = spoken
    services.ask_to_be_told(voice, email=ADDRESS)
    move(universe)  # written, and not sent yet
    change_of_mind(voice)
    assert letters(now=THEN) == []
    assert not Contact.objects.exists()
    assert not Message.objects.exclude(to="").exists()


def test_whoever_withdrew_before_is_not_written_to(universe, spoken):
    voice, _ = spoken
    services.ask_to_be_told(voice, email=ADDRESS)
    services.withdraw(voice)
    move(universe)
    assert not Message.objects.exists()
    with pytest.raises(RuleBroken, match="nothing to tell of"):
        services.ask_to_be_told(Voice.objects.get(), email=ADDRESS)


def test_the_record_of_who_did_what_never_holds_the_address_or_the_day(universe, spoken):
    voice, _ = spoken
    services.ask_to_be_told(voice, email=ADDRESS, on=date(2026, 3, 21))
    services.stop_telling(voice, on=date(2026, 4, 22))
    events = AuditEvent.objects.filter(verb="voice.telling_changed")
    assert [timezone.localtime(event.at).day for event in events] == [1, 1]
    for event in AuditEvent.objects.all():
        assert ADDRESS not in f"{event.sentence} {event.details}"


def test_an_address_is_left_and_erased_with_the_code_alone(universe, spoken, client):
    _, code = spoken
    tell, stop = reverse("voices:tell_me"), reverse("voices:stop_telling")
    assert "Enter an email address" in words(client.post(tell, {"code": code, "email": "nobody"}))
    told = words(press(client, tell, code=code, email=ADDRESS))
    assert "We will write to you when something becomes of it" in told
    assert ADDRESS not in told
    assert Contact.objects.get().email == ADDRESS
    assert "Your address was erased" in words(client.post(stop, {"code": code}))
    assert not Contact.objects.exists()
    client.post(tell, {"code": "BCDF-2345-GHJK", "email": ADDRESS})
    assert not Contact.objects.exists()
